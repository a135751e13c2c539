package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.platform.Inquiry.Dispositions;
import org.duima.api.platform.Inquiry.Dispositions.Warn;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.site.Site;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.duima.platform.internal.NationalProtocol;
import org.duima.platform.internal.PlatformConfiguration;
import org.duima.platform.internal.PlatformFiles;
import org.duima.platform.internal.PlatformSettings;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped routes 40-alert.xml and 50-inquire.xml with a real ledger of inquiries and the real
 * protocol; the record of alerts and the platform are played.
 */
@Timeout(60)
class ReportOverridesTest {
  private static final String HOSPITAL = "H50010300001";
  private static final Path SHIPPED = Path.of("../..");
  private static final Instant NOW = Instant.parse("2026-03-05T04:00:00Z");

  @TempDir Path home;
  private final Map<String, String> settings = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Queue<String> answers = new ArrayDeque<>();
  private final CamelContext context = new DefaultCamelContext();
  private final Clock clock = Clock.systemUTC();
  private final PlayedAlerts alerts = new PlayedAlerts();
  private volatile boolean wanted = true;
  private HttpServer server;
  private Ledger ledger;
  private Rooms rooms;

  /** Alerts whose answers wait to be told, and the reasons of a site. */
  private static final class PlayedAlerts implements AlertStore, OrderAlerts {
    final List<Untold> waiting = new ArrayList<>();
    final Set<String> leased = new HashSet<>();
    final Set<String> told = new HashSet<>();
    final AtomicInteger asked = new AtomicInteger();
    private boolean failsToTell;

    synchronized void add(String institution, String warnType, AlertFeedback feedback) {
      waiting.add(new Untold(institution, warnType, feedback));
    }

    synchronized void failToTell(boolean fails) {
      failsToTell = fails;
    }

    synchronized Set<String> toldNow() {
      return Set.copyOf(told);
    }

    synchronized void endLeases() {
      leased.clear();
    }

    @Override
    public synchronized List<Untold> untold(int max, Instant now, Duration lease) {
      asked.incrementAndGet();
      List<Untold> given =
          waiting.stream()
              .filter(one -> !told.contains(one.feedback().alertId()))
              .filter(one -> leased.add(one.feedback().alertId()))
              .limit(max)
              .toList();
      return given;
    }

    @Override
    public synchronized void told(Collection<String> alertIds, Instant at) {
      if (failsToTell) {
        throw new StoreUnavailableException("away", null);
      }
      told.addAll(alertIds);
    }

    @Override
    public List<OverrideReason> reasons() {
      return List.of(new OverrideReason("R01", new Text("病情需要", "clinically needed")));
    }

    @Override
    public CompletableFuture<Void> record(AlertRecord record) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Set<String> feedback(List<AlertFeedback> feedback) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Set<String> overridden(Collection<Key> keys, Instant since) {
      throw new AssertionError("not asked for");
    }

    @Override
    public List<Firing> firings(int newest, Instant since) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Map<String, Instant> ignored() {
      throw new AssertionError("not asked for");
    }

    @Override
    public void ignore(String pointId, boolean silent, String why, Instant at) {
      throw new AssertionError("not asked for");
    }

    @Override
    public AlertAnswer evaluate(OrderRequest request) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Status status() {
      throw new AssertionError("not asked for");
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Path routes = Files.createDirectories(home.resolve("routes"));
    Files.copy(SHIPPED.resolve("routes/50-inquire.xml"), routes.resolve("50-inquire.xml"));
    // as shipped, only that a test does not wait ten seconds
    String shipped = Files.readString(SHIPPED.resolve("routes/40-alert.xml"));
    assertThat(shipped).contains("idleMs=10000");
    Files.writeString(routes.resolve("40-alert.xml"), shipped.replace("idleMs=10000", "idleMs=50"));
    Path token = Files.writeString(home.resolve("token"), "not-a-real-token");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    settings.putAll(
        Map.of(
            "baseUrl", "http://127.0.0.1:" + server.getAddress().getPort(),
            "path.3103", "/api/riskConService/updateDspoWay",
            "paasid", "app",
            "secretFile", "token",
            "signIn", "false",
            "retryFirstSeconds", "0.05",
            "retryLongestSeconds", "0.1"));
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    ledger = Ledger.open(h2, LedgerSettings.DEFAULT, clock);
  }

