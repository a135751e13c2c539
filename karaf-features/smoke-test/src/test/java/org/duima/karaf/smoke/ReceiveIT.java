package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders do to the doors of a running node, well-behaved or not. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class ReceiveIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LAST = Integer.MAX_VALUE;

  private static DrillNode drill;
  private static Node node;
  private static List<String> errors;
  private static int visits;

  @BeforeAll
  static void boots() {
    drill = DrillNode.shared();
    node = drill.node();
    errors = node.errors();
  }

  // ---------------------------------------------------------------- transport

  @ParameterizedTest
  @ValueSource(ints = {10, 500})
  void answersFramesOfOneWriteInTheirOrder(int count) throws Exception {
    long before = drill.stored();
    List<String> ids = ids("PIPE" + count, count);
    try (Mllp sender = sender()) {
      sender.write(frames(ids));
      assertThat(answers(sender, count)).containsExactlyElementsOf(taken(ids));
    }
    assertThat(drill.stored() - before).isEqualTo(count);
  }

  @Test
  void takesAFrameSpreadOverManyPackets() throws Exception {
    byte[] frame = Adt.admission("PIECES1", visit()).frame();
    try (Mllp sender = sender()) {
      for (int i = 0; i < frame.length; i += 7) {
        sender.write(Arrays.copyOfRange(frame, i, Math.min(frame.length, i + 7)));
      }
      assertThat(answers(sender, 1)).containsExactly("AA PIECES1");
    }
  }

  @Test
  void answersOthersWhileOneSenderDawdles() throws Exception {
    byte[] frame = Adt.admission("SLOW1", visit()).frame();
    try (Mllp slow = sender();
        Mllp other = sender()) {
      writeByteByByte(slow, Arrays.copyOf(frame, frame.length / 2), Duration.ofSeconds(1));
      // the slow frame is half there: nobody else may wait for its rest
      for (String id : ids("BESIDE", 20)) {
        assertThat(other.send(Adt.admission(id, visit()).bytes()).code()).isEqualTo("AA");
      }
      writeByteByByte(
          slow, Arrays.copyOfRange(frame, frame.length / 2, frame.length), Duration.ofMillis(200));
      assertThat(answers(slow, 1)).containsExactly("AA SLOW1");
    }
  }

  @Test
  void takesTwoHundredConnectionsAtOnce() throws Exception {
    long before = drill.stored();
    List<Mllp> senders = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(200);
    try {
      for (int i = 0; i < 200; i++) {
        senders.add(sender());
      }
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Mllp sender = senders.get(i);
        List<String> ids = ids("C%03d".formatted(i), 5);
        running.add(
            threads.submit(
                () -> {
                  List<String> answers = new ArrayList<>();
                  for (String id : ids) {
                    answers.addAll(sender.send(Adt.admission(id, "V" + id).bytes()).all());
                  }
                  return answers;
                }));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(running.get(i).get())
            .containsExactlyElementsOf(taken(ids("C%03d".formatted(i), 5)));
      }
    } finally {
      threads.shutdownNow();
      for (Mllp sender : senders) {
        sender.close();
      }
    }
    assertThat(drill.stored() - before).isEqualTo(1_000);
  }

  // ---------------------------------------------------------------- protocol

  @Test
  void understandsGb18030() throws Exception {
    String visit = visit();
    Adt message = Adt.admission("GB1", visit).name(Adt.Names.SECOND).charset("GB 18030-2000");
    try (Mllp sender = sender()) {
      Mllp.Answer answer = sender.send(message.bytes(Charset.forName("GB18030")));
      assertThat(answer.code()).isEqualTo("AA");
      assertThat(answer.text()).contains("GB 18030-2000");
    }
    assertUnderstood(visit, "GB1");
  }

  @Test
  void understands8859() throws Exception {
    String visit = visit();
    Adt message = Adt.admission("LATIN1", visit).name(Adt.Names.THIRD).charset("8859/1");
    try (Mllp sender = sender()) {
      byte[] bytes = message.text().replace("测^试", "T^T").getBytes(StandardCharsets.ISO_8859_1);
      assertThat(sender.send(bytes).code()).isEqualTo("AA");
    }
    assertUnderstood(visit, "LATIN1");
  }

  @Test
  void refusesACharacterSetThatItDoesNotKnow() throws Exception {
    try (Mllp sender = sender()) {
      Mllp.Answer answer = sender.send(Adt.admission("KOI1", visit()).charset("KOI8").bytes());
      assertThat(answer.code()).isEqualTo("AR");
      assertThat(answer.text()).contains("MSH").contains("18");
    }
  }

  @Test
  void answersInTheModeThatIsAskedFor() throws Exception {
    try (Mllp sender = sender()) {
      assertThat(sender.send(Adt.admission("MODE1", visit()).bytes()).all())
          .containsExactly("AA MODE1");
      assertThat(sender.send(Adt.admission("MODE2", visit()).acknowledge("AL", "NE").bytes()).all())
          .containsExactly("CA MODE2");
      long before = drill.stored();
      sender.write(Adt.admission("MODE3", visit()).acknowledge("NE", "NE").frame());
      // the next answer is that of the next message: the one before wanted none
      assertThat(sender.send(Adt.admission("MODE4", visit()).bytes()).all())
          .containsExactly("AA MODE4");
      assertThat(drill.stored() - before).isEqualTo(2);
    }
  }

  @Test
  void answersEachMessageOfABatch() throws Exception {
    long before = drill.stored();
    List<String> ids = ids("BATCH", 3);
    StringBuilder batch = new StringBuilder("FHS|^~\\&|HIS|TESTHOSP\rBHS|^~\\&|HIS|TESTHOSP\r");
    for (String id : ids) {
      batch.append(Adt.admission(id, visit()).text());
    }
    batch.append("BTS|3\rFTS|1\r");
    try (Mllp sender = sender()) {
      Mllp.Answer answer = sender.send(batch.toString().getBytes(StandardCharsets.UTF_8));
      assertThat(answer.all()).containsExactlyElementsOf(taken(ids));
      assertThat(answer.text()).startsWith("FHS").contains("\rBHS").contains("\rBTS|3");
    }
    assertThat(drill.stored() - before).isEqualTo(3);
  }

  @Test
  void takesARepeatedMessageWithoutStoringItTwice() throws Exception {
    long before = drill.stored();
    byte[] message = Adt.admission("AGAIN1", visit()).bytes();
    try (Mllp sender = sender();
        Mllp other = sender()) {
      assertThat(sender.send(message).code()).isEqualTo("AA");
      assertThat(sender.send(message).code()).isEqualTo("AA");
      assertThat(other.send(message).code()).isEqualTo("AA");
    }
    assertThat(drill.stored() - before).isEqualTo(1);
  }

  // ---------------------------------------------------------------- bad input over MLLP

  @Test
  void refusesBytesThatBelongToNoFrame() throws Exception {
    long before = drill.stored();
    for (String start : List.of("no frame at all", "<?xml version=\"1.0\"?><a/>")) {
      try (Mllp sender = sender()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(start.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(Adt.admission("GARBAGE1", visit()).frame());
        sender.write(bytes.toByteArray());
        Mllp.Answer answer = sender.read();
        assertThat(answer.code()).isEqualTo("AR");
        assertThat(answer.text()).contains("0x0B");
        assertThat(sender.isClosedByNode()).isTrue();
      }
    }
    assertThat(drill.stored()).isEqualTo(before);
  }

  @Test
  void refusesWhatIsNoMessageAndGoesOn() throws Exception {
    List<String> wrong =
        List.of(
            "EVN|A01|20260310090000\rPID|1||P1\r",
            "MSH|^^^^|HIS|TESTHOSP|DUIMA|TESTHOSP|20260310090000||ADT^A01|SEP1|P|2.5\r",
            "MSHAAAAAAAAAAAAAAAA\r",
            "<?xml version=\"1.0\"?><ADT_A01/>",
            "",
            "MSH|^~\\&|HIS|TESTHOSP|DUIMA|TESTHOSP|20260310090000||ADT^A01||P|2.5\r");
    long before = drill.stored();
    try (Mllp sender = sender()) {
      for (String text : wrong) {
        Mllp.Answer answer = sender.send(text.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.code()).as(text).isEqualTo("AR");
        // the reason, in words for people
        assertThat(answer.text()).as(text).contains("\rERR|");
      }
      assertThat(drill.stored()).isEqualTo(before);
      assertThat(sender.send(Adt.admission("AFTERWRONG", visit()).bytes()).code()).isEqualTo("AA");
    }
  }

  @Test
  void forgetsAFrameThatBreaksOff() throws Exception {
    long before = drill.stored();
    byte[] frame = Adt.admission("CUT1", visit()).frame();
    try (Mllp sender = sender()) {
      sender.write(Arrays.copyOf(frame, frame.length - 20));
    }
    try (Mllp sender = sender()) {
      // a new frame ends the one before, which is refused; the new one is taken
      sender.write(Arrays.copyOf(frame, frame.length - 20));
      sender.write(Adt.admission("AFTERCUT", visit()).frame());
      assertThat(sender.read().code()).isEqualTo("AR");
      assertThat(sender.read().all()).containsExactly("AA AFTERCUT");
    }
    assertThat(drill.stored() - before).isEqualTo(1);
  }

  @Test
  void refusesAMessageOfFiftyMegabytesAndGoesOn() throws Exception {
    long before = drill.stored();
    StringBuilder text = new StringBuilder(Adt.admission("HUGE1", visit()).text());
    text.append("OBX|1|ED|X||").append("QUJD".repeat(50 << 18)).append("\r");
    byte[] frame = Mllp.frame(text.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(frame.length).isGreaterThan(50 << 20);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try (Mllp sender = sender()) {
      Future<?> written =
          writer.submit(
              () -> {
                sender.write(frame);
                return null;
              });
      Mllp.Answer answer = sender.read();
      assertThat(answer.all()).containsExactly("AR HUGE1");
      assertThat(answer.text()).contains("16777216");
      written.get();
      assertThat(sender.send(Adt.admission("AFTERHUGE", visit()).bytes()).code()).isEqualTo("AA");
    } finally {
      writer.shutdownNow();
    }
    assertThat(drill.stored() - before).isEqualTo(1);
  }

  @Test
  void keepsAnEventThatItDoesNotKnowAndSaysSo() throws Exception {
    String visit = visit();
    try (Mllp sender = sender()) {
      assertThat(sender.send(Adt.admission("KNOWN1", visit).bytes()).code()).isEqualTo("AA");
      assertThat(sender.send(Adt.admission("ODD1", visit).event("Q77").bytes()).code())
          .isEqualTo("AA");
    }
    drill.awaitApplied(LIMIT);
    drill.awaitStay(visit, LIMIT);
    assertThat(deadIds()).doesNotContain("ODD1");
  }

  /** Nothing vanishes: what cannot be used waits for a person, who mends and sends it again. */
  @Test
  @Order(100)
  void keepsAMessageOfAnUnknownSenderUntilItIsMended() throws Exception {
    String visit = visit();
    try (Mllp sender = sender()) {
      Adt message = Adt.admission("STRANGER1", visit).facility("NEWHOSP");
      assertThat(sender.send(message.bytes()).code()).isEqualTo("AA");
      // one message that waits for a person is in nobody's way
      assertThat(sender.send(Adt.admission("STRANGER2", visit()).bytes()).code()).isEqualTo("AA");
    }
    drill.awaitApplied(LIMIT);
    JsonNode dead = dead("STRANGER1");
    assertThat(dead.path("reason").path("rule").asText()).isEqualTo("hl7.unknown-sender");
    String number = dead.path("id").asText();
    Node.Output queue = node.launcher("queue", "--state", "dead").requireSuccess();
    assertThat(queue.text()).contains("STRANGER1", number, "sender.");
    assertThat(node.get("/api/stays/" + visit).statusCode()).isEqualTo(404);

    node.set("org.duima.site.cfg", "sender.HIS|NEWHOSP", "H50010300002");
    Node.await(LIMIT, () -> resentAndApplied(number, visit));
    assertThat(deadIds()).doesNotContain("STRANGER1");
  }

  /**
   * The configuration takes effect a moment after it is saved; until then the message dies anew.
   */
  private static boolean resentAndApplied(String number, String visit) {
    if (deadIds().contains("STRANGER1")) {
      node.launcher("resend", number, "--reason", "发送方已登记").requireSuccess();
      drill.awaitApplied(LIMIT);
    }
    return node.get("/api/stays/" + visit).statusCode() == 200;
  }

  @Test
  void refusesToResendWithoutAReasonOrANumber() {
    assertThat(node.launcher("resend", "1").exitCode()).isEqualTo(2);
    assertThat(node.launcher("resend", "987654321", "--reason", "x").exitCode()).isEqualTo(1);
  }

  // ---------------------------------------------------------------- bad input over HTTP

  @Test
  void refusesTransactionsThatCannotBeRead() {
    long before = drill.stored();
    for (String body :
        List.of(
            "{\"infno\":\"2401\",",
            "[1,2]",
            "",
            "{\"input\":{}}",
            "{\"infno\":\"2401\",\"input\":{}} tail",
            "MSH|^~\\&|")) {
      HttpResponse<String> answer = node.post("/api/transactions", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      JsonNode error = DrillNode.parse(answer.body()).path("error");
      assertThat(error.path("zh").asText()).as(body).isNotBlank();
      assertThat(error.path("en").asText()).as(body).isNotBlank();
    }
    assertThat(drill.stored()).isEqualTo(before);
  }

  @Test
  void letsNobodyInWithoutAKey() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    for (String path : List.of("/api/status", "/api/transactions", "/api/queue")) {
      // often, since a client that keeps its connection must not lose the request after a refusal
      for (int i = 0; i < 150; i++) {
        String key = List.of("", "Bearer wrong", "Basic YWRtaW46YWRtaW4=").get(i % 3);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + path));
        if (!key.isEmpty()) {
          request.header("Authorization", key);
        }
        if (path.endsWith("transactions")) {
          request.POST(HttpRequest.BodyPublishers.ofString("{\"infno\":\"2401\"}"));
        }
        assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
            .as("%s with %s", path, key)
            .isEqualTo(401);
      }
    }
  }

  // ---------------------------------------------------------------- after all of it

  @Test
  @Order(LAST)
  void isWellAfterAllOfThis() throws Exception {
    String visit = visit();
    try (Mllp sender = sender()) {
      assertThat(sender.send(Adt.admission("WELL1", visit).bytes()).code()).isEqualTo("AA");
    }
    drill.awaitApplied(LIMIT);
    drill.awaitStay(visit, LIMIT);
    assertThat(deadIds()).isEmpty();
    assertThat(node.get("/health").statusCode()).isEqualTo(200);
    assertThat(node.errors()).as("no further errors").isEqualTo(errors);
  }

  @Test
  @Order(LAST)
  void writesNoNameOfAPatientIntoItsLogs() throws IOException {
    try (Stream<Path> files = Files.walk(node.home().resolve("data/log"))) {
      List<Path> logs = files.filter(Files::isRegularFile).toList();
      assertThat(logs).isNotEmpty();
      for (Path log : logs) {
        assertThat(Files.readString(log)).as(log.toString()).doesNotContain(Adt.Names.PARTS);
      }
    }
  }

  // ---------------------------------------------------------------- helpers

  private static Mllp sender() throws IOException {
    return new Mllp(node.mllpPort());
  }

  private static String visit() {
    return "RV%05d".formatted(++visits);
  }

  private static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
  }

  private static List<String> taken(List<String> ids) {
    return ids.stream().map(id -> "AA " + id).toList();
  }

  private static byte[] frames(List<String> ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ids.forEach(id -> all.writeBytes(Adt.admission(id, visit()).frame()));
    return all.toByteArray();
  }

  private static List<String> answers(Mllp sender, int count) throws IOException {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.addAll(sender.read().all());
    }
    return answers;
  }

  private static void writeByteByByte(Mllp sender, byte[] bytes, Duration within)
      throws IOException, InterruptedException {
    long pauseNanos = within.toNanos() / bytes.length;
    for (byte single : bytes) {
      sender.write(new byte[] {single});
      java.util.concurrent.TimeUnit.NANOSECONDS.sleep(pauseNanos);
    }
  }

  private static void assertUnderstood(String visit, String controlId) {
    JsonNode stay = drill.awaitStay(visit, LIMIT);
    assertThat(stay.path("messages")).hasSize(1);
    JsonNode message = stay.path("messages").get(0);
    assertThat(message.path("controlId").asText()).isEqualTo(controlId);
    assertThat(message.path("findings").toString()).doesNotContain("hl7.undecodable");
  }

  private static List<String> deadIds() {
    List<String> ids = new ArrayList<>();
    drill.json("/api/queue?state=dead").forEach(item -> ids.add(item.path("controlId").asText()));
    return ids;
  }

  private static JsonNode dead(String controlId) {
    for (JsonNode item : drill.json("/api/queue?state=dead")) {
      if (item.path("controlId").asText().equals(controlId)) {
        return item;
      }
    }
    throw new AssertionError(controlId + " is not among the dead messages");
  }
}
