package org.duima.alert.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.duima.alert.internal.rules.Ages.Limit;
import org.duima.api.alert.Constraint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgesTest {
  @ParameterizedTest
  @CsvSource({
    "28d, 2026-01-01, 2026-01-28, false",
    "28d, 2026-01-01, 2026-01-29, true",
    "1m, 2026-01-31, 2026-02-28, false",
    "1m, 2026-01-31, 2026-03-01, true",
    "6m, 2025-09-10, 2026-03-09, false",
    "6m, 2025-09-10, 2026-03-10, true",
    "12m, 2025-03-10, 2026-03-10, true",
    "1y, 2024-02-29, 2025-02-28, false",
    "1y, 2024-02-29, 2025-03-01, true",
    "4y, 2024-02-29, 2028-02-29, true",
    "18y, 2008-03-10, 2026-03-09, false",
    "18y, 2008-03-10, 2026-03-10, true",
    "365d, 2024-01-01, 2024-12-31, true",
    "1y, 2024-01-01, 2024-12-31, false",
    "0d, 2026-01-01, 2026-01-01, true"
  })
  void comparesByTheCalendar(String limit, LocalDate birth, LocalDate on, boolean reached) {
    assertThat(Limit.parse(limit).orElseThrow().isReached(birth, on)).isEqualTo(reached);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "18", "y", "-3y", "1.5y", "18 y", "18Y", "18w", "999999y"})
  void readsNothingElseAsAnAge(String written) {
    assertThat(Limit.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-10, 0天",
    "2026-02-11, 27天",
    "2026-02-10, 1个月",
    "2024-03-11, 23个月",
    "2024-03-10, 2岁",
    "1876-03-10, 150岁"
  })
  void saysAgesAsPeopleDo(LocalDate birth, String word) {
    assertThat(Ages.word(birth, LocalDate.of(2026, 3, 10))).isEqualTo(word);
  }

  @Test
  void comparesAgesOfDifferentUnitsWithinOneRange() {
    assertThat(Ages.range(Constraint.parse("ageFrom=29d; ageTo=1y"))).isPresent();
    assertThat(Ages.range(Constraint.parse("ageFrom=13m; ageTo=1y"))).isEmpty();
  }

  @Test
  void takesNoRangeOfWhichOneEndIsNoAge() {
    assertThat(Ages.range(Constraint.parse("ageFrom=12y; ageTo=adult"))).isEmpty();
    assertThat(Ages.range(Constraint.NONE)).isEmpty();
  }
}
