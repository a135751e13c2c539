package org.duima.demo.simulator;

import java.util.List;
import java.util.Set;

/**
 * One field of an upload as the field table describes it.
 *
 * @param node the node that carries the field, such as {@code setlinfo}
 * @param field the wire name
 * @param nameZh the Chinese name shown in errors
 * @param type C text, N number, D date, DT date with time
 * @param length characters of C, all digits of N; 0 where the table gives none
 * @param scale decimals of N
 * @param dictionary name of the dictionary of its values, or empty
 * @param requirement when the field must be filled
 * @param condition the condition of {@link Requirement#CONDITIONAL}, otherwise null
 * @param aliases names that other builds of the interface use
 */
record FieldRule(
    String node,
    String field,
    String nameZh,
    Type type,
    int length,
    int scale,
    String dictionary,
    Requirement requirement,
    Condition condition,
    List<String> aliases) {

  FieldRule {
    aliases = List.copyOf(aliases);
  }

  enum Type {
    C,
    N,
    D,
    DT
  }

  enum Requirement {
    OPTIONAL,
    REQUIRED,
    CONDITIONAL,
    /** Required in some regions only. */
    REGIONAL,
    /** Required for a patient who was at least one year old at admission. */
    ONE_YEAR_OR_OLDER,
    /** Required for a patient who was younger than one year at admission. */
    UNDER_ONE_YEAR,
    /** Required unless the list is of an outpatient: a day of visit and no time of a stay. */
    INPATIENT
  }

  /**
   * Required when another field of the same row is filled, or has (or has not) one of some values.
   *
   * @param field the other field
   * @param values the values compared with; empty means that any value counts
   * @param negated true for {@code !=}
   */
  record Condition(String field, Set<String> values, boolean negated) {
    Condition {
      values = Set.copyOf(values);
    }

    /** Whether the condition holds for this value of the other field; null means not filled. */
    boolean holdsFor(String other) {
      if (other == null || other.isEmpty()) {
        return false;
      }
      return values.isEmpty() || values.contains(other) != negated;
    }
  }
}
