package org.duima.cli.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.duima.api.RawMessage;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.spi.ReferringAdapter.Others;

/** Messages of files, found by what they hold as a node finds them in its inbox. */
public final class MessagesAtHand {
  private record Name(String format, String name) {}

  private final Map<Name, NavigableMap<Long, RawMessage>> byName = new HashMap<>();

  /** Takes note of a message. */
  public void add(long number, RawMessage message) {
    for (String name : message.names()) {
      byName
          .computeIfAbsent(new Name(message.format(), name), key -> new TreeMap<>())
          .put(number, message);
    }
  }

  /** What a message may look up. */
  public Others beside(long number, String format) {
    return (names, sender) -> holding(number, format, names, sender);
  }

  private Map<String, Stored> holding(
      long number, String format, Set<String> names, Predicate<String> sender) {
    Map<String, Stored> found = new LinkedHashMap<>();
    for (String name : names) {
      NavigableMap<Long, RawMessage> all =
          byName.getOrDefault(new Name(format, name), new TreeMap<>());
      first(all.headMap(number, false).descendingMap(), sender)
          .or(() -> first(all.tailMap(number, false), sender))
          .ifPresent(one -> found.put(name, one));
    }
    return found;
  }

  private static Optional<Stored> first(
      NavigableMap<Long, RawMessage> messages, Predicate<String> sender) {
    return messages.entrySet().stream()
        .filter(one -> sender.test(one.getValue().sender()))
        .map(one -> new Stored(one.getKey(), one.getValue()))
        .findFirst();
  }
}
