package org.duima.web.internal;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.ledger.LedgerView;
import org.duima.api.site.NodeStatus;

/** How the node is: its routes, its files in force, its counts, its health. */
public final class StatusResource implements Resource {
  private final LedgerView ledger;
  private final Health health;
  private final Supplier<Optional<NodeStatus>> node;
  private final Clock clock;

  public StatusResource(
      LedgerView ledger, Health health, Supplier<Optional<NodeStatus>> node, Clock clock) {
    this.ledger = ledger;
    this.health = health;
    this.node = node;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/status", "节点状态", "How the node is")
            .answers(
                200, "路由、生效文件、计数、健康检查", "routes, files in force and refused, counts, health checks")
            .by(call -> status()));
  }

  private Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("ready", health.isReady());
    status.put("routes", node.get().map(NodeStatus::runningRoutes).orElse(List.of()));
    status.put(
        "inForce",
        node.get().map(NodeStatus::inForce).orElse(List.of()).stream()
            .map(StatusResource::inForce)
            .toList());
    status.put("counts", ledger.counts(clock.instant()));
    status.put("health", health.report());
    return status;
  }

  private static Map<String, Object> inForce(NodeStatus.InForce file) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", file.name());
    shown.put("sha256", file.sha256());
    shown.put("since", file.since() == null ? "" : file.since().toString());
    shown.put("entries", file.entries());
    shown.put(
        "refused",
        file.refused().stream().map(finding -> finding.path() + ": " + finding.text()).toList());
    return shown;
  }
}
