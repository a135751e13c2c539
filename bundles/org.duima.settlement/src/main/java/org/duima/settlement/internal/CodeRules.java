package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duima.api.Finding;

/** The data of the checks on diagnoses and procedures, compiled once for each loading. */
record CodeRules(
    CodeSets sets,
    CodeLimits limits,
    List<CodeConflict> conflicts,
    ProcedureCharges charges,
    GroupTable groups) {
  private static final List<String> FILES =
      List.of(
          CodeSets.FILE,
          CodeLimits.FILE,
          CodeConflict.FILE,
          ProcedureCharges.FILE,
          GroupTable.FILE);

  /**
   * Reads the tables.
   *
   * @param findings gets what is wrong; with an error the result must not be used
   */
  static CodeRules read(Path mappings, List<Finding> findings) {
    return new CodeRules(
        CodeSets.read(mappings, findings),
        CodeLimits.read(mappings, findings),
        CodeConflict.read(mappings, findings),
        ProcedureCharges.read(mappings, findings),
        GroupTable.read(mappings, findings));
  }

  /** Files that belong to them, for watching and hashing. */
  static List<Path> files(Path mappings) {
    return FILES.stream()
        .flatMap(
            name ->
                Stream.of(MergedTable.shipped(mappings, name), MergedTable.site(mappings, name)))
        .toList();
  }
}
