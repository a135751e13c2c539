package org.duima.api.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitScheduleTest {
  /** 2026-03-04 is a Wednesday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daily 18:00|2026-03-04T17:59|2026-03-03T18:00",
        "daily 18:00|2026-03-04T18:00|2026-03-04T18:00",
        "weekly 1,4 08:30|2026-03-04T12:00|2026-03-02T08:30",
        "weekly 3 08:30|2026-03-04T08:29|2026-02-25T08:30",
        "monthly 5,20 18:00|2026-03-04T12:00|2026-02-20T18:00",
        "monthly 31 18:00|2026-03-04T12:00|2026-02-28T18:00",
        " Monthly 31 18:00 |2026-01-31T19:00|2026-01-31T18:00",
      })
  void theLastTimeIsNotAfterNow(String schedule, LocalDateTime now, LocalDateTime last) {
    assertThat(SubmitSchedule.of(schedule).last(now)).isEqualTo(last);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "daily",
        "daily 25:00",
        "daily 1 18:00",
        "weekly 8 18:00",
        "weekly 18:00",
        "monthly 0 18:00",
        "monthly x 18:00",
        "hourly 18:00"
      })
  void anythingElseIsRefusedWithWhatIsExpected(String schedule) {
    assertThatThrownBy(() -> SubmitSchedule.of(schedule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("monthly 5,20 18:00");
  }
}
