package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;

/**
 * Two kinds of diagnoses that exclude each other: a line of code-conflicts.csv. Pairs that no line
 * names do not.
 *
 * @param why for people
 */
record CodeConflict(CodeRange codes, CodeRange others, Severity severity, Text why) {
  static final String FILE = "code-conflicts.csv";

  static List<CodeConflict> read(Path mappings, List<Finding> findings) {
    List<CodeConflict> conflicts = new ArrayList<>();
    for (MergedTable.Entry entry :
        MergedTable.read(
            mappings,
            FILE,
            List.of("from", "to", "other_from", "other_to", "severity", "text_zh", "text_en"),
            List.of("from", "to", "other_from", "other_to"),
            findings)) {
      Optional<Severity> severity = entry.severity(findings);
      CodeRange one = entry.range(CodeSystem.DIAGNOSIS, "from", "to", findings);
      CodeRange other = entry.range(CodeSystem.DIAGNOSIS, "other_from", "other_to", findings);
      if (severity.isPresent() && one != null && other != null) {
        conflicts.add(
            new CodeConflict(
                one,
                other,
                severity.get(),
                new Text(entry.cell("text_zh"), entry.cell("text_en"))));
      }
    }
    return List.copyOf(conflicts);
  }
}
