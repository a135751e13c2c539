package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignatureTest {
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

  private HttpResponse<byte[]> uploadWith(HttpRequest.Builder request) throws Exception {
    return client.send(request, Json.bytes(client.envelope("4101A", SampleList.input("S1"))));
  }

  private void assertKeptOut(HttpResponse<byte[]> response, String reason) throws Exception {
    JsonNode body = Json.read(response.body());
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(body.has("infcode")).isFalse();
    assertThat(body.path("code").asInt()).isEqualTo(-1);
    assertThat(body.has("type")).isTrue();
    assertThat(body.path("message").asText()).isNotEmpty();
    assertThat(body.has("data")).isTrue();
    assertThat(simulator.records()).isEmpty();
    assertThat(simulator.counts().gatewayRefusedByReason()).containsEntry(reason, 1L);
  }

  @Test
  void takesARightSignature() throws Exception {
    HttpResponse<byte[]> response = uploadWith(client.signed(client.urlOf("4101A")));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Json.read(response.body()).path("infcode").asInt(-9)).isZero();
    assertThat(simulator.records()).containsOnlyKeys("S1");
  }

  @Test
  void takesASignatureInUpperCase() throws Exception {
    String timestamp = String.valueOf(Instant.now().getEpochSecond());
    String signature = Json.sha256(timestamp + TestClient.SECRET + "n1" + timestamp);
    HttpResponse<byte[]> response =
        uploadWith(
            HttpRequest.newBuilder(client.urlOf("4101A"))
                .header("x-tif-paasid", TestClient.PAASID)
                .header("x-tif-timestamp", timestamp)
                .header("x-tif-nonce", "n1")
                .header("x-tif-signature", signature.toUpperCase(Locale.ROOT)));
    assertThat(Json.read(response.body()).path("infcode").asInt(-9)).isZero();
  }

  @Test
  void keepsOutACallWithoutSignature() throws Exception {
    assertKeptOut(uploadWith(HttpRequest.newBuilder(client.urlOf("4101A"))), "signature-missing");
  }

  @Test
  void keepsOutAnotherSecret() throws Exception {
    assertKeptOut(
        uploadWith(
            client.signed(
                client.urlOf("4101A"), Instant.now(), "n1", TestClient.PAASID, "another-secret")),
        "signature");
  }

  @Test
  void keepsOutAnUnknownApplication() throws Exception {
    assertKeptOut(
        uploadWith(
            client.signed(
                client.urlOf("4101A"), Instant.now(), "n1", "stranger", TestClient.SECRET)),
        "paasid");
  }

  @Test
  void keepsOutAClockMoreThanFiveMinutesOff() throws Exception {
    assertKeptOut(
        uploadWith(
            client.signed(
                client.urlOf("4101A"),
                Instant.now().minusSeconds(310),
                "n1",
                TestClient.PAASID,
                TestClient.SECRET)),
        "timestamp");
  }

  @Test
  void takesAClockFourMinutesOff() throws Exception {
    HttpResponse<byte[]> response =
        uploadWith(
            client.signed(
                client.urlOf("4101A"),
                Instant.now().plusSeconds(240),
                "n1",
                TestClient.PAASID,
                TestClient.SECRET));
    assertThat(Json.read(response.body()).path("infcode").asInt(-9)).isZero();
  }

  @Test
  void keepsOutAReplay() throws Exception {
    Instant now = Instant.now();
    client.send(
        client.signed(client.urlOf("4103"), now, "once", TestClient.PAASID, TestClient.SECRET),
        Json.bytes(client.envelope("4103", Json.object())));
    assertKeptOut(
        uploadWith(
            client.signed(
                client.urlOf("4101A"), now, "once", TestClient.PAASID, TestClient.SECRET)),
        "replay");
  }

  @Test
  void forgetsANonceOnlyAfterItsTimestampHasRunOut() {
    Gateway gateway = new Gateway("app", TestClient.SECRET);
    Instant now = Instant.parse("2026-03-10T00:00:00Z");
    assertThat(gateway.check(headers(now.plusSeconds(300), "n"), now)).isNull();
    assertThat(gateway.check(headers(now.plusSeconds(300), "n"), now.plusSeconds(600)).reason())
        .isEqualTo("replay");
    assertThat(gateway.check(headers(now.plusSeconds(601), "n"), now.plusSeconds(601))).isNull();
  }

  private static Headers headers(Instant time, String nonce) {
    String timestamp = String.valueOf(time.getEpochSecond());
    Headers headers = new Headers();
    headers.set("x-tif-paasid", "app");
    headers.set("x-tif-timestamp", timestamp);
    headers.set("x-tif-nonce", nonce);
    headers.set("x-tif-signature", Json.sha256(timestamp + TestClient.SECRET + nonce + timestamp));
    return headers;
  }
}
