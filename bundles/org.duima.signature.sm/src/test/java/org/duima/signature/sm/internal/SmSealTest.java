package org.duima.signature.sm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other side is {@link IndependentSm}: no line of it is shared with what is tested. */
class SmSealTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-02T04:00:00.123Z");
  private static final String APP = "4A5B6C7D8E9F00112233445566778899";
  private static final String SECRET = "NotARealSecret/24Bytes==";
  private static final String USER = "1234567812345678";
  private static final BigInteger OURS =
      new BigInteger("1f4d1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7", 16);
  private static final BigInteger THEIRS =
      new BigInteger("2e5d1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7", 16);
  private static final BigInteger ONCE =
      new BigInteger("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21", 16);

  private static final String ENVELOPE =
      "{\"infno\":\"4101A\",\"dev_no\":\"\",\"input\":{\"setlinfo\":{\"psn_no\":\"PSN1\",\"b\":3200.00,"
          + "\"a\":null,\"medcasno\":\"病案1\"},\"iteminfo\":[],\"diseinfo\":[{\"z\":true,\"c\":1},\"\"]}}";

  /** What is signed for it, by hand. */
  private static final String SORTED =
      "{\"infno\":\"4101A\",\"input\":{\"diseinfo\":[{\"c\":\"1\",\"z\":\"true\"}],"
          + "\"setlinfo\":{\"b\":\"3200.00\",\"medcasno\":\"病案1\",\"psn_no\":\"PSN1\"}}}";

  @TempDir Path home;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void configure() throws Exception {
    settings.put("sm.appId", APP);
    file("sm.appSecretFile", SECRET);
    file("sm.privateKeyFile", OURS.toString(16));
    file("sm.platformKeyFile", IndependentSm.written(IndependentSm.publicKey(THEIRS)));
  }

  private void file(String key, String content) throws Exception {
    Path file = home.resolve(key);
    Files.writeString(file, content + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    settings.put(key, key);
  }

  private Seal seal() {
    return new SmSigner().open(settings, home);
  }

  private ObjectNode sealed() throws Exception {
    Seal.Sealed sealed = seal().seal(utf8(ENVELOPE), NOW);
    assertThat(sealed.headers()).isEmpty();
    return (ObjectNode) JSON.readTree(sealed.body());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The rule of the SM4 key, from the sentence in docs/configuration.md. */
  private static byte[] sm4Key() {
    byte[] under = utf8(APP.substring(0, 16));
    String hex =
        HexFormat.of().withUpperCase().formatHex(IndependentSm.sm4Encrypted(utf8(SECRET), under));
    return utf8(hex.substring(0, 16));
  }

  private static boolean isOurs(JsonNode message, String text) {
    return IndependentSm.isSigned(
        utf8(text),
        Base64.getDecoder().decode(message.path("signData").asText()),
        USER,
        IndependentSm.publicKey(OURS));
  }

  @Test
  void sendsWhatAnIndependentPlatformOpens() throws Exception {
    ObjectNode message = sealed();
    byte[] encrypted = HexFormat.of().parseHex(message.path("encData").asText());
    assertThat(new String(IndependentSm.sm4(encrypted, sm4Key()), StandardCharsets.UTF_8))
        .isEqualTo(ENVELOPE);
    assertThat(
            isOurs(
                message,
                "appId="
                    + APP
                    + "&data="
                    + SORTED
                    + "&encType=SM4&signType=SM2&timestamp="
                    + NOW.toEpochMilli()
                    + "&version=1.0.0&key="
                    + SECRET))
        .isTrue();
    assertThat(message.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "appId", "version", "encType", "signType", "timestamp", "signData", "encData");
  }

  @Test
  void followsTheRegionInNameVersionDataAndKey() throws Exception {
    settings.put("sm.appIdField", "appCode");
    settings.put("sm.version", "2.0.1");
    settings.put("sm.signedData", "sent");
    settings.put("sm.keyDerivation", "direct");
    file("sm.keyFile", "0123456789abcdeffedcba9876543210");
    ObjectNode message = sealed();
    byte[] encrypted = HexFormat.of().parseHex(message.path("encData").asText());
    byte[] key = HexFormat.of().parseHex("0123456789abcdeffedcba9876543210");
    assertThat(IndependentSm.sm4(encrypted, key)).isEqualTo(utf8(ENVELOPE));
    assertThat(
            isOurs(
                message,
                "appCode="
                    + APP
                    + "&data="
                    + ENVELOPE
                    + "&encType=SM4&signType=SM2&timestamp="
                    + NOW.toEpochMilli()
                    + "&version=2.0.1&key="
                    + SECRET))
        .isTrue();
  }

  @Test
  void signsEachCallAnew() throws Exception {
    assertThat(sealed().path("signData")).isNotEqualTo(sealed().path("signData"));
  }

  /** An answer as the platform makes it, after something was done to it. */
  private byte[] answer(BigInteger signer, Consumer<ObjectNode> change) throws Exception {
    String envelope = "{\"infcode\":0,\"output\":{\"data\":{\"setl_list_id\":\"1\"}}}";
    String text =
        "appId="
            + APP
            + "&code=0&data={\"infcode\":\"0\",\"output\":{\"data\":{\"setl_list_id\":\"1\"}}}"
            + "&message=成功&key="
            + SECRET;
    ObjectNode answer = JSON.createObjectNode();
    answer.put("code", 0).put("message", "成功").put("appId", APP).putNull("data").put("extra", "x");
    answer.put(
        "encData", HexFormat.of().formatHex(IndependentSm.sm4Encrypted(utf8(envelope), sm4Key())));
    answer.put(
        "signData",
        Base64.getEncoder().encodeToString(IndependentSm.sign(utf8(text), USER, signer, ONCE)));
    change.accept(answer);
    return JSON.writeValueAsBytes(answer);
  }

  @Test
  void opensWhatAnIndependentPlatformSealed() throws Exception {
    assertThat(new String(seal().unseal(answer(THEIRS, unchanged -> {})), StandardCharsets.UTF_8))
        .isEqualTo("{\"infcode\":0,\"output\":{\"data\":{\"setl_list_id\":\"1\"}}}");
  }

  private void refuses(byte[] answer, String why) {
    assertThatThrownBy(() -> seal().unseal(answer))
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining(why)
        .hasNoCause();
  }

  @Test
  void refusesAnAnswerThatAnotherSigned() throws Exception {
    refuses(answer(OURS, unchanged -> {}), "signature");
  }

  @Test
  void refusesAnAnswerThatWasTamperedWith() throws Exception {
    refuses(answer(THEIRS, answer -> answer.put("code", 1)), "signature");
    refuses(answer(THEIRS, answer -> answer.put("added", "1")), "signature");
    refuses(answer(THEIRS, answer -> answer.remove("signData")), "signature");
    refuses(answer(THEIRS, answer -> answer.put("signData", "%%%")), "signature");
    refuses(
        answer(
            THEIRS,
            answer ->
                answer.put(
                    "encData",
                    HexFormat.of()
                        .formatHex(
                            IndependentSm.sm4Encrypted(utf8("{\"infcode\":-1}"), sm4Key())))),
        "signature");
    refuses(answer(THEIRS, answer -> answer.put("encData", "0011")), "decrypted");
    refuses(answer(THEIRS, answer -> answer.remove("encData")), "decrypted");
  }

  @Test
  void refusesAnAnswerUnderAnotherKey() throws Exception {
    byte[] answer = answer(THEIRS, unchanged -> {});
    file("sm.appSecretFile", "AnotherSecret");
    assertThatThrownBy(() -> seal().unseal(answer)).isInstanceOf(UnsealException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"infcode\":0,\"output\":{}}",
        "{\"output\":{\"data\":{\"setl_list_id\":\"1\"}}}",
        "<html>网关</html>",
        "{\"infcode\":",
        "[]",
        ""
      })
  void takesNoBusinessAnswerInPlainText(String body) {
    assertThatThrownBy(() -> seal().unseal(utf8(body)))
        .isInstanceOf(UnsealException.class)
        .hasMessageNotContaining("setl_list_id");
  }

  @Test
  void letsTheGatewaysRefusalPass() throws Exception {
    byte[] body = utf8("{\"code\":-1,\"type\":\"error\",\"message\":\"签名错误\",\"data\":null}");
    assertThat(seal().unseal(body)).isEqualTo(body);
  }
}
