package org.duima.alert.internal.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertSettingsTest {
  @Test
  void asInstalledNothingBlocks() {
    assertThat(AlertSettings.DEFAULT.blocking()).isEmpty();
    assertThat(AlertSettings.DEFAULT.deadline()).isEqualTo(Duration.ofMillis(100));
    assertThat(AlertSettings.DEFAULT.budget()).isEqualTo(0.97);
  }

  @Test
  void blockingClassesAreNamedWithCommas() {
    assertThat(AlertSettings.of(Map.of("block", "drug-sex, drug-pregnancy")).blocking())
        .containsExactlyInAnyOrder("drug-sex", "drug-pregnancy");
  }

  @ParameterizedTest
  @CsvSource({
    "deadlineMs,0",
    "deadlineMs,soon",
    "deadlineMs,99999",
    "cards,-1",
    "budget,1.5",
    "budget,97%",
    "silentShare,x",
    "ruleThreads,1000",
    "historySince,2026-02-30"
  })
  void whatIsWrongIsNamed(String key, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertSettings.of(Map.of(key, value)))
        .withMessageContaining(key);
  }
}
