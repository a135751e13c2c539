package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;

/**
 * The gateway in front of the platform: header signature, clock drift, replay. Thread-safe.
 *
 * <p>x-tif-signature is the hex SHA-256 of timestamp + token + nonce + timestamp, in either case.
 */
final class Gateway implements Seal {
  private static final int MAX_NONCE_LENGTH = 128;

  private final String paasid;
  private final String secret;
  // in order of arrival, so that the oldest are forgotten first
  private final Replays replays = new Replays();

  Gateway(String paasid, String secret) {
    this.paasid = paasid;
    this.secret = secret;
  }

  /**
   * Why the call is kept out, or null when it may pass; a nonce is used up only by a right call.
   */
  Problem check(Headers headers, Instant now) {
    String caller = headers.getFirst("x-tif-paasid");
    String timestamp = headers.getFirst("x-tif-timestamp");
    String nonce = headers.getFirst("x-tif-nonce");
    String signature = headers.getFirst("x-tif-signature");
    if (isBlank(caller) || isBlank(timestamp) || isBlank(nonce) || isBlank(signature)) {
      return Problem.ofCall(
          "signature-missing",
          "缺少签名请求头 x-tif-paasid、x-tif-timestamp、x-tif-nonce 或 x-tif-signature");
    }
    if (!caller.equals(paasid)) {
      return Problem.ofCall("paasid", "应用标识 x-tif-paasid 不存在");
    }
    if (!timestamp.matches("\\d{1,12}")) {
      return Problem.ofCall("timestamp", "x-tif-timestamp 应为秒级时间戳");
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
    if (Replays.isOffTime(sent, now)) {
      return Problem.ofCall("timestamp", "x-tif-timestamp 与服务器时间相差超过5分钟");
    }
    String expected = Json.sha256(timestamp + secret + nonce + timestamp);
    boolean right =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.US_ASCII),
            signature.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    if (!right || nonce.length() > MAX_NONCE_LENGTH) {
      return Problem.ofCall("signature", "签名校验失败");
    }
    return replays.use(nonce, "x-tif-nonce", now);
  }

  @Override
  public Opened open(Headers headers, byte[] body, Instant now) {
    return new Opened(Seal.object(body), check(headers, now));
  }

  /** Headers sign requests only; an answer is sent as it is. */
  @Override
  public ObjectNode seal(ObjectNode answer, Instant now) {
    return answer;
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
