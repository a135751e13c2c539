package org.duima.connector.jms.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.site.SecretFile;

/**
 * What a destination's file says to this connector.
 *
 * @param url of the broker outside; empty for the node's own
 * @param user of the broker outside; empty if it asks for none
 * @param password its password, empty without a user
 * @param destination name of the queue or topic
 * @param isTopic whether it is a topic
 * @param timeout how long a delivery may take
 */
record JmsSettings(
    String url,
    String user,
    String password,
    String destination,
    boolean isTopic,
    Duration timeout) {
  private static final int USUAL_TIMEOUT_SECONDS = 30;
  private static final int MOST_SECONDS = 50;
  private static final Pattern HOSTS =
      Pattern.compile("(?:tcp://[^,?()\\s]+|\\(tcp://[^?()\\s]+\\))(?:\\?\\S+)?");
  private static final Pattern HOST = Pattern.compile("tcp://[^,?)\\s]+");
  private static final Pattern ENCRYPTED = Pattern.compile("(?i)[?&;]sslEnabled=true(?:[&;]|$)");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads settings and the password.
   *
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  static JmsSettings of(Map<String, String> settings, Path home) {
    String url = text(settings, "url");
    String queue = text(settings, "queue");
    String topic = text(settings, "topic");
    String user = text(settings, "user");
    if (queue.isEmpty() == topic.isEmpty()) {
      throw wrong("queue", "queue 与 topic 须设且只设一个", "exactly one of queue and topic must be set");
    }
    requireName("queue", queue);
    requireName("topic", topic);
    if (url.isEmpty()) {
      requireNoneWithoutUrl("topic", topic);
      requireNoneWithoutUrl("user", user);
    } else {
      requireUrl(url, flag(settings, "allowPlainTcp"));
    }
    return new JmsSettings(
        url,
        user,
        user.isEmpty() ? "" : SecretFile.read(settings, "passwordFile", home),
        queue.isEmpty() ? topic : queue,
        queue.isEmpty(),
        Duration.ofSeconds(seconds(settings, "timeoutSeconds")));
  }

  private static void requireName(String key, String name) {
    if (!name.matches("[^\\s?*#>:]*")) {
      throw wrong(key, "不能含空白和 ? * # > :", "must be without white space and any of ? * # > :");
    }
  }

  private static void requireNoneWithoutUrl(String key, String value) {
    if (!value.isEmpty()) {
      throw wrong(
          key,
          "未设 url 时用节点自己的消息服务器，只能设 queue",
          "without url it is the node's own broker, where only queue can be set");
    }
  }

  private static void requireUrl(String url, boolean allowPlain) {
    if (!HOSTS.matcher(url).matches()) {
      throw wrong(
          "url",
          "应为 tcp://主机:端口 或 (tcp://甲:端口,tcp://乙:端口)，参数跟在 ? 之后",
          "must be tcp://host:port or (tcp://a:port,tcp://b:port), parameters behind ?");
    }
    boolean encrypted = ENCRYPTED.matcher(url).find();
    Matcher host = HOST.matcher(url);
    while (host.find()) {
      URI one = uri(host.group());
      if (!encrypted && !allowPlain && !LOOPBACK.contains(one.getHost())) {
        throw wrong(
            "url",
            "清单会以明文离开本机：加 ?sslEnabled=true，或在专网内设 allowPlainTcp=true",
            "lists would leave this machine in plain text: add ?sslEnabled=true, or set"
                + " allowPlainTcp=true within a private network");
      }
    }
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && uri.getPort() > 0 && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw wrong("url", "不是有效的地址", "is no valid address");
    }
    throw wrong("url", "应写明主机与端口，不带用户", "must tell host and port, without a user");
  }

  private static int seconds(Map<String, String> settings, String key) {
    String text = text(settings, key);
    if (text.isEmpty()) {
      return USUAL_TIMEOUT_SECONDS;
    }
    if (text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= MOST_SECONDS) {
      return Integer.parseInt(text);
    }
    throw wrong(
        key, "应为 1 到 " + MOST_SECONDS + " 的整数", "must be a whole number from 1 to " + MOST_SECONDS);
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

  /** Leaves the password out, and the URL, whose parameters may hold another. */
  @Override
  public String toString() {
    return "JmsSettings[" + destination + "]";
  }
}
