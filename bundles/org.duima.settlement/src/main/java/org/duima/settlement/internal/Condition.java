package org.duima.settlement.internal;

import java.time.Period;
import java.util.List;
import java.util.Optional;

/**
 * The condition column of fields.csv.
 *
 * @param fact name of the fact that decides; empty where only {@code region} stands
 * @param operator how it decides
 * @param values what it is compared with
 * @param ifKnown absence is a warning at most: the sender may not know
 */
record Condition(String fact, Operator operator, List<String> values, boolean ifKnown) {
  /** How a fact decides. */
  enum Operator {
    GIVEN,
    ONE_OF,
    NONE_OF,
    ONE_YEAR_OR_OLDER,
    UNDER_ONE_YEAR,
    /** The list is not of an outpatient: that one has a day of visit and no times of a stay. */
    INPATIENT,
    /** The region decides; not required until its overlay says so. */
    REGION
  }

  Condition {
    values = List.copyOf(values);
  }

  /**
   * Reads the words of the column.
   *
   * @throws IllegalArgumentException naming the word that is not understood
   */
  static Optional<Condition> parse(String column) {
    if (column.isBlank()) {
      return Optional.empty();
    }
    String fact = "";
    Operator operator = null;
    List<String> values = List.of();
    boolean ifKnown = false;
    for (String word : column.trim().split("\\s+")) {
      if (word.equals("region")) {
        operator = Operator.REGION;
      } else if (word.equals("if-known")) {
        ifKnown = true;
      } else if (word.equals("when:one-year-or-older")) {
        operator = Operator.ONE_YEAR_OR_OLDER;
      } else if (word.equals("when:under-one-year")) {
        operator = Operator.UNDER_ONE_YEAR;
      } else if (word.equals("when:inpatient")) {
        operator = Operator.INPATIENT;
      } else if (word.matches("when:[a-z0-9_]+(!?=[^=]+)?")) {
        String test = word.substring("when:".length());
        int equals = test.indexOf('=');
        if (equals < 0) {
          fact = test;
          operator = Operator.GIVEN;
        } else {
          boolean not = test.charAt(equals - 1) == '!';
          fact = test.substring(0, not ? equals - 1 : equals);
          operator = not ? Operator.NONE_OF : Operator.ONE_OF;
          values = List.of(test.substring(equals + 1).split("\\|"));
        }
      } else {
        throw new IllegalArgumentException(word);
      }
    }
    if (operator == null) {
      throw new IllegalArgumentException(column);
    }
    return Optional.of(new Condition(fact, operator, values, ifKnown));
  }

  /** Whether the field is required; false also where the fact is not known. */
  boolean holds(Row row, Row info) {
    return switch (operator) {
      case REGION -> false;
      case ONE_YEAR_OR_OLDER -> age(info).map(age -> age.getYears() >= 1).orElse(false);
      case UNDER_ONE_YEAR ->
          age(info).map(age -> age.getYears() < 1 && !age.isNegative()).orElse(false);
      case INPATIENT ->
          !info.has("opsp_mdtrt_date") || info.has("adm_time") || info.has("dscg_time");
      case GIVEN -> row.has(fact) || info.has(fact);
      case ONE_OF -> values.contains(value(row, info));
      case NONE_OF -> {
        String value = value(row, info);
        yield !value.isEmpty() && !values.contains(value);
      }
    };
  }

  private String value(Row row, Row info) {
    return row.has(fact) ? row.get(fact) : info.get(fact);
  }

  private static Optional<Period> age(Row info) {
    return info.moment("brdy")
        .flatMap(born -> info.moment("adm_time").map(in -> Period.between(born.date(), in.date())));
  }
}
