package org.duima.alert.internal.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatedFactsTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-16 09:30:05, 2026-03-16T09:30:05",
    "2026-03-31 23:59:59, 2026-03-31T23:59:59",
    "2024-02-29 00:00:00, 2024-02-29T00:00:00",
    "2026-03-16, 2026-03-16T00:00",
    "2026-03-16 09:30, 2026-03-16T00:00",
    "2026-03-16 25:30:00, 2026-03-16T00:00",
    "2026-03-16T09:30:05, 2026-03-16T00:00",
    "2026-03-16 09:3x:05, 2026-03-16T00:00"
  })
  void timesAreReadAndWhatFollowsADateInAnotherFormIsLeftOut(String wire, LocalDateTime time) {
    assertThat(StatedFacts.time(wire)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "2026-3-16",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2025-02-29",
        "2026/03/16",
        "20260316093005",
        "二〇二六-03-16",
        "-026-03-16"
      })
  void whatIsNoDateIsNotKnown(String wire) {
    assertThat(StatedFacts.date(wire)).isEmpty();
    assertThat(StatedFacts.time(wire)).isEmpty();
  }

  @Test
  void lateDaysOfAMonthAreCheckedByTheCalendar() {
    assertThat(StatedFacts.date("2026-04-30")).contains(LocalDate.of(2026, 4, 30));
    assertThat(StatedFacts.date("2026-04-31")).isEmpty();
  }
}
