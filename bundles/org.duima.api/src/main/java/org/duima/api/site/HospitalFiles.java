package org.duima.api.site;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A set of files that the hospital edits, held in a form ready for use. The engine watches the
 * files and calls {@link #reload()} when one changes; a set that fails to load leaves the last good
 * one in force. Safe for use by several threads.
 */
@ConsumerType
public interface HospitalFiles {
  /** What the set is, such as {@code mappings/sources}. */
  String name();

  /** The files or folders to watch. */
  List<Path> watched();

  /**
   * Reads the files again.
   *
   * @return what was found; any error means that the former set stays in force
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  List<Finding> reload();

  /** What is in force now. */
  InForce inForce();

  /**
   * A loaded set.
   *
   * @param sha256 hash over the files, in hexadecimal
   * @param since when it was loaded
   * @param entries how many rows or rules
   */
  record InForce(String sha256, Instant since, int entries) {}
}
