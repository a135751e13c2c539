package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @ParameterizedTest
  @CsvSource({"1/13/24,1/13/24", "0/37/0,1/13/0", "0/0/1500,1/1/0", "0/23/60,1/0/0", "0/0/0,0/0/0"})
  void carriesMinutesToHoursAndHoursToDays(String given, String written) {
    assertThat(Span.parse(given).orElseThrow()).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "37", "1/2", "1/2/3/4", "-1/0/0", "１/０/０", "a/b/c", "999999/0/0"})
  void readsNothingElse(String text) {
    assertThat(Span.parse(text)).isEmpty();
  }

  @Test
  void measuresWholeMinutes() {
    LocalDateTime from = LocalDateTime.of(2026, 3, 3, 10, 30, 30);
    assertThat(Span.between(from, from.plusDays(1).plusSeconds(59))).hasToString("1/0/0");
  }

  @ParameterizedTest
  @CsvSource({"1/13/24,true", "1/24/0,false", "1/0/60,false"})
  void isStrictAboutHoursAndMinutes(String text, boolean strict) {
    assertThat(Span.isStrict(text)).isEqualTo(strict);
  }
}
