package org.duima.signature.sm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmSettingsTest {
  private static final String PRIVATE =
      "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
  private static final String PUBLIC =
      "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
          + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";

  @TempDir Path home;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void configure() throws Exception {
    settings.put("sm.appId", "app");
    file("sm.appSecretFile", "NotARealSecret");
    file("sm.privateKeyFile", PRIVATE);
    file("sm.platformKeyFile", PUBLIC);
  }

  private void file(String key, String content) throws Exception {
    Path file = home.resolve(key);
    Files.writeString(file, content + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    settings.put(key, key);
  }

  private SmSettings read() {
    return SmSettings.of(settings, home);
  }

  private void assertKeysOfTheStandard() {
    assertThat(read().privateKey().getD()).isEqualTo(new BigInteger(PRIVATE, 16));
    assertThat(HexFormat.of().formatHex(read().platformKey().getQ().getEncoded(false)))
        .isEqualTo(PUBLIC);
  }

  @Test
  void readsKeysInHexadecimalAndBase64() throws Exception {
    assertKeysOfTheStandard();
    // some platforms hand out the number with a leading zero byte
    byte[] number = HexFormat.of().parseHex("00" + PRIVATE);
    file("sm.privateKeyFile", Base64.getEncoder().encodeToString(number));
    file("sm.platformKeyFile", Base64.getEncoder().encodeToString(HexFormat.of().parseHex(PUBLIC)));
    assertKeysOfTheStandard();
  }

  /** Written by openssl 3 from the same numbers. */
  @Test
  void readsWhatOpensslWrites() throws Exception {
    file(
        "sm.privateKeyFile",
        """
        -----BEGIN PRIVATE KEY-----
        MEECAQAwEwYHKoZIzj0CAQYIKoEcz1UBgi0EJzAlAgEBBCA5RSCPeyFEsT8244rG
        05+ViJOTaShgtRpC+4HvTffFuA==
        -----END PRIVATE KEY-----
        """);
    file(
        "sm.platformKeyFile",
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y
        M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==
        -----END PUBLIC KEY-----
        """);
    assertKeysOfTheStandard();
  }

  private void refuses(String key) {
    assertThatThrownBy(this::read)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + ": ")
        .hasMessageContaining(" / ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sm.appId", "sm.appSecretFile", "sm.privateKeyFile", "sm.platformKeyFile"})
  void namesWhatIsMissing(String key) {
    settings.remove(key);
    refuses(key);
  }

  @ParameterizedTest
  @CsvSource({
    "sm.appIdField, id",
    "sm.appId, 应用",
    "sm.userId, a b",
    "sm.signatureForm, asn1",
    "sm.signedData, raw",
    "sm.keyDerivation, other"
  })
  void namesWhatIsWrong(String key, String value) {
    settings.put(key, value);
    refuses(key);
  }

  @Test
  void wantsTheKeyItselfWhenItIsNotDerived() throws Exception {
    settings.put("sm.keyDerivation", "direct");
    refuses("sm.keyFile");
    file("sm.keyFile", "too short");
    refuses("sm.keyFile");
    file("sm.keyFile", "0123456789abcdeffedcba9876543210");
    assertThat(read().sm4Key()).hasSize(16);
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r-----, sm.privateKeyFile",
    "rw----r--, sm.privateKeyFile",
    "rw--w----, sm.platformKeyFile",
    "rw-r--r--, sm.appSecretFile"
  })
  void refusesAFileThatOthersReach(String rights, String key) throws Exception {
    Files.setPosixFilePermissions(home.resolve(key), PosixFilePermissions.fromString(rights));
    assertThatThrownBy(this::read)
        .hasMessageContaining(key + ": ")
        .hasMessageContaining("chmod 600 " + key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not-a-key-5be4d1f0a9",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122",
        "-----BEGIN PRIVATE KEY-----\n5be4d1f0a9==\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\n5be4d1f0\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\n5be4d1f0a9"
      })
  void saysThatAPrivateKeyIsNoneWithoutShowingIt(String content) throws Exception {
    file("sm.privateKeyFile", content);
    refuses("sm.privateKeyFile");
    assertThatThrownBy(this::read)
        .hasNoCause()
        .hasMessageNotContaining("5be4d1f0")
        .hasMessageNotContaining("NotARealSecret");
  }

  @Test
  void refusesASoundKeyOfAnotherCurve() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    String content =
        Base64.getMimeEncoder()
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    file(
        "sm.privateKeyFile",
        "-----BEGIN PRIVATE KEY-----\n" + content + "\n-----END PRIVATE KEY-----");
    refuses("sm.privateKeyFile");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // not on the curve
        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad14",
        "00",
        "04",
        PRIVATE
      })
  void refusesAPublicKeyThatIsNone(String content) throws Exception {
    file("sm.platformKeyFile", content);
    refuses("sm.platformKeyFile");
  }

  @Test
  void neverShowsKeysOrSecret() {
    assertThat(read().toString()).isEqualTo("SmSettings[app]");
  }
}
