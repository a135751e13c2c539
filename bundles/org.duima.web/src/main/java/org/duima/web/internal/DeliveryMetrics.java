package org.duima.web.internal;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.StoreUnavailableException;

/**
 * How destinations beside the national platform stand, as metrics. While the store cannot be
 * reached they are left out. Safe for use by several threads.
 */
public final class DeliveryMetrics implements MultiCollector {
  /** Several monitors may ask at once; counting a large ledger takes a while. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Supplier<Optional<Deliveries>> deliveries;
  private final Clock clock;
  private List<Deliveries.Standing> standing = List.of();
  private Instant countedAt = Instant.MIN;

  public DeliveryMetrics(Supplier<Optional<Deliveries>> deliveries, Clock clock) {
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    List<Deliveries.Standing> now = standing();
    if (now.isEmpty()) {
      return new MetricSnapshots();
    }
    GaugeSnapshot.Builder counts =
        GaugeSnapshot.builder()
            .name("duima_deliveries")
            .help("Deliveries to destinations beside the national platform, by state");
    GaugeSnapshot.Builder oldest =
        GaugeSnapshot.builder()
            .name("duima_deliveries_oldest_seconds")
            .help("Age of the oldest delivery that waits; lists that are kept back do not count");
    Instant at = clock.instant();
    for (Deliveries.Standing one : now) {
      counts.dataPoint(
          point(
              Labels.of("destination", one.destination(), "state", one.state().id()), one.count()));
      if (one.state() == Deliveries.State.WAITING && one.oldest() != null) {
        oldest.dataPoint(
            point(
                Labels.of("destination", one.destination()),
                Math.max(0, Duration.between(one.oldest(), at).toSeconds())));
      }
    }
    return new MetricSnapshots(counts.build(), oldest.build());
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private synchronized List<Deliveries.Standing> standing() {
    Instant now = clock.instant();
    if (countedAt.plus(FRESH).isBefore(now)) {
      countedAt = now;
      try {
        standing = deliveries.get().map(Deliveries::standing).orElse(List.of());
      } catch (StoreUnavailableException e) {
        standing = List.of();
      }
    }
    return standing;
  }
}
