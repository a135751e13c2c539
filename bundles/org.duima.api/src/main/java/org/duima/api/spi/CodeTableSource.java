package org.duima.api.spi;

import java.util.List;
import org.duima.api.mapping.CodeTable;

/**
 * A hospital's own source of code tables, such as a view of its database. Registered as a service
 * its tables stand beside those of {@code mappings/site}, with the same precedence, and leave with
 * it. Implementations are safe for use by several threads.
 *
 * <p>The node loads when the source comes and then every {@code refreshSeconds}, on a thread of its
 * own, and keeps what it loaded: look-ups and the start of the node never wait for a source. While
 * one cannot be read, the tables of its last good loading stay in force, also over a restart.
 */
public interface CodeTableSource {
  /** Its name in findings and provenance; unique, of letters, digits and hyphens. */
  String name();

  /**
   * Reads all its tables, whole. May take minutes; is never called twice at a time.
   *
   * @return never null; empty if the source has no table now, which takes its former ones out of
   *     force
   * @throws java.io.IOException if the source cannot be read; the text names no patient data and no
   *     password
   */
  List<CodeTable> load() throws java.io.IOException;

  /** Seconds from the end of a loading to the next, at least 10. */
  default int refreshSeconds() {
    return 3600;
  }
}
