package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Severity;

/**
 * The limits of code-limits.csv, lines of one kind compiled into one set of codes. Immutable; a
 * code that no line names is not limited.
 */
final class CodeLimits {
  static final String FILE = "code-limits.csv";

  private record Group(CodeLimit limit, CodeRanges codes) {}

  private final Map<CodeSystem, List<Group>> groups = new EnumMap<>(CodeSystem.class);

  private CodeLimits() {}

  static CodeLimits read(Path mappings, List<Finding> findings) {
    Map<CodeSystem, Map<CodeLimit, List<CodeRange>>> lines = new EnumMap<>(CodeSystem.class);
    for (MergedTable.Entry entry :
        MergedTable.read(
            mappings,
            FILE,
            List.of("system", "from", "to", "sex", "youngest", "oldest", "position", "severity"),
            List.of("system", "from", "to", "sex", "youngest", "oldest", "position"),
            findings)) {
      CodeSystem system = entry.system(findings);
      CodeRange range = system == null ? null : entry.range(system, "from", "to", findings);
      if (range != null) {
        limit(entry, findings)
            .ifPresent(
                limit ->
                    lines
                        .computeIfAbsent(system, s -> new LinkedHashMap<>())
                        .computeIfAbsent(limit, l -> new ArrayList<>())
                        .add(range));
      }
    }
    CodeLimits limits = new CodeLimits();
    lines.forEach(
        (system, own) -> {
          List<Group> compiled = new ArrayList<>();
          own.forEach((limit, ranges) -> compiled.add(new Group(limit, CodeRanges.of(ranges))));
          limits.groups.put(system, List.copyOf(compiled));
        });
    return limits;
  }

  /** Empty where the line is off or wrong. */
  private static Optional<CodeLimit> limit(MergedTable.Entry entry, List<Finding> findings) {
    Optional<Severity> severity = entry.severity(findings);
    if (!Set.of("", "1", "2").contains(entry.cell("sex"))) {
      entry.error(findings, "sex 应为 1、2 或空", "sex must be 1, 2 or empty");
    }
    if (!Set.of("any", "principal").contains(entry.cell("position"))) {
      entry.error(findings, "position 应为 any 或 principal", "position must be any or principal");
    }
    Age youngest = age(entry, "youngest", findings);
    Age oldest = age(entry, "oldest", findings);
    return severity.map(
        own ->
            new CodeLimit(
                entry.cell("sex"),
                youngest,
                oldest,
                entry.cell("position").equals("principal"),
                own));
  }

  private static Age age(MergedTable.Entry entry, String column, List<Finding> findings) {
    String cell = entry.cell(column);
    Optional<Age> age = Age.parse(cell);
    if (!cell.isEmpty() && age.isEmpty()) {
      entry.error(
          findings,
          column + " 应为天数或周岁，如 28d、60y",
          column + " must be days or years, such as 28d, 60y");
    }
    return age.orElse(null);
  }

  /** Every limit that speaks of a code. */
  List<CodeLimit> of(CodeSystem system, String code) {
    return groups.getOrDefault(system, List.of()).stream()
        .filter(group -> group.codes().contains(code))
        .map(Group::limit)
        .toList();
  }
}
