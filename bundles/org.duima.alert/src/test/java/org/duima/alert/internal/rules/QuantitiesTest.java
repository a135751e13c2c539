package org.duima.alert.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.duima.alert.internal.rules.Quantities.Measure;
import org.duima.api.alert.Constraint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "1g, 1000mg",
    "1mg, 1000ug",
    "1mg, 1000µg",
    "1mg, 1000μg",
    "1mg, 1000mcg",
    "0.5kg, 500克",
    "1L, 1000毫升",
    "1万单位, 10000IU",
    "1百万单位, 1000000U",
    "2片, 2 tabs",
    "１０ｍｇ, 10mg",
    "7条, 7条"
  })
  void unitsOfTheSameMeasureAreComparable(String one, String other) {
    Measure first = Quantities.parse(one).orElseThrow();
    Measure second = Quantities.parse(other).orElseThrow();
    assertThat(first.isComparable(second)).isTrue();
    assertThat(first.value()).isEqualByComparingTo(second.value());
  }

  @ParameterizedTest
  @CsvSource({"1mg, 1ml", "1mg, 1片", "1mg, 1mg/kg", "1片, 1粒", "1IU, 1mg", "1mmol, 1mg"})
  void otherUnitsAreNot(String one, String other) {
    assertThat(
            Quantities.parse(one).orElseThrow().isComparable(Quantities.parse(other).orElseThrow()))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "mg", "-1mg", "1e9mg", "1.mg", "10 mg 片"})
  void whatIsNoNumberWithAUnitIsNotRead(String written) {
    assertThat(Quantities.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"count=-1", "count=one", "count=1e3", "other=1", "count=1.23456"})
  void whatIsNoNumberOfAConstraintIsNotRead(String written) {
    assertThat(Quantities.number(Constraint.parse(written), "count")).isEmpty();
  }

  @Test
  void daysAreReadWithAndWithoutTheirUnit() {
    assertThat(Quantities.days("14")).hasValue(14);
    assertThat(Quantities.days(" 14d ")).hasValue(14);
    assertThat(Quantities.days("14天")).hasValue(14);
    assertThat(Quantities.days("14h")).isEmpty();
    assertThat(Quantities.days("123456")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1.500, 1.5", "0.000, 0", "1E+3, 1000", "0.0004, 0", "2.0006, 2.001", "100, 100"})
  void numbersAreWrittenPlainly(BigDecimal value, String written) {
    assertThat(Quantities.plain(value)).isEqualTo(written);
  }
}
