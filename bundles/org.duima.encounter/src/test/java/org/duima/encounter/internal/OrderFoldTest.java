package org.duima.encounter.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;
import org.junit.jupiter.api.Test;

class OrderFoldTest {
  private static final String ORDERED =
      "1 | 2026-03-01T08:00:00 | VISIT=ZY1 | ORDER id=R1 rx=C1 code=XJ01CA04 name=阿莫西林 quantity=2"
          + " marks=LONG_TERM\n";

  private static List<OrderLine> fold(String listing) {
    return Script.fold(listing).orders();
  }

  private static OrderLine only(String listing) {
    List<OrderLine> lines = fold(listing);
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void replacesALineByWhatWasSaidLater() {
    String changed =
        "2 | 2026-03-01T09:00:00 | VISIT=ZY1 | ORDER id=R1 rx=C1 code=XJ01CA04 quantity=5\n";

    for (String listing : List.of(ORDERED + changed, changed + ORDERED)) {
      OrderLine line = only(listing);
      assertThat(line.supply().quantity()).isEqualTo(new BigDecimal("5"));
      assertThat(line.marks()).as("the later statement is whole").isEmpty();
      assertThat(line.origin().message()).isEqualTo("M2");
    }
  }

  @Test
  void keepsWhatWasOrderedWhenOnlyTheNumberIsCancelled() {
    OrderLine line =
        only(
            ORDERED
                + "2 | 2026-03-01T09:00:00 | VISIT=ZY1 | ORDER id=R1 marks=CANCELLED"
                + " end=2026-03-01T08:50:00\n");

    assertThat(line.is(Mark.CANCELLED)).isTrue();
    assertThat(line.is(Mark.LONG_TERM)).isTrue();
    assertThat(line.item().value()).isEqualTo("XJ01CA04");
    assertThat(line.itemName()).isEqualTo("阿莫西林");
    assertThat(line.prescription()).isEqualTo("C1");
    assertThat(line.supply().quantity()).isEqualTo(new BigDecimal("2"));
    assertThat(line.begin()).hasToString("2026-03-01T08:00");
    assertThat(line.end()).hasToString("2026-03-01T08:50");
    assertThat(line.origin().message()).isEqualTo("M1");
  }

  @Test
  void cancelsALineWhoseCancellationArrivedFirst() {
    OrderLine line =
        only(
            """
            1 | 2026-03-01T09:00:00 | VISIT=ZY1 | ORDER id=R1 marks=CANCELLED
            2 | 2026-03-01T08:00:00 | VISIT=ZY1 | ORDER id=R1 code=XJ01CA04 quantity=2
            """);

    assertThat(line.is(Mark.CANCELLED)).isTrue();
    assertThat(line.item().value()).isEqualTo("XJ01CA04");
  }

  @Test
  void knowsACancelledLineThatWasNeverOrdered() {
    OrderLine line = only("1 | 2026-03-01T09:00:00 | VISIT=ZY1 | ORDER id=R1 marks=CANCELLED\n");

    assertThat(line.is(Mark.CANCELLED)).isTrue();
    assertThat(line.item().value()).isEmpty();
  }

  @Test
  void givesALineAgainThatIsOrderedAfterItWasCancelled() {
    OrderLine line =
        only(
            ORDERED
                + "2 | 2026-03-01T09:00:00 | VISIT=ZY1 | ORDER id=R1 marks=CANCELLED\n"
                + "3 | 2026-03-01T10:00:00 | VISIT=ZY1 | ORDER id=R1 code=XJ01CA04 quantity=1\n");

    assertThat(line.is(Mark.CANCELLED)).isFalse();
    assertThat(line.supply().quantity()).isEqualTo(new BigDecimal("1"));
  }

  @Test
  void listsLinesInTheOrderInWhichTheyWereFirstSaid() {
    assertThat(
            fold(
                ORDERED
                    + "2 | 2026-03-01T07:00:00 | VISIT=ZY1 | ORDER id=R2 code=XA02BC01\n"
                    + "3 | 2026-03-02T07:00:00 | VISIT=ZY1 | ORDER id=R2 code=XA02BC02\n"))
        .extracting(OrderLine::id)
        .containsExactly("R2", "R1");
  }
}
