package org.duima.engine.osgi;

import jakarta.jms.ConnectionFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.sjms2.Sjms2Component;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.encounter.StayFolder;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.DecisionDesk;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.TableImports;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.receive.MessageReader;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.NodeStatus;
import org.duima.api.site.Sites;
import org.duima.api.spi.PlatformConnector;
import org.duima.api.spi.SourceAdapter;
import org.duima.engine.internal.AlertRooms;
import org.duima.engine.internal.DecisionFile;
import org.duima.engine.internal.DeliveryRooms;
import org.duima.engine.internal.DestinationHealth;
import org.duima.engine.internal.Destinations;
import org.duima.engine.internal.Engine;
import org.duima.engine.internal.InquiryRooms;
import org.duima.engine.internal.OverrideRooms;
import org.duima.engine.internal.PlatformPulse;
import org.duima.engine.internal.PlatformTables;
import org.duima.engine.internal.ReceiveSettings;
import org.duima.engine.internal.Rooms;
import org.duima.engine.internal.SubmitClock;
import org.duima.engine.internal.Upkeep;
import org.duima.engine.internal.UsageFile;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
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

/** Runs the engine while the rooms that it needs are there. */
@Component(
    service = {NodeStatus.class, DecisionDesk.class},
    immediate = true,
    configurationPid = "org.duima.receive",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class EngineComponent implements NodeStatus, DecisionDesk {
  private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);

  @Reference private Inbox inbox;
  @Reference private MessageWork messages;
  @Reference private StayStore stays;
  @Reference private Outbox outbox;
  @Reference private CodeDecisions codeDecisions;
  @Reference private CodeQueue codeQueue;
  @Reference private Inquiries inquiries;
  @Reference private Deliveries deliveries;
  @Reference private StayFolder folder;
  @Reference private SettlementListMaker lists;
  @Reference private Sites sites;
  @Reference private ConnectionFactory connectionFactory;
  @Reference private OverrideReportComponent overrideReport;

  private final Map<String, SourceAdapter> adapters = new ConcurrentHashMap<>();
  private final Map<String, MessageReader> readers = new ConcurrentHashMap<>();
  private final Map<String, OrderDoor> doors = new ConcurrentHashMap<>();
  private final List<HospitalFiles> hospitalFiles = new CopyOnWriteArrayList<>();
  private volatile PlatformProtocol platform;
  private final PlatformPulse pulse = new PlatformPulse();
  private final Path home =
      Path.of(System.getProperty("duima.home", System.getProperty("karaf.base", ".")));
  private final Destinations destinations =
      new Destinations(
          Path.of(System.getProperty("karaf.etc", home.resolve("etc").toString())),
          home,
          Clock.systemUTC());
  private DecisionFile decisions;
  private Engine engine;
  private final List<ServiceRegistration<HealthCheck>> healthChecks = new ArrayList<>();
  private BundleContext bundles;
  private BundleListener changes;

  /** The adapters that ship with the product must be there before messages are applied. */
  @Reference(target = "(format=hl7v2)")
  private SourceAdapter hl7v2;

  @Reference(target = "(format=transaction)")
  private SourceAdapter transaction;

  @Reference(target = "(format=hl7v2)")
  private MessageReader hl7v2Reader;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addAdapter(SourceAdapter adapter) {
    adapters.put(adapter.format(), adapter);
  }

  void removeAdapter(SourceAdapter adapter) {
    adapters.remove(adapter.format(), adapter);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addReader(MessageReader reader) {
    readers.put(reader.format(), reader);
  }

  void removeReader(MessageReader reader) {
    readers.remove(reader.format(), reader);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addDoor(OrderDoor door) {
    doors.put(door.family(), door);
  }

  void removeDoor(OrderDoor door) {
    doors.remove(door.family(), door);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addFiles(HospitalFiles files) {
    hospitalFiles.add(files);
  }

  void removeFiles(HospitalFiles files) {
    hospitalFiles.remove(files);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addConnector(PlatformConnector connector) {
    destinations.arrive(connector);
  }

  void removeConnector(PlatformConnector connector) {
    destinations.leave(connector);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setPlatform(PlatformProtocol protocol) {
    platform = protocol;
  }

  void unsetPlatform(PlatformProtocol protocol) {
    if (platform == protocol) {
      platform = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile PlatformInquiries platformInquiries;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile TableImports tables;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile AlertStore alertStore;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile OrderAlerts alerts;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> configuration) throws Exception {
    ReceiveSettings receive = ReceiveSettings.of(SiteComponent.texts(configuration));
    Path data = home.resolve("data");
    DeliveryRooms delivering = new DeliveryRooms(deliveries, destinations);
    Rooms rooms =
        new Rooms(
            nodeName(),
            Clock.systemUTC(),
            inbox,
            messages,
            stays,
            outbox,
            readers,
            adapters,
            folder,
            lists,
            () -> Optional.ofNullable(platform),
            pulse,
            sites,
            new InquiryRooms(
                inquiries,
                () -> Optional.ofNullable(platformInquiries),
                new PlatformTables(data, () -> Optional.ofNullable(tables)),
                new OverrideRooms(
                    overrideReport::isWanted,
                    () -> Optional.ofNullable(alertStore),
                    () -> Optional.ofNullable(alerts))),
            new AlertRooms(doors, () -> Optional.ofNullable(alerts)),
            Optional.of(delivering));
    decisions = new DecisionFile(data, codeDecisions, stays, this::codeTables, Clock.systemUTC());
    Properties forRoutes = receive.forRoutes(home);
    engine =
        new Engine(
            rooms,
            receive,
            home,
            name -> newContext(bundle, name),
            Map.of("jms", jms()),
            Map.of("connectionFactory", connectionFactory),
            forRoutes,
            () -> List.copyOf(hospitalFiles),
            new Upkeep(
                decisions,
                new UsageFile(data, codeQueue, sites, Clock.systemUTC()),
                new SubmitClock(outbox, rooms.platform(), Clock.systemUTC())));
    engine.start();
    healthChecks.add(bundle.registerService(HealthCheck.class, pulse, null));
    healthChecks.add(
        bundle.registerService(
            HealthCheck.class, new DestinationHealth(delivering, Clock.systemUTC()), null));
    engine
        .folderHealth()
        .ifPresent(
            folder -> healthChecks.add(bundle.registerService(HealthCheck.class, folder, null)));
    changes = event -> changed(event.getType());
    bundles = bundle;
    bundles.addBundleListener(changes);
    LOG.info("路由已启动 / routes are up: {}", engine.runningRoutes());
  }

  /** A bundle may have brought the component that a refused route file asks for. */
  private void changed(int type) {
    if ((type & (BundleEvent.RESOLVED | BundleEvent.STARTED | BundleEvent.UPDATED)) != 0) {
      engine.componentsChanged();
    }
  }

  /** The set of files that translates codes; it reads the decisions, too. */
  private Optional<HospitalFiles> codeTables() {
    return hospitalFiles.stream().filter(CodeMapper.class::isInstance).findFirst();
  }

  private static CamelContext newContext(BundleContext bundle, String name) {
    OsgiDefaultCamelContext context = new OsgiDefaultCamelContext(bundle);
    context.getCamelContextExtension().setName(name);
    // Bodies and headers are patient data: they never reach the log with an exception.
    context.setLogExhaustedMessageBody(false);
    context.setMessageHistory(false);
    return context;
  }

  private Supplier<org.apache.camel.Component> jms() {
    return () -> {
      Sjms2Component component = new Sjms2Component();
      component.setConnectionFactory(connectionFactory);
      return component;
    };
  }

  private static String nodeName() {
    try {
      return InetAddress.getLocalHost().getHostName() + ":" + ProcessHandle.current().pid();
    } catch (UnknownHostException e) {
      return "node:" + ProcessHandle.current().pid();
    }
  }

  @Deactivate
  void deactivate() {
    bundles.removeBundleListener(changes);
    healthChecks.forEach(ServiceRegistration::unregister);
    healthChecks.clear();
    engine.close();
  }

  @Override
  public List<InForce> inForce() {
    return engine.inForce();
  }

  @Override
  public AnswerTimes answerTimes() {
    return engine.answerTimes();
  }

  @Override
  public List<Received> received() {
    return engine.received();
  }

  @Override
  public long failedFiles() {
    return engine.failedFiles();
  }

  @Override
  public List<String> runningRoutes() {
    return engine.runningRoutes();
  }

  @Override
  public boolean isReady() {
    return engine.isReady();
  }

  @Override
  public Decided decide(CodeDecision decision) {
    return decisions.decide(decision);
  }

  @Override
  public Optional<Effect> withdraw(long number, String who, String why, Instant at) {
    return decisions.withdraw(number, who, why, at);
  }
}
