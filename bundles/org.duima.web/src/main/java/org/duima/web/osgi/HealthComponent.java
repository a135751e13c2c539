package org.duima.web.osgi;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.LedgerView;
import org.duima.api.report.DeadlineWatch;
import org.duima.api.report.ReportFacts;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.NodeStatus;
import org.duima.web.internal.AlertMetrics;
import org.duima.web.internal.DeliveryMetrics;
import org.duima.web.internal.Gate;
import org.duima.web.internal.Health;
import org.duima.web.internal.HealthServlet;
import org.duima.web.internal.Metrics;
import org.duima.web.internal.MetricsServlet;
import org.duima.web.internal.NodeMetrics;
import org.duima.web.internal.SecurityHeaders;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Publishes {@code /health} and {@code /metrics}, and the headers of all answers, from the first
 * moment, whatever else is missing.
 */
@Component(
    service = HealthComponent.class,
    immediate = true,
    configurationPid = "org.duima.web",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class HealthComponent {
  private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();
  private Health health;
  private Metrics metrics;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile LedgerView ledger;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile DeadlineWatch deadlines;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile NodeStatus node;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile AccessStore access;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile ReportFacts facts;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile OrderAlerts alerts;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Deliveries deliveries;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addCheck(HealthCheck check) {
    checks.add(check);
  }

  void removeCheck(HealthCheck check) {
    checks.remove(check);
  }

  @Activate
  void activate(BundleContext bundle, Map<String, Object> configuration) {
    AlertMetrics alertMetrics = new AlertMetrics(() -> Optional.ofNullable(alerts));
    checks.add(alertMetrics);
    health =
        new Health(
            () -> Optional.ofNullable(ledger),
            () -> Optional.ofNullable(node),
            () -> List.copyOf(checks),
            Path.of(System.getProperty("karaf.data", ".")),
            Clock.systemUTC());
    registrations.add(
        bundle.registerService(
            Filter.class, new SecurityHeaders(), WebComponent.properties("filter", "/*")));
    AccessStore.Limits limits = WebComponent.limits(configuration);
    Clock clock = Clock.systemUTC();
    metrics =
        new Metrics(
            bundle.getBundle().getVersion().toString(),
            new NodeMetrics(
                () -> Optional.ofNullable(ledger),
                () -> Optional.ofNullable(facts),
                () -> Optional.ofNullable(node),
                () -> Optional.ofNullable(deadlines),
                () -> Optional.ofNullable(access).map(store -> store.sessions(limits)),
                health,
                clock),
            alertMetrics,
            new DeliveryMetrics(() -> Optional.ofNullable(deliveries), clock));
    registrations.add(
        bundle.registerService(
            Servlet.class,
            new MetricsServlet(
                metrics, () -> Optional.ofNullable(access).map(store -> new Gate(store, limits))),
            WebComponent.properties("servlet", "/metrics")));
    registrations.add(
        bundle.registerService(
            Servlet.class,
            new HealthServlet(health),
            WebComponent.properties("servlet", "/health/*")));
  }

  Health health() {
    return health;
  }

  Metrics metrics() {
    return metrics;
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
  }
}
