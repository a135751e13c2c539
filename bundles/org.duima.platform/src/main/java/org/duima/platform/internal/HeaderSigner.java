package org.duima.platform.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.duima.api.site.SecretFile;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.Seal;

/**
 * Signs a call in its headers: hexadecimal SHA-256 of timestamp, token, nonce and timestamp again,
 * the variant that most provinces' gateways use. Answers are not signed.
 */
final class HeaderSigner implements PlatformSigner {
  static final String NAME = "header-sha256";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Seal open(Map<String, String> settings, Path home) {
    return new HeaderSeal(
        PlatformSettings.required(settings, "paasid"),
        SecretFile.read(settings, "secretFile", home),
        settings.getOrDefault("signatureCase", "lower").trim().equals("upper"));
  }

  private static final class HeaderSeal implements Seal {
    private final SecureRandom random = new SecureRandom();
    private final String paasid;
    private final String secret;
    private final boolean upperCase;

    HeaderSeal(String paasid, String secret, boolean upperCase) {
      this.paasid = paasid;
      this.secret = secret;
      this.upperCase = upperCase;
    }

    @Override
    public Sealed seal(byte[] body, Instant now) {
      byte[] bytes = new byte[12];
      random.nextBytes(bytes);
      String nonce = HexFormat.of().formatHex(bytes);
      String timestamp = Long.toString(now.getEpochSecond());
      String signature = sha256(timestamp + secret + nonce + timestamp);
      Map<String, String> headers =
          Map.of(
              "x-tif-paasid",
              paasid,
              "x-tif-timestamp",
              timestamp,
              "x-tif-nonce",
              nonce,
              "x-tif-signature",
              upperCase ? signature.toUpperCase(Locale.ROOT) : signature);
      return new Sealed(headers, body);
    }

    @Override
    public byte[] unseal(byte[] body) {
      return body;
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
}
