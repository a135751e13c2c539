package org.duima.web.osgi;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.receive.MessageReader;
import org.duima.api.site.NodeStatus;
import org.duima.web.internal.AccessFilter;
import org.duima.web.internal.ApiServlet;
import org.duima.web.internal.FirstKey;
import org.duima.web.internal.TransactionServlet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Publishes {@code /api} while the ledger is there. */
@Component(
    service = {},
    immediate = true)
public final class WebComponent {
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  @Reference private Inbox inbox;
  @Reference private MessageWork messages;
  @Reference private Outbox outbox;
  @Reference private LedgerView ledger;
  @Reference private AccessStore access;
  @Reference private HealthComponent health;

  @Reference(target = "(format=transaction)")
  private MessageReader transactions;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile NodeStatus node;

  @Activate
  void activate(BundleContext bundle) throws IOException {
    Path home = Path.of(System.getProperty("duima.home", System.getProperty("karaf.base", ".")));
    access.ensureKey("first-start", FirstKey.in(home.resolve("secrets/api-key")));
    Clock clock = Clock.systemUTC();
    registrations.add(
        bundle.registerService(
            Filter.class, new AccessFilter(access), properties("filter", "/api/*")));
    registrations.add(
        bundle.registerService(
            Servlet.class,
            new TransactionServlet(transactions, inbox),
            properties("servlet", "/api/transactions")));
    registrations.add(
        bundle.registerService(
            Servlet.class,
            new ApiServlet(
                ledger, messages, outbox, health.health(), () -> Optional.ofNullable(node), clock),
            properties("servlet", "/api/*")));
  }

  static Dictionary<String, Object> properties(String kind, String pattern) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("osgi.http.whiteboard." + kind + ".pattern", pattern);
    return properties;
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
  }
}
