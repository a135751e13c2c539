package org.duima.mapping.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMatch;

/** What the tables know about one target edition of one code system. */
final class Target {
  final String edition;

  /** By source edition, in order of precedence. An empty edition: codes sent without one. */
  final Map<String, List<Table>> crosswalks = new TreeMap<>();

  /** Editions in between, by source edition, from which cross-walks lead here. */
  final Map<String, List<Target>> via = new TreeMap<>();

  /** Every edition that codes come from, in the order in which they are tried. */
  final Set<String> sources = new TreeSet<>();

  final Decisions.ToEdition decisions;

  /** Days on which some table begins to hold or no longer holds, ascending. */
  private LocalDate[] changes = {};

  private final List<Table> dictionaries = new ArrayList<>();
  private final List<Table> grayLists = new ArrayList<>();

  /** Codes that cross-walks lead to, with the name given there. */
  private final Map<String, String> reached = new HashMap<>();

  Target(String edition, Decisions.ToEdition decisions) {
    this.edition = edition;
    this.decisions = decisions;
    sources.addAll(decisions.sources());
  }

  /** Adds a table; those added first go before. */
  void add(Table table) {
    switch (table.info().kind()) {
      case CROSSWALK -> {
        crosswalks.computeIfAbsent(table.info().from(), from -> new ArrayList<>()).add(table);
        sources.add(table.info().from());
        for (Table.Row row : table.rows().values()) {
          if (!row.isGray()) {
            reached.putIfAbsent(row.code(), row.name());
          }
        }
      }
      case GRAY -> grayLists.add(table);
      case DICTIONARY -> dictionaries.add(table);
      case VALUES -> throw new IllegalArgumentException("a value map has no target edition");
    }
  }

  /** Must be called once, after the last table. */
  void finish() {
    TreeSet<LocalDate> days = new TreeSet<>();
    for (List<Table> tables : crosswalks.values()) {
      tables.forEach(table -> addChanges(table.info(), days));
    }
    dictionaries.forEach(table -> addChanges(table.info(), days));
    grayLists.forEach(table -> addChanges(table.info(), days));
    changes = days.toArray(LocalDate[]::new);
  }

  private static void addChanges(TableInfo info, Set<LocalDate> days) {
    if (!info.validFrom().equals(LocalDate.MIN)) {
      days.add(info.validFrom());
    }
    if (!info.validTo().equals(LocalDate.MAX)) {
      days.add(info.validTo().plusDays(1));
    }
  }

  /** A number for the days on which the same tables hold. */
  int period(LocalDate on) {
    int period = 0;
    while (period < changes.length && !on.isBefore(changes[period])) {
      period++;
    }
    return period;
  }

  /** Whether a whole cross-walk from an edition is in force, so that nothing else may be asked. */
  boolean isWhole(String from, LocalDate on) {
    return isComplete(crosswalks.getOrDefault(from, List.of()), on);
  }

  boolean isComplete(LocalDate on) {
    return isComplete(dictionaries, on);
  }

  static boolean isComplete(List<Table> tables, LocalDate on) {
    for (Table table : tables) {
      if (table.info().complete() && table.info().inForce(on)) {
        return true;
      }
    }
    return false;
  }

  boolean isGray(String code, LocalDate on) {
    for (Table table : grayLists) {
      if (table.info().inForce(on)) {
        if (table.row(code) != null) {
          return true;
        }
        if (table.info().complete()) {
          return false;
        }
      }
    }
    return false;
  }

  enum Status {
    /** A dictionary in force has it. */
    KNOWN,
    /** No dictionary has it, none that is whole denies it, and a cross-walk leads to it. */
    REACHED,
    /** A dictionary had or will have it, the whole one in force has not. */
    EXPIRED,
    UNKNOWN
  }

  /**
   * What is known of a code of this edition.
   *
   * @param table name and version of the table that knows it
   */
  record Known(Status status, String name, String table) {}

  Known known(String code, LocalDate on) {
    Known otherwise = null;
    boolean denied = false;
    for (Table table : dictionaries) {
      Table.Row row = table.row(code);
      if (table.info().inForce(on)) {
        if (row != null && !denied) {
          return new Known(Status.KNOWN, row.name(), table.version());
        }
        denied |= table.info().complete();
      } else if (row != null && otherwise == null) {
        otherwise = new Known(Status.EXPIRED, row.name(), table.version());
      }
    }
    if (denied) {
      return otherwise != null ? otherwise : new Known(Status.UNKNOWN, "", CodeMatch.AS_SENT);
    }
    String name = reached.get(code);
    return name != null
        ? new Known(Status.REACHED, name, CodeMatch.AS_SENT)
        : new Known(Status.UNKNOWN, "", CodeMatch.AS_SENT);
  }

  /** Every code that may be sent on a date, with its name. */
  Map<String, String> codes(LocalDate on) {
    Map<String, String> codes = new HashMap<>();
    for (Table table : dictionaries) {
      if (table.info().inForce(on)) {
        table.rows().values().forEach(row -> codes.putIfAbsent(row.code(), row.name()));
        if (table.info().complete()) {
          return codes;
        }
      }
    }
    reached.forEach(codes::putIfAbsent);
    return codes;
  }

  /** What the cross-walks in force on a date say of the codes; those that go before decide. */
  Leads leads(LocalDate on) {
    List<Leads.Lead> changed = new ArrayList<>();
    Set<String> standing = new HashSet<>();
    crosswalks.forEach(
        (from, tables) -> {
          Set<String> decided = new HashSet<>();
          for (Table table : tables) {
            if (table.info().inForce(on)) {
              table
                  .rows()
                  .forEach(
                      (key, row) -> {
                        if (decided.add(key) && !row.isGray()) {
                          addLead(from, key, row, changed, standing);
                        }
                      });
            }
          }
        });
    changed.sort(
        Comparator.comparing(Leads.Lead::target)
            .thenComparing(Leads.Lead::source)
            .thenComparing(Leads.Lead::name));
    return new Leads(changed, standing);
  }

  private static void addLead(
      String from, String key, Table.Row row, List<Leads.Lead> changed, Set<String> standing) {
    boolean ofHospital = from.equals(Editions.LOCAL) || from.isEmpty();
    boolean same = !ofHospital && key.equals(row.code());
    if (same) {
      standing.add(row.code());
    }
    if (!same || !row.alias().isEmpty()) {
      changed.add(new Leads.Lead(ofHospital ? "" : key, row.alias(), row.code()));
    }
  }

  /** All codes that the tables speak of, sources as well as targets. */
  void forEachCode(Consumer<String> action) {
    crosswalks.values().forEach(tables -> tables.forEach(t -> t.rows().keySet().forEach(action)));
    dictionaries.forEach(table -> table.rows().keySet().forEach(action));
    reached.keySet().forEach(action);
  }
}