  private void furnish() {
    furnish(alerts);
  }

  private void furnish(AlertStore store) {
    PlatformConfiguration configuration = new PlatformConfiguration(home);
    configuration.change(settings);
    PlatformSettings platform = configuration.inForce().orElseThrow();
    Site site =
        Site.of(
            Map.of(
                "institution." + HOSPITAL + ".name", "测试医院",
                "institution." + HOSPITAL + ".division", "500103"));
    PlatformFiles files = new PlatformFiles(SHIPPED.resolve("mappings"), clock);
    PlatformInquiries inquiries =
        new NationalProtocol(() -> platform, () -> site, files).inquiries();
    rooms =
        new Rooms(
            "test",
            clock,
            ledger.inbox(),
            ledger.work(),
            ledger.stays(),
            ledger.outbox(),
            Map.of(),
            Map.of(),
            null,
            null,
            Optional::empty,
            new PlatformPulse(),
            () -> site,
            new InquiryRooms(
                ledger.inquiries(),
                () -> Optional.of(inquiries),
                new PlatformTables(home.resolve("data"), Optional::empty),
                new OverrideRooms(
                    () -> wanted, () -> Optional.of(store), () -> Optional.of(alerts))),
            AlertRooms.NONE);
  }

  private void run() throws Exception {
    run(alerts);
  }

  private void run(AlertStore store) throws Exception {
    furnish(store);
    context.addComponent("duima", new DuimaComponent(rooms, false));
    context.start();
    RouteFiles files =
        new RouteFiles(
            home.resolve("routes"),
            home.resolve("data/routes-in-force"),
            context,
            () -> {
              CamelContext trial = new DefaultCamelContext();
              trial.addComponent("duima", new DuimaComponent(rooms, false));
              return trial;
            },
            clock);
    assertThat(files.scan()).isEmpty();
  }

