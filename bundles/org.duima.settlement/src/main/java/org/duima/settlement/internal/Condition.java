package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/**
 * The condition column of fields.csv: when a conditional field is required, and what softens that.
 *
 * @param fact name of the fact that decides; empty where none does
 * @param operator how it decides
 * @param values what it is compared with
 * @param ifKnown absence is a warning at most: the sender may not know
 * @param unless facts that stand in for the field: with one of them given it is not required
 * @param accepts placeholders that count as a filled field, such as {@code -}
 * @param only the values that the region takes; empty for all of the dictionary
 */
record Condition(
    String fact,
    Operator operator,
    List<String> values,
    boolean ifKnown,
    List<String> unless,
    List<String> accepts,
    List<String> only) {
  /** How a fact decides. */
  enum Operator {
    GIVEN,
    ONE_OF,
    NONE_OF,
    ONE_YEAR_OR_OLDER,
    UNDER_ONE_YEAR,
    /** The list is not of an outpatient: that one has a day of visit and no times of a stay. */
    INPATIENT,
    /** Up to 28 days old at admission. */
    NEWBORN,
    /** The list has a procedure whose code begins with one of the values. */
    PROCEDURE,
    /** The region decides; not required until its overlay says so. */
    REGION
  }

  Condition {
    values = List.copyOf(values);
    unless = List.copyOf(unless);
    accepts = List.copyOf(accepts);
    only = List.copyOf(only);
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
    Operator operator = Operator.REGION;
    List<String> values = List.of();
    boolean ifKnown = false;
    List<String> unless = List.of();
    List<String> accepts = List.of();
    List<String> only = List.of();
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
      } else if (word.equals("when:newborn")) {
        operator = Operator.NEWBORN;
      } else if (word.matches("when:procedure=[^=]+")) {
        operator = Operator.PROCEDURE;
        values = alternatives(word, "when:procedure=");
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
      } else if (word.matches("unless:[a-z0-9_|]+")) {
        unless = alternatives(word, "unless:");
      } else if (word.matches("accepts:.+")) {
        accepts = alternatives(word, "accepts:");
      } else if (word.matches("only:.+")) {
        only = alternatives(word, "only:");
      } else {
        throw new IllegalArgumentException(word);
      }
    }
    return Optional.of(new Condition(fact, operator, values, ifKnown, unless, accepts, only));
  }

  private static List<String> alternatives(String word, String before) {
    return List.of(word.substring(before.length()).split("\\|"));
  }

  /** Whether the field is required; false also where the fact is not known. */
  boolean holds(Row row, SettlementList list) {
    Row info = list.info();
    if (unless.stream().anyMatch(other -> given(row, other) || given(info, other))) {
      return false;
    }
    return switch (operator) {
      case REGION -> false;
      case ONE_YEAR_OR_OLDER -> age(info).map(age -> age.getYears() >= 1).orElse(false);
      case UNDER_ONE_YEAR ->
          age(info).map(age -> age.getYears() < 1 && !age.isNegative()).orElse(false);
      case INPATIENT ->
          !info.has("opsp_mdtrt_date") || info.has("adm_time") || info.has("dscg_time");
      case NEWBORN -> list.isNewborn();
      case PROCEDURE -> list.hasProcedure(values);
      case GIVEN -> given(row, fact) || given(info, fact);
      case ONE_OF -> values.contains(value(row, info));
      case NONE_OF -> {
        String value = value(row, info);
        yield !value.isEmpty() && !values.contains(value);
      }
    };
  }

  /** Whether a text without letter or digit stands where something should be said. */
  static boolean isPlaceholder(String text) {
    return !text.isEmpty() && text.codePoints().noneMatch(Character::isLetterOrDigit);
  }

  /** Neither a placeholder nor an amount of zero says that there is something. */
  private static boolean given(Row row, String fact) {
    String text = row.get(fact);
    return !text.isEmpty()
        && !isPlaceholder(text)
        && Numbers.parse(text).map(BigDecimal::signum).orElse(1) != 0;
  }

  private String value(Row row, Row info) {
    return row.has(fact) ? row.get(fact) : info.get(fact);
  }

  private static Optional<Period> age(Row info) {
    return info.moment("brdy")
        .flatMap(born -> info.moment("adm_time").map(in -> Period.between(born.date(), in.date())));
  }
}
