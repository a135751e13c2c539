package org.example.duima.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Origin;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.NoKnowledge;
import org.junit.jupiter.api.Test;

/** When a second CT is spoken about. */
class SecondCtRuleTest {
  private static final LocalDateTime AT = LocalDateTime.of(2026, 4, 2, 9, 0);
  private static final Optional<LocalDate> KNOWN = Optional.of(LocalDate.of(2026, 3, 30));

  private final SecondCtRule rule = new SecondCtRule();

  @Test
  void aSecondCtOfARegionWithinADayIsSpokenAbout() {
    List<Opinion> opinions = ask(KNOWN, "胸部CT平扫", before("胸部CT增强", AT.minusHours(23)));
    assertThat(opinions).hasSize(1).first().isInstanceOf(Hit.class);
    Hit hit = (Hit) opinions.get(0);
    assertThat(hit.lineIds()).containsExactly("L1");
    assertThat(hit.words()).containsEntry("other", "胸部CT增强").containsEntry("hours", "23");
    assertThat(hit.facts().get(0).source()).isEqualTo("ledger");
  }

  @Test
  void anotherRegionAnotherItemOrAnEarlierDayIsNot() {
    assertThat(ask(KNOWN, "胸部CT平扫", before("腹部CT平扫", AT.minusHours(1)))).isEmpty();
    assertThat(ask(KNOWN, "胸部X线摄影", before("胸部CT平扫", AT.minusHours(1)))).isEmpty();
    assertThat(ask(KNOWN, "胸部CT平扫", before("胸部CT平扫", AT.minusHours(24)))).isEmpty();
    assertThat(ask(KNOWN, "胸部CT平扫")).isEmpty();
  }

  @Test
  void whereFormerOrdersAreNotKnownItCannotTell() {
    assertThat(ask(Optional.empty(), "胸部CT平扫"))
        .singleElement()
        .isEqualTo(new CannotTell(Optional.empty(), List.of("L1"), Set.of("earlier")));
    assertThat(ask(Optional.of(AT.toLocalDate()), "胸部CT平扫"))
        .singleElement()
        .isInstanceOf(CannotTell.class);
    assertThat(ask(KNOWN, "胸部CT平扫", before("胸部CT平扫", null)))
        .singleElement()
        .isEqualTo(new CannotTell(Optional.empty(), List.of("L1"), Set.of("begin")));
  }

  private static OrderLine line(String id, String name, LocalDateTime begin, Mark... marks) {
    return new OrderLine(
        id,
        "",
        "",
        Kind.SERVICE,
        new Code(CodeSystem.SERVICE_ITEM, Editions.INSURANCE_2_0, ""),
        "",
        "CT01",
        name,
        null,
        null,
        begin,
        null,
        "0301",
        "D1",
        "",
        Set.of(marks),
        null,
        new Origin(0, "test", id));
  }

  private static EarlierLine before(String name, LocalDateTime begin) {
    return new EarlierLine(line("E1", name, begin), false, true, "ledger");
  }

  private List<Opinion> ask(Optional<LocalDate> earlierSince, String name, EarlierLine... earlier) {
    OrderContext context =
        new OrderContext(
            AT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(earlier),
            earlierSince);
    List<OrderLine> lines = List.of(line("L1", name, AT), line("L2", name, AT, Mark.CANCELLED));
    OrderRequest request =
        new OrderRequest(
            "R1",
            "test",
            Scene.SIGN,
            "",
            AT,
            List.of(),
            "",
            "",
            OrderRequest.Stated.NOTHING,
            lines,
            List.of(),
            Set.of());
    return rule.evaluate(
        new OrderCase(request, context, lines, new NoKnowledge()),
        rule.classes().get(0),
        List.of());
  }
}
