package org.duima.web.osgi;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.Corrections;
import org.duima.api.ledger.DecisionDesk;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.InquiryView;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.TableImports;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.RestReader;
import org.duima.api.report.Board;
import org.duima.api.report.Reports;
import org.duima.api.report.SettlementImports;
import org.duima.api.settlement.ListForm;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.NodeBundles;
import org.duima.api.site.NodeStatus;
import org.duima.api.site.Sites;
import org.duima.api.spi.ReportRenderer;
import org.duima.web.internal.AlertEvidenceResource;
import org.duima.web.internal.ApiServlet;
import org.duima.web.internal.AskAlerts;
import org.duima.web.internal.BoardResource;
import org.duima.web.internal.CdsHooksResource;
import org.duima.web.internal.CodesResource;
import org.duima.web.internal.CorrectionsResource;
import org.duima.web.internal.DecisionsResource;
import org.duima.web.internal.DeliveriesResource;
import org.duima.web.internal.DictionariesResource;
import org.duima.web.internal.FhirResource;
import org.duima.web.internal.FormResource;
import org.duima.web.internal.Gate;
import org.duima.web.internal.KeysResource;
import org.duima.web.internal.KnowledgeResource;
import org.duima.web.internal.ListsResource;
import org.duima.web.internal.Logins;
import org.duima.web.internal.MessagesResource;
import org.duima.web.internal.NationalAlertsResource;
import org.duima.web.internal.OpenApiResource;
import org.duima.web.internal.Origins;
import org.duima.web.internal.PlatformResource;
import org.duima.web.internal.QueueResource;
import org.duima.web.internal.ReportsResource;
import org.duima.web.internal.Resource;
import org.duima.web.internal.Secrets;
import org.duima.web.internal.SessionResource;
import org.duima.web.internal.SettlementsResource;
import org.duima.web.internal.StatusResource;
import org.duima.web.internal.StaysResource;
import org.duima.web.internal.TablesResource;
import org.duima.web.internal.TerminologyResource;
import org.duima.web.internal.TransactionsResource;
import org.duima.web.internal.UsersResource;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes {@code /api} while the ledger is there. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.duima.web",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class WebComponent {
  private static final Logger LOG = LoggerFactory.getLogger(WebComponent.class);
  private static final long IDLE_MINUTES = 30;
  private static final long LONGEST_HOURS = 12;

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
  private volatile NodeBundles bundles;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile CodeSuggester suggester;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Reports reports;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Board board;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile SettlementImports settlements;

  private final List<ReportRenderer> renderers = new CopyOnWriteArrayList<>();

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addRenderer(ReportRenderer renderer) {
    renderers.add(renderer);
  }

  void removeRenderer(ReportRenderer renderer) {
    renderers.remove(renderer);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile CodeQueue queue;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile CodeDecisions decisions;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile DecisionDesk desk;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile CodeMapper mapper;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Dictionaries dictionaries;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile TableImports tables;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Corrections corrections;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile SettlementListMaker listMaker;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile ListForm form;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Inquiries inquiries;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile InquiryView inquiryView;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Sites sites;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile KnowledgeBase knowledge;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile AlertStore alertStore;

  @Reference(
      target = "(format=fhir-r4)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile RestReader fhir;

  @Reference(
      target = "(family=national)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile OrderDoor nationalDoor;

  @Reference(
      target = "(family=cds-hooks)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile OrderDoor cdsHooks;

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

  @Activate
  void activate(BundleContext bundle, Map<String, Object> configuration) throws IOException {
    Path home = Path.of(System.getProperty("duima.home", System.getProperty("karaf.base", ".")));
    Clock clock = Clock.systemDefaultZone();
    Logins logins = new Logins(access, limits(configuration), clock);
    access.ensureKey("first-start", Secrets.in(home.resolve("secrets/api-key")));
    logins.ensureAdministrator(Secrets.in(home.resolve("secrets/admin-password")));
    List<Resource> resources =
        new ArrayList<>(
            List.of(
                new TransactionsResource(transactions, inbox),
                new StatusResource(
                    ledger,
                    health.health(),
                    () -> Optional.ofNullable(node),
                    () -> Optional.ofNullable(bundles),
                    clock),
                new QueueResource(ledger),
                new StaysResource(ledger),
                new ListsResource(ledger, outbox, clock),
                new FormResource(ledger, () -> Optional.ofNullable(form)),
                new CorrectionsResource(
                    () -> Optional.ofNullable(corrections),
                    () -> Optional.ofNullable(listMaker),
                    clock),
                new DictionariesResource(() -> Optional.ofNullable(dictionaries)),
                new KnowledgeResource(
                    () -> Optional.ofNullable(knowledge),
                    () -> Optional.ofNullable(alertStore),
                    clock),
                new MessagesResource(messages),
                new SessionResource(access, logins),
                new UsersResource(access, logins),
                new KeysResource(access),
                new ReportsResource(
                    () -> Optional.ofNullable(reports), () -> List.copyOf(renderers)),
                new BoardResource(() -> Optional.ofNullable(board)),
                new SettlementsResource(() -> Optional.ofNullable(settlements)),
                new PlatformResource(
                    () -> Optional.ofNullable(inquiries),
                    () -> Optional.ofNullable(inquiryView),
                    () -> Optional.ofNullable(sites),
                    clock),
                new NationalAlertsResource(
                    () -> Optional.ofNullable(nationalDoor),
                    () -> Optional.ofNullable(alerts),
                    clock),
                new CodesResource(() -> Optional.ofNullable(suggester), clock),
                new TablesResource(
                    () -> Optional.ofNullable(tables), home.resolve("data/imports"), clock),
                new DecisionsResource(
                    new DecisionsResource.Parts(
                        () -> Optional.ofNullable(queue),
                        () -> Optional.ofNullable(decisions),
                        () -> Optional.ofNullable(desk),
                        () -> Optional.ofNullable(mapper),
                        () -> Optional.ofNullable(dictionaries)),
                    clock),
                new TerminologyResource(
                    () -> Optional.ofNullable(mapper),
                    () -> Optional.ofNullable(dictionaries),
                    () -> Optional.ofNullable(suggester),
                    clock)));
    resources.add(new FhirResource(() -> Optional.ofNullable(fhir), inbox, clock));
    resources.add(new AlertEvidenceResource(ledger, clock));
    resources.add(new DeliveriesResource(() -> Optional.ofNullable(deliveries), clock));
    resources.add(
        new CdsHooksResource(
            new AskAlerts(
                () -> Optional.ofNullable(cdsHooks), () -> Optional.ofNullable(alerts), clock)));
    resources.add(new OpenApiResource(bundle.getBundle().getVersion().toString(), resources));
    registrations.add(
        bundle.registerService(
            Servlet.class,
            new ApiServlet(new Gate(access, logins.limits()), resources, health.metrics()),
            properties("servlet", "/api/*", "/fhir/*", "/cds-services/*")));
    Set<String> origins = origins(configuration);
    if (!origins.isEmpty()) {
      registrations.add(
          bundle.registerService(
              Filter.class, new Origins(origins), properties("filter", "/cds-services/*")));
    }
  }

  /** Reads {@code cdsHooksOrigins}: whose pages may call CDS Hooks from a browser. */
  static Set<String> origins(Map<String, Object> configuration) {
    Set<String> origins = new TreeSet<>();
    Object configured = configuration.get("cdsHooksOrigins");
    for (String origin : configured == null ? new String[0] : configured.toString().split(",")) {
      if (origin.strip().matches("https?://[^/*\\s]+")) {
        origins.add(origin.strip());
      } else if (!origin.isBlank()) {
        LOG.error(
            "org.duima.web.cfg: cdsHooksOrigins: 应为 https://主机[:端口]，逗号分隔 / expected"
                + " https://HOST[:PORT] with commas between");
      }
    }
    return origins;
  }

  /**
   * Reads {@code sessionIdleMinutes} and {@code sessionHours}; what is wrong stays at its default.
   */
  static AccessStore.Limits limits(Map<String, Object> configuration) {
    Duration idle = Duration.ofMinutes(number(configuration, "sessionIdleMinutes", IDLE_MINUTES));
    Duration longest = Duration.ofHours(number(configuration, "sessionHours", LONGEST_HOURS));
    return new AccessStore.Limits(idle, longest.compareTo(idle) < 0 ? idle : longest);
  }

  private static long number(Map<String, Object> configuration, String key, long otherwise) {
    Object value = configuration.get(key);
    if (value == null || value.toString().isBlank()) {
      return otherwise;
    }
    if (value.toString().trim().matches("[1-9][0-9]{0,5}")) {
      return Long.parseLong(value.toString().trim());
    }
    LOG.error(
        "org.duima.web.cfg: {}: 应为正整数，使用 {} / expected a whole number above 0, using {}",
        key,
        otherwise,
        otherwise);
    return otherwise;
  }

  static Dictionary<String, Object> properties(String kind, String... patterns) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("osgi.http.whiteboard." + kind + ".pattern", patterns);
    return properties;
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
  }
}
