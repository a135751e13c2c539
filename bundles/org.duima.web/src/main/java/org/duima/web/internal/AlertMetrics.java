package org.duima.web.internal;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderAlerts.Status;
import org.duima.api.site.HealthCheck;

/**
 * How the judging of orders goes, as metrics and as a health check. A rule that was too slow is a
 * warning: orders go on without it, so the node is never down for it. Safe for use by several
 * threads.
 */
public final class AlertMetrics implements MultiCollector, HealthCheck {
  private final Supplier<Optional<OrderAlerts>> alerts;

  public AlertMetrics(Supplier<Optional<OrderAlerts>> alerts) {
    this.alerts = alerts;
  }

  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public Health check() {
    Optional<Status> status = alerts.get().map(OrderAlerts::status);
    if (status.isEmpty()) {
      return new Health(
          false,
          false,
          new Text("医嘱提醒尚未就绪，医嘱照常进行", "the alerts are not there; orders go on without them"));
    }
    List<String> quarantined = status.get().quarantined();
    if (!quarantined.isEmpty()) {
      String names = String.join(", ", quarantined);
      return new Health(
          false,
          false,
          new Text(
              "规则多次超时，已停用：" + names, "rules that were too slow are not asked any more: " + names));
    }
    long requests = status.get().requests();
    return new Health(
        true, false, new Text("已检查医嘱 " + requests + " 次", requests + " orders judged"));
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(
        alerts.get().map(OrderAlerts::status).map(AlertMetrics::snapshots).orElse(List.of()));
  }

  private static List<MetricSnapshot> snapshots(Status status) {
    List<MetricSnapshot> metrics = new ArrayList<>();
    metrics.add(counter("requests", "Orders judged", status.requests()));
    metrics.add(
        counter(
            "interrupted", "Orders with at least one card that interrupts", status.interrupted()));
    metrics.add(counter("cannot_tell", "Opinions that lacked a fact", status.cannotTell()));
    metrics.add(
        counter(
            "unrecorded",
            "Alerts that were not on record when the answer left",
            status.unrecorded()));
    metrics.add(counters("hits", "Hits, shown or not", "class", status.hits()));
    metrics.add(counters("shown", "Hits that were shown", "class", status.shown()));
    metrics.add(counters("missed", "Deadlines missed", "by", status.missed()));
    metrics.add(
        gauge(
            "quarantined",
            "Rules that are not asked any more since they were too slow",
            status.quarantined().size()));
    metrics.add(
        gauge(
            "budget",
            "Share of orders without an interrupting card that the site wants",
            status.budget()));
    metrics.add(seconds(status));
    return metrics;
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("duima_alert_" + name)
        .help(help)
        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot counters(
      String name, String help, String label, Map<String, Long> values) {
    CounterSnapshot.Builder metric =
        CounterSnapshot.builder().name("duima_alert_" + name).help(help);
    values.forEach(
        (key, value) ->
            metric.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of(label, key))
                    .value(value)
                    .build()));
    return metric.build();
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name("duima_alert_" + name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  /** The counts are cumulative where they come from, and by bucket where they go. */
  private static MetricSnapshot seconds(Status status) {
    TreeMap<Double, Long> cumulative = new TreeMap<>(status.seconds());
    cumulative.merge(Double.POSITIVE_INFINITY, status.requests(), Math::max);
    List<Double> bounds = new ArrayList<>(cumulative.keySet());
    List<Long> counts = new ArrayList<>();
    long before = 0;
    for (long upTo : cumulative.values()) {
      // the counts are read while they change
      counts.add(Math.max(0, upTo - before));
      before = Math.max(before, upTo);
    }
    return HistogramSnapshot.builder()
        .name("duima_alert_evaluation_seconds")
        .help("Time to judge an order")
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                .sum(status.secondsSum())
                .build())
        .build();
  }
}
