package org.duima.web.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duima.api.Text;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.NodeStatus;

/** How the node is, from its checks. Safe for use by several threads. */
public final class Health {
  private static final long LEAST_FREE_BYTES = 512L << 20;
  private static final long OLDEST_WAITING_SECONDS = 300;

  private final Supplier<Optional<LedgerView>> ledger;
  private final Supplier<Optional<NodeStatus>> node;
  private final Supplier<List<HealthCheck>> others;
  private final Path data;
  private final Clock clock;

  /**
   * @param data directory whose disk must not run full
   */
  public Health(
      Supplier<Optional<LedgerView>> ledger,
      Supplier<Optional<NodeStatus>> node,
      Supplier<List<HealthCheck>> others,
      Path data,
      Clock clock) {
    this.ledger = ledger;
    this.node = node;
    this.others = others;
    this.data = data;
    this.clock = clock;
  }

  /** Whether messages are taken and worked on. */
  boolean isReady() {
    return node.get().map(NodeStatus::isReady).orElse(false)
        && ledger.get().map(LedgerView::isUp).orElse(false);
  }

  /** JSON-like report: status with checks. */
  Map<String, Object> report() {
    Map<String, HealthCheck.Health> checks = new LinkedHashMap<>();
    checks.put("database", database());
    checks.put("routes", routes());
    checks.put("files", files());
    checks.put("disk", disk());
    checks.put("queue", queueAge());
    for (HealthCheck check : new ArrayList<>(others.get())) {
      checks.put(check.name(), check.check());
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    checks.forEach(
        (name, health) ->
            shown.put(
                name,
                Map.of(
                    "status", health.up() ? "UP" : health.critical() ? "DOWN" : "WARN",
                    "critical", health.critical(),
                    "detail", health.detail().toString())));
    boolean up = checks.values().stream().allMatch(health -> health.up() || !health.critical());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", up ? "UP" : "DOWN");
    report.put("checks", shown);
    return report;
  }

  private HealthCheck.Health database() {
    boolean up = ledger.get().map(LedgerView::isUp).orElse(false);
    return new HealthCheck.Health(
        up,
        true,
        up ? new Text("正常", "answers") : new Text("数据库不可用", "the database does not answer"));
  }

  private HealthCheck.Health routes() {
    boolean ready = node.get().map(NodeStatus::isReady).orElse(false);
    return new HealthCheck.Health(
        ready,
        true,
        ready ? new Text("路由运行中", "routes run") : new Text("路由未就绪", "routes are not up"));
  }

  /** A refused file is for a person to mend; the former version does the work. */
  private HealthCheck.Health files() {
    String refused =
        node.get().map(NodeStatus::inForce).orElse(List.of()).stream()
            .filter(file -> !file.refused().isEmpty())
            .map(NodeStatus.InForce::name)
            .collect(Collectors.joining(", "));
    return new HealthCheck.Health(
        refused.isEmpty(),
        false,
        refused.isEmpty()
            ? new Text("全部生效", "all in force")
            : new Text("被拒，原版本继续有效：" + refused, "refused, the former goes on: " + refused));
  }

  private HealthCheck.Health disk() {
    try {
      long free = Files.getFileStore(data).getUsableSpace();
      return new HealthCheck.Health(
          free >= LEAST_FREE_BYTES,
          true,
          new Text("可用 " + (free >> 20) + " MB", (free >> 20) + " MB free"));
    } catch (IOException e) {
      return new HealthCheck.Health(false, true, new Text("无法读取磁盘", "the disk cannot be read"));
    }
  }

  private HealthCheck.Health queueAge() {
    try {
      Object oldest =
          ledger
              .get()
              .map(view -> view.counts(clock.instant()).get("oldestWaitingSeconds"))
              .orElse(0L);
      long seconds = oldest instanceof Number number ? number.longValue() : 0;
      return new HealthCheck.Health(
          seconds <= OLDEST_WAITING_SECONDS,
          false,
          new Text("最早未处理消息 " + seconds + " 秒", "oldest waiting message: " + seconds + " s"));
    } catch (StoreUnavailableException e) {
      return new HealthCheck.Health(
          false, false, new Text("未知：数据库不可用", "unknown: the store is unavailable"));
    }
  }
}
