package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityNumberTest {
  @Test
  void readsTheExampleOfTheStandard() {
    IdentityNumber number = IdentityNumber.parse("11010519491231002X").orElseThrow();
    assertThat(number.isChecked()).isTrue();
    assertThat(number.born()).contains(LocalDate.of(1949, 12, 31));
    assertThat(number.sex()).isEqualTo("2");
  }

  @Test
  void takesTheCheckCharacterInEitherCase() {
    assertThat(IdentityNumber.parse("11010519491231002x").orElseThrow().isChecked()).isTrue();
  }

  @Test
  void noticesEveryChangedDigit() {
    String right = "11010519491231002X";
    for (int i = 0; i < 17; i++) {
      char other = right.charAt(i) == '9' ? '0' : (char) (right.charAt(i) + 1);
      String wrong = right.substring(0, i) + other + right.substring(i + 1);
      assertThat(IdentityNumber.parse(wrong).orElseThrow().isChecked()).as(wrong).isFalse();
    }
  }

  @Test
  void aDayThatIsNoneIsNoBirthDate() {
    assertThat(IdentityNumber.parse("110105194902300020").orElseThrow().born()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "110105491231002", "1101051949123１002X", "X10105194912310021"})
  void anotherFormIsNoSuchNumber(String text) {
    assertThat(IdentityNumber.parse(text)).isEmpty();
  }

  @Test
  void doesNotShowItself() {
    assertThat(IdentityNumber.parse("11010519491231002X").orElseThrow().toString())
        .doesNotContain("1101051949");
  }
}
