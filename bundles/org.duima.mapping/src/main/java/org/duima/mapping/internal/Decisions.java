package org.duima.mapping.internal;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeMatch.Relation;

/** Coders' decisions, indexed for look-up. Immutable. */
final class Decisions {
  private static final ToEdition NOTHING = new ToEdition(Map.of());

  private final List<CodeDecision> all;
  private final Map<CodeSystem, Map<String, ToEdition>> bySystem = new HashMap<>();

  /**
   * A decision ready for use.
   *
   * @param department as departments are compared
   * @param target normalised
   * @param provenance number, day and name
   */
  record Decided(
      CodeDecision decision,
      String department,
      String target,
      String provenance,
      Relation relation) {
    private boolean holds(String ofDepartment, LocalDate on) {
      return department.equals(ofDepartment)
          && (decision.validFrom() == null || !on.isBefore(decision.validFrom()))
          && (decision.validTo() == null || !on.isAfter(decision.validTo()));
    }
  }

  /** The decisions that lead to one edition, by source edition, then code or name key. */
  static final class ToEdition {
    private final Map<String, Map<String, List<Decided>>> byEdition;

    private ToEdition(Map<String, Map<String, List<Decided>>> byEdition) {
      this.byEdition = byEdition;
    }

    Set<String> sources() {
      return byEdition.keySet();
    }

    /**
     * The decision that holds: one for the department before one for all, the latest before earlier
     * ones; null if there is none.
     *
     * @param key normalised code, or name key
     */
    Decided find(String from, String key, String department, LocalDate on) {
      if (byEdition.isEmpty()) {
        return null;
      }
      List<Decided> decided = byEdition.getOrDefault(from, Map.of()).get(key);
      if (decided == null) {
        return null;
      }
      String ofDepartment = CodeText.value(department);
      Decided forDepartment = ofDepartment.isEmpty() ? null : first(decided, ofDepartment, on);
      return forDepartment != null ? forDepartment : first(decided, "", on);
    }

    private static Decided first(List<Decided> decided, String department, LocalDate on) {
      for (Decided each : decided) {
        if (each.holds(department, on)) {
          return each;
        }
      }
      return null;
    }
  }

  /**
   * @param zone tells the day of a decision
   * @param tables all tables: a target of a decision may be one of their targets, too
   */
  Decisions(List<CodeDecision> decisions, ZoneId zone, List<Table> tables) {
    this.all = List.copyOf(decisions);
    Map<Subject, Set<String>> sources = sources(decisions, tables);
    Map<CodeSystem, Map<String, Map<String, Map<String, List<Decided>>>>> index = new HashMap<>();
    decisions.stream()
        .sorted(Comparator.comparingLong(CodeDecision::number).reversed())
        .forEach(
            decision -> {
              Subject subject = Subject.of(decision);
              String key = sourceKey(decision);
              boolean shared = sources.get(subject).size() > 1;
              Decided decided =
                  new Decided(
                      decision,
                      CodeText.value(decision.department()),
                      subject.target,
                      "decision %d (%s %s)"
                          .formatted(
                              decision.number(),
                              decision.decidedAt().atZone(zone).toLocalDate(),
                              decision.who()),
                      Relations.of(subject.system, key, subject.target, shared));
              index
                  .computeIfAbsent(subject.system, system -> new HashMap<>())
                  .computeIfAbsent(subject.to, to -> new HashMap<>())
                  .computeIfAbsent(subject.from, from -> new HashMap<>())
                  .computeIfAbsent(key, source -> new ArrayList<>())
                  .add(decided);
            });
    index.forEach(
        (system, byTarget) -> {
          Map<String, ToEdition> toEditions = new HashMap<>();
          byTarget.forEach((to, byEdition) -> toEditions.put(to, new ToEdition(byEdition)));
          bySystem.put(system, toEditions);
        });
  }

  /** From which edition a target is reached. */
  private record Subject(CodeSystem system, String from, String to, String target) {
    static Subject of(CodeDecision decision) {
      CodeSystem system = decision.source().system();
      String from = CodeText.edition(system, decision.source().edition());
      if (from.isEmpty() && decision.source().value().isEmpty()) {
        // what has a name only is the hospital's own
        from = Editions.LOCAL;
      }
      String to = CodeText.edition(system, decision.target().edition());
      return new Subject(
          system, from, to, CodeText.normalize(system, to, decision.target().value()));
    }
  }

  private static String sourceKey(CodeDecision decision) {
    String value = decision.source().value();
    return value.isEmpty()
        ? CodeText.nameKey(decision.sourceName())
        : CodeText.normalize(decision.source().system(), decision.source().edition(), value);
  }

  private static Map<Subject, Set<String>> sources(
      List<CodeDecision> decisions, List<Table> tables) {
    Map<Subject, Set<String>> sources = new HashMap<>();
    for (CodeDecision decision : decisions) {
      sources
          .computeIfAbsent(Subject.of(decision), subject -> new HashSet<>())
          .add(sourceKey(decision));
    }
    for (Table table : decisions.isEmpty() ? List.<Table>of() : tables) {
      TableInfo info = table.info();
      if (info.kind() == TableInfo.Kind.CROSSWALK) {
        CodeSystem system = CodeSystem.ofId(info.system());
        table
            .rows()
            .forEach(
                (source, row) -> {
                  Subject subject = new Subject(system, info.from(), info.to(), row.code());
                  sources.computeIfPresent(
                      subject,
                      (same, others) -> {
                        others.add(source);
                        return others;
                      });
                });
      }
    }
    return sources;
  }

  List<CodeDecision> all() {
    return all;
  }

  /** The editions of a system that decisions lead to. */
  Set<String> targets(CodeSystem system) {
    return bySystem.getOrDefault(system, Map.of()).keySet();
  }

  ToEdition to(CodeSystem system, String edition) {
    return bySystem.getOrDefault(system, Map.of()).getOrDefault(edition, NOTHING);
  }
}
