package org.duima.web.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that is not simply JSON with 200.
 *
 * @param body written as JSON; null for none
 */
public record Answer(int status, Object body, Map<String, String> headers) {
  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer of(int status, Object body) {
    return new Answer(status, body, Map.of());
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, body, more);
  }
}
