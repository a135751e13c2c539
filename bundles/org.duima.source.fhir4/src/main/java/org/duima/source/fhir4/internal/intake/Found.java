package org.duima.source.fhir4.internal.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;

/**
 * Findings about a body, so many of them that a person may read them and not more. Of each entry of
 * a Bundle the first errors are always kept, since they decide on it. For use by one thread.
 */
final class Found {
  private static final int MOST_NOTES = 200;
  private static final int MOST_ERRORS_OF_ENTRY = 10;

  private final List<Finding> kept = new ArrayList<>();
  private final Map<String, Integer> errors = new HashMap<>();
  private int notes;
  private int leftOut;

  void error(String rule, String path, String zh, String en) {
    add(Finding.error(rule, path, zh, en));
  }

  void add(Finding finding) {
    boolean isKept =
        finding.isError()
            ? errors.merge(Entries.entryOf(finding.path()), 1, Integer::sum) <= MOST_ERRORS_OF_ENTRY
            : ++notes <= MOST_NOTES;
    if (isKept) {
      kept.add(finding);
    } else {
      leftOut++;
    }
  }

  boolean hasErrorAt(String entry) {
    return errors.containsKey(entry);
  }

  List<Finding> list() {
    if (leftOut == 0) {
      return List.copyOf(kept);
    }
    List<Finding> all = new ArrayList<>(kept);
    all.add(
        Finding.info(
            "fhir.more", "", "另有 " + leftOut + " 条未列出", leftOut + " more findings are left out"));
    return List.copyOf(all);
  }
}
