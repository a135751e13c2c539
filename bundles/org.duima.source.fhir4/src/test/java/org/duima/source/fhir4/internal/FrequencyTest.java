package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a day. */
class FrequencyTest {
  private static Frequency of(Timing timing) {
    return Frequency.of(
        timing, code -> Fixture.FREQUENCIES.translate("times_per_day", "cds-hooks", code));
  }

  @ParameterizedTest
  @CsvSource({
    "qd, 1",
    "BID, 2",
    "t.i.d., 3",
    "QID, 4",
    "qod, 0.5",
    "q8h, 3",
    "Q12H, 2",
    "q2d, 0.5",
    "qw, 0.1429",
    "tiw, 0.4286",
    "Q72H, 0.3333"
  })
  void abbreviationsAreUnderstood(String code, BigDecimal times) {
    Timing timing = new Timing().setCode(new CodeableConcept(new Coding("", code, "")));
    assertThat(of(timing).timesPerDay()).isEqualByComparingTo(times);
    Timing written = new Timing().setCode(new CodeableConcept().setText(code));
    assertThat(of(written).timesPerDay()).isEqualByComparingTo(times);
    assertThat(of(written).written()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, D, 2",
    "1, 8, H, 3",
    "1, 30, MIN, 48",
    "3, 1, WK, 0.4286",
    "1, 2, D, 0.5",
    "1, 1, MO, 0.0333"
  })
  void repetitionsAreCountedByDay(int frequency, int period, UnitsOfTime unit, BigDecimal times) {
    Timing timing = new Timing();
    timing.getRepeat().setFrequency(frequency).setPeriod(period).setPeriodUnit(unit);
    assertThat(of(timing).timesPerDay()).isEqualByComparingTo(times);
  }

  @Test
  void whatIsNotUnderstoodIsNotKnown() {
    assertThat(of(new Timing()).timesPerDay()).isNull();
    Timing timing = new Timing().setCode(new CodeableConcept().setText("必要时"));
    assertThat(of(timing)).isEqualTo(new Frequency(null, "必要时"));
    Timing never = new Timing();
    never.getRepeat().setFrequency(1).setPeriod(0).setPeriodUnit(UnitsOfTime.D);
    assertThat(of(never).timesPerDay()).isNull();
  }
}
