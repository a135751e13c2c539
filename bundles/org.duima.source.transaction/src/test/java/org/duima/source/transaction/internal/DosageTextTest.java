package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DosageTextTest {
  @ParameterizedTest
  @CsvSource({
    "0.5g,0.5,g",
    "每次2片,2,片",
    "一次两片,2,片",
    "0.5 g/次,0.5,g",
    "5MG,5,MG",
    "半片,0.5,片",
    "1/2片,0.5,片",
    "10,10,''",
    "每次用量：20mL,20,mL",
    "４００ｍｇ,400,mg",
    "300万IU,300,万IU",
    "2粒每次,2,粒",
    "50μg,50,μg"
  })
  void readsTheDoseOfOneTime(String words, String amount, String unit) {
    DosageText.Dose dose = DosageText.dose(words).orElseThrow();
    assertThat(dose.amount()).isEqualByComparingTo(amount);
    assertThat(dose.unit()).isEqualTo(unit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1-2片", "适量", "0.5g(2片)", "0g", "-1g", "1/0片", "早2片晚1片", "1次", "2片 3片"})
  void doesNotGuessADose(String words) {
    assertThat(DosageText.dose(words)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"7,7", "7天,7", "7.0,7", "14 日,14", "３天,3"})
  void readsDays(String words, int days) {
    assertThat(DosageText.days(words)).contains(days);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "3.5", "一周", "99999", "-3"})
  void doesNotGuessDays(String words) {
    assertThat(DosageText.days(words)).isEmpty();
  }
}
