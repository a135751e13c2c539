package org.duima.web.osgi;

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
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.receive.MessageReader;
import org.duima.api.site.NodeStatus;
import org.duima.web.internal.ApiServlet;
import org.duima.web.internal.CodesResource;
import org.duima.web.internal.FirstKey;
import org.duima.web.internal.Gate;
import org.duima.web.internal.ListsResource;
import org.duima.web.internal.MessagesResource;
import org.duima.web.internal.QueueResource;
import org.duima.web.internal.Resource;
import org.duima.web.internal.StatusResource;
import org.duima.web.internal.StaysResource;
import org.duima.web.internal.TransactionsResource;
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

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile CodeSuggester suggester;

  @Activate
  void activate(BundleContext bundle) throws IOException {
    Path home = Path.of(System.getProperty("duima.home", System.getProperty("karaf.base", ".")));
    access.ensureKey("first-start", FirstKey.in(home.resolve("secrets/api-key")));
    Clock clock = Clock.systemUTC();
    List<Resource> resources =
        List.of(
            new TransactionsResource(transactions, inbox),
            new StatusResource(ledger, health.health(), () -> Optional.ofNullable(node), clock),
            new QueueResource(ledger),
            new StaysResource(ledger),
            new ListsResource(ledger, outbox, clock),
            new MessagesResource(messages),
            new CodesResource(() -> Optional.ofNullable(suggester), clock));
    registrations.add(
        bundle.registerService(
            Servlet.class,
            new ApiServlet(new Gate(access), resources),
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
