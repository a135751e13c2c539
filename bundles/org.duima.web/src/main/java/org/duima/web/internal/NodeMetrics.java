package org.duima.web.internal;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.CodeSystem;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.report.DeadlineWatch;
import org.duima.api.report.ReportFacts;
import org.duima.api.settlement.CodeUse;
import org.duima.api.site.NodeStatus;

/**
 * The ledger's counts and the node's checks as metrics. While the store cannot be reached its
 * counts are left out rather than shown as zero. Safe for use by several threads.
 */
public final class NodeMetrics implements MultiCollector {
  /** Several monitors may ask at once; counting a large ledger takes a while. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** Reading the uses of a month takes longer still. */
  private static final Duration FRESH_USES = Duration.ofMinutes(5);

  private static final int DAYS_OF_USES = 30;

  private final Supplier<Optional<LedgerView>> ledger;
  private final Supplier<Optional<ReportFacts>> facts;
  private final Supplier<Optional<NodeStatus>> node;
  private final Supplier<Optional<DeadlineWatch>> deadlines;
  private final Supplier<Optional<Long>> sessions;
  private final Health health;
  private final Clock clock;
  private Map<String, Object> counts = Map.of();
  private Instant countedAt = Instant.MIN;
  private Map<Use, Long> uses = Map.of();
  private Instant usesCountedAt = Instant.MIN;

  /** A kind of code with what matching made of it. */
  private record Use(CodeSystem system, CodeUse.Outcome outcome) {}

  /**
   * @param sessions how many there are, empty while that cannot be known
   */
  public NodeMetrics(
      Supplier<Optional<LedgerView>> ledger,
      Supplier<Optional<ReportFacts>> facts,
      Supplier<Optional<NodeStatus>> node,
      Supplier<Optional<DeadlineWatch>> deadlines,
      Supplier<Optional<Long>> sessions,
      Health health,
      Clock clock) {
    this.ledger = ledger;
    this.facts = facts;
    this.node = node;
    this.deadlines = deadlines;
    this.sessions = sessions;
    this.health = health;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> metrics = new ArrayList<>();
    metrics.add(checks());
    node.get().ifPresent(status -> metrics.add(answers(status.answerTimes())));
    node.get()
        .ifPresent(
            status -> {
              metrics.add(bodies(status.received()));
              metrics.add(gauge("duima_files_failed", "Files in failed/", status.failedFiles()));
            });
    Map<String, Object> now = counts();
    if (now.get("messages") instanceof Map<?, ?> messages) {
      metrics.add(received(messages));
      metrics.add(gauges("duima_messages", "Messages by state", "state", messages, "all"));
    }
    if (!now.isEmpty()) {
      // without a waiting message there is no oldest one
      Object oldest = now.getOrDefault("oldestWaitingSeconds", 0);
      metrics.add(gauge("duima_queue_oldest_seconds", "Age of the oldest waiting message", oldest));
      metrics.add(gauge("duima_stays_due", "Stays to be evaluated", now.get("staysDue")));
    }
    byKind(metrics, now, "stays", "duima_stays", "Stays by phase", "phase");
    byKind(metrics, now, "lists", "duima_lists", "Settlement lists by state", "state");
    byKind(
        metrics,
        now,
        "outbox",
        "duima_outbox",
        "Lists on their way, by what they wait for",
        "state");
    if (now.get("calls") instanceof Map<?, ?> calls) {
      metrics.add(calls(calls));
    }
    Map<Use, Long> recent = uses();
    if (!recent.isEmpty()) {
      metrics.add(uses(recent));
    }
    deadlines.get().map(DeadlineWatch::alarm).map(NodeMetrics::deadlines).ifPresent(metrics::add);
    sessions()
        .ifPresent(
            number -> metrics.add(gauge("duima_sessions", "Open sessions of people", number)));
    return new MetricSnapshots(metrics);
  }

