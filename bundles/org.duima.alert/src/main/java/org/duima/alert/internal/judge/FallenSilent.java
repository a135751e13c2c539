package org.duima.alert.internal.judge;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.AlertStore.Firing;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.RuleClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points that doctors override nearly always fall silent, since nobody reads them any more; those
 * of classes that are about the patient's safety do not, the office is told instead.
 */
final class FallenSilent {
  private static final Logger LOG = LoggerFactory.getLogger(FallenSilent.class);

  private final Supplier<Optional<AlertStore>> store;
  private final KnowledgeBase knowledge;
  private final AlertSettings settings;
  private final AtomicReference<Set<String>> ignored;

  /** Points that must keep speaking and of which the office was told; once is enough for a log. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  FallenSilent(
      Supplier<Optional<AlertStore>> store,
      KnowledgeBase knowledge,
      AlertSettings settings,
      AtomicReference<Set<String>> ignored) {
    this.store = store;
    this.knowledge = knowledge;
    this.settings = settings;
    this.ignored = ignored;
  }

  AtomicReference<Set<String>> shared() {
    return ignored;
  }

  /** Ids of the points that are silent by themselves. */
  Set<String> ignored() {
    return ignored.get();
  }

  void lookBack(Instant now) {
    Optional<AlertStore> present = store.get();
    if (present.isEmpty()) {
      return;
    }
    AlertStore alerts = present.get();
    Map<String, Instant> before = alerts.ignored();
    for (Firing firing : alerts.firings(settings.silentAfter(), now.minus(settings.history()))) {
      if (firing.shown() >= settings.silentAfter()
          && firing.overridden() > settings.silentShare() * firing.shown()
          && !before.containsKey(firing.pointId())) {
        fallSilent(alerts, firing, now);
      }
    }
    ignored.set(Set.copyOf(alerts.ignored().keySet()));
  }

  private void fallSilent(AlertStore alerts, Firing firing, Instant now) {
    boolean mayFallSilent =
        knowledge
            .current()
            .ruleClass(firing.ruleClass())
            .map(RuleClass::neverSilencedByItself)
            .map(never -> !never)
            .orElse(true);
    if (!mayFallSilent && !told.add(firing.pointId())) {
      return;
    }
    String why = firing.overridden() + "/" + firing.shown();
    alerts.ignore(firing.pointId(), mayFallSilent, why, now);
    LOG.warn(
        "知识点 {} 近 {} 次有 {} 次被否决：{} / overridden {}: {}",
        firing.pointId(),
        firing.shown(),
        firing.overridden(),
        mayFallSilent ? "已自动静默" : "请医保办核对",
        why,
        mayFallSilent ? "it fell silent" : "the office should look");
  }
}
