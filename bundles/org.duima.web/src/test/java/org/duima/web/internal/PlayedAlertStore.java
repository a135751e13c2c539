package org.duima.web.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertStore;
import org.duima.api.encounter.Key;

/** Remembers which points fell silent, and who let them speak again. */
final class PlayedAlertStore implements AlertStore {
  final Map<String, Instant> silent = new TreeMap<>();

  @Override
  public Map<String, Instant> ignored() {
    return Map.copyOf(silent);
  }

  @Override
  public void ignore(String pointId, boolean isSilent, String why, Instant at) {
    if (isSilent) {
      silent.put(pointId, at);
    } else {
      silent.remove(pointId);
    }
  }

  @Override
  public CompletableFuture<Void> record(AlertRecord record) {
    throw notAsked();
  }

  @Override
  public Set<String> feedback(List<AlertFeedback> feedback) {
    throw notAsked();
  }

  @Override
  public Set<String> overridden(Collection<Key> keys, Instant since) {
    throw notAsked();
  }

  @Override
  public List<Firing> firings(int newest, Instant since) {
    throw notAsked();
  }

  @Override
  public List<Untold> untold(int max, Instant now, Duration lease) {
    throw notAsked();
  }

  @Override
  public void told(Collection<String> alertIds, Instant at) {
    throw notAsked();
  }

  private static AssertionError notAsked() {
    return new AssertionError("nobody asks for this");
  }
}
