package org.duima.api.spi;

import java.util.List;
import org.duima.api.mapping.CodeTable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A hospital's own source of code tables, such as a view of its database. Registered as a service
 * its tables stand beside those of {@code mappings/site}, with the same precedence and the same
 * checks. Implementations are safe for use by several threads.
 *
 * <p>The node loads when the source comes and then every {@code refreshSeconds}, on a thread of its
 * own that it never interrupts, and keeps what it loaded: look-ups and the start of the node never
 * wait for a source. Tables with an error do not come into force; status pages name the row. While
 * a source cannot be read or is away (stopped, replaced, starting later) the tables of its last
 * good loading stay in force, also over a restart. They leave when its bundle is uninstalled.
 */
@ConsumerType
public interface CodeTableSource {
  /** Its name in findings and provenance; unique, of letters, digits and hyphens. */
  String name();

  /**
   * Reads all its tables, whole: a million rows at most. May take minutes; is never called twice at
   * a time. An answer that comes when the source has gone is not used. An exception other than the
   * one named counts as a defect: its text is shown nowhere, since it may hold anything.
   *
   * @return never null; empty if the source has no table now, which takes its former ones out of
   *     force
   * @throws java.io.IOException if the source cannot be read; the text names no patient data and no
   *     password
   */
  List<CodeTable> load() throws java.io.IOException;

  /** Seconds from the end of a loading to the next, at least 10; at most 60 after a failure. */
  default int refreshSeconds() {
    return 3600;
  }
}
