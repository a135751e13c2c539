package org.duima.platform.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Signs a call in its headers: hexadecimal SHA-256 of timestamp, token, nonce and timestamp again,
 * the variant that most provinces' gateways use.
 */
final class HeaderSigner {
  private final SecureRandom random = new SecureRandom();

  Map<String, String> sign(PlatformSettings settings, Instant now) {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    String timestamp = Long.toString(now.getEpochSecond());
    String signature = sha256(timestamp + settings.secret() + nonce + timestamp);
    return Map.of(
        "x-tif-paasid",
        settings.paasid(),
        "x-tif-timestamp",
        timestamp,
        "x-tif-nonce",
        nonce,
        "x-tif-signature",
        settings.upperCaseSignature() ? signature.toUpperCase(Locale.ROOT) : signature);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
