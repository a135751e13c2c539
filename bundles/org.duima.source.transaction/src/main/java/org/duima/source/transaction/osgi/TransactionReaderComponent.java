package org.duima.source.transaction.osgi;

import java.util.Map;
import org.duima.api.receive.MessageReader;
import org.duima.source.transaction.internal.TransactionReader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers the reader of transactions; {@code maxFrameBytes} of org.duima.receive limits it. */
@Component(
    service = MessageReader.class,
    configurationPid = "org.duima.receive",
    property = "format=transaction")
public final class TransactionReaderComponent extends TransactionReader {
  private static final int DEFAULT_MAX_FRAME_BYTES = 16 * 1024 * 1024;

  @Activate
  public TransactionReaderComponent(Map<String, Object> settings) {
    super(maxFrameBytes(settings.get("maxFrameBytes")));
  }

  private static int maxFrameBytes(Object value) {
    if (value == null) {
      return DEFAULT_MAX_FRAME_BYTES;
    }
    try {
      int bytes = Integer.parseInt(value.toString().trim());
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      throw badLimit(e);
    }
    throw badLimit(null);
  }

  private static IllegalArgumentException badLimit(Throwable cause) {
    return new IllegalArgumentException(
        "org.duima.receive maxFrameBytes: 应为正整数 / expected a positive whole number", cause);
  }
}
