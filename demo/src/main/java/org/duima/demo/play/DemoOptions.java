package org.duima.demo.play;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.duima.demo.day.Form;

/**
 * What {@link Demo} was told.
 *
 * @param host MLLP host
 * @param port MLLP port
 * @param node base URL of the node
 * @param apiKey key for the node's HTTP interface
 * @param simulator base URL of the platform simulator
 * @param expected file that says how every stay ends
 * @param day folder of the day
 * @param quick how many kinds are played, 0 for all
 * @param form what the hospital's systems speak
 * @param timeout for the whole run
 */
record DemoOptions(
    String host,
    int port,
    URI node,
    String apiKey,
    URI simulator,
    Path expected,
    Path day,
    int quick,
    Form form,
    Duration timeout) {

  static final String HELP =
      """
      用法 / usage: demo [选项 / options]
        --mllp HOST:PORT    节点的 MLLP 端口，默认 / default $DUIMA_MLLP, 127.0.0.1:2575
        --url URL           节点的 HTTP 地址，默认 / default $DUIMA_URL, http://127.0.0.1:8181
        --api-key-file F    接口密钥文件，默认取 / default the value of $DUIMA_API_KEY
        --simulator URL     平台模拟器，默认 / default $DUIMA_SIMULATOR_URL, http://127.0.0.1:8190
        --expected FILE     每个病例应如何结束，默认 / default $DUIMA_DEMO/expected.tsv
        --day DIR           一天的数据，默认 / default $DUIMA_DEMO/day
        --quick N           只播放前 N 类病例 / only the first N kinds of stays
        --as hl7|fhir       HL7 v2（MLLP）或 FHIR R4（HTTP），默认 hl7 / HL7 v2 or FHIR R4, hl7 by default
        --timeout S         总时限（秒），默认 600 / limit of the whole run in seconds
        --help              本说明 / this text
      退出码 / exit codes: 0 全部如预期 as expected, 1 有差异 differences, 2 用法或文件有误 wrong usage or file,
      3 节点或模拟器连不上 node or simulator not reachable
      """;

  /** Wrong usage; the message is for people. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static DemoOptions parse(String[] arguments, Map<String, String> environment)
      throws UsageException {
    String mllp = environment.getOrDefault("DUIMA_MLLP", "127.0.0.1:2575");
    String node = environment.getOrDefault("DUIMA_URL", "http://127.0.0.1:8181");
    String simulator = environment.getOrDefault("DUIMA_SIMULATOR_URL", "http://127.0.0.1:8190");
    String apiKey = environment.getOrDefault("DUIMA_API_KEY", "");
    Path demo = Path.of(environment.getOrDefault("DUIMA_DEMO", "demo"));
    Path expected = demo.resolve("expected.tsv");
    Path day = demo.resolve("day");
    int quick = 0;
    Form form = Form.HL7;
    int timeoutSeconds = 600;
    for (int i = 0; i < arguments.length; i += 2) {
      String option = arguments[i];
      if (i + 1 == arguments.length) {
        throw new UsageException("缺少值 / value missing: " + option);
      }
      String value = arguments[i + 1];
      switch (option) {
        case "--mllp" -> mllp = value;
        case "--url" -> node = value;
        case "--simulator" -> simulator = value;
        case "--api-key-file" -> apiKey = readKey(Path.of(value));
        case "--expected" -> expected = Path.of(value);
        case "--day" -> day = Path.of(value);
        case "--quick" -> quick = number(option, value);
        case "--as" -> form = form(value);
        case "--timeout" -> timeoutSeconds = number(option, value);
        default -> throw new UsageException("未知选项 / unknown option: " + option);
      }
    }
    int colon = mllp.lastIndexOf(':');
    if (colon < 1) {
      throw new UsageException("--mllp 应为 / must be HOST:PORT: " + mllp);
    }
    if (apiKey.isBlank()) {
      throw new UsageException("没有接口密钥 / no API key: --api-key-file, $DUIMA_API_KEY");
    }
    return new DemoOptions(
        mllp.substring(0, colon),
        number("--mllp", mllp.substring(colon + 1)),
        uri("--url", node),
        apiKey,
        uri("--simulator", simulator),
        expected,
        day,
        quick,
        form,
        Duration.ofSeconds(timeoutSeconds));
  }

  private static String readKey(Path file) throws UsageException {
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new UsageException("密钥文件不可读 / key file not readable: " + file);
    }
  }

  private static Form form(String value) throws UsageException {
    return switch (value) {
      case "hl7" -> Form.HL7;
      case "fhir" -> Form.FHIR;
      default -> throw new UsageException("--as 应为 hl7 或 fhir / must be hl7 or fhir: " + value);
    };
  }

  private static int number(String option, String value) throws UsageException {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new UsageException(option + " 应为整数 / must be a whole number: " + value);
    }
  }

  private static URI uri(String option, String value) throws UsageException {
    try {
      return URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " 不是地址 / is no URL: " + value);
    }
  }
}
