package org.duima.platform.internal;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.duima.api.site.SubmitSchedule;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.Seal;

/**
 * How to reach the platform and as whom: {@code etc/org.duima.platform.cfg}.
 *
 * @param baseUrl address of the gateway without trailing slash
 * @param paths path by infno, below the base; {@code *} is the single path of regions that have one
 * @param seal signs requests and opens answers; holds the keys
 * @param infver infver
 * @param receiver recer_sys_code
 * @param operatorType opter_type
 * @param operator opter
 * @param operatorName opter_name
 * @param terminalMac mac of the sign-in
 * @param terminalIp ip of the sign-in
 * @param autoSubmit whether lists are submitted (4102) without a person
 * @param schedule when uploaded lists are submitted, null where not by a schedule
 * @param signIn whether 9001 must come before other calls
 * @param firstRetry wait after the first failure
 * @param longestRetry longest wait between two attempts
 * @param inquiries what else to ask, and when
 */
public record PlatformSettings(
    String baseUrl,
    Map<String, String> paths,
    Seal seal,
    String infver,
    String receiver,
    String operatorType,
    String operator,
    String operatorName,
    String terminalMac,
    String terminalIp,
    boolean autoSubmit,
    SubmitSchedule schedule,
    boolean signIn,
    Duration firstRetry,
    Duration longestRetry,
    InquirySettings inquiries) {
  private static final int MOST_DOUBLINGS = 20;

  /**
   * Reads the configuration.
   *
   * @param home directory that relative names of key files are looked up in
   * @param signer the plug-in that {@code signing} names
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  public static PlatformSettings of(
      Map<String, String> settings, Path home, PlatformSigner signer) {
    Map<String, String> paths = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("path.")) {
            paths.put(key.substring("path.".length()), value.trim());
          }
        });
    String baseUrl = required(settings, "baseUrl").replaceAll("/+$", "");
    URI uri = URI.create(baseUrl);
    if (uri.getHost() == null || !uri.getScheme().matches("https?")) {
      throw new IllegalArgumentException("baseUrl: 应为 http(s) 地址 / expected an http(s) address");
    }
    String submit = settings.getOrDefault("submit", "manual").trim();
    if (!submit.matches("manual|auto|scheduled")) {
      throw new IllegalArgumentException(
          "submit: 应为 manual、scheduled 或 auto / expected manual, scheduled or auto");
    }
    return new PlatformSettings(
        baseUrl,
        Map.copyOf(paths),
        signer.open(settings, home),
        settings.getOrDefault("infver", "V1.0").trim(),
        settings.getOrDefault("recerSysCode", "YBXT").trim(),
        settings.getOrDefault("opterType", "1").trim(),
        settings.getOrDefault("opter", "duima").trim(),
        settings.getOrDefault("opterName", "duima").trim(),
        settings.getOrDefault("mac", "00-00-00-00-00-00").trim(),
        settings.getOrDefault("ip", "127.0.0.1").trim(),
        submit.equals("auto"),
        submit.equals("scheduled")
            ? SubmitSchedule.of(settings.getOrDefault("submitSchedule", "daily 18:00"))
            : null,
        Boolean.parseBoolean(settings.getOrDefault("signIn", "true").trim()),
        seconds(settings, "retryFirstSeconds", "2"),
        seconds(settings, "retryLongestSeconds", "900"),
        InquirySettings.of(settings));
  }

  /** The address for an infno. */
  public String url(String infno) {
    String path = paths.getOrDefault(infno, paths.get("*"));
    if (path == null) {
      throw new IllegalArgumentException(
          "path." + infno + ": 未配置接口地址 / no path is configured for this transaction");
    }
    return baseUrl + path;
  }

  /**
   * When to try again. Spread, so that what failed together does not all come back together.
   *
   * @param failures calls in a row that failed, at least 1
   */
  Instant retryAt(int failures, Instant now) {
    int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    long millis = Math.min(longestRetry.toMillis(), firstRetry.toMillis() << doublings);
    return now.plusMillis(millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1));
  }

  static String required(Map<String, String> settings, String key) {
    String value = settings.getOrDefault(key, "").trim();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(key + ": 必填 / required");
    }
    return value;
  }

  private static Duration seconds(Map<String, String> settings, String key, String byDefault) {
    try {
      double seconds = Double.parseDouble(settings.getOrDefault(key, byDefault).trim());
      if (seconds <= 0) {
        throw new IllegalArgumentException(key + ": 应大于零 / must be above zero");
      }
      return Duration.ofMillis(Math.round(seconds * 1000));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + ": 应为秒数 / expected a number of seconds", e);
    }
  }

  /** Leaves the seal out. */
  @Override
  public String toString() {
    return "PlatformSettings[" + baseUrl + "]";
  }
}
