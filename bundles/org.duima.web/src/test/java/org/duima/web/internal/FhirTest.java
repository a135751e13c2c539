package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duima.api.RawMessage;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.duima.api.receive.RestReader;
import org.duima.source.fhir4.internal.intake.FhirReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FHIR over real HTTP with the real reader; only the inbox is played. */
class FhirTest {
  private static final String KEY = "a-key-of-this-test";
  private static final String OTHER = "a-key-of-the-office";
  private static final String FHIR_JSON = "application/fhir+json";
  private static final String FHIR_XML = "application/fhir+xml";
  private static final String PATIENT =
      "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:his\",\"value\":\"P1\"}],"
          + "\"name\":[{\"text\":\"测试\"}]}";
  private static final String XML =
      "<Patient xmlns=\"http://hl7.org/fhir\"><identifier><value value=\"P2\"/></identifier></Patient>";

  private final TestClock clock = new TestClock();
  private final MemoryAccess access = new MemoryAccess(clock);
  private final PlayedLedger ledger = new PlayedLedger();
  private RestReader reader = new FhirReader(16 << 20, "1");
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    access.addKey("emr", KEY, EnumSet.of(Role.IT), "test");
    access.addKey("office", OTHER, EnumSet.of(Role.OFFICE), "test");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    List<Resource> resources =
        List.of(
            new TerminologyResource(Optional::empty, Optional::empty, Optional::empty, clock),
            new FhirResource(() -> Optional.ofNullable(reader), ledger, clock));
    server =
        new TestServer()
            .serve(new ApiServlet(gate, resources, TestServer.metrics()), "/fhir/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> call(String method, String path, String body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + KEY));
    all.addAll(List.of(headers));
    return server.call(method, path, body, all.toArray(String[]::new));
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return call("POST", path, body, headers);
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  private static void assertOutcome(HttpResponse<String> answer, int status, String code)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (type(answer).startsWith(FHIR_XML)) {
      assertThat(answer.body())
          .contains("<OperationOutcome xmlns=\"http://hl7.org/fhir\">", "value=\"" + code + "\"");
    } else {
      assertThat(type(answer)).startsWith(FHIR_JSON);
      JsonNode outcome = TestServer.json(answer);
      assertThat(outcome.path("resourceType").asText()).isEqualTo("OperationOutcome");
      assertThat(outcome.at("/issue/0/code").asText()).isEqualTo(code);
      assertThat(outcome.at("/issue/0/details/text").asText()).contains(" / ");
    }
  }

