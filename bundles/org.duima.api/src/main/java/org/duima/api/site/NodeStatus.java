package org.duima.api.site;

import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.osgi.annotation.versioning.ProviderType;

/** What a node runs on: for status pages and health checks. Safe for use by several threads. */
@ProviderType
public interface NodeStatus {
  /** Route files and sets of hospital files, each with what is in force and what was refused. */
  List<InForce> inForce();

  /** Routes that run, by id. */
  List<String> runningRoutes();

  /** Whether all that should run does. */
  boolean isReady();

  /** How long messages waited for their answer, since the routes began. */
  AnswerTimes answerTimes();

  /** What came of whole files, queue messages and frames, since the routes began. */
  default List<Received> received() {
    return List.of();
  }

  /** Files in the failed/ folder of the watched folder; 0 without one. */
  default long failedFiles() {
    return 0;
  }

  /**
   * How many bodies of a route came to an outcome.
   *
   * @param route its id
   * @param outcome {@code accepted}, {@code partly}, {@code refused} or {@code error}
   */
  record Received(String route, String outcome, long bodies) {}

  /**
   * Answers to messages by the time that they took.
   *
   * @param upToSeconds upper bounds of the counts, ascending
   * @param counts of answers that took as long as the bound at most and longer than the one before;
   *     one more for those that took longer than any
   * @param sumSeconds of all
   */
  record AnswerTimes(List<Double> upToSeconds, List<Long> counts, double sumSeconds) {
    public AnswerTimes {
      upToSeconds = List.copyOf(upToSeconds);
      counts = List.copyOf(counts);
      if (counts.size() != upToSeconds.size() + 1) {
        throw new IllegalArgumentException("one count for each bound and one for the rest");
      }
    }
  }

  /**
   * A watched file or set of files.
   *
   * @param name such as {@code routes/10-receive.xml} or {@code mappings/codes}
   * @param sha256 hash of what is in force, empty if nothing is
   * @param since when it came into force, null if nothing is
   * @param entries routes, rows or rules in force
   * @param refused why the newest version is not in force; empty when it is
   * @param refusedAt when that was found, null if nothing is refused
   */
  record InForce(
      String name,
      String sha256,
      Instant since,
      int entries,
      List<Finding> refused,
      Instant refusedAt) {
    public InForce {
      refused = List.copyOf(refused);
      if (refused.isEmpty() != (refusedAt == null)) {
        throw new IllegalArgumentException("what is refused has a time, what is not has none");
      }
    }
  }
}
