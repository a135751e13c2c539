package org.duima.signature.sm.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.duima.api.Text;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;

/**
 * Puts the envelope encrypted into {@code encData} of a signed message, and takes that of an answer
 * out again. The signature is over the plain envelope as the member {@code data}, which is not
 * sent.
 */
final class SmSeal implements Seal {
  private final SmSettings settings;
  private final SecureRandom random = new SecureRandom();

  SmSeal(SmSettings settings) {
    this.settings = settings;
  }

  @Override
  public Sealed seal(byte[] body, Instant now) {
    ObjectNode message = SigningText.JSON.createObjectNode();
    message.put(settings.appIdField(), settings.appId());
    message.put("version", settings.version());
    message.put("encType", "SM4");
    message.put("signType", "SM2");
    message.put("timestamp", Long.toString(now.toEpochMilli()));
    try {
      byte[] signature =
          Sm2.sign(
              signed(message, body),
              settings.privateKey(),
              settings.userId(),
              settings.form(),
              random);
      message.put("signData", Base64.getEncoder().encodeToString(signature));
      message.put(
          "encData",
          HexFormat.of().withUpperCase().formatHex(Sm4.encrypt(body, settings.sm4Key())));
      return new Sealed(Map.of(), SigningText.JSON.writeValueAsBytes(message));
    } catch (JsonProcessingException e) {
      // Its place and source would show the envelope's content.
      throw new IllegalArgumentException("the envelope is not JSON");
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  @Override
  public byte[] unseal(byte[] body) throws UnsealException {
    ObjectNode answer = object(body);
    if (isFromGateway(answer)) {
      return body;
    }
    byte[] opened = decrypt(answer.path("encData").asText(""));
    if (!isSigned(answer, opened)) {
      throw new UnsealException(
          new Text("应答签名缺失或不符", "the answer's signature is missing or wrong"));
    }
    return opened;
  }

  /** The gateway refuses in plain text, since it does not know the application that called. */
  private static boolean isFromGateway(ObjectNode answer) {
    return !answer.has("encData")
        && !answer.has("signData")
        && !answer.has("infcode")
        && !answer.has("output");
  }

  private ObjectNode object(byte[] body) throws UnsealException {
    try {
      if (SigningText.JSON.readTree(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Falls through: the message of the library would show what was read.
    }
    throw new UnsealException(new Text("应答不是 JSON 对象", "the answer is no JSON object"));
  }

  private byte[] decrypt(String encrypted) throws UnsealException {
    try {
      return Sm4.decrypt(HexFormat.of().parseHex(encrypted), settings.sm4Key());
    } catch (InvalidCipherTextException | IllegalArgumentException e) {
      throw new UnsealException(new Text("应答无法解密", "the answer cannot be decrypted"));
    }
  }

  private boolean isSigned(ObjectNode answer, byte[] opened) {
    try {
      byte[] signature = Base64.getDecoder().decode(answer.path("signData").asText(""));
      return Sm2.isSigned(
          signed(answer, opened),
          signature,
          settings.platformKey(),
          settings.userId(),
          settings.form());
    } catch (IOException | IllegalArgumentException e) {
      // Neither Base64 nor JSON is what the platform would have signed.
      return false;
    }
  }

  private byte[] signed(ObjectNode message, byte[] data) throws IOException {
    String text =
        settings.sortsData() ? SigningText.sorted(data) : new String(data, StandardCharsets.UTF_8);
    return SigningText.of(message, text, settings.appSecret()).getBytes(StandardCharsets.UTF_8);
  }
}
