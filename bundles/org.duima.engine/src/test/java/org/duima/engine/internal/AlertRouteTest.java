package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.site.Site;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.duima.mapping.internal.MappingTables;
import org.duima.source.hl7v2.internal.Hl7MessageReader;
import org.duima.source.hl7v2.internal.Hl7OrderDoor;
import org.duima.source.hl7v2.internal.MappingFiles;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders over a socket through the shipped route, with ledger and HL7; the alerts are played. */
@Timeout(60)
class AlertRouteTest {
  private static final Path SHIPPED = Path.of("../..");
  private static final Function<OrderRequest, AlertAnswer> NOTHING = request -> answer(request);

  @TempDir Path home;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, OrderDoor> doors = new ConcurrentHashMap<>();
  private final List<OrderRequest> asked = new ArrayList<>();
  private volatile Function<OrderRequest, AlertAnswer> judge = NOTHING;
  private volatile boolean present = true;
  private Ledger ledger;
  private final CamelContext context = new DefaultCamelContext();
  private int port;

  @BeforeEach
  void start() throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    ledger = Ledger.open(h2, LedgerSettings.DEFAULT, clock);
    Site site =
        Site.of(
            Map.of(
                "institution.H11010500001.name", "测试人民医院",
                "edition.diagnosis", "clinical-2.0"));
    MappingTables tables = new MappingTables(SHIPPED, clock, () -> "");
    MappingFiles files = new MappingFiles(SHIPPED.resolve("mappings"), clock);
    assertThat(files.reload()).isEmpty();
    Hl7OrderDoor door = new Hl7OrderDoor(() -> site, () -> tables, files, clock);
    doors.put(door.family(), door);
    Hl7MessageReader reader = new Hl7MessageReader(files, site::zone, clock);
    Rooms rooms =
        new Rooms(
            "test",
            clock,
            ledger.inbox(),
            ledger.work(),
            ledger.stays(),
            ledger.outbox(),
            Map.of(reader.format(), reader),
            Map.of(),
            null,
            null,
            Optional::empty,
            new PlatformPulse(),
            () -> site,
            null,
            new AlertRooms(doors, () -> present ? Optional.of(new Played()) : Optional.empty()));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path routes = Files.createDirectories(home.resolve("routes"));
    String route = Files.readString(SHIPPED.resolve("routes/10-receive.xml"));
    // messages stay in the inbox, where they can be counted
    int apply = route.indexOf("  <route id=\"apply\"");
    Files.writeString(routes.resolve("10-receive.xml"), route.substring(0, apply) + "</routes>\n");
    ReceiveSettings receive = ReceiveSettings.of(Map.of("mllpPort", Integer.toString(port)));
    prepare(context, rooms, receive);
    context.start();
    RouteFiles loaded =
        new RouteFiles(
            routes,
            routes.resolveSibling("routes-in-force"),
            context,
            () -> {
              CamelContext trial = new DefaultCamelContext();
              prepare(trial, rooms, receive);
              return trial;
            },
            clock);
    assertThat(loaded.scan()).isEmpty();
  }

  private static void prepare(CamelContext context, Rooms rooms, ReceiveSettings receive) {
    context.getPropertiesComponent().setInitialProperties(receive.forRoutes(Path.of("")));
    context.addComponent("duima", new DuimaComponent(rooms, false));
    context
        .getRegistry()
        .bind("mllpCodec", Engine.mllpCodec(new MllpCodec.Limits(1 << 20, 64, 1 << 24)));
  }

  @AfterEach
  void stop() {
    context.stop();
    ledger.close();
  }

  /** The alerts as a test wants them. */
  private final class Played implements OrderAlerts {
    @Override
    public AlertAnswer evaluate(OrderRequest request) {
      synchronized (asked) {
        asked.add(request);
      }
      return judge.apply(request);
    }

    @Override
    public Set<String> feedback(List<AlertFeedback> feedback) {
      throw new AssertionError("HL7 has no feedback");
    }

    @Override
    public List<AlertAnswer.OverrideReason> reasons() {
      return List.of();
    }

    @Override
    public Status status() {
      throw new AssertionError("nobody asks for this here");
    }
  }

  private static AlertAnswer answer(OrderRequest request, Reaction... reactions) {
    List<Alert> alerts = new ArrayList<>();
    for (Reaction reaction : reactions) {
      alerts.add(
          new Alert(
              UUID.randomUUID().toString(),
              new RuleClass(
                  "drug-sex",
                  "",
                  RuleClass.Category.MEDICAL,
                  new Text("药品区分性别使用", "sex"),
                  "sex",
                  RuleClass.Subject.LINE,
                  true,
                  reaction,
                  Set.of(Audience.DOCTOR),
                  Set.of(Scene.SIGN),
                  false,
                  Constraint.NONE,
                  new Text("", ""),
                  new Text("", "")),
              List.of("KP1"),
              List.of(),
              List.of(request.lines().get(0).id()),
              List.of(),
              reaction,
              new Text("男性禁用", "not for men"),
              new Text("", ""),
              new Text("", ""),
              false,
              List.of(),
              Optional.empty(),
              Optional.empty()));
    }
    return new AlertAnswer(request, alerts, 0, List.of(), List.of());
  }

  private static String order(String id) {
    return String.join(
        "\r",
        "MSH|^~\\&|HIS|RM|DUIMA|YB|20260315115900||ORM^O01^ORM_O01|" + id + "|P|2.5",
        "PID|1||P0001^^^HIS^MR||测试||19800101|M",
        "PV1|1|I|0301||||||||||||||||ZY1",
        "ORC|NW|YZ" + id,
        "RXO|Y1^雌二醇片^L|1||mg",
        "");
  }

  private static String admission(String id) {
    return String.join(
        "\r",
        "MSH|^~\\&|HIS|RM|DUIMA|YB|20260315115900||ADT^A01|" + id + "|P|2.5",
        "EVN|A01|20260315115900",
        "PID|1||P0001^^^HIS^MR||测试||19800101|M",
        "PV1|1|I|0301||||||||||||||||ZY1",
        "");
  }

  private static byte[] frame(String... messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String message : messages) {
      out.write(0x0b);
      out.writeBytes(message.getBytes(StandardCharsets.UTF_8));
      out.write(0x1c);
      out.write('\r');
    }
    return out.toByteArray();
  }

  /** A connection of a hospital's system. */
  private final class Sender implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);

    Sender() throws IOException {
      socket.setSoTimeout(20_000);
    }

    Sender write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      return this;
    }

    String answer() throws IOException {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      for (int next = in.read(); next != 0x1c; next = in.read()) {
        if (next < 0) {
          throw new IOException("the connection was closed");
        }
        if (next != 0x0b) {
          answer.write(next);
        }
      }
      assertThat(in.read()).isEqualTo('\r');
      return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private String send(String message) throws IOException {
    try (Sender sender = new Sender()) {
      return sender.write(frame(message)).answer();
    }
  }

  private long stored() {
    return ledger.inbox().waiting();
  }

  @Test
  void answersAnOrderInItsFamilyOnceItIsStored() throws IOException {
    assertThat(send(order("1"))).contains("ORR^O02^ORR_O02").contains("MSA|AA|1\rORC|OK|YZ1\r");
    assertThat(stored()).isEqualTo(1);
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).institution()).isEqualTo("H11010500001");
    assertThat(asked.get(0).keys()).hasSize(2);
  }

  @Test
  void tellsOfWarningsAndStoresTheOrder() throws IOException {
    judge = request -> answer(request, Reaction.WARN);
    assertThat(send(order("1"))).contains("MSA|AA|1\r").contains("|W|drug-sex^").contains("男性禁用");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void doesNotStoreAnOrderThatIsBlocked() throws IOException {
    judge = request -> answer(request, Reaction.BLOCK);
    assertThat(send(order("1")))
        .contains("MSA|AE|1\r")
        .contains("|E|drug-sex^")
        .contains("ORC|UA|");
    assertThat(stored()).isZero();
    judge = NOTHING;
    assertThat(send(order("1"))).contains("MSA|AA|1\r");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void storesAnOrderThatIsBlockedIfNobodyWouldBeTold() throws IOException {
    judge = request -> answer(request, Reaction.BLOCK);
    String silent = order("1").replace("|P|2.5", "|P|2.5|||NE|NE");
    try (Sender sender = new Sender()) {
      assertThat(sender.write(frame(silent, admission("2"))).answer()).contains("MSA|AA|2\r");
    }
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void givesARepeatAnEqualAnswerAndStoresItOnce() throws IOException {
    judge = request -> answer(request, Reaction.WARN);
    for (int i = 0; i < 3; i++) {
      assertThat(send(order("1"))).contains("MSA|AA|1\r").contains("|W|drug-sex^");
    }
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void answersPlainlyWithoutADoor() throws IOException {
    doors.clear();
    assertThat(send(order("1"))).contains("||ACK^O01^ACK|").contains("MSA|AA|1\r");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void answersInTheFamilyWhileThereAreNoAlertsAndWhenTheyFail() throws IOException {
    present = false;
    assertThat(send(order("1"))).contains("ORR^O02").contains("MSA|AA|1\rORC|OK|");
    present = true;
    judge =
        request -> {
          throw new IllegalStateException("a defect");
        };
    assertThat(send(order("2"))).contains("ORR^O02").contains("MSA|AA|2\rORC|OK|");
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void asksNothingAboutBatchesAndOtherMessages() throws IOException {
    String both = order("1") + order("2");
    try (Sender sender = new Sender()) {
      assertThat(sender.write(frame(both)).answer())
          .contains("ACK^O01")
          .contains("MSA|AA|1")
          .contains("MSA|AA|2");
    }
    assertThat(send("BHS|^~\\&|HIS|RM\r" + order("3") + "BTS|1\r")).contains("ACK^O01");
    assertThat(send(admission("4"))).contains("ACK^A01");
    assertThat(send(order("5").replace("ORC|NW", "ORC|CA"))).contains("ORR^O02");
    assertThat(asked).isEmpty();
    assertThat(stored()).isEqualTo(5);
  }

  @Test
  void refusesAFrameThatIsNoMessageAsBefore() throws IOException {
    assertThat(send("XYZ")).contains("MSA|AR|");
  }

  @Test
  void saysThatTheStoreIsAwayWhateverTheAlertsSay() throws IOException {
    judge = request -> answer(request, Reaction.WARN);
    ledger.close();
    assertThat(send(order("1"))).contains("ACK^O01").contains("MSA|AE|1");
  }

  @Test
  void keepsTheOrderOfAConnectionAndHoldsUpNoOther() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    judge =
        request -> {
          if (request.id().equals("1")) {
            reached.countDown();
            try {
              assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          return answer(request, Reaction.WARN);
        };
    List<String> messages = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      messages.add(i % 3 == 1 ? order("" + i) : admission("" + i));
      expected.add("MSA|AA|" + i);
    }
    try (Sender slow = new Sender()) {
      slow.write(frame(messages.toArray(String[]::new)));
      assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
      List<Sender> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        // on every thread that serves connections there is one beside the slow one
        Sender other = new Sender();
        others.add(other);
        assertThat(other.write(frame(admission("A" + i))).answer()).contains("MSA|AA|A" + i);
        assertThat(other.write(frame(order("B" + i))).answer()).contains("MSA|AA|B" + i);
      }
      assertThat(stored()).isEqualTo(40);
      release.countDown();
      List<String> answers = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        String answer = slow.answer();
        answers.add(answer.split("\r")[1]);
      }
      assertThat(answers).isEqualTo(expected);
      for (Sender other : others) {
        other.close();
      }
    }
    assertThat(stored()).isEqualTo(100);
  }
}
