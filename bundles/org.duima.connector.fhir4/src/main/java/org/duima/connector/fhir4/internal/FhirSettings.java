package org.duima.connector.fhir4.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.duima.api.site.SecretFile;

/**
 * What a destination's file says to this connector.
 *
 * @param base root of the FHIR service, without a slash at its end
 * @param authorization the header, empty for none
 * @param timeout how long a call may take from connecting to the last byte of its answer
 * @param maxAnswerBytes longest answer that is read
 * @param places where fields stand
 */
record FhirSettings(
    URI base, String authorization, Duration timeout, int maxAnswerBytes, FieldPlaces places) {
  private static final int USUAL_TIMEOUT_SECONDS = 30;
  private static final int MOST_SECONDS = 50;
  private static final int USUAL_ANSWER_MEGABYTES = 8;
  private static final int MOST_MEGABYTES = 64;
  private static final int BYTES_OF_MEGABYTE = 1024 * 1024;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads settings, secrets and the table.
   *
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  static FhirSettings of(Map<String, String> settings, Path home) {
    FieldPlaces places = FieldPlaces.shipped();
    String fields = text(settings, "fieldsFile");
    return new FhirSettings(
        base(settings),
        authorization(settings, home),
        Duration.ofSeconds(number(settings, "timeoutSeconds", USUAL_TIMEOUT_SECONDS, MOST_SECONDS)),
        number(settings, "maxAnswerMegabytes", USUAL_ANSWER_MEGABYTES, MOST_MEGABYTES)
            * BYTES_OF_MEGABYTE,
        fields.isEmpty() ? places : places.with("fieldsFile", fields, home.resolve(fields)));
  }

  private static URI base(Map<String, String> settings) {
    String text = text(settings, "url");
    if (text.isEmpty()) {
      throw wrong("url", "必填", "required");
    }
    URI uri;
    try {
      uri = new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw wrong("url", "不是有效的地址", "is no valid address");
    }
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (!https && !"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw wrong("url", "应为 https://主机/路径", "must be https://host/path");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getUserInfo() != null) {
      throw wrong("url", "不能带参数、# 或用户", "must be without parameters, # or a user");
    }
    if (!https && !flag(settings, "allowPlainHttp") && !LOOPBACK.contains(uri.getHost())) {
      throw wrong(
          "url",
          "清单会以明文离开本机：改用 https，或在专网内设 allowPlainHttp=true",
          "lists would leave this machine in plain text: use https, or set allowPlainHttp=true"
              + " within a private network");
    }
    return uri;
  }

  private static String authorization(Map<String, String> settings, Path home) {
    boolean token = !text(settings, "tokenFile").isEmpty();
    String user = text(settings, "user");
    if (token && !user.isEmpty()) {
      throw wrong("tokenFile", "与 user 只能设一个", "either this or user can be set");
    }
    if (token) {
      return "Bearer " + printable("tokenFile", SecretFile.read(settings, "tokenFile", home));
    }
    if (user.isEmpty()) {
      return "";
    }
    if (user.contains(":")) {
      throw wrong("user", "不能含冒号", "must be without a colon");
    }
    String both = user + ":" + SecretFile.read(settings, "passwordFile", home);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private static String printable(String key, String secret) {
    if (!secret.matches("[!-~]+")) {
      throw wrong(key, "文件只能含一行 ASCII 字符，不含空格", "one line of ASCII without spaces");
    }
    return secret;
  }

  private static int number(Map<String, String> settings, String key, int usual, int most) {
    String text = text(settings, key);
    if (text.isEmpty()) {
      return usual;
    }
    if (text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= most) {
      return Integer.parseInt(text);
    }
    throw wrong(key, "应为 1 到 " + most + " 的整数", "must be a whole number from 1 to " + most);
  }

  private static boolean flag(Map<String, String> settings, String key) {
    String text = text(settings, key);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      throw wrong(key, "应为 true 或 false", "must be true or false");
    }
    return text.equals("true");
  }

  private static String text(Map<String, String> settings, String key) {
    return settings.getOrDefault(key, "").strip();
  }

  private static IllegalArgumentException wrong(String key, String chinese, String english) {
    return new IllegalArgumentException(key + ": " + chinese + " / " + english);
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "FhirSettings[" + base.getHost() + "]";
  }
}
