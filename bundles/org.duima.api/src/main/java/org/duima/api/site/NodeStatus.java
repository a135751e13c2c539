package org.duima.api.site;

import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;

/** What a node runs on: for status pages and health checks. Safe for use by several threads. */
public interface NodeStatus {
  /** Route files and sets of hospital files, each with what is in force and what was refused. */
  List<InForce> inForce();

  /** Routes that run, by id. */
  List<String> runningRoutes();

  /** Whether all that should run does. */
  boolean isReady();

  /**
   * A watched file or set of files.
   *
   * @param name such as {@code routes/10-receive.xml} or {@code mappings/codes}
   * @param sha256 hash of what is in force, empty if nothing is
   * @param since when it came into force, null if nothing is
   * @param entries routes, rows or rules in force
   * @param refused why the newest version is not in force; empty when it is
   */
  record InForce(String name, String sha256, Instant since, int entries, List<Finding> refused) {
    public InForce {
      refused = List.copyOf(refused);
    }
  }
}
