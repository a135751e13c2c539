package org.duima.demo.simulator;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The gateway in front of the platform: header signature, clock drift, replay. Thread-safe.
 *
 * <p>x-tif-signature is the hex SHA-256 of timestamp + token + nonce + timestamp, in either case.
 */
final class Gateway {
  static final Duration MAX_DRIFT = Duration.ofMinutes(5);
  private static final int MAX_NONCES = 500_000;
  private static final int MAX_NONCE_LENGTH = 128;

  private final String paasid;
  private final String secret;
  // in order of arrival, so that the oldest are forgotten first
  private final Map<String, Instant> nonces = new LinkedHashMap<>();

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
    if (Duration.between(sent, now).abs().compareTo(MAX_DRIFT) > 0) {
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
    return useNonce(nonce, now);
  }

  private synchronized Problem useNonce(String nonce, Instant now) {
    // a call may be five minutes early, so its nonce can come back for ten minutes
    Instant forgotten = now.minus(MAX_DRIFT.multipliedBy(2));
    Iterator<Instant> oldest = nonces.values().iterator();
    while (oldest.hasNext() && oldest.next().isBefore(forgotten)) {
      oldest.remove();
    }
    if (nonces.containsKey(nonce)) {
      return Problem.ofCall("replay", "x-tif-nonce 重复，疑似重放");
    }
    if (nonces.size() >= MAX_NONCES) {
      return Problem.ofCall("rate", "请求过于频繁，请稍后再试");
    }
    nonces.put(nonce, now);
    return null;
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
