package org.duima.mapping.internal;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;

/**
 * The tables of one loading that hold in one region, with coders' decisions, indexed for look-up.
 * Immutable.
 */
final class TableSet {
  private static final Comparator<Table> PRECEDENCE =
      Comparator.comparing((Table table) -> table.info().origin())
          .thenComparing(table -> table.info().region().isEmpty())
          .thenComparing(table -> table.info().validFrom(), Comparator.reverseOrder())
          .thenComparing(table -> table.info().name());

  private final Map<CodeSystem, CodeTables> codes = new EnumMap<>(CodeSystem.class);
  private final Map<String, List<Table>> dictionaries = new HashMap<>();
  private final Map<String, List<Table>> valueMaps = new HashMap<>();
  private final Set<String> editions = new TreeSet<>();
  private final Decisions decisions;

  /**
   * @param region the site's; tables of other regions are left out
   * @param zone tells the day of a decision
   */
  TableSet(List<Table> tables, List<CodeDecision> decided, String region, ZoneId zone) {
    List<Table> here =
        tables.stream().filter(table -> table.info().holdsIn(region)).sorted(PRECEDENCE).toList();
    decisions = new Decisions(decided, zone, here);
    for (CodeSystem system : CodeSystem.values()) {
      codes.put(system, new CodeTables(system, decisions));
    }
    for (Table table : here) {
      TableInfo info = table.info();
      if (info.kind() == TableInfo.Kind.VALUES) {
        valueMaps.computeIfAbsent(info.to(), dictionary -> new ArrayList<>()).add(table);
      } else if (isCodeSystem(info.system())) {
        codes.get(CodeSystem.ofId(info.system())).add(table);
        editions.add(info.from());
        editions.add(info.to());
      } else {
        dictionaries.computeIfAbsent(info.system(), name -> new ArrayList<>()).add(table);
      }
    }
    editions.remove("");
    codes.values().forEach(CodeTables::finish);
  }

  static boolean isCodeSystem(String name) {
    for (CodeSystem system : CodeSystem.values()) {
      if (system.id().equals(name)) {
        return true;
      }
    }
    return false;
  }

  Set<String> editions() {
    return editions;
  }

  List<CodeDecision> decisions() {
    return decisions.all();
  }

  // ---------------------------------------------------------------- codes

  CodeMatch map(CodeQuestion question) {
    return codes.get(question.code().system()).map(question);
  }

  Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
    return codes
        .get(system)
        .of(edition)
        .map(target -> target.known(CodeText.normalize(system, edition, code), on))
        .filter(known -> known.status() == Target.Status.KNOWN)
        .map(Target.Known::name);
  }

  boolean isComplete(CodeSystem system, String edition, LocalDate on) {
    return codes.get(system).of(edition).filter(target -> target.isComplete(on)).isPresent();
  }

  boolean isGray(CodeSystem system, String edition, String code, LocalDate on) {
    return codes
        .get(system)
        .of(edition)
        .filter(target -> target.isGray(CodeText.normalize(system, edition, code), on))
        .isPresent();
  }

  Map<String, String> codes(CodeSystem system, String edition, LocalDate on) {
    return codes.get(system).of(edition).map(target -> target.codes(on)).orElse(Map.of());
  }

  Leads leads(CodeSystem system, String edition, LocalDate on) {
    return codes.get(system).of(edition).map(target -> target.leads(on)).orElse(Leads.NONE);
  }

  // ---------------------------------------------------------------- dictionaries and value maps

  Optional<String> name(String dictionary, String code, LocalDate on) {
    Table.Row row = first(dictionaries.get(dictionary), CodeText.value(code), on);
    return row == null ? Optional.empty() : Optional.of(row.name());
  }

  /** Name by code of all values that {@link #name} knows. */
  Map<String, String> values(String dictionary, LocalDate on) {
    Map<String, String> values = new TreeMap<>();
    for (Table table : dictionaries.getOrDefault(dictionary, List.of())) {
      if (table.info().inForce(on)) {
        table.rows().values().forEach(row -> values.putIfAbsent(row.code(), row.name()));
        if (table.info().complete()) {
          break;
        }
      }
    }
    return values;
  }

  boolean has(String dictionary, LocalDate on) {
    return dictionaries.getOrDefault(dictionary, List.of()).stream()
        .anyMatch(table -> table.info().inForce(on));
  }

  boolean isComplete(String dictionary, LocalDate on) {
    return Target.isComplete(dictionaries.getOrDefault(dictionary, List.of()), on);
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
