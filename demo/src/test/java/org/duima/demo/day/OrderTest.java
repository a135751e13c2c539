package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final Day DAY = Day.read(Path.of("day"), 0);

  private static String body(String no) {
    return DAY.messages().stream()
        .filter(message -> message.order().equals(no))
        .map(message -> new String(message.body(), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsALineWithItsUse() {
    assertThat(Order.Line.of("X1 药 | 5 mg qd 7"))
        .isEqualTo(new Order.Line("X1", "药", "5", "mg", "qd", "7"));
    assertThat(Order.Line.of("001 项目")).isEqualTo(new Order.Line("001", "项目", "", "", "", ""));
  }

  @Test
  void refusesALineThatSaysHalfOfItsUse() {
    assertThatThrownBy(() -> Order.Line.of("X1 药 | 5 mg"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 mg");
  }

  @Test
  void asksInEveryWay() {
    assertThat(DAY.orders().stream().map(Order::ask).distinct())
        .containsExactlyInAnyOrder(
            "order-sign", "3101", "OMP^O09", "RDE^O11", "OML^O21", "OMG^O19", "ORM^O01");
  }

  @Test
  void writesAnOrderInHl7() {
    assertThat(body("YZ2603101"))
        .contains("|OMP^O09^OMP_O09|HISYZ2603101|")
        .contains("\rORC|NW|YZ2603101-1||YZ2603101|||||20260312090000|||")
        .contains("\rTQ1|1||tid|||D7|20260312090000||R\r")
        .contains("\rRXO|ZD02AAF0236010100001^妇平胶囊^urn:nhsa:drug|2||粒");
  }

  @Test
  void asksByNumbersOnlyWhereTheNodeHasToKnowTheRest() {
    assertThat(body("YZ2603107"))
        .contains("\"patientId\":\"P000132\"", "\"encounterId\":\"ZY26030132\"")
        .contains("\"prefetch\":{}")
        .doesNotContain("gender", "Condition");
  }

  @Test
  void saysThatAPatientIsPregnant() {
    assertThat(body("YZ2603104")).contains("\"matn_stas\":\"3\"", "\"mdtrt_id\":\"MD26030027\"");
  }
}
