package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;

/**
 * Which major categories (MDC) a diagnosis or procedure belongs to, by the grouping scheme that the
 * hospital put into {@code site/adrg.csv}; the shipped table is empty. Immutable.
 */
final class GroupTable {
  static final String FILE = "adrg.csv";

  private static final Pattern ADRG = Pattern.compile("[A-Z][A-Z0-9]{2}");

  /** One bit for each letter of a category. */
  private final Map<String, Integer> diagnoses = new HashMap<>();

  private final Map<String, Integer> procedures = new HashMap<>();

  private GroupTable() {}

  static GroupTable read(Path mappings, List<Finding> findings) {
    GroupTable table = new GroupTable();
    for (MergedTable.Entry entry :
        MergedTable.read(
            mappings,
            FILE,
            List.of("system", "code", "adrg"),
            List.of("system", "code", "adrg"),
            findings)) {
      CodeSystem system = entry.system(findings);
      String adrg = entry.cell("adrg");
      if (entry.cell("code").isEmpty() || !ADRG.matcher(adrg).matches()) {
        entry.error(
            findings,
            "须有 code，adrg 应为三位代码，如 ES3",
            "a code is needed, and adrg must have three characters, such as ES3");
      } else if (system != null) {
        Map<String, Integer> own =
            system == CodeSystem.DIAGNOSIS ? table.diagnoses : table.procedures;
        own.merge(entry.cell("code"), bit(adrg.charAt(0)), (a, b) -> a | b);
      }
    }
    return table;
  }

  private static int bit(char category) {
    return 1 << (category - 'A');
  }

  /** The bits of several categories. */
  static int bits(String categories) {
    return categories.chars().map(letter -> bit((char) letter)).reduce(0, (a, b) -> a | b);
  }

  /** Categories of a diagnosis as bits; empty if the table does not know it. */
  OptionalInt ofDiagnosis(String code) {
    return of(diagnoses, code);
  }

  /** Categories of a procedure as bits; empty if the table does not know it. */
  OptionalInt ofProcedure(String code) {
    return of(procedures, code);
  }

  private static OptionalInt of(Map<String, Integer> codes, String code) {
    Integer bits = codes.get(code);
    return bits == null ? OptionalInt.empty() : OptionalInt.of(bits);
  }
}
