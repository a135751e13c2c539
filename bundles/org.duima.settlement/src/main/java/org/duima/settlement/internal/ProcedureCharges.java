package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;

/**
 * How procedures are charged: procedure-charges.csv. Immutable; of a procedure that no line names
 * nothing is said.
 */
final class ProcedureCharges {
  static final String FILE = "procedure-charges.csv";

  /**
   * @param categories any of them; empty if the line does not say
   * @param items beginnings of item codes, any of them; empty if the line does not say
   */
  private record Charged(CodeRange range, List<String> categories, List<String> items) {}

  /** What the answer is about one procedure. */
  enum Answer {
    CHARGED,
    NOT_CHARGED,
    UNKNOWN
  }

  /** The narrower before the wider. */
  private final List<Charged> lines = new ArrayList<>();

  private ProcedureCharges() {}

  static ProcedureCharges read(Path mappings, List<Finding> findings) {
    ProcedureCharges charges = new ProcedureCharges();
    for (MergedTable.Entry entry :
        MergedTable.read(
            mappings,
            FILE,
            List.of("from", "to", "categories", "items"),
            List.of("from", "to"),
            findings)) {
      CodeRange range = entry.range(CodeSystem.PROCEDURE, "from", "to", findings);
      List<String> categories = list(entry.cell("categories"));
      if (!categories.stream().allMatch(category -> category.matches("0[1-9]|1[0-4]"))) {
        entry.error(
            findings,
            "categories 应为收费类别 01–14，以 | 分隔",
            "categories must be charge categories 01–14, separated by |");
      }
      if (range != null) {
        charges.lines.add(new Charged(range, categories, list(entry.cell("items"))));
      }
    }
    charges.lines.sort(
        Comparator.comparing((Charged line) -> line.range().from())
            .reversed()
            .thenComparing(line -> line.range().to()));
    return charges;
  }

  private static List<String> list(String cell) {
    return cell.isEmpty() ? List.of() : Arrays.asList(cell.split("\\|"));
  }

  /**
   * Whether a procedure has a charge. Items say more than categories, so where a line names items
   * and the items charged are known, they decide. The narrowest line that can answer does.
   *
   * @param categories that have an amount; empty if no charge is known
   * @param items codes of what was charged; empty if not known
   */
  Answer of(String procedure, Set<String> categories, Set<String> items) {
    return lines.stream()
        .filter(line -> line.range().contains(procedure))
        .map(line -> of(line, categories, items))
        .filter(answer -> answer != Answer.UNKNOWN)
        .findFirst()
        .orElse(Answer.UNKNOWN);
  }

  private static Answer of(Charged line, Set<String> categories, Set<String> items) {
    if (!line.items().isEmpty() && !items.isEmpty()) {
      return answer(
          items.stream().anyMatch(item -> line.items().stream().anyMatch(item::startsWith)));
    }
    return line.categories().isEmpty() || categories.isEmpty()
        ? Answer.UNKNOWN
        : answer(line.categories().stream().anyMatch(categories::contains));
  }

  private static Answer answer(boolean charged) {
    return charged ? Answer.CHARGED : Answer.NOT_CHARGED;
  }
}
