package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.duima.api.CodeSystem;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.site.Site;
import org.duima.catalogue.internal.Limits;
import org.duima.catalogue.internal.PublishedTables;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.duima.mapping.internal.MappingTables;
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
 * The shipped route file with the rooms that it joins: ledger, protocol, imports; only the platform
 * is played, over real HTTP.
 */
@Timeout(60)
class InquireRouteTest {
  private static final String HOSPITAL = "H50010300001";
  private static final YearMonth MARCH = YearMonth.of(2026, 3);
  private static final Path SHIPPED = Path.of("../..");

  @TempDir Path home;
  private final Map<String, String> settings = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Queue<byte[]> answers = new ArrayDeque<>();
  private final CamelContext context = new DefaultCamelContext();
  private final Clock clock = Clock.systemUTC();
  private HttpServer server;
  private Ledger ledger;
  private MappingTables mapping;
  private Rooms rooms;
  private volatile boolean configured = true;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Path catalogues = Files.createDirectories(home.resolve("mappings/catalogues"));
    for (String name : List.of("headers.csv", "platform-files.csv", "fhir-systems.csv")) {
      Files.copy(SHIPPED.resolve("mappings/catalogues").resolve(name), catalogues.resolve(name));
    }
    Path routes = Files.createDirectories(home.resolve("routes"));
    Files.copy(SHIPPED.resolve("routes/50-inquire.xml"), routes.resolve("50-inquire.xml"));
    Path token = Files.writeString(home.resolve("token"), "not-a-real-token");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    settings.putAll(
        Map.of(
            "baseUrl", "http://127.0.0.1:" + server.getAddress().getPort(),
            "path.*", "/all",
            "paasid", "app",
            "secretFile", "token",
            "signIn", "false",
            "retryFirstSeconds", "0.05",
            "retryLongestSeconds", "0.2"));
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    ledger = Ledger.open(h2, LedgerSettings.DEFAULT, clock);
    mapping = new MappingTables(home, clock, () -> "");
  }

  /** Starts the route once the settings are as a test wants them. */
  private void run() {
    PlatformConfiguration configuration = new PlatformConfiguration(home);
    configuration.change(settings);
    PlatformSettings platform = configuration.inForce().orElseThrow();
    Site site =
        Site.of(
            Map.of(
                "institution." + HOSPITAL + ".name", "测试医院",
                "institution." + HOSPITAL + ".division", "500103"));
    PlatformFiles answers = new PlatformFiles(Path.of("..", "..", "mappings"), clock);
    PlatformInquiries inquiries =
        new NationalProtocol(() -> platform, () -> site, answers).inquiries();
    Limits limits = Limits.of(Map.of());
    PublishedTables imports =
        new PublishedTables(
            home, clock, () -> limits, () -> mapping, Optional::empty, () -> List.of(mapping));
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
                () -> Optional.of(inquiries).filter(one -> configured),
                new PlatformTables(home.resolve("data"), () -> Optional.of(imports)),
                OverrideRooms.NONE),
            AlertRooms.NONE);
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
    requests.add(body.substring(body.indexOf("\"input\":")));
    byte[] answer = answers.poll();
    if (answer == null) {
      answer = "{\"infcode\":550100}".getBytes(StandardCharsets.UTF_8);
    }
    int status = answer.length == 0 ? 502 : 200;
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private synchronized void platformAnswers(byte[] answer) {
    answers.add(answer);
  }

  private void platformAnswers(String output) {
    platformAnswers(("{\"infcode\":0,\"output\":" + output + "}").getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Object> ask(Inquiry inquiry) {
    long number = ledger.inquiries().ask(inquiry, "office", "", "", Instant.now());
    run();
    return ended(number);
  }

  private Map<String, Object> ended(long number) {
    while (true) {
      Map<String, Object> inquiry = ledger.inquiryView().inquiry(number).orElseThrow();
      if (!inquiry.get("state").equals("open")) {
        return inquiry;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String quality(String... setlIds) {
    return "{\"data\":["
        + String.join(
            ",",
            List.of(setlIds).stream()
                .map(id -> "{\"setl_id\":\"" + id + "\",\"qltctrl_rslt\":\"1\"}")
                .toList())
        + "]}";
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> results() {
    return (List<Map<String, Object>>) ledger.inquiryView().quality(MARCH, 100).get("lists");
  }

  @Test
  void asksPageByPageUntilThereIsNoMore() {
    platformAnswers(quality("S1", "S2"));
    platformAnswers(quality("S3", ""));

    Map<String, Object> inquiry = ask(new Inquiry.QualityResults(HOSPITAL, MARCH, ""));

    assertThat(inquiry)
        .containsEntry("state", "done")
        .containsEntry("read", 4)
        .containsEntry("kept", 3)
        .containsEntry("refused", 1);
    assertThat(results()).extracting(row -> row.get("setlId")).containsExactly("S1", "S2", "S3");
    assertThat(requests).hasSize(3);
    assertThat(requests.get(2)).contains("\"page_num\":3");
  }

  @Test
  void aPlatformThatRepeatsItsPageIsAskedNoFurther() {
    platformAnswers(quality("S1"));
    platformAnswers(quality("S1"));
    assertThat(ask(new Inquiry.QualityResults(HOSPITAL, MARCH, "")))
        .containsEntry("state", "done")
        .containsEntry("read", 1);
    assertThat(requests).hasSize(2);
  }

  @Test
  void aTotalSavesTheLastQuestion() {
    platformAnswers("{\"total\":2,\"data\":[{\"setl_id\":\"S1\"},{\"setl_id\":\"S2\"}]}");
    assertThat(ask(new Inquiry.QualityResults(HOSPITAL, MARCH, ""))).containsEntry("state", "done");
    assertThat(requests).hasSize(1);
  }

  @Test
  void thePagesAreBounded() {
    settings.put("inquire.maxPages", "2");
    platformAnswers(quality("S1"));
    platformAnswers(quality("S2"));
    platformAnswers(quality("S3"));
    Map<String, Object> inquiry = ask(new Inquiry.QualityResults(HOSPITAL, MARCH, ""));
    assertThat(inquiry).containsEntry("state", "failed").containsEntry("kept", 2);
    assertThat(inquiry.get("note").toString()).contains("inquire.maxPages");
  }

  @Test
  void asksAgainAfterTroubleAndGivesUpAtLast() {
    settings.put("inquire.mostFailures", "3");
    platformAnswers(new byte[0]);
    platformAnswers("<html>".getBytes(StandardCharsets.UTF_8));
    platformAnswers(quality("S1"));
    long first =
        ledger
            .inquiries()
            .ask(new Inquiry.QualityResults(HOSPITAL, MARCH, ""), "office", "", "", Instant.now());
    run();
    assertThat(ended(first)).containsEntry("state", "done").containsEntry("kept", 1);

    for (int i = 0; i < 3; i++) {
      platformAnswers(new byte[0]);
    }
    long second =
        ledger.inquiries().ask(Inquiry.Counts.of(HOSPITAL, MARCH), "office", "", "", Instant.now());
    Map<String, Object> failed = ended(second);
    assertThat(failed).containsEntry("state", "failed").containsEntry("failures", 3);
    assertThat(failed.get("note").toString()).contains("HTTP 502");
  }

  @Test
  void aRefusedQuestionIsNotAskedAgain() {
    platformAnswers("{\"infcode\":-1,\"err_msg\":\"机构无清单\"}".getBytes(StandardCharsets.UTF_8));
    Map<String, Object> inquiry = ask(Inquiry.Counts.of(HOSPITAL, MARCH));
    assertThat(inquiry).containsEntry("state", "failed");
    assertThat(inquiry.get("note").toString()).contains("机构无清单");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aMissingPathIsSaidAndNotTriedAgain() {
    settings.remove("path.*");
    Map<String, Object> inquiry = ask(Inquiry.Counts.of(HOSPITAL, MARCH));
    assertThat(inquiry).containsEntry("state", "failed");
    assertThat(inquiry.get("note").toString()).contains("path.4105");
    assertThat(requests).isEmpty();
  }

  @Test
  void theScheduleStoresItsQuestionsOnceADay() {
    settings.put("inquire.counts", "daily 00:00");
    settings.put("inquire.monthsBack", "0");
    run();
    while (ledger.inquiryView().inquiries(10).isEmpty()) {
      LockSupport.parkNanos(20_000_000);
    }
    long number = (Long) ledger.inquiryView().inquiries(10).get(0).get("number");
    assertThat(ended(number)).containsEntry("askedBy", "schedule").containsEntry("state", "done");
    WorkSources.inquiries(rooms, 1).poll("another node");
    assertThat(ledger.inquiryView().inquiries(10)).hasSize(1);
  }

  @Test
  void questionsWaitWhileThePlatformIsNotConfigured() {
    configured = false;
    ledger.inquiries().ask(Inquiry.Counts.of(HOSPITAL, MARCH), "office", "", "", Instant.now());
    run();
    assertThat(WorkSources.inquiries(rooms, 1).poll("w")).isEmpty();
    assertThat(requests).isEmpty();
  }

  // ---------------------------------------------------------------- tables

  @Test
  void aDictionaryBecomesAWholeTable() {
    platformAnswers(
        "{\"list\":[{\"value\":\"1\",\"label\":\"心脏监护\",\"valiFlag\":\"1\"},"
            + "{\"value\":\"2\",\"label\":\"旧\",\"valiFlag\":\"0\"}]}");

    Map<String, Object> inquiry =
        ask(new Inquiry.DictionaryQuery(HOSPITAL, "ICU_TYPE", "icu_type"));

    assertThat(inquiry).containsEntry("state", "done").containsEntry("kept", 1);
    assertThat(inquiry.get("note").toString()).contains("icu_type@");
    assertThat(home.resolve("mappings/imported")).isDirectoryContaining("glob:**icu_type*");
  }

  private static String row(String code, String name) {
    String[] cells = new String[24];
    Arrays.fill(cells, "null");
    cells[10] = code;
    cells[11] = name;
    cells[18] = "1";
    return String.join("\t", cells) + "\n";
  }

  private static byte[] zip(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private void platformHasFile(int rows, byte[] file) {
    platformAnswers(
        "{\"file_qury_no\":\"F1\",\"filename\":\"../../1307.txt.zip\",\"data_cnt\":" + rows + "}");
    platformAnswers(file);
  }

  private Optional<String> nameInForce(String code) {
    return mapping.codeName(CodeSystem.DIAGNOSIS, "insurance-2.0", code, LocalDate.now(clock));
  }

  @Test
  void aCatalogueIsDownloadedAndComesIntoForceAsAWhole() throws Exception {
    platformHasFile(2, zip("../../../evil.txt", row("A00.000", "霍乱") + row("A00.100", "霍乱二")));

    Map<String, Object> inquiry = ask(new Inquiry.Catalogue(HOSPITAL, "1307", "0"));

    assertThat(inquiry).containsEntry("state", "done").containsEntry("kept", 2);
    assertThat(inquiry.get("note").toString()).contains("已生效", "diagnosis.insurance-2.0@");
    assertThat(nameInForce("A00.100")).contains("霍乱二");
    assertThat(requests.get(1)).contains("fsDownloadIn", "\"file_qury_no\":\"F1\"");
    assertThat(home.getParent().resolve("evil.txt")).doesNotExist();
    assertThat(home.resolve("data/downloads")).isEmptyDirectory();
  }

  @Test
  void aBrokenDownloadLeavesTheLastGoodVersionInForce() throws Exception {
    platformHasFile(2, zip("1307.txt", row("A00.000", "霍乱") + row("A00.100", "霍乱二")));
    ask(new Inquiry.Catalogue(HOSPITAL, "1307", "0"));
    byte[] whole = zip("1307.txt", row("A00.000", "另名").repeat(500) + row("A00.100", "x"));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    for (byte[] broken :
        List.of(
            cut,
            zip("1307.txt", row("A00.000", "另名")),
            zip("1307.txt", "A00.000\t另名\n"),
            "{\"infcode\":-1,\"err_msg\":\"文件已过期\"}".getBytes(StandardCharsets.UTF_8))) {
      platformHasFile(2, broken);
      long number =
          ledger
              .inquiries()
              .ask(new Inquiry.Catalogue(HOSPITAL, "1307", "0"), "office", "", "", Instant.now());
      Map<String, Object> failed = ended(number);
      assertThat(failed).containsEntry("state", "failed");
      assertThat(failed.get("note").toString()).isNotEmpty();
    }
    assertThat(nameInForce("A00.000")).contains("霍乱");
    assertThat(nameInForce("A00.100")).contains("霍乱二");
  }

  @Test
  void anExtractWaitsForAPerson() throws Exception {
    platformHasFile(
        4,
        zip(
            "a.txt",
            row("A00.000", "甲") + row("A00.100", "乙") + row("A00.900", "丙") + row("A01.000", "丁")));
    ask(new Inquiry.Catalogue(HOSPITAL, "1307", "0"));
    platformHasFile(1, zip("a.txt", row("A00.000", "甲")));
    long number =
        ledger
            .inquiries()
            .ask(new Inquiry.Catalogue(HOSPITAL, "1307", "0"), "office", "", "", Instant.now());
    Map<String, Object> inquiry = ended(number);
    assertThat(inquiry).containsEntry("state", "failed");
    assertThat(inquiry.get("note").toString()).contains("/api/tables/checks/", "未导入");
  }

  @Test
  void changesAloneAreNotPutIntoForce() throws Exception {
    platformHasFile(1, zip("a.txt", row("A00.000", "甲")));
    Map<String, Object> inquiry = ask(new Inquiry.Catalogue(HOSPITAL, "1307", "20260101"));
    assertThat(inquiry).containsEntry("state", "done").containsEntry("read", 1);
    assertThat(inquiry.get("note").toString()).contains("未生效");
    assertThat(requests.get(0)).contains("\"ver\":\"20260101\"");
    assertThat(home.resolve("mappings/imported")).doesNotExist();
  }

  @Test
  void anAnswerThatIsTooLargeIsNotRead() throws Exception {
    settings.put("download.maxMegabytes", "1");
    byte[] large = new byte[(1 << 20) + 1];
    large[0] = 'P';
    large[1] = 'K';
    large[2] = 3;
    large[3] = 4;
    platformHasFile(1, large);
    Map<String, Object> inquiry = ask(new Inquiry.Catalogue(HOSPITAL, "1307", "0"));
    assertThat(inquiry).containsEntry("state", "failed");
    assertThat(inquiry.get("note").toString()).contains("download.maxMegabytes");
  }
}
