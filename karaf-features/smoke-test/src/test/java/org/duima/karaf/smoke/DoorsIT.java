package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The watched folder, the queue, and a Camel component that a hospital adds by itself. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class DoorsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PASSWORD = "an-invented-password";
  private static final Path COMPONENT = Path.of(System.getProperty("duima.component"));
  private static final Path ROUTE =
      DrillNode.REPOSITORY.resolve("examples/camel-component/60-ftp.xml");

  /** As a hospital might name its files. */
  private static final String NAMED = Adt.Names.PARTS[0];

  private static DrillNode drill;
  private static Node node;
  private static int brokerPort;

  @BeforeAll
  static void boots() throws IOException {
    drill = DrillNode.fresh("doors");
    node = drill.node();
    node.set("org.duima.site.cfg", "sender.*|TESTHOSP", "H50010300001");
    brokerPort = Node.freePort();
    secret("broker-password", PASSWORD);
    node.set("org.duima.broker.cfg", "acceptor", "127.0.0.1:" + brokerPort);
    node.set("org.duima.broker.cfg", "user", "his");
    node.set(
        "org.duima.broker.cfg", "passwordFile", node.home().resolve("secrets/broker-password"));
    node.start();
  }

  @AfterAll
  static void ends() {
    drill.close();
  }

  private static void secret(String name, String value) throws IOException {
    Path file = node.home().resolve("secrets").resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, value);
  }

  private static Path in() {
    return node.home().resolve("in");
  }

  private static void put(String name, String content) throws IOException {
    Path part = in().resolve(name + ".part");
    Files.writeString(part, content);
    Files.move(part, in().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<String> names(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  // ---------------------------------------------------------------- folder

  @Test
  @Order(1)
  void takesFilesAndSaysWhyItDoesNot() throws IOException {
    put("b-" + NAMED + ".hl7", Adt.admission("FILE1", "DV00001").text());
    put("a-" + NAMED + ".txt", "no message of " + NAMED);
    Node.await(LIMIT, () -> names(in().resolve("failed")).size() == 2);
    Node.await(LIMIT, () -> names(in().resolve("done")).size() == 1);
    drill.awaitStay("DV00001", LIMIT);
    assertThat(Files.readString(in().resolve("failed/a-" + NAMED + ".txt.reason.txt")))
        .contains("认不出格式")
        .doesNotContain(NAMED);
    JsonNode health = DrillNode.parse(node.get("/health").body());
    assertThat(health.toString()).contains("等待 0，失败 1");
    assertThat(node.get("/metrics").body())
        .contains("duima_files_failed 1")
        .contains("duima_received_bodies_total{outcome=\"refused\",route=\"receive-files\"} 1");
  }

  @Test
  @Order(2)
  void takesFhirAsJsonAndXmlAndSaysWhichEntriesItDoesNot() throws IOException {
    long before = drill.stored();
    put("fhir1.json", transaction("DF10001"));
    put("fhir2.xml", xml("", "DF10002"));
    put("fhir3.json", encounter("DF10003"));
    put("fhir4.json", batch("DF10004"));
    put("fhir5.xml", "<!DOCTYPE Encounter []>\n" + xml("", "DF10005"));
    Node.await(
        LIMIT, () -> names(in().resolve("failed")).containsAll(List.of("fhir4.json", "fhir5.xml")));
    Node.await(
        LIMIT,
        () ->
            names(in().resolve("done"))
                .containsAll(List.of("fhir1.json", "fhir2.xml", "fhir3.json")));
    assertThat(drill.stored() - before).isEqualTo(4);
    assertThat(names(in().resolve("done"))).noneMatch(name -> name.endsWith(".reason.txt"));
    assertThat(reason("fhir4.json"))
        .startsWith("部分消息未收")
        .contains("some messages were not taken")
        .contains("Bundle.entry[2].request.method：不支持 DELETE")
        .contains("Bundle.entry[2].request.method: DELETE is not supported")
        .doesNotContain(Adt.Names.PARTS);
    assertThat(reason("fhir5.xml"))
        .startsWith("没有收")
        .contains("不允许 DOCTYPE", "message 1, 1:22: DOCTYPE is not allowed");
    for (String visit : List.of("DF10001", "DF10002", "DF10003", "DF10004")) {
      Node.await(
          LIMIT,
          () -> drill.awaitStay(visit, LIMIT).path("admittedAt").asText().startsWith("2026-03-10"));
    }
    assertThat(node.get("/api/stays/DF10005").statusCode()).isEqualTo(404);
  }

  private static String reason(String name) throws IOException {
    return Files.readString(in().resolve("failed/" + name + ".reason.txt"));
  }

  private static String patient(String visit) {
    return """
    {"resourceType":"Patient","identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"P%s"}],
     "name":[{"text":"%s"}]}"""
        .formatted(visit, NAMED);
  }

  /** Of one hospital only, so nobody need say which. */
  private static String encounter(String visit) {
    return """
    {"resourceType":"Encounter","identifier":[{"type":{"coding":[{"code":"VN"}]},"value":"%s"}],
     "status":"in-progress","class":{"code":"IMP"},
     "subject":{"identifier":{"type":{"coding":[{"code":"MR"}]},"value":"P%s"}},
     "period":{"start":"2026-03-10T09:00:00+08:00"}}"""
        .formatted(visit, visit);
  }

  private static String bundle(String type, String... entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[%s]}"
        .formatted(type, String.join(",", entries));
  }

  private static String entry(String resource, String method, String url) {
    return "{\"resource\":%s,\"request\":{\"method\":\"%s\",\"url\":\"%s\"}}"
        .formatted(resource, method, url);
  }

  private static String transaction(String visit) {
    return bundle(
        "transaction",
        entry(patient(visit), "POST", "Patient"),
        entry(encounter(visit), "POST", "Encounter"));
  }

  /** The last entry is not taken. */
  private static String batch(String visit) {
    return bundle(
        "batch",
        entry(patient(visit), "POST", "Patient"),
        entry(encounter(visit), "POST", "Encounter"),
        entry(patient(visit), "DELETE", "Patient/1"));
  }

  private static String xml(String declaration, String visit) {
    return declaration
        + """
        <Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><resource><Encounter>
        <identifier><type><coding><code value="VN"/></coding></type><value value="%s"/></identifier>
        <status value="in-progress"/><class><code value="IMP"/></class>
        <subject><identifier><type><coding><code value="MR"/></coding></type><value value="P%s"/>
        </identifier><display value="%s"/></subject>
        <period><start value="2026-03-10T09:00:00+08:00"/></period>
        </Encounter></resource></entry></Bundle>
        """
            .formatted(visit, visit, NAMED);
  }

  @Test
  @Order(3)
  void doublesNothingWhenItIsKilledBetweenFiles() throws IOException {
    long before = drill.stored();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String name = "k%02d.hl7".formatted(i);
      expected.add(name);
      put(name, Adt.admission("KILL" + i, "DV1%04d".formatted(i)).text());
      put("k%02d.json".formatted(i), "{\"infno\":\"2401\",\"input\":{\"n\":%d}}".formatted(i));
      expected.add("k%02d.json".formatted(i));
    }
    Node.await(LIMIT, () -> names(in().resolve("done")).size() >= 10);
    node.kill();
    node.start();
    Node.await(LIMIT, () -> names(in().resolve("done")).containsAll(expected));
    assertThat(drill.stored() - before).isEqualTo(expected.size());
  }

  // ---------------------------------------------------------------- queue

  @Test
  @Order(4)
  void takesMessagesOfTheQueueAndMovesWhatItRefuses() throws Exception {
    long before = drill.stored();
    try (ActiveMQConnectionFactory factory =
            new ActiveMQConnectionFactory("tcp://127.0.0.1:" + brokerPort);
        Connection connection = factory.createConnection("his", PASSWORD);
        Session session = connection.createSession();
        MessageConsumer refused = session.createConsumer(session.createQueue("duima.in.refused"))) {
      connection.start();
      for (int i = 0; i < 20; i++) {
        Message message =
            session.createTextMessage(Adt.admission("JMS" + i, "DV2%04d".formatted(i)).text());
        session.createProducer(session.createQueue("duima.in")).send(message);
      }
      session
          .createProducer(session.createQueue("duima.in"))
          .send(session.createTextMessage("no message of " + NAMED));
      Message back = refused.receive(LIMIT.toMillis());
      assertThat(back.getStringProperty("duima_reason")).contains("认不出格式");
    }
    assertThat(drill.stored() - before).isEqualTo(20);
    drill.awaitStay("DV20019", LIMIT);
  }

  @Test
  @Order(5)
  void takesFhirOfTheQueueWhateverEncodingItsXmlDeclares() throws Exception {
    long before = drill.stored();
    try (ActiveMQConnectionFactory factory =
            new ActiveMQConnectionFactory("tcp://127.0.0.1:" + brokerPort);
        Connection connection = factory.createConnection("his", PASSWORD);
        Session session = connection.createSession();
        MessageProducer sender = session.createProducer(session.createQueue("duima.in"));
        MessageConsumer refused = session.createConsumer(session.createQueue("duima.in.refused"))) {
      connection.start();
      String declaration = "<?xml version=\"1.0\" encoding=\"GB18030\"?>";
      sender.send(session.createTextMessage(xml(declaration, "DF20001")));
      BytesMessage bytes = session.createBytesMessage();
      bytes.writeBytes(transaction("DF20002").getBytes(StandardCharsets.UTF_8));
      sender.send(bytes);
      sender.send(session.createTextMessage(batch("DF20003")));
      sender.send(session.createTextMessage("<!DOCTYPE Bundle []>" + xml("", "DF20004")));

      Message partly = refused.receive(LIMIT.toMillis());
      assertThat(partly.getStringProperty("duima_outcome")).isEqualTo("partly");
      assertThat(partly.getStringProperty("duima_reason"))
          .contains("不支持 DELETE", "DELETE is not supported")
          .doesNotContain(Adt.Names.PARTS);
      Message never = refused.receive(LIMIT.toMillis());
      assertThat(never.getStringProperty("duima_outcome")).isEqualTo("refused");
      assertThat(never.getStringProperty("duima_reason"))
          .contains("不允许 DOCTYPE", "DOCTYPE is not allowed");
    }
    assertThat(drill.stored() - before).isEqualTo(3);
    for (String visit : List.of("DF20001", "DF20002", "DF20003")) {
      drill.awaitStay(visit, LIMIT);
    }
  }

  // ---------------------------------------------------------------- component

  @Test
  @Order(6)
  void usesACamelComponentThatTheHospitalAdds() throws Exception {
    long before = drill.stored();
    Path route = node.home().resolve("routes/60-ftp.xml");
    try (FtpServer server =
        new FtpServer(Files.createDirectories(node.home().resolve("data/ftp")), PASSWORD)) {
      secret("ftp-password", PASSWORD);
      Files.writeString(
          route, Files.readString(ROUTE).replace("192.0.2.10:21", "127.0.0.1:" + server.port()));
      // the route came before its component
      Node.await(LIMIT, () -> refused().contains("ftp"));
      assertThat(node.launcher("status").text()).contains("60-ftp.xml").doesNotContain(PASSWORD);
      assertThat(refused()).doesNotContain(PASSWORD);
      deploy("commons-net-3.12.0.jar");
      deploy("camel-ftp-4.14.1.jar");
      Node.await(LIMIT, () -> refused().isEmpty());
      Files.writeString(server.out("1.hl7"), Adt.admission("FTP1", "DV30001").text());
      Files.writeString(server.out("2-" + NAMED + ".txt"), "no message of " + NAMED);
      Files.writeString(server.out("3.hl7"), Adt.admission("FTP3", "DV30003").text());
      Node.await(
          LIMIT,
          () ->
              Files.exists(server.out("accepted/1.hl7"))
                  && Files.exists(server.out("refused/2-" + NAMED + ".txt"))
                  && Files.exists(server.out("accepted/3.hl7")));
      assertThat(drill.stored() - before).isEqualTo(2);
      drill.awaitStay("DV30003", LIMIT);
      assertThat(node.shell("bundle:list")).contains("camel-ftp");
      Files.delete(route);
      Node.await(LIMIT, () -> !drill.json("/api/status").path("routes").toString().contains("ftp"));
    }
    assertThat(node.log()).doesNotContain(PASSWORD);
  }

  @Test
  void documentsTheRouteThatIsTested() throws IOException {
    Path page = DrillNode.REPOSITORY.resolve("docs/extending/camel-component.md");
    assertThat(Files.readString(page)).contains(Files.readString(ROUTE));
  }

  private static void deploy(String jar) throws IOException {
    Path deploy = node.home().resolve("deploy");
    Path part = node.home().resolve("data").resolve(jar);
    Files.copy(COMPONENT.resolve(jar), part, StandardCopyOption.REPLACE_EXISTING);
    Files.move(part, deploy.resolve(jar), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String refused() {
    for (JsonNode file : drill.json("/api/status").path("inForce")) {
      if (file.path("name").asText().equals("routes/60-ftp.xml")) {
        return file.path("refused").isEmpty() ? "" : file.path("refused").toString();
      }
    }
    return "not looked at yet";
  }

  // ---------------------------------------------------------------- after all of it

  @Test
  @Order(7)
  void writesNoNameOfAPatientIntoItsLogs() throws IOException {
    try (Stream<Path> files = Files.walk(node.home().resolve("data/log"))) {
      for (Path log : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(log, StandardCharsets.UTF_8))
            .as(log.toString())
            .doesNotContain(Adt.Names.PARTS);
      }
    }
  }
}
