package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A hospital that calls the simulator over real HTTP. */
final class TestClient {
  static final String SECRET = "0123456789abcdef";
  static final String PAASID = "test-app";
  static final String INSTITUTION = "H00000000001";
  // over all tests, so that a client of a restarted simulator never repeats an id
  private static final AtomicInteger SEQUENCE = new AtomicInteger();

  private final PlatformSimulator simulator;
  private final HttpClient http = HttpClient.newHttpClient();
  private String signNo;
  Duration timeout = Duration.ofSeconds(20);

  TestClient(PlatformSimulator simulator) {
    this.simulator = simulator;
  }

  TestClient signedIn() throws Exception {
    ObjectNode input = Json.object();
    input.putObject("signIn").put("opter_no", "0001").put("mac", "00").put("ip", "127.0.0.1");
    signNo = call("9001", input).path("output").path("signinoutb").path("sign_no").asText();
    return this;
  }

  /** Keeps a sign-in of an earlier run. */
  TestClient signedInAs(TestClient other) {
    signNo = other.signNo;
    return this;
  }

  String signNo() {
    return signNo;
  }

  static String newMsgid() {
    int number = SEQUENCE.incrementAndGet();
    return INSTITUTION + "20260310120000" + String.format("%04d", number);
  }

  ObjectNode envelope(String infno, JsonNode input) {
    ObjectNode envelope =
        Json.object()
            .put("infno", infno)
            .put("msgid", newMsgid())
            .put("mdtrtarea_admvs", "500100")
            .put("insuplc_admdvs", "500103")
            .put("recer_sys_code", "YBXT")
            .put("dev_no", "")
            .put("infver", "V1.0")
            .put("opter_type", "1")
            .put("opter", "0001")
            .put("opter_name", "测试一号")
            .put("inf_time", "2026-03-10 12:00:00")
            .put("fixmedins_code", INSTITUTION)
            .put("fixmedins_name", "测试医院")
            .put("sign_no", signNo);
    envelope.set("input", input);
    return envelope;
  }

  URI urlOf(String infno) {
    return URI.create(simulator.baseUrl() + PlatformSimulator.PATHS.get(infno));
  }

  HttpRequest.Builder signed(URI url) {
    return signed(url, Instant.now(), UUID.randomUUID().toString(), PAASID, SECRET);
  }

  HttpRequest.Builder signed(URI url, Instant time, String nonce, String paasid, String secret) {
    String timestamp = String.valueOf(time.getEpochSecond());
    return HttpRequest.newBuilder(url)
        .timeout(timeout)
        .header("Content-Type", "application/json")
        .header("x-tif-paasid", paasid)
        .header("x-tif-timestamp", timestamp)
        .header("x-tif-nonce", nonce)
        .header("x-tif-signature", Json.sha256(timestamp + secret + nonce + timestamp));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(String infno, JsonNode envelope)
      throws IOException, InterruptedException {
    return send(signed(urlOf(infno)), Json.bytes(envelope));
  }

  JsonNode call(String infno, JsonNode input) throws IOException, InterruptedException {
    return Json.read(send(infno, envelope(infno, input)).body());
  }

  JsonNode upload(ObjectNode input) throws IOException, InterruptedException {
    return call("4101A", input);
  }

  JsonNode changeState(String setlId, String state) throws IOException, InterruptedException {
    ObjectNode input = Json.object();
    input
        .putObject("data")
        .putArray("stastinfo")
        .addObject()
        .put("psn_no", "P" + setlId)
        .put("setl_id", setlId)
        .put("stas_type", state);
    return call("4102", input);
  }

  JsonNode query(String setlId) throws IOException, InterruptedException {
    ObjectNode input = Json.object();
    input.putObject("data").put("psn_no", "P" + setlId).put("setl_id", setlId);
    return call("4103", input);
  }

  JsonNode control(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + path)).build();
    return Json.read(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  HttpResponse<String> postControl(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
