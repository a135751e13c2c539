package org.duima.mapping.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeMatch.Candidate;

/** All tables of one loading, indexed for look-up. Immutable. */
final class TableSet {
  /** A cross-walk from no edition: it speaks of codes that were sent without one. */
  private static final String NO_EDITION = "";

  private static final Comparator<Table> PRECEDENCE =
      Comparator.comparing((Table table) -> table.info().origin())
          .thenComparing(table -> table.info().validFrom(), Comparator.reverseOrder())
          .thenComparing(table -> table.info().name());

  /** Holds nothing. */
  static final TableSet EMPTY = new TableSet(List.of());

  private final Map<CodeSystem, Map<String, Target>> targets = new EnumMap<>(CodeSystem.class);
  private final Map<String, List<Table>> dictionaries = new HashMap<>();
  private final Map<String, List<Table>> valueMaps = new HashMap<>();
  private final Set<String> editions = new TreeSet<>();
  private final int entries;

  /** What is known about one target edition of one code system. */
  private static final class Target {
    final Map<String, List<Table>> crosswalks = new TreeMap<>();
    final List<Table> dictionaries = new ArrayList<>();
    final List<Table> grayLists = new ArrayList<>();

    /** Codes that cross-walks lead to, with the name given there. */
    final Map<String, String> reached = new HashMap<>();
  }

  TableSet(List<Table> tables) {
    int rows = 0;
    for (Table table : tables.stream().sorted(PRECEDENCE).toList()) {
      rows += table.rows().size();
      TableInfo info = table.info();
      switch (info.kind()) {
        case VALUES ->
            valueMaps.computeIfAbsent(info.to(), dictionary -> new ArrayList<>()).add(table);
        case CROSSWALK -> {
          Target target = target(info);
          target.crosswalks.computeIfAbsent(info.from(), from -> new ArrayList<>()).add(table);
          for (Table.Row row : table.rows().values()) {
            if (!row.isGray()) {
              target.reached.putIfAbsent(row.code(), row.name());
            }
          }
          editions.add(info.from());
          editions.add(info.to());
        }
        case GRAY -> {
          target(info).grayLists.add(table);
          editions.add(info.to());
        }
        case DICTIONARY -> {
          if (isCodeSystem(info.system())) {
            target(info).dictionaries.add(table);
            editions.add(info.to());
          } else {
            dictionaries.computeIfAbsent(info.system(), name -> new ArrayList<>()).add(table);
          }
        }
      }
    }
    editions.remove(NO_EDITION);
    entries = rows;
  }

  private Target target(TableInfo info) {
    return targets
        .computeIfAbsent(CodeSystem.ofId(info.system()), system -> new HashMap<>())
        .computeIfAbsent(info.to(), to -> new Target());
  }

  static boolean isCodeSystem(String name) {
    for (CodeSystem system : CodeSystem.values()) {
      if (system.id().equals(name)) {
        return true;
      }
    }
    return false;
  }

  int entries() {
    return entries;
  }

  Set<String> editions() {
    return editions;
  }

  // ---------------------------------------------------------------- codes

  CodeMatch map(Code code, String targetEdition, LocalDate on) {
    Map<String, Target> ofSystem = targets.getOrDefault(code.system(), Map.of());
    Target target = ofSystem.get(targetEdition);
    if (target == null) {
      target = new Target();
    }
    return code.hasEdition()
        ? mapDeclared(target, code, targetEdition, on)
        : mapUndeclared(target, code, targetEdition, on);
  }

  private CodeMatch mapDeclared(Target target, Code code, String targetEdition, LocalDate on) {
    String from = code.edition();
    List<Table> tables = target.crosswalks.get(from);
    if (tables == null
        && code.system() == CodeSystem.PROCEDURE
        && from.equals(Editions.CLINICAL_2_0)) {
      // the procedures of the clinical release 2.0 carry the number 3.0
      from = Editions.CLINICAL_3_0;
      tables = target.crosswalks.get(from);
    }
    String value = CodeText.normalize(code.system(), from, code.value());
    if (tables != null) {
      CodeMatch match = translate(target, tables, code.system(), targetEdition, value, on);
      if (!(match instanceof CodeMatch.Unmapped)) {
        return match;
      }
    }
    return from.equals(targetEdition)
        ? asItself(target, code.system(), targetEdition, value, on)
        : new CodeMatch.Unmapped();
  }

