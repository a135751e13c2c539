package org.duima.engine.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.Text;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.HealthCheck;

/** Whether the destinations beside the national platform get what they want in time. */
public final class DestinationHealth implements HealthCheck {
  private final DeliveryRooms rooms;
  private final Clock clock;

  public DestinationHealth(DeliveryRooms rooms, Clock clock) {
    this.rooms = rooms;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "destinations";
  }

  /** Not critical: deliveries wait in the store. */
  @Override
  public Health check() {
    List<Text> problems;
    try {
      Instant now = clock.instant();
      problems =
          Stream.concat(
                  rooms.destinations().problems().stream(),
                  rooms.deliveries().standing().stream().flatMap(one -> problem(one, now)))
              .toList();
    } catch (StoreUnavailableException e) {
      return new Health(false, false, new Text("未知：数据库不可用", "unknown: the store is unavailable"));
    }
    if (problems.isEmpty()) {
      int destinations = rooms.destinations().names().size();
      return new Health(
          true,
          false,
          destinations == 0
              ? new Text("未配置国家平台以外的目的地", "no destination beside the national platform")
              : new Text(destinations + " 个目的地正常", "destinations in order: " + destinations));
    }
    return new Health(
        false,
        false,
        new Text(
            problems.stream().map(Text::zh).collect(Collectors.joining("；")),
            problems.stream().map(Text::en).collect(Collectors.joining("; "))));
  }

  private Stream<Text> problem(Deliveries.Standing standing, Instant now) {
    String name = standing.destination();
    if (standing.state() == Deliveries.State.REFUSED) {
      return Stream.of(
          new Text(
              "目的地 " + name + " 拒收 " + standing.count() + " 项，需人工处理",
              name + " refused " + standing.count() + ", a person must look"));
    }
    if (standing.state() != Deliveries.State.WAITING || standing.oldest() == null) {
      return Stream.empty();
    }
    if (rooms.destinations().warnAfter(name).isEmpty()) {
      return Stream.of(
          new Text(
              standing.count() + " 项投递的目的地 " + name + " 已无配置文件",
              standing.count() + " deliveries are for " + name + ", which has no file any more"));
    }
    Duration waits = Duration.between(standing.oldest(), now);
    return waits.compareTo(rooms.destinations().warnAfter(name).get()) <= 0
        ? Stream.empty()
        : Stream.of(
            new Text(
                "目的地 "
                    + name
                    + " 最早的投递已等待 "
                    + waits.toMinutes()
                    + " 分钟，共 "
                    + standing.count()
                    + " 项",
                "the oldest of "
                    + standing.count()
                    + " deliveries for "
                    + name
                    + " waits for "
                    + waits.toMinutes()
                    + " min"));
  }
}
