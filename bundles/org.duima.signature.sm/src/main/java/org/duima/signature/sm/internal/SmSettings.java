package org.duima.signature.sm.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.duima.api.site.SecretFile;

/**
 * The settings that begin with {@code sm.} in {@code etc/org.duima.platform.cfg}.
 *
 * @param appIdField name of the member with the application id: {@code appId} or {@code appCode}
 * @param appId application id
 * @param appSecret the application's secret, part of what is signed
 * @param version version
 * @param privateKey ours, signs requests
 * @param platformKey the platform's, checks answers
 * @param userId distinguishing id of both signers, ASCII
 * @param form how a signature is written
 * @param sortsData whether the data is signed in sorted form, else as it is sent
 * @param sm4Key 16 bytes, encrypts requests, decrypts answers
 */
record SmSettings(
    String appIdField,
    String appId,
    String appSecret,
    String version,
    ECPrivateKeyParameters privateKey,
    ECPublicKeyParameters platformKey,
    byte[] userId,
    Sm2.Form form,
    boolean sortsData,
    byte[] sm4Key) {

  /** The id that the standard's examples use, and so nearly everyone: GB/T 32918.5, annex A. */
  private static final String USUAL_USER_ID = "1234567812345678";

  /**
   * Reads settings and keys.
   *
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  static SmSettings of(Map<String, String> settings, Path home) {
    String appId = ascii("sm.appId", text(settings, "sm.appId", ""));
    String appSecret =
        ascii("sm.appSecretFile", SecretFile.read(settings, "sm.appSecretFile", home));
    String derivation = choice(settings, "sm.keyDerivation", "app", "direct");
    return new SmSettings(
        choice(settings, "sm.appIdField", "appId", "appCode"),
        appId,
        appSecret,
        text(settings, "sm.version", "1.0.0"),
        KeyText.privateKey(
            "sm.privateKeyFile", SecretFile.read(settings, "sm.privateKeyFile", home)),
        KeyText.publicKey(
            "sm.platformKeyFile", SecretFile.read(settings, "sm.platformKeyFile", home)),
        ascii("sm.userId", text(settings, "sm.userId", USUAL_USER_ID))
            .getBytes(StandardCharsets.US_ASCII),
        choice(settings, "sm.signatureForm", "raw", "der").equals("raw")
            ? Sm2.Form.RAW
            : Sm2.Form.DER,
        choice(settings, "sm.signedData", "sorted", "sent").equals("sorted"),
        derivation.equals("app")
            ? derivedKey(appId, appSecret)
            : KeyText.sm4Key("sm.keyFile", SecretFile.read(settings, "sm.keyFile", home)));
  }

  /**
   * The SM4 key is the first 16 characters of the upper-case hexadecimal form of the secret,
   * encrypted with SM4 under the first 16 characters of the application id; a shorter id is filled
   * with zeros on the right.
   */
  static byte[] derivedKey(String appId, String appSecret) {
    byte[] id = Arrays.copyOf(appId.getBytes(StandardCharsets.US_ASCII), Sm4.KEY_BYTES);
    if (appId.length() < Sm4.KEY_BYTES) {
      Arrays.fill(id, appId.length(), Sm4.KEY_BYTES, (byte) '0');
    }
    byte[] encrypted = Sm4.encrypt(appSecret.getBytes(StandardCharsets.US_ASCII), id);
    return HexFormat.of()
        .withUpperCase()
        .formatHex(encrypted)
        .substring(0, Sm4.KEY_BYTES)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Map<String, String> settings, String key, String byDefault) {
    String text = settings.getOrDefault(key, "").trim();
    return text.isEmpty() ? byDefault : text;
  }

  private static String choice(
      Map<String, String> settings, String key, String usual, String other) {
    String text = text(settings, key, usual);
    if (!text.equals(usual) && !text.equals(other)) {
      throw new IllegalArgumentException(
          "%s: 应为 %s 或 %s / must be %s or %s".formatted(key, usual, other, usual, other));
    }
    return text;
  }

  private static String ascii(String key, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(key + ": 必填 / required");
    }
    if (!text.matches("[!-~]+")) {
      throw new IllegalArgumentException(
          key + ": 只能含 ASCII 字符，不含空格 / only ASCII characters, no spaces");
    }
    return text;
  }

  /** Leaves keys and secrets out. */
  @Override
  public String toString() {
    return "SmSettings[" + appId + "]";
  }
}
