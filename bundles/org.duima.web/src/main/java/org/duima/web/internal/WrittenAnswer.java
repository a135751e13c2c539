package org.duima.web.internal;

import java.util.Map;

/**
 * An answer whose bytes somebody else wrote.
 *
 * @param contentType empty for the first one of the operation
 * @param body treat as immutable; empty for none
 */
public record WrittenAnswer(
    int status, String contentType, Map<String, String> headers, byte[] body) {
  public WrittenAnswer {
    headers = Map.copyOf(headers);
  }

  /** An answer in the first content type of the operation. */
  public WrittenAnswer(int status, byte[] body) {
    this(status, "", Map.of(), body);
  }
}
