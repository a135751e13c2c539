package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class IdNumberTest {
  @Test
  void makesTheCheckDigitOfTheStandardsOwnExample() {
    // the example number printed in GB 11643-1999
    assertThat(IdNumber.of("110105", LocalDate.of(1949, 12, 31), "002"))
        .isEqualTo("11010519491231002X");
  }

  @Test
  void refusesAWrongCheckDigit() {
    assertThat(IdNumber.isValid("110105194912310021")).isFalse();
    assertThat(IdNumber.isValid("11010519491231002X")).isTrue();
    assertThat(IdNumber.isValid("11010519491231002")).isFalse();
  }
}
