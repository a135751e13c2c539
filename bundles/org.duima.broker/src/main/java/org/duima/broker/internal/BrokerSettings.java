package org.duima.broker.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code etc/org.duima.broker.cfg} says. Immutable.
 *
 * @param outsideUrl URL of a broker outside this node; empty: embed one
 * @param acceptor where the embedded broker also listens, {@code host:port}; empty: nowhere
 * @param credentials of the outside broker or of the acceptor; empty: the broker asks for none
 * @param directory of the embedded broker's journal and pages
 * @param memoryBytes messages of all queues kept in memory; above it they are paged to disk
 * @param queueBytes pages of one queue; above it the sender gets an exception
 * @param diskPercent use of the disk above which the embedded broker takes no more messages
 * @param deliveryAttempts after which a message goes to the dead-letter queue
 * @param redeliveryDelayMs wait before a message that was rolled back is delivered again
 * @param connections of the pool
 */
public record BrokerSettings(
    Optional<String> outsideUrl,
    Optional<String> acceptor,
    Optional<Credentials> credentials,
    Path directory,
    long memoryBytes,
    long queueBytes,
    int diskPercent,
    int deliveryAttempts,
    long redeliveryDelayMs,
    int connections) {

  private static final long MEGABYTE = 1024L * 1024L;

  public BrokerSettings {
    Objects.requireNonNull(directory, "directory");
    if (outsideUrl.isPresent() && acceptor.isPresent()) {
      throw invalid(
          "acceptor", "url 已指向外部消息服务器", "url names an outside broker, so there is none to listen");
    }
    if (acceptor.isPresent() && credentials.isEmpty()) {
      throw invalid(
          "user",
          "开放端口时必须配置 user 与 passwordFile",
          "a listening broker needs user and passwordFile");
    }
  }

  /** A user name with its password. {@link #toString()} does not show the password. */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * Reads the settings.
   *
   * @param properties the configuration; a missing key has the default that the shipped file states
   * @param data directory of the node's data
   * @throws IllegalArgumentException naming file and key, in Chinese and English, if a value is
   *     wrong
   */
  public static BrokerSettings of(Map<String, ?> properties, Path data) {
    Optional<String> acceptor = text(properties, "acceptor");
    acceptor.ifPresent(BrokerSettings::requireHostAndPort);
    return new BrokerSettings(
        text(properties, "url"),
        acceptor,
        credentials(properties),
        data.resolve("broker"),
        number(properties, "memoryMegabytes", 32, 1, 4096) * MEGABYTE,
        number(properties, "queueMegabytes", 1024, 1, 1_000_000) * MEGABYTE,
        (int) number(properties, "diskPercent", 95, 1, 100),
        (int) number(properties, "deliveryAttempts", 5, 1, 1000),
        number(properties, "redeliveryDelayMs", 1000, 0, 3_600_000),
        (int) number(properties, "connections", 4, 1, 100));
  }

  private static Optional<String> text(Map<String, ?> properties, String key) {
    return Optional.ofNullable(properties.get(key))
        .map(value -> value.toString().strip())
        .filter(value -> !value.isEmpty());
  }

  private static long number(
      Map<String, ?> properties, String key, long normal, long low, long high) {
    Optional<String> text = text(properties, key);
    if (text.isEmpty()) {
      return normal;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(key, low, high, e);
    }
    throw outOfRange(key, low, high, null);
  }

  private static IllegalArgumentException outOfRange(
      String key, long low, long high, NumberFormatException cause) {
    IllegalArgumentException exception =
        invalid(
            key,
            "应为 " + low + " 到 " + high + " 的整数",
            "must be a whole number from " + low + " to " + high);
    exception.initCause(cause);
    return exception;
  }

  private static void requireHostAndPort(String value) {
    if (!value.matches("(\\[[0-9A-Fa-f:]+]|[^:\\s]+):[0-9]{1,5}")) {
      throw invalid("acceptor", "应为 地址:端口", "must be host:port");
    }
  }

  private static Optional<Credentials> credentials(Map<String, ?> properties) {
    Optional<String> user = text(properties, "user");
    if (user.isEmpty()) {
      return Optional.empty();
    }
    Path file =
        Path.of(
            text(properties, "passwordFile")
                .orElseThrow(
                    () -> invalid("passwordFile", "配置了 user 时必填", "is required when user is set")));
    try {
      String password = Files.readString(file).strip();
      if (password.isEmpty()) {
        throw invalid("passwordFile", "文件为空：" + file, "the file is empty: " + file);
      }
      return Optional.of(new Credentials(user.get(), password));
    } catch (IOException e) {
      IllegalArgumentException exception =
          invalid("passwordFile", "无法读取：" + file, "cannot be read: " + file);
      exception.initCause(e);
      throw exception;
    }
  }

  private static IllegalArgumentException invalid(String key, String chinese, String english) {
    return new IllegalArgumentException(
        "etc/org.duima.broker.cfg: " + key + "：" + chinese + " / " + english);
  }
}