  private static MetricSnapshot bodies(List<NodeStatus.Received> received) {
    CounterSnapshot.Builder metric =
        CounterSnapshot.builder()
            .name("duima_received_bodies")
            .help(
                "Files, queue messages and frames by route and outcome; error: to be tried again");
    for (NodeStatus.Received one : received) {
      metric.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(Labels.of("route", one.route(), "outcome", one.outcome()))
              .value(one.bodies())
              .build());
    }
    return metric.build();
  }

  private static MetricSnapshot deadlines(DeadlineWatch.Alarm alarm) {
    return gauges(
        "duima_lists_deadline",
        "Lists not submitted whose last day has passed, or comes within the days of warning",
        "state",
        Map.of("overdue", alarm.overdue(), "soon", alarm.soon()),
        "");
  }

  private Optional<Long> sessions() {
    try {
      return sessions.get();
    } catch (StoreUnavailableException e) {
      return Optional.empty();
    }
  }

  private synchronized Map<String, Object> counts() {
    Instant now = clock.instant();
    if (now.isBefore(countedAt.plus(FRESH))) {
      return counts;
    }
    try {
      counts = ledger.get().map(view -> view.counts(now)).orElse(Map.of());
    } catch (StoreUnavailableException e) {
      counts = Map.of();
    }
    countedAt = now;
    return counts;
  }

  private static MetricSnapshot answers(NodeStatus.AnswerTimes times) {
    List<Double> bounds = new ArrayList<>(times.upToSeconds());
    bounds.add(Double.POSITIVE_INFINITY);
    return HistogramSnapshot.builder()
        .name("duima_answer_duration_seconds")
        .help("Time from a message's arrival over MLLP to its answer")
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, times.counts()))
                .sum(times.sumSeconds())
                .build())
        .build();
  }

  private synchronized Map<Use, Long> uses() {
    Instant now = clock.instant();
    if (now.isBefore(usesCountedAt.plus(FRESH_USES))) {
      return uses;
    }
    Map<Use, Long> counted = new HashMap<>();
    LocalDate from = LocalDate.now(clock).minusDays(DAYS_OF_USES);
    try {
      facts
          .get()
          .ifPresent(
              ledgersFacts ->
                  ledgersFacts.codes(
                      new ReportFacts.Period(from, null, ""),
                      list ->
                          list.codes()
                              .forEach(
                                  use ->
                                      counted.merge(
                                          new Use(use.source().system(), use.outcome()),
                                          1L,
                                          Long::sum))));
    } catch (StoreUnavailableException e) {
      counted.clear();
    }
    uses = counted;
    usesCountedAt = now;
    return uses;
  }

  private static MetricSnapshot uses(Map<Use, Long> uses) {
    GaugeSnapshot.Builder metric =
        GaugeSnapshot.builder()
            .name("duima_code_uses")
            .help("Codes on lists discharged in the last 30 days, by what matching made of them");
    uses.forEach(
        (use, count) ->
            metric.dataPoint(
                point(
                    Labels.of("system", use.system().id(), "outcome", use.outcome().id()), count)));
    return metric.build();
  }

  private MetricSnapshot checks() {
    GaugeSnapshot.Builder up =
        GaugeSnapshot.builder().name("duima_up").help("Checks of the node: 1 up, 0 down");
    if (health.report().get("checks") instanceof Map<?, ?> checks) {
      checks.forEach(
          (name, check) ->
              up.dataPoint(
                  point(
                      Labels.of("check", name.toString()),
                      check instanceof Map<?, ?> map && "UP".equals(map.get("status")) ? 1 : 0)));
    }
    return up.build();
  }

  private static MetricSnapshot received(Map<?, ?> messages) {
    return CounterSnapshot.builder()
        .name("duima_messages_received")
        .help("Messages taken since the ledger began")
        .dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(number(messages.get("all")))
                .build())
        .build();
  }

  private static MetricSnapshot calls(Map<?, ?> calls) {
    CounterSnapshot.Builder metric =
        CounterSnapshot.builder()
            .name("duima_platform_calls")
            .help("Calls to the insurance platform by kind and outcome; open: not answered");
    calls.forEach(
        (call, outcomes) -> {
          if (outcomes instanceof Map<?, ?> map) {
            map.forEach(
                (outcome, count) ->
                    metric.dataPoint(
                        CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(
                                Labels.of("call", call.toString(), "outcome", outcome.toString()))
                            .value(number(count))
                            .build()));
          }
        });
    return metric.build();
  }

  private static void byKind(
      List<MetricSnapshot> metrics,
      Map<String, Object> counts,
      String key,
      String name,
      String help,
      String label) {
    if (counts.get(key) instanceof Map<?, ?> kinds) {
      metrics.add(gauges(name, help, label, kinds, ""));
    }
  }

  private static MetricSnapshot gauges(
      String name, String help, String label, Map<?, ?> values, String leftOut) {
    GaugeSnapshot.Builder metric = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (kind, value) -> {
          if (!kind.equals(leftOut)) {
            metric.dataPoint(point(Labels.of(label, kind.toString()), number(value)));
          }
        });
    return metric.build();
  }

  private static MetricSnapshot gauge(String name, String help, Object value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(point(Labels.EMPTY, number(value)))
        .build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }
}