  private CodeMatch mapUndeclared(Target target, Code code, String targetEdition, LocalDate on) {
    CodeSystem system = code.system();
    List<Table> ofNoEdition = target.crosswalks.get(NO_EDITION);
    if (ofNoEdition != null) {
      String value = CodeText.normalize(system, NO_EDITION, code.value());
      CodeMatch match = translate(target, ofNoEdition, system, targetEdition, value, on);
      if (match instanceof CodeMatch.Mapped || match instanceof CodeMatch.Gray) {
        return match;
      }
    }
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    CodeMatch decided = null;
    CodeMatch gray = null;
    CodeMatch expired = null;
    for (Map.Entry<String, List<Table>> edition : target.crosswalks.entrySet()) {
      if (edition.getKey().isEmpty()) {
        continue;
      }
      String value = CodeText.normalize(system, edition.getKey(), code.value());
      CodeMatch match = translate(target, edition.getValue(), system, targetEdition, value, on);
      if (match instanceof CodeMatch.Mapped mapped) {
        decided = decided == null ? mapped : decided;
        candidates.putIfAbsent(
            mapped.target().value(), new Candidate(mapped.target(), mapped.targetName()));
      } else if (match instanceof CodeMatch.Gray) {
        gray = match;
      } else if (match instanceof CodeMatch.Expired && expired == null) {
        expired = match;
      }
    }
    String value = CodeText.normalize(system, targetEdition, code.value());
    Known itself = known(target, value, on);
    if (itself.status == Status.KNOWN || itself.status == Status.REACHED) {
      CodeMatch match = asItself(target, system, targetEdition, value, on);
      decided = decided == null ? match : decided;
      candidates.putIfAbsent(
          value, new Candidate(new Code(system, targetEdition, value), itself.name));
    } else if (itself.status == Status.EXPIRED && expired == null) {
      expired = asItself(target, system, targetEdition, value, on);
    }
    if (candidates.size() > 1 || (gray != null && !candidates.isEmpty())) {
      return new CodeMatch.Ambiguous(List.copyOf(candidates.values()));
    }
    if (decided != null) {
      return decided;
    }
    if (gray != null) {
      return gray;
    }
    return expired != null ? expired : new CodeMatch.Unmapped();
  }

  private static CodeMatch translate(
      Target target,
      List<Table> tables,
      CodeSystem system,
      String targetEdition,
      String value,
      LocalDate on) {
    CodeMatch expired = null;
    for (Table table : tables) {
      Table.Row row = table.row(value);
      if (row == null) {
        continue;
      }
      String version = table.info().version();
      if (table.info().inForce(on)) {
        return row.isGray()
            ? new CodeMatch.Gray(version)
            : mapped(target, system, targetEdition, row.code(), row.name(), version, on);
      }
      if (expired == null && !row.isGray()) {
        Code formerly = new Code(system, targetEdition, row.code());
        expired = new CodeMatch.Expired(new Candidate(formerly, row.name()), version);
      }
    }
    return expired != null ? expired : new CodeMatch.Unmapped();
  }

  private static CodeMatch asItself(
      Target target, CodeSystem system, String edition, String value, LocalDate on) {
    Known known = known(target, value, on);
    return mapped(target, system, edition, value, known.name, known.table, on);
  }

  private static CodeMatch mapped(
      Target target,
      CodeSystem system,
      String edition,
      String value,
      String name,
      String table,
      LocalDate on) {
    Code code = new Code(system, edition, value);
    Known known = known(target, value, on);
    return switch (known.status) {
      case EXPIRED ->
          new CodeMatch.Expired(
              new Candidate(code, known.name.isEmpty() ? name : known.name), known.table);
      case KNOWN ->
          new CodeMatch.Mapped(
              code, known.name, isGray(target, value, on), true, table, CodeMatch.Relation.SAME);
      default ->
          new CodeMatch.Mapped(
              code, name, isGray(target, value, on), false, table, CodeMatch.Relation.SAME);
    };
  }

