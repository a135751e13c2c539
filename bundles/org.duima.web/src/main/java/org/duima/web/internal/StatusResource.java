package org.duima.web.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.ledger.LedgerView;
import org.duima.api.site.NodeBundles;
import org.duima.api.site.NodeStatus;

/** How the node is: its routes, its files and bundles in force, its counts, its health. */
public final class StatusResource implements Resource {
  private final LedgerView ledger;
  private final Health health;
  private final Supplier<Optional<NodeStatus>> node;
  private final Supplier<Optional<NodeBundles>> bundles;
  private final Clock clock;

  public StatusResource(
      LedgerView ledger,
      Health health,
      Supplier<Optional<NodeStatus>> node,
      Supplier<Optional<NodeBundles>> bundles,
      Clock clock) {
    this.bundles = bundles;
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
                200,
                "路由、生效的与被拒的文件和组件、计数、健康检查",
                "routes, files and bundles in force and refused, counts, health checks")
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
    status.put(
        "bundles",
        bundles.get().map(NodeBundles::bundles).orElse(List.of()).stream()
            .map(StatusResource::bundle)
            .toList());
    status.put("counts", ledger.counts(clock.instant()));
    status.put("health", health.report());
    return status;
  }

  private static Map<String, Object> inForce(NodeStatus.InForce file) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", file.name());
    shown.put("sha256", file.sha256());
    shown.put("since", text(file.since()));
    shown.put("entries", file.entries());
    shown.put("refused", reasons(file.refused()));
    shown.put("refusedAt", text(file.refusedAt()));
    return shown;
  }

  private static Map<String, Object> bundle(NodeBundles.BundleInForce bundle) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", bundle.name());
    shown.put("version", bundle.version());
    shown.put("file", bundle.file());
    shown.put("sha256", bundle.sha256());
    shown.put("since", text(bundle.since()));
    shown.put("state", bundle.state().name().toLowerCase(Locale.ROOT));
    shown.put("services", bundle.services());
    shown.put("why", bundle.why().stream().map(Text::toString).toList());
    shown.put("refused", reasons(bundle.refused()));
    shown.put("refusedAt", text(bundle.refusedAt()));
    return shown;
  }

  private static String text(Instant at) {
    return at == null ? "" : at.toString();
  }

  private static List<String> reasons(List<Finding> refused) {
    return refused.stream().map(finding -> finding.path() + ": " + finding.text()).toList();
  }
}
