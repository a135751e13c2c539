package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7TimeTest {
  @ParameterizedTest
  @CsvSource({
    "20260301,2026-03-01 00:00:00",
    "2026030108,2026-03-01 08:00:00",
    "202603010830,2026-03-01 08:30:00",
    "20260301083015,2026-03-01 08:30:15",
    "20260301083015.123,2026-03-01 08:30:15",
    "20260301083015.1234+0800,2026-03-01 08:30:15",
    "20260301003015+0000,2026-03-01 08:30:15",
    "202602282030-0400,2026-03-01 08:30:00",
    "198908181126+0215,1989-08-18 18:11:00",
    "2026-03-01,2026-03-01 00:00:00",
    "2026-03-01 08:30,2026-03-01 08:30:00",
    "2026-03-01 08:30:15,2026-03-01 08:30:15",
    "2026/03/01 08:30:15,2026-03-01 08:30:15",
    "2026-03-01T00:30:15+00:00,2026-03-01 08:30:15",
  })
  void readsEveryPrecisionInHospitalTime(String text, String wire) {
    assertThat(Hl7Time.wire(Hl7Time.dateTime(text, Fixture.ZONE))).isEqualTo(wire);
    assertThat(Hl7Time.wire(Hl7Time.ofWire(wire))).isEqualTo(wire);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "202603",
        "20261301",
        "20260230",
        "2026030124",
        "202603010860",
        "2026-3-1",
        "yesterday",
        "20260301083015+9900",
        "20260301083015.x",
        "2026030108301",
        "20260301+0800",
        "202603010830150000",
        "99999999999999",
        "-0260301",
        "２０２６０３０１"
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(Hl7Time.dateTime(text, Fixture.ZONE)).isNull();
  }

  @Test
  void leavesABirthDateAsWritten() {
    assertThat(Hl7Time.date("198808182326-0500")).isEqualTo(LocalDate.of(1988, 8, 18));
    assertThat(Hl7Time.date("19880818")).isEqualTo(LocalDate.of(1988, 8, 18));
    assertThat(Hl7Time.date("1988-08-18 00:00:00")).isEqualTo(LocalDate.of(1988, 8, 18));
    assertThat(Hl7Time.date("198808")).isNull();
    assertThat(Hl7Time.date("19880818xx")).isNull();
  }
}