  private static boolean isGray(Target target, String value, LocalDate on) {
    for (Table table : target.grayLists) {
      if (table.info().inForce(on)) {
        if (table.row(value) != null) {
          return true;
        }
        if (table.info().complete()) {
          return false;
        }
      }
    }
    return false;
  }

  private enum Status {
    /** A dictionary in force has it. */
    KNOWN,
    /** No dictionary has it, none that is whole denies it, and a cross-walk leads to it. */
    REACHED,
    /** A dictionary had or will have it, the whole one in force has not. */
    EXPIRED,
    UNKNOWN
  }

  private record Known(Status status, String name, String table) {}

  private static Known known(Target target, String value, LocalDate on) {
    Known otherwise = null;
    boolean denied = false;
    for (Table table : target.dictionaries) {
      Table.Row row = table.row(value);
      if (table.info().inForce(on)) {
        if (row != null && !denied) {
          return new Known(Status.KNOWN, row.name(), table.info().version());
        }
        denied |= table.info().complete();
      } else if (row != null && otherwise == null) {
        otherwise = new Known(Status.EXPIRED, row.name(), table.info().version());
      }
    }
    if (denied) {
      return otherwise != null ? otherwise : new Known(Status.UNKNOWN, "", CodeMatch.AS_SENT);
    }
    String name = target.reached.get(value);
    return name != null
        ? new Known(Status.REACHED, name, CodeMatch.AS_SENT)
        : new Known(Status.UNKNOWN, "", CodeMatch.AS_SENT);
  }

  Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
    Target target = targets.getOrDefault(system, Map.of()).get(edition);
    if (target == null) {
      return Optional.empty();
    }
    Known known = known(target, CodeText.normalize(system, edition, code), on);
    return known.status == Status.KNOWN ? Optional.of(known.name) : Optional.empty();
  }

  boolean isComplete(CodeSystem system, String edition, LocalDate on) {
    Target target = targets.getOrDefault(system, Map.of()).get(edition);
    return target != null && isComplete(target.dictionaries, on);
  }

  private static boolean isComplete(List<Table> tables, LocalDate on) {
    for (Table table : tables) {
      if (table.info().complete() && table.info().inForce(on)) {
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- dictionaries and value maps

  Optional<String> name(String dictionary, String code, LocalDate on) {
    Table.Row row = first(dictionaries.get(dictionary), CodeText.value(code), on);
    return row == null ? Optional.empty() : Optional.of(row.name());
  }

  boolean has(String dictionary, LocalDate on) {
    return dictionaries.getOrDefault(dictionary, List.of()).stream()
        .anyMatch(table -> table.info().inForce(on));
  }

  boolean isComplete(String dictionary, LocalDate on) {
    return isComplete(dictionaries.getOrDefault(dictionary, List.of()), on);
  }

  Optional<String> translate(String dictionary, String format, String value, LocalDate on) {
    String plain = CodeText.value(value);
    Table.Row row = translation(dictionary, format, plain, on);
    if (row == null) {
      row = translation(dictionary, format, plain.toUpperCase(Locale.ROOT), on);
    }
    return row == null ? Optional.empty() : Optional.of(row.code());
  }

  private Table.Row translation(String dictionary, String format, String value, LocalDate on) {
    for (Table table : valueMaps.getOrDefault(dictionary, List.of())) {
      String from = table.info().from();
      if ((from.isEmpty() || from.equals(format)) && table.info().inForce(on)) {
        Table.Row row = table.row(value);
        if (row != null || table.info().complete()) {
          return row;
        }
      }
    }
    return null;
  }

  private static Table.Row first(List<Table> tables, String key, LocalDate on) {
    if (tables == null) {
      return null;
    }
    for (Table table : tables) {
      if (table.info().inForce(on)) {
        Table.Row row = table.row(key);
        if (row != null || table.info().complete()) {
          return row;
        }
      }
    }
    return null;
  }
}
