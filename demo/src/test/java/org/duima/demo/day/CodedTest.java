package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodedTest {
  @Test
  void readsCodeNameConditionAndWhatItBecomes() {
    assertThat(Coded.of("I48.x01 心房颤动 临床未确定 => I48.900x004"))
        .isEqualTo(new Coded("I48.x01", "心房颤动", "2", "I48.900x004", false));
  }

  @Test
  void takesTheCodeItselfWhereItStaysTheSame() {
    assertThat(Coded.of("!J44.000 慢阻肺 有"))
        .isEqualTo(new Coded("J44.000", "慢阻肺", "1", "J44.000", true));
  }

  @Test
  void refusesALineWithoutAName() {
    assertThatThrownBy(() -> Coded.of("J44.000 有"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("J44.000");
  }
}
