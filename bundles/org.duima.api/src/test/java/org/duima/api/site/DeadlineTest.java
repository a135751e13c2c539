package org.duima.api.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  private static final LocalDate DISCHARGED = LocalDate.of(2026, 1, 20);
  private static final LocalDate SETTLED = LocalDate.of(2026, 1, 25);

  @Test
  void countsDaysFromDischargeOrSettlement() {
    assertThat(Deadline.of("discharge+7").dueOn(DISCHARGED, SETTLED)).isEqualTo("2026-01-27");
    assertThat(Deadline.of(" Settlement + 10 ").dueOn(DISCHARGED, SETTLED)).isEqualTo("2026-02-04");
  }

  @Test
  void takesADayOfTheNextMonthOrItsLast() {
    assertThat(Deadline.of("month+10").dueOn(DISCHARGED, SETTLED)).isEqualTo("2026-02-10");
    assertThat(Deadline.of("month+31").dueOn(DISCHARGED, SETTLED)).isEqualTo("2026-02-28");
  }

  @Test
  void isNoneUnlessConfiguredAndWhileTheDayIsNotKnown() {
    assertThat(Deadline.of("").dueOn(DISCHARGED, SETTLED)).isNull();
    assertThat(Deadline.of("discharge+7").dueOn(null, SETTLED)).isNull();
    assertThat(Deadline.of("settlement+7").dueOn(DISCHARGED, null)).isNull();
    assertThat(Deadline.of("month+7").dueOn(null, SETTLED)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "discharge",
        "discharge+x",
        "discharge+-1",
        "month+0",
        "month+32",
        "none+1",
        "+7"
      })
  void refusesWhatItDoesNotUnderstand(String text) {
    assertThatThrownBy(() -> Deadline.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deadline");
  }

  @Test
  void warnsThreeDaysBeforeUnlessTheSiteSaysOtherwise() {
    assertThat(Deadline.of("discharge+7").warnDays()).isEqualTo(3);
    assertThat(Deadline.of("discharge+7").warning(" 5 ").warnDays()).isEqualTo(5);
    assertThat(Deadline.of("discharge+7").warning("").warnDays()).isEqualTo(3);
    assertThatThrownBy(() -> Deadline.NONE.warning("two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deadlineWarnDays");
  }
}
