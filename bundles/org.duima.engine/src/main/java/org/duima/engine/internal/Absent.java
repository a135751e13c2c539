package org.duima.engine.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.duima.api.spi.SourceAdapter;

/**
 * Formats of stored messages for which no adapter is there now, because its bundle is being updated
 * or was removed. Their messages wait in the inbox. Safe for use by several threads.
 */
final class Absent {
  private final Map<String, SourceAdapter> adapters;
  private final Set<String> missed = ConcurrentHashMap.newKeySet();

  /**
   * @param adapters by format, as they come and go
   */
  Absent(Map<String, SourceAdapter> adapters) {
    this.adapters = adapters;
  }

  /** Takes note of a message that found no adapter. */
  boolean miss(String format) {
    return missed.add(format);
  }

  /** What is still absent; an adapter that is back is forgotten. */
  Set<String> formats() {
    if (missed.isEmpty()) {
      return Set.of();
    }
    missed.removeIf(adapters::containsKey);
    return missed.stream().collect(Collectors.toUnmodifiableSet());
  }
}
