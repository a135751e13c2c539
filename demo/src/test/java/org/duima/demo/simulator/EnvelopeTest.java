package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  private PlatformSimulator simulator;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulators.start();
    client = new TestClient(simulator).signedIn();
  }

  @AfterEach
  void stop() throws Exception {
    simulator.close();
  }

  private JsonNode upload(Consumer<ObjectNode> change) throws Exception {
    ObjectNode envelope = client.envelope("4101A", SampleList.input("S1"));
    change.accept(envelope);
    return Json.read(client.send("4101A", envelope).body());
  }

  @Test
  void answersWithTheEnvelopeOfTheInterface() throws Exception {
    JsonNode answer = upload(envelope -> {});
    assertThat(answer.path("infcode").isInt()).isTrue();
    assertThat(answer.path("infcode").asInt(-9)).isZero();
    assertThat(answer.path("inf_refmsgid").asText()).matches("500100\\d{24}");
    assertThat(answer.path("refmsg_time").asText()).matches("\\d{17}");
    assertThat(answer.path("respond_time").asText()).matches("\\d{17}");
    assertThat(answer.path("err_msg").isNull()).isTrue();
    assertThat(answer.path("output").path("data").path("setl_list_id").asText()).matches("\\d{9}");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        part("envelope-required", "recer_sys_code", e -> e.remove("recer_sys_code")),
        part("envelope-required", "opter_name", e -> e.put("opter_name", "")),
        part("envelope-required", "input", e -> e.putArray("input")),
        part("envelope-required", "insuplc_admdvs", e -> e.put("insuplc_admdvs", "")),
        part("envelope-format", "msgid", e -> e.put("msgid", "1".repeat(31))),
        part("envelope-format", "mdtrtarea_admvs", e -> e.put("mdtrtarea_admvs", "5001")),
        part("envelope-format", "opter_type", e -> e.put("opter_type", "4")),
        part("envelope-format", "inf_time", e -> e.put("inf_time", "2026-03-10T12:00:00")),
        part("envelope-format", "fixmedins_code", e -> e.put("fixmedins_code", "12345")),
        part("envelope-format", "opter", e -> e.put("opter", 1)),
        part("msgid", "msgid", e -> e.put("msgid", "H0000000000120260310120000001")),
        part("msgid", "msgid", e -> e.put("msgid", "H00000000009202603101200000001")),
        part("msgid", "msgid", e -> e.put("msgid", "H00000000001209913101200000001")),
        part("infver", "infver", e -> e.put("infver", "V2.0")),
        part("infno", "", e -> e.put("infno", "4102")),
        part("sign-in", "", e -> e.put("sign_no", "")),
        part("sign-in", "", e -> e.put("sign_no", "202603100000000099")));
  }

  private static Arguments part(String reason, String field, Consumer<ObjectNode> change) {
    return Arguments.of(reason, field, change);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wrong")
  void refuses(String reason, String field, Consumer<ObjectNode> change) throws Exception {
    JsonNode answer = upload(change);
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("err_msg").asText()).contains(field);
    assertThat(simulator.records()).isEmpty();
    assertThat(simulator.counts().refusedByReason()).containsEntry(reason, 1L);
    assertThat(simulator.refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.reasons()).contains(reason));
  }

  @Test
  void refusesAMessageIdUsedBeforeEvenByARefusedCall() throws Exception {
    ObjectNode envelope = client.envelope("4101A", Json.object());
    client.send("4101A", envelope);
    envelope.set("input", SampleList.input("S1"));
    JsonNode again = Json.read(client.send("4101A", envelope).body());
    assertThat(again.path("infcode").asInt()).isEqualTo(-1);
    assertThat(again.path("err_msg").asText()).contains("报文ID重复");
    assertThat(simulator.records()).isEmpty();
  }

  @Test
  void refusesATransactionItDoesNotServe() throws Exception {
    ObjectNode envelope = client.envelope("2304", Json.object());
    HttpResponse<byte[]> response =
        client.send(client.signed(simulator.baseUrl()), Json.bytes(envelope));
    JsonNode answer = Json.read(response.body());
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("err_msg").asText()).contains("未开通");
  }

  @Test
  void signsOut() throws Exception {
    ObjectNode input = Json.object();
    input.putObject("signOut").put("sign_no", client.signNo()).put("opter_no", "0001");
    assertThat(client.call("9002", input).path("infcode").asInt(-9)).isZero();
    assertThat(upload(envelope -> {}).path("err_msg").asText()).contains("重新签到");
    client.signedIn();
    assertThat(client.call("9002", input).path("err_msg").asText()).contains("已签退");
    assertThat(client.call("9002", Json.object()).path("err_msg").asText()).contains("sign_no");
  }

  @Test
  void letsASignInExpire() throws Exception {
    try (PlatformSimulator strict =
        new PlatformSimulator(Simulators.options().signInSeconds(1).build()).start()) {
      TestClient hurried = new TestClient(strict).signedIn();
      Waiting.until(
          "expired",
          () -> {
            try {
              return hurried.query("S1").path("err_msg").asText().contains("重新签到");
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(hurried.signedIn().query("S1").path("infcode").asInt()).isEqualTo(550100);
    }
  }

  @Test
  void asksForANewSignInAfterMidnight() throws Exception {
    simulator.signOutAll();
    assertThat(upload(envelope -> {}).path("err_msg").asText()).contains("重新签到");
    client.signedIn();
    assertThat(upload(envelope -> {}).path("infcode").asInt(-9)).isZero();
  }

  @Test
  void keepsASignInToItsInstitution() throws Exception {
    ObjectNode envelope = client.envelope("4101A", SampleList.input("S1"));
    envelope.put("fixmedins_code", "H00000000002");
    envelope.put("msgid", "H00000000002202603101200000001");
    JsonNode answer = Json.read(client.send("4101A", envelope).body());
    assertThat(answer.path("err_msg").asText()).contains("签到");
  }

  @Test
  void needsNoSignInWhereTheRegionDoesNot() throws Exception {
    try (PlatformSimulator lenient =
        new PlatformSimulator(Simulators.options().signInRequired(false).build()).start()) {
      JsonNode answer = new TestClient(lenient).upload(SampleList.input("S1"));
      assertThat(answer.path("infcode").asInt(-9)).isZero();
    }
  }

  @Test
  void refusesASignInWithoutItsFields() throws Exception {
    ObjectNode input = Json.object();
    input.putObject("signIn").put("opter_no", "0001").put("mac", "0".repeat(21));
    JsonNode answer = client.call("9001", input);
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("err_msg").asText()).contains("signIn.mac", "signIn.ip");
  }

  @Test
  void servesEveryTransactionAtOneAddress() throws Exception {
    ObjectNode envelope = client.envelope("4101A", SampleList.input("S1"));
    HttpResponse<byte[]> response =
        client.send(client.signed(simulator.baseUrl()), Json.bytes(envelope));
    assertThat(Json.read(response.body()).path("infcode").asInt(-9)).isZero();
    assertThat(simulator.counts().calls()).containsEntry("4101A", 1L);
  }

  @Test
  void keepsOutWhatIsNoJsonObject() throws Exception {
    for (String body : new String[] {"", "[]", "{\"a\":1", "{\"a\":1,\"a\":2}", "{}{}"}) {
      HttpResponse<byte[]> response =
          client.send(client.signed(client.urlOf("4101A")), body.getBytes(StandardCharsets.UTF_8));
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(Json.read(response.body()).has("infcode")).isFalse();
    }
  }

  @Test
  void keepsOutUnknownPathsOtherMethodsAndLargeBodies() throws Exception {
    URI wrong = URI.create(simulator.baseUrl() + "/fsi/api/none");
    assertThat(client.send(client.signed(wrong), new byte[0]).statusCode()).isEqualTo(404);
    assertThat(
            client.send(client.signed(client.urlOf("4101A")), new byte[(1 << 20) + 1]).statusCode())
        .isEqualTo(413);
    HttpResponse<byte[]> got =
        HttpClient.newHttpClient()
            .send(
                client.signed(client.urlOf("4103")).GET().build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(got.statusCode()).isEqualTo(405);
    assertThat(simulator.counts().gatewayRefusedByReason())
        .containsOnlyKeys("path", "too-large", "method");
  }
}
