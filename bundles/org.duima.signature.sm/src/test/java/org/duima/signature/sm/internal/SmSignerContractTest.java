package org.duima.signature.sm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.PlatformSignerContract;

/** The signer keeps what every signer promises; the other side is {@link IndependentSm}. */
class SmSignerContractTest extends PlatformSignerContract {
  private static final String APP = "4A5B6C7D8E9F00112233445566778899";
  private static final String SECRET = "NotARealSecret/24Bytes==";
  private static final String SM4 = "0123456789abcdeffedcba9876543210";
  private static final BigInteger OURS =
      new BigInteger("1f4d1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7", 16);
  private static final BigInteger THEIRS =
      new BigInteger("2e5d1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7", 16);
  private static final BigInteger ONCE =
      new BigInteger("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21", 16);

  @Override
  protected PlatformSigner signer() {
    return new SmSigner();
  }

  @Override
  protected Map<String, String> settings() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("sm.appId", APP);
    settings.put("sm.signedData", "sent");
    settings.put("sm.keyDerivation", "direct");
    settings.put("sm.keyFile", secretFile("sm4", SM4));
    settings.put("sm.appSecretFile", secretFile("secret", SECRET));
    settings.put("sm.privateKeyFile", secretFile("ours", OURS.toString(16)));
    settings.put(
        "sm.platformKeyFile",
        secretFile("theirs", IndependentSm.written(IndependentSm.publicKey(THEIRS))));
    return settings;
  }

  @Override
  protected List<String> required() {
    return List.of(
        "sm.appId", "sm.appSecretFile", "sm.keyFile", "sm.privateKeyFile", "sm.platformKeyFile");
  }

  @Override
  protected List<String> secrets() {
    return List.of(SECRET, SM4, OURS.toString(16));
  }

  @Override
  protected boolean checksAnswers() {
    return true;
  }

  @Override
  protected byte[] sealedAnswer(byte[] envelope) throws Exception {
    String text = new String(envelope, StandardCharsets.UTF_8);
    assertThat(text).doesNotContain("&");
    byte[] signed =
        ("appId=" + APP + "&code=0&data=" + text + "&key=" + SECRET)
            .getBytes(StandardCharsets.UTF_8);
    ObjectNode answer = new ObjectMapper().createObjectNode();
    answer.put("code", 0).put("appId", APP);
    byte[] key = HexFormat.of().parseHex(SM4);
    answer.put("encData", HexFormat.of().formatHex(IndependentSm.sm4Encrypted(envelope, key)));
    answer.put(
        "signData",
        Base64.getEncoder()
            .encodeToString(IndependentSm.sign(signed, "1234567812345678", THEIRS, ONCE)));
    return new ObjectMapper().writeValueAsBytes(answer);
  }
}
