package org.duima.engine.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * How messages come in: {@code etc/org.duima.receive.cfg}.
 *
 * @param mllpBind address that MLLP listens on
 * @param mllpPort port of MLLP
 * @param maxFrameBytes largest message
 * @param maxFramesWaiting messages of one connection that may wait for their answer
 * @param maxBytesWaiting bytes of all connections that may wait for their answer
 * @param refuseReusedControlId whether a known MSH-10 with another body is refused
 * @param filesFolder folder whose files are taken, below the home unless absolute; empty: none
 * @param filesSettleMs how long nobody may have written to a file before it is taken
 * @param maxFileBytes largest file
 * @param jmsQueue queue whose messages are taken; empty: none
 */
public record ReceiveSettings(
    String mllpBind,
    int mllpPort,
    int maxFrameBytes,
    int maxFramesWaiting,
    long maxBytesWaiting,
    boolean refuseReusedControlId,
    String filesFolder,
    int filesSettleMs,
    long maxFileBytes,
    String jmsQueue) {

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  public static ReceiveSettings of(Map<String, String> settings) {
    String reuse = settings.getOrDefault("controlIdReuse", "take").trim();
    if (!reuse.equals("take") && !reuse.equals("refuse")) {
      throw new IllegalArgumentException("controlIdReuse: 应为 take 或 refuse / take or refuse");
    }
    return new ReceiveSettings(
        settings.getOrDefault("mllpBind", "127.0.0.1").trim(),
        (int) number(settings, "mllpPort", 2575, 1, 65_535),
        (int) number(settings, "maxFrameBytes", 16L << 20, 1_024, 1L << 30),
        (int) number(settings, "maxFramesWaiting", 64, 1, 10_000),
        number(settings, "maxBytesWaiting", 128L << 20, 1 << 20, 1L << 34),
        reuse.equals("refuse"),
        settings.getOrDefault("filesFolder", "in").trim(),
        (int) number(settings, "filesSettleMs", 2_000, 0, 3_600_000),
        number(settings, "maxFileBytes", 64L << 20, 1_024, 1L << 30),
        settings.getOrDefault("jmsQueue", "duima.in").trim());
  }

  /**
   * The folder whose files are taken.
   *
   * @param home of the node
   */
  Path folder(Path home) {
    return home.resolve(filesFolder.isEmpty() ? "in" : filesFolder).toAbsolutePath().normalize();
  }

  private static long number(
      Map<String, String> settings, String key, long byDefault, long least, long most) {
    String text = settings.getOrDefault(key, Long.toString(byDefault)).trim();
    try {
      long number = Long.parseLong(text);
      if (number < least || number > most) {
        throw new IllegalArgumentException(
            key + ": 应在 " + least + " 到 " + most + " 之间 / must be between these");
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + ": 应为整数 / expected a whole number", e);
    }
  }

  /**
   * What route files refer to.
   *
   * @param home of the node
   */
  public Properties forRoutes(Path home) {
    Properties properties = new Properties();
    properties.setProperty("duima.mllp.bind", mllpBind);
    properties.setProperty("duima.mllp.port", Integer.toString(mllpPort));
    properties.setProperty("duima.frame.maxBytes", Integer.toString(maxFrameBytes));
    properties.setProperty("duima.files.on", Boolean.toString(!filesFolder.isEmpty()));
    properties.setProperty("duima.files.folder", folder(home).toString());
    properties.setProperty("duima.files.maxBytes", Long.toString(maxFileBytes));
    properties.setProperty("duima.jms.on", Boolean.toString(!jmsQueue.isEmpty()));
    properties.setProperty("duima.jms.queue", jmsQueue.isEmpty() ? "duima.in" : jmsQueue);
    return properties;
  }
}
