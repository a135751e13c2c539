package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies signed with SM2 and encrypted with SM4, both ways. */
class SealedBodyTest {
  @TempDir static Path keys;

  private final HttpClient http = HttpClient.newHttpClient();
  private PlatformSimulator simulator;
  private TestClient envelopes;
  private SmSeal hospital;

  @BeforeEach
  void start() throws Exception {
    simulator =
        new PlatformSimulator(Simulators.options().sealedBodies(keys).signInRequired(false).build())
            .start();
    envelopes = new TestClient(simulator);
    // the hospital's seal is the platform's with the two key pairs exchanged
    hospital =
        new SmSeal(
            TestClient.PAASID,
            new SmKeys(
                read(SmKeys.APP_SECRET),
                Sm.privateKey(read(SmKeys.HOSPITAL_PRIVATE)),
                Sm.publicKey(read(SmKeys.PLATFORM_PUBLIC))));
  }

  @AfterEach
  void stop() throws Exception {
    simulator.close();
  }

  private static String read(String name) {
    return SecretFile.read(keys.resolve(name));
  }

  private ObjectNode sealedUpload(Instant now) {
    return hospital.seal(envelopes.envelope("4101A", SampleList.input("S1")), now);
  }

  private HttpResponse<byte[]> send(String infno, JsonNode message) throws Exception {
    URI url = URI.create(simulator.baseUrl() + PlatformSimulator.PATHS.get(infno));
    return http.send(
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(message)))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private Seal.Opened opened(HttpResponse<byte[]> answer) {
    return hospital.open(new Headers(), answer.body(), Instant.now());
  }

  @Test
  void takesASealedListAndSealsTheAnswer() throws Exception {
    HttpResponse<byte[]> answer = send("4101A", sealedUpload(Instant.now()));
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("infcode");
    Seal.Opened opened = opened(answer);
    assertThat(opened.problem()).isNull();
    assertThat(opened.envelope().path("infcode").asInt(-9)).isZero();
    assertThat(opened.envelope().path("output").path("data").path("setl_list_id").asText())
        .matches("\\d{9}");
    assertThat(simulator.records()).containsOnlyKeys("S1");
  }

  @Test
  void readsEncryptedDataInEitherCase() throws Exception {
    ObjectNode message = sealedUpload(Instant.now());
    message.put("encData", message.path("encData").asText().toLowerCase(java.util.Locale.ROOT));
    assertThat(opened(send("4101A", message)).envelope().path("infcode").asInt(-9)).isZero();
  }

  @Test
  void leavesExtraAndEmptyMembersUnsigned() throws Exception {
    ObjectNode message = sealedUpload(Instant.now()).put("extra", "x").put("other", "");
    assertThat(opened(send("4101A", message)).envelope().path("infcode").asInt(-9)).isZero();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("signature", put("version", "2.0.0")),
        Arguments.of("signature", put("signData", "AAAA")),
        Arguments.of("signature", put("signData", "!!")),
        Arguments.of("signature", put("other", "unsigned")),
        Arguments.of("signature", put("encType", "AES")),
        Arguments.of("signature-missing", put("signData", "")),
        Arguments.of("signature-missing", put("encData", "")),
        Arguments.of("decryption", put("encData", "00")),
        Arguments.of("decryption", put("encData", "xyz")),
        Arguments.of("decryption", put("encData", "0".repeat(64))),
        Arguments.of("paasid", put("appId", "somebody")),
        Arguments.of("timestamp", put("timestamp", "soon")),
        Arguments.of("timestamp", put("timestamp", "1")));
  }

  private static Consumer<ObjectNode> put(String member, String value) {
    return message -> message.put(member, value);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsOutInPlainText(String reason, Consumer<ObjectNode> spoil) throws Exception {
    ObjectNode message = sealedUpload(Instant.now());
    spoil.accept(message);
    HttpResponse<byte[]> answer = send("4101A", message);
    JsonNode body = Json.read(answer.body());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(body.path("code").asInt()).isEqualTo(-1);
    assertThat(body.has("type") && body.has("message") && body.has("data")).isTrue();
    assertThat(simulator.counts().gatewayRefusedByReason()).containsEntry(reason, 1L);
    assertThat(simulator.records()).isEmpty();
  }

  @Test
  void keepsOutACallThatComesTwiceOrLate() throws Exception {
    ObjectNode message = sealedUpload(Instant.now());
    send("4101A", message);
    assertThat(send("4101A", message).statusCode()).isEqualTo(401);
    send("4101A", sealedUpload(Instant.now().minusSeconds(301)));
    assertThat(simulator.counts().gatewayRefusedByReason())
        .containsEntry("replay", 1L)
        .containsEntry("timestamp", 1L);
  }

  @Test
  void keepsOutAPlainBody() throws Exception {
    HttpResponse<byte[]> answer =
        send("4101A", envelopes.envelope("4101A", SampleList.input("S1")));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(simulator.counts().gatewayRefusedByReason()).containsKey("signature-missing");
  }

  @Test
  void sealsRefusalsAndOddShapes() throws Exception {
    simulator.behave(Behaviour.parse("refuse-name:next=1"), Behaviour.parse("text-code"));
    JsonNode refused = opened(send("4101A", sealedUpload(Instant.now()))).envelope();
    assertThat(refused.path("err_msg").asText()).contains("不匹配");
    JsonNode taken = opened(send("4101A", sealedUpload(Instant.now()))).envelope();
    assertThat(taken.path("infcode").textValue()).isEqualTo("0");
  }

  @Test
  void sealsWronglyOnDemand() throws Exception {
    simulator.behave(Behaviour.parse("wrong-seal"));
    Seal.Opened opened = opened(send("4101A", sealedUpload(Instant.now())));
    assertThat(opened.problem()).isNotNull();
    assertThat(simulator.records()).containsOnlyKeys("S1");
  }

  @Test
  void derivesTheKeyOfAnApplication() {
    byte[] key = Sm.applicationKey("app", "secret");
    byte[] id = "app0000000000000".getBytes(StandardCharsets.US_ASCII);
    String whole =
        HexFormat.of()
            .withUpperCase()
            .formatHex(Sm.encrypt("secret".getBytes(StandardCharsets.US_ASCII), id));
    assertThat(new String(key, StandardCharsets.US_ASCII))
        .hasSize(16)
        .isEqualTo(whole.substring(0, 16));
    assertThat(Sm.applicationKey("app0000000000000-and-more", "secret")).isEqualTo(key);
  }

  @Test
  void encryptsAsTheStandardDoes() {
    // GB/T 32907-2016, annex A.1: key and plain text are the same
    byte[] block = HexFormat.of().parseHex("0123456789abcdeffedcba9876543210");
    assertThat(HexFormat.of().formatHex(Sm.encrypt(block, block)))
        .startsWith("681edf34d206965e86b3e94f536e4246")
        .hasSize(64);
    assertThat(Sm.decrypt(Sm.encrypt(block, block), block)).isEqualTo(block);
  }

  @Test
  void keepsKeysFromOthersAndNamesABadOne(@TempDir Path folder) throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(keys.resolve(SmKeys.HOSPITAL_PRIVATE))))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> SmKeys.read(folder))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("app-secret");
    SmKeys.readOrGenerate(folder);
    Files.writeString(folder.resolve(SmKeys.HOSPITAL_PUBLIC), "04abcd");
    assertThatThrownBy(() -> SmKeys.read(folder))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("hospital-public-key");
  }
}
