package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that would take for ever. */
class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "1e999999, true",
    "1E-999, true",
    "-1.5e+1000, true",
    "1e99, false",
    "12.50, false",
    "001102000020000-110200002, false",
    "1e100 mg, false",
    "XJ01E1000, false",
    "E1000, false",
    "7, false",
    "'', false"
  })
  void aHugeNumberIsKnownByItsExponent(String text, boolean isHuge) {
    assertThat(Numbers.isHuge(text.toCharArray(), 0, text.length())).isEqualTo(isHuge);
  }

  @Test
  void anOrderWithOneIsAnsweredAtOnce() {
    String body =
        Fixture.minimal(
            "order-sign",
            "{\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"1\",\"dispenseRequest\":"
                + "{\"quantity\":{\"value\":\"1e999999999\"}}}}");
    Fixture.DOOR.warm();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThat(Fixture.question("duima-order-sign", body).findings())
                .extracting(finding -> finding.rule())
                .containsExactly("cds.number"));
  }
}