  @Test
  void aResourceIsStoredByteByByteAndThenAnswered() throws Exception {
    HttpResponse<String> answer = post("/fhir/Patient", PATIENT, "Content-Type", FHIR_JSON);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).hasValue("/fhir/Patient/1/_history/1");
    assertThat(answer.headers().firstValue("ETag")).hasValue("W/\"1\"");
    assertThat(ledger.taken).extracting(RawMessage::format).containsExactly("fhir-r4");
    assertThat(new String(ledger.taken.get(0).body(), StandardCharsets.UTF_8)).isEqualTo(PATIENT);
  }

  @Test
  void aRepeatIsAnsweredTheSameAndNotStoredAgain() throws Exception {
    HttpResponse<String> first = post("/fhir", PATIENT);
    HttpResponse<String> again = post("/fhir", PATIENT);

    assertThat(again.statusCode()).isEqualTo(first.statusCode());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(ledger.taken).hasSize(1);
  }

  @Test
  void anUpdateSaysWhetherTheIdIsNew() throws Exception {
    String first = "{\"resourceType\":\"Patient\",\"id\":\"p\"}";
    String second = "{\"resourceType\":\"Patient\",\"id\":\"p\",\"active\":true}";

    assertThat(call("PUT", "/fhir/Patient/p", first).statusCode()).isEqualTo(201);
    HttpResponse<String> answer = call("PUT", "/fhir/Patient/p", second);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Location")).hasValue("/fhir/Patient/p/_history/2");
    assertOutcome(call("PUT", "/fhir/Patient/q", first), 400, "invalid");
    assertOutcome(call("PUT", "/fhir/Patient/p", first, "If-Match", "W/\"1\""), 412, "conflict");
  }

  @Test
  void aConditionThatHoldsKeepsAResourceFromBeingStored() throws Exception {
    String[] condition = {"If-None-Exist", "identifier=urn%3Ahis%7CP1"};

    assertThat(post("/fhir/Patient", PATIENT, condition).statusCode()).isEqualTo(201);
    HttpResponse<String> again = post("/fhir/Patient", PATIENT.replace("测试", "试测"), condition);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("Location")).hasValue("/fhir/Patient/1/_history/1");
    assertThat(ledger.taken).hasSize(1);
    assertOutcome(
        post("/fhir/Patient", PATIENT, "If-None-Exist", "birthdate=1950"), 400, "not-supported");
    assertOutcome(
        post("/fhir/Patient", PATIENT, "If-None-Exist", "identifier=P1"), 412, "multiple-matches");
  }

  @Test
  void ofTwinsWithOneConditionAtOnceOneIsStored() throws Exception {
    int twins = 16;
    CyclicBarrier together = new CyclicBarrier(twins);
    ExecutorService senders = Executors.newFixedThreadPool(twins);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < twins; i++) {
        String body = PATIENT.replace("测试", "测试" + i);
        answers.add(
            senders.submit(
                () -> {
                  together.await(20, TimeUnit.SECONDS);
                  return post("/fhir/Patient", body, "If-None-Exist", "identifier=urn:his|P1")
                      .statusCode();
                }));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get(30, TimeUnit.SECONDS));
      }

      assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
      assertThat(ledger.taken).hasSize(1);
    } finally {
      senders.shutdown();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "application/fhir+json,,application/fhir+json",
    "text/xml,,application/fhir+json",
    "application/json;q=0.5,,application/fhir+json",
    "'application/json;q=0.5, application/fhir+xml',,application/fhir+xml",
    "application/json,xml,application/fhir+xml",
    "application/xml,application/fhir%2Bjson,application/fhir+json",
    "*/*,,application/fhir+json",
    "application/fhir+xml; fhirVersion=4.0,,application/fhir+xml",
  })
  void theAnswerHasTheFormThatIsAskedFor(String accept, String format, String expected)
      throws Exception {
    String wanted = accept.startsWith("text/xml") ? FHIR_XML : expected;
    HttpResponse<String> answer =
        post("/fhir" + (format == null ? "" : "?_format=" + format), PATIENT, "Accept", accept);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(type(answer)).startsWith(wanted);
  }

  @Test
  void xmlIsTakenAndAnsweredAsXml() throws Exception {
    HttpResponse<String> answer = post("/fhir", XML, "Content-Type", FHIR_XML + "; charset=UTF-8");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(type(answer)).startsWith(FHIR_XML);
    assertThat(answer.body()).startsWith("<OperationOutcome");
    assertThat(post("/fhir", XML, "Prefer", "return=minimal").body()).isEmpty();
    assertThat(post("/fhir", XML, "Prefer", "return=representation", "Accept", "text/xml").body())
        .contains("<Patient", "P2");
  }

  @Test
  void whatCannotBeDoneIsRefusedInTheCallersForm() throws Exception {
    String[] xml = {"Accept", FHIR_XML};
    assertOutcome(post("/fhir", PATIENT, "Accept", "text/html"), 406, "not-supported");
    assertOutcome(
        post("/fhir", PATIENT, "Accept", "application/fhir+json; fhirVersion=3.0"),
        406,
        "not-supported");
    assertOutcome(post("/fhir", PATIENT, "Content-Type", "text/plain"), 415, "not-supported");
    assertOutcome(
        post("/fhir", PATIENT, "Content-Type", FHIR_JSON + ";charset=gb18030"),
        415,
        "not-supported");
    assertOutcome(post("/fhir", PATIENT, "Content-Encoding", "gzip"), 415, "not-supported");
    assertOutcome(post("/fhir", PATIENT, "Content-Type", FHIR_XML), 400, "structure");
    assertOutcome(post("/fhir", ""), 400, "structure");
    assertOutcome(post("/fhir/Nonsense", PATIENT, xml), 404, "not-supported");
    assertOutcome(call("GET", "/fhir/Patient/1", null, xml), 405, "not-supported");
    assertOutcome(call("DELETE", "/fhir/Patient/1", null), 405, "not-supported");
    assertOutcome(call("PATCH", "/fhir/Patient/1", "[]"), 405, "not-supported");
    assertOutcome(call("GET", "/fhir", null), 405, "not-supported");
    assertOutcome(call("GET", "/fhir/a/b/c", null, xml), 404, "not-found");
    assertOutcome(server.call("POST", "/fhir", PATIENT, xml), 401, "login");
    assertOutcome(
        server.call("POST", "/fhir", PATIENT, "Authorization", "Bearer " + OTHER),
        403,
        "forbidden");
    assertThat(ledger.taken).isEmpty();
    assertThat(call("DELETE", "/fhir/Patient/1", null).headers().firstValue("Allow"))
        .hasValue("PUT");
  }

  @Test
  void whileNothingCanBeStoredTheSenderIsToldToComeAgain() throws Exception {
    ledger.full = true;
    HttpResponse<String> full = post("/fhir", PATIENT);
    ledger.full = false;
    ledger.down = true;
    HttpResponse<String> down = post("/fhir", PATIENT, "Accept", FHIR_XML);
    HttpResponse<String> unknown =
        post("/fhir/Patient", PATIENT, "If-None-Exist", "identifier=urn:his|P1");
    ledger.down = false;
    reader = null;
    HttpResponse<String> notReady = post("/fhir", PATIENT);

    for (HttpResponse<String> answer : List.of(full, down, unknown, notReady)) {
      assertOutcome(answer, 503, "transient");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
    assertThat(ledger.taken).isEmpty();
  }

  @Test
  void aBatchOfWhichNothingIsTakenIsAnsweredAndNotStored() throws Exception {
    HttpResponse<String> answer =
        post(
            "/fhir",
            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\"Patient\"}}]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(answer).at("/entry/0/response/status").asText()).startsWith("405");
    assertThat(ledger.taken).isEmpty();
  }

  @Test
  void theCapabilitiesAreToldToWhoeverIsLoggedIn() throws Exception {
    HttpResponse<String> json = call("GET", "/fhir/metadata", null);
    HttpResponse<String> xml = call("GET", "/fhir/metadata?_format=xml", null);

    assertThat(TestServer.json(json).path("resourceType").asText())
        .isEqualTo("CapabilityStatement");
    assertThat(TestServer.json(json).at("/implementation/url").asText()).endsWith("/fhir");
    assertThat(xml.body()).startsWith("<CapabilityStatement");
    assertOutcome(server.call("GET", "/fhir/metadata", null), 401, "login");
  }

  /** A body that is not held in memory by the sender either. */
  private String sendLarge(boolean isLengthTold) throws Exception {
    int chunk = 1 << 16;
    int chunks = (100 << 20) / chunk;
    byte[] blank = " ".repeat(chunk).getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      String head =
          "POST /fhir HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
              + KEY
              + "\r\nContent-Type: application/fhir+json\r\n"
              + (isLengthTold
                  ? "Content-Length: " + (long) chunk * chunks
                  : "Transfer-Encoding: chunked")
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < chunks; i++) {
        if (!isLengthTold) {
          out.write((Integer.toHexString(chunk) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(blank);
        if (!isLengthTold) {
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      if (!isLengthTold) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aHundredMegabytesAreRefusedWithoutBeingHeld() throws Exception {
    reader = new FhirReader(1 << 20, "1");
    for (boolean isLengthTold : new boolean[] {true, false}) {
      String answer = sendLarge(isLengthTold);

      assertThat(answer).startsWith("HTTP/1.1 413").contains("too-long");
    }
    assertThat(ledger.taken).isEmpty();
  }
}