  @AfterEach
  void stop() {
    context.stop();
    ledger.close();
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        exchange.getRequestURI().getPath() + " " + body.substring(body.indexOf("\"input")));
    String planned = answers.poll();
    byte[] answer =
        (planned == null ? "{\"infcode\":0,\"output\":null}" : planned)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(
        answer.length == 0 ? 502 : 200, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private synchronized void platformAnswers(String answer) {
    answers.add(answer);
  }

  private static AlertFeedback overridden(String id, String code, String comment) {
    return new AlertFeedback(id, Outcome.OVERRIDDEN, code, comment, NOW);
  }

  private static void until(BooleanSupplier reached) {
    while (!reached.getAsBoolean()) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private List<Map<String, Object>> inquiries() {
    return ledger.inquiryView().inquiries(100);
  }

  private Map<String, Object> ended() {
    until(() -> !inquiries().isEmpty() && !inquiries().get(0).get("state").equals("open"));
    return inquiries().get(0);
  }

  // ---------------------------------------------------------------- through the routes

  @Test
  void whatDoctorsAnsweredReachesThePlatform() throws Exception {
    alerts.add(HOSPITAL, "1", overridden("A1", "R01", ""));
    alerts.add(HOSPITAL, "1", overridden("A2", "R01", "已告知家属"));
    alerts.add(HOSPITAL, "1", overridden("A3", "", ""));
    alerts.add(HOSPITAL, "1", new AlertFeedback("A4", Outcome.ACCEPTED, "", "", NOW));
    run();

    Map<String, Object> inquiry = ended();

    assertThat(inquiry)
        .containsEntry("state", "done")
        .containsEntry("kind", "dispositions")
        .containsEntry("kept", 4)
        .containsEntry("askedBy", "alerts");
    assertThat(requests)
        .containsExactly(
            "/api/riskConService/updateDspoWay \"input\":{\"data\":{\"warn_type\":\"1\",\"warns\":["
                + "{\"warn_rslt_id\":\"A1\",\"dspo_way\":\"1\",\"dspo_way_rea\":\"病情需要\"},"
                + "{\"warn_rslt_id\":\"A2\",\"dspo_way\":\"1\",\"dspo_way_rea\":\"病情需要：已告知家属\"},"
                + "{\"warn_rslt_id\":\"A3\",\"dspo_way\":\"1\",\"dspo_way_rea\":\"医师确认\"},"
                + "{\"warn_rslt_id\":\"A4\",\"dspo_way\":\"2\",\"dspo_way_rea\":\"\"}]}}}");
    until(() -> alerts.toldNow().size() == 4);
  }

  @Test
  void nothingIsToldUnlessTheSiteWantsItAndItMayWantItLater() throws Exception {
    wanted = false;
    alerts.add(HOSPITAL, "1", overridden("A1", "R01", ""));
    run();
    assertThat(new ReportOverrides(rooms).source(100).poll("w")).isEmpty();
    assertThat(alerts.asked).hasValue(0);
    assertThat(inquiries()).isEmpty();

    wanted = true;

    assertThat(ended()).containsEntry("state", "done");
  }

  @Test
  void silenceIsFollowedByAnotherCall() throws Exception {
    platformAnswers("");
    platformAnswers("<html>");
    alerts.add(HOSPITAL, "2", overridden("A1", "R01", ""));
    run();
    assertThat(ended()).containsEntry("state", "done");
    assertThat(requests).hasSize(3);
  }

  @Test
  void aRefusalIsShownInThePlatformsWords() throws Exception {
    platformAnswers("{\"infcode\":-1,\"err_msg\":\"warn_rslt_id 不存在\"}");
    alerts.add(HOSPITAL, "1", overridden("A1", "R01", ""));
    run();
    Map<String, Object> inquiry = ended();
    assertThat(inquiry).containsEntry("state", "failed");
    assertThat(inquiry.get("note").toString()).contains("warn_rslt_id 不存在");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aPlatformThatIsLongAwayDoesNotMakeUsGiveUp() throws Exception {
    settings.put("inquire.mostFailures", "2");
    platformAnswers("");
    platformAnswers("");
    alerts.add(HOSPITAL, "1", overridden("A1", "R01", ""));
    run();
    until(() -> !inquiries().isEmpty() && inquiries().get(0).get("failures").equals(2));
    assertThat(inquiries().get(0)).containsEntry("state", "open");
    assertThat(Instant.parse(inquiries().get(0).get("dueAt").toString()))
        .isAfter(clock.instant().plus(Duration.ofMinutes(50)));
  }

  @Test
  void aMissingPathIsSaidAndTheReportWaits() throws Exception {
    settings.remove("path.3103");
    alerts.add(HOSPITAL, "1", overridden("A1", "R01", ""));
    run();
    until(() -> !inquiries().isEmpty() && !inquiries().get(0).get("note").equals(""));
    assertThat(inquiries().get(0)).containsEntry("state", "open");
    assertThat(inquiries().get(0).get("note").toString()).contains("path.3103");
    assertThat(requests).isEmpty();
  }

  @Test
  void aStopBetweenStoringAndTellingLosesAndDoublesNothing() throws Exception {
    alerts.failToTell(true);
    alerts.add(HOSPITAL, "1", overridden("A1", "R01", ""));
    run();
    assertThat(ended()).containsEntry("state", "done");
    assertThat(alerts.toldNow()).isEmpty();

    alerts.failToTell(false);
    alerts.endLeases();

    until(() -> alerts.toldNow().contains("A1"));
    assertThat(inquiries()).hasSize(1);
    assertThat(requests).hasSize(1);
  }

  @Test
  void theRealRecordOfAlertsIsToldOnce() throws Exception {
    AlertStore store = ledger.alerts();
    String shown = UUID.randomUUID().toString();
    store.record(record(shown, Scene.CHARGE)).get(10, TimeUnit.SECONDS);
    assertThat(store.feedback(List.of(overridden(shown, "R01", "")))).isEmpty();
    run(store);

    assertThat(ended()).containsEntry("state", "done").containsEntry("institution", HOSPITAL);
    assertThat(requests.get(0)).contains("\"warn_type\":\"2\"", shown, "病情需要");
    // later than any lease
    Instant later = clock.instant().plus(Duration.ofDays(1));
    until(() -> store.untold(10, later, Duration.ofSeconds(1)).isEmpty());
    assertThat(inquiries()).hasSize(1);
  }

  private AlertStore.AlertRecord record(String id, Scene scene) {
    OrderRequest request =
        new OrderRequest(
            "M1",
            "national",
            scene,
            HOSPITAL,
            LocalDateTime.parse("2026-03-05T12:00:00"),
            List.of(new Key(Key.Kind.MDTRT, HOSPITAL, "V1")),
            "0301",
            "D1",
            OrderRequest.Stated.NOTHING,
            List.of(),
            List.of(),
            Set.of());
    RuleClass ruleClass =
        new RuleClass(
            "drug-sex",
            "GZ1",
            RuleClass.Category.MEDICAL,
            new Text("药品限性别", "sex"),
            "sex",
            RuleClass.Subject.LINE,
            true,
            Reaction.WARN,
            EnumSet.allOf(Audience.class),
            EnumSet.allOf(Scene.class),
            false,
            Constraint.NONE,
            new Text("", ""),
            new Text("", ""));
    Alert alert =
        new Alert(
            id,
            ruleClass,
            List.of("P1"),
            List.of("B1"),
            List.of("R1"),
            List.of("药"),
            Reaction.WARN,
            new Text("限女性", "for women"),
            new Text("", ""),
            new Text("", ""),
            false,
            List.of(),
            Optional.empty(),
            Optional.empty());
    return new AlertStore.AlertRecord(
        NOW,
        LocalDate.parse("2026-03-05"),
        "0301",
        "D1",
        new AlertAnswer(request, List.of(alert), 0, List.of(), List.of()),
        true,
        1.0,
        Map.of("R1", "X1"));
  }

  // ---------------------------------------------------------------- how they are gathered

  private List<Dispositions> gathered(int max) throws Exception {
    furnish();
    return new ReportOverrides(rooms)
        .source(max).poll("w").stream().map(item -> (Dispositions) item.body()).toList();
  }

  @Test
  void aCallIsOfOneInstitutionAndKindAndAHundredAtMost() throws Exception {
    for (int i = 0; i < 120; i++) {
      alerts.add(HOSPITAL, "1", overridden("A" + i, "R01", ""));
    }
    alerts.add(HOSPITAL, "2", overridden("B", "R01", ""));
    alerts.add("H50010300002", "1", overridden("C", "R01", ""));
    List<Dispositions> calls = gathered(500);
    assertThat(calls).extracting(call -> call.warns().size()).containsExactly(100, 20, 1, 1);
    assertThat(calls)
        .extracting(Dispositions::institution)
        .containsExactly(HOSPITAL, HOSPITAL, HOSPITAL, "H50010300002");
    assertThat(calls).extracting(Dispositions::warnType).containsExactly("1", "1", "2", "1");
  }

  @Test
  void anAnswerThatNamesNoInstitutionIsOfTheOnlyOneThereIs() throws Exception {
    alerts.add("", "1", overridden("A", "R01", ""));
    assertThat(gathered(10)).extracting(Dispositions::institution).containsExactly(HOSPITAL);
  }

  @Test
  void aLongCommentIsCutAndAnUnknownReasonIsNotSentAsACode() throws Exception {
    alerts.add(HOSPITAL, "1", overridden("A", "", "长".repeat(199) + "\uD83D\uDE00"));
    alerts.add(HOSPITAL, "1", overridden("B", "GONE", ""));
    List<Warn> warns = gathered(10).get(0).warns();
    assertThat(warns.get(0).reason()).isEqualTo("长".repeat(199));
    assertThat(warns.get(1).reason()).isEqualTo("医师确认");
  }
}
