package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;

/** The sets of code-sets.csv. Immutable; a code that no line names is in no set. */
final class CodeSets {
  static final String FILE = "code-sets.csv";

  private record Key(CodeSet set, CodeSystem system) {}

  private record Lines(List<CodeRange> in, List<CodeRange> out) {
    Lines() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private record Members(CodeRanges in, CodeRanges out) {}

  private final Map<Key, Members> members = new HashMap<>();

  private CodeSets() {}

  static CodeSets read(Path mappings, List<Finding> findings) {
    Map<Key, Lines> lines = new HashMap<>();
    for (MergedTable.Entry entry :
        MergedTable.read(
            mappings,
            FILE,
            List.of("set", "system", "from", "to", "use"),
            List.of("set", "system", "from", "to"),
            findings)) {
      read(entry, lines, findings);
    }
    CodeSets sets = new CodeSets();
    lines.forEach(
        (key, own) ->
            sets.members.put(key, new Members(CodeRanges.of(own.in()), CodeRanges.of(own.out()))));
    return sets;
  }

  private static void read(MergedTable.Entry entry, Map<Key, Lines> lines, List<Finding> findings) {
    Optional<CodeSet> set = CodeSet.ofId(entry.cell("set"));
    if (set.isEmpty()) {
      entry.error(findings, "没有集合 " + entry.cell("set"), "no set " + entry.cell("set"));
      return;
    }
    CodeSystem system = entry.system(findings);
    CodeRange range = system == null ? null : entry.range(system, "from", "to", findings);
    if (range == null) {
      return;
    }
    Lines own = lines.computeIfAbsent(new Key(set.get(), system), key -> new Lines());
    switch (entry.cell("use")) {
      case "in" -> own.in().add(range);
      case "out" -> own.out().add(range);
      case "off" -> {
        // the hospital takes a shipped line back
      }
      default -> entry.error(findings, "use 应为 in、out 或 off", "use must be in, out or off");
    }
  }

  boolean contains(CodeSet set, CodeSystem system, String code) {
    Members own = members.get(new Key(set, system));
    return own != null && own.in().contains(code) && !own.out().contains(code);
  }

  boolean contains(CodeSet set, String diagnosis) {
    return contains(set, CodeSystem.DIAGNOSIS, diagnosis);
  }
}
