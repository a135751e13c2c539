package org.example.duima.signer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.duima.api.Text;
import org.duima.api.site.SecretFile;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;
import org.osgi.service.component.annotations.Component;

/**
 * {@code signing = hmac}: a call carries HMAC-SHA256 of its time and body in its headers; an answer
 * begins with a line that holds that of the rest. Settings: {@code hmac.appId}, {@code
 * hmac.keyFile}.
 */
@Component(service = PlatformSigner.class)
public final class HmacSigner implements PlatformSigner {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIGNATURE_LENGTH = 64;
  private static final int LEAST_KEY_LENGTH = 16;

  @Override
  public String name() {
    return "hmac";
  }

  @Override
  public Seal open(Map<String, String> settings, Path home) {
    String appId = settings.getOrDefault("hmac.appId", "").trim();
    if (!appId.matches("[!-~]+")) {
      throw new IllegalArgumentException("hmac.appId: 必填，ASCII 字符 / required, ASCII characters");
    }
    String key = SecretFile.read(settings, "hmac.keyFile", home);
    if (key.length() < LEAST_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "hmac.keyFile: 密钥至少 16 个字符 / the key has at least 16 characters");
    }
    return new HmacSeal(appId, new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
  }

  private record HmacSeal(String appId, SecretKeySpec key) implements Seal {
    @Override
    public Sealed seal(byte[] body, Instant now) {
      String time = Long.toString(now.toEpochMilli());
      String signature = hmac(time.getBytes(StandardCharsets.US_ASCII), body);
      return new Sealed(
          Map.of("x-app-id", appId, "x-timestamp", time, "x-signature", signature), body);
    }

    @Override
    public byte[] unseal(byte[] body) throws UnsealException {
      if (body.length <= SIGNATURE_LENGTH || body[SIGNATURE_LENGTH] != '\n') {
        throw new UnsealException(new Text("应答没有签名", "the answer is not signed"));
      }
      byte[] envelope = Arrays.copyOfRange(body, SIGNATURE_LENGTH + 1, body.length);
      byte[] said = Arrays.copyOf(body, SIGNATURE_LENGTH);
      byte[] ours = hmac(new byte[0], envelope).getBytes(StandardCharsets.US_ASCII);
      // takes as long for any signature, so that nobody learns ours by guessing
      if (!MessageDigest.isEqual(said, ours)) {
        throw new UnsealException(new Text("应答签名不符", "the answer's signature is wrong"));
      }
      return envelope;
    }

    /** A Mac is not safe for several threads: each call has its own. */
    private String hmac(byte[] time, byte[] body) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        mac.update(time);
        return HexFormat.of().formatHex(mac.doFinal(body));
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new IllegalStateException("every Java has HMAC-SHA256", e);
      }
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
      return "HmacSeal[" + appId + "]";
    }
  }
}
