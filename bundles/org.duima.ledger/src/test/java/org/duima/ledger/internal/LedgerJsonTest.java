package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.IntensiveCare;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Staff;
import org.duima.api.encounter.Transfusion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerJsonTest {
  private static final LocalDateTime AT = LocalDateTime.of(2026, 3, 2, 8, 0, 1, 120_000_000);
  private static final Origin ORIGIN = new Origin(7, "ADT^A01 T7", "PV1-44");
  private static final EventHeader HEADER =
      Samples.header(7, 3, AT, Samples.patient("P1"), Samples.visit("V1"));

  static Stream<EncounterEvent> everyKindOfEvent() {
    Diagnosis diagnosis =
        new Diagnosis(
            Diagnosis.Role.PRINCIPAL,
            new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "I10.x00"),
            "高血压",
            "1",
            1,
            ORIGIN);
    Procedure procedure =
        new Procedure(
            true,
            new Code(CodeSystem.PROCEDURE, "", "38.9301"),
            "置管",
            AT,
            null,
            "01",
            null,
            AT,
            new Staff("D999900000001", "测试医师"),
            null,
            1,
            ORIGIN);
    FrontPage page =
        new FrontPage(
            List.of(diagnosis),
            List.of(procedure),
            List.of(new IntensiveCare("1", AT, null, ORIGIN)),
            List.of(new Transfusion("红细胞", "2.0", "U", ORIGIN)),
            AT);
    Charge charge =
        new Charge(
            "F1",
            "",
            "01",
            "L1",
            "床位费",
            "",
            AT,
            new BigDecimal("1.500"),
            new BigDecimal("1E+2"),
            new Money(15000),
            new Charge.Split("01", Money.ZERO, Money.ZERO, new Money(-5), Money.ZERO),
            ORIGIN);
    Settlement settlement =
        new Settlement(
            "S1",
            AT,
            false,
            false,
            Map.of("bill_code", new Fact("0001", ORIGIN)),
            List.of(new FundPayment("310100", new Money(100))));
    return Stream.of(
        new EncounterEvent.Moved(
            HEADER,
            EncounterEvent.Movement.ADMIT,
            AT,
            new Location("0101", "内科", "W1", "12"),
            ORIGIN),
        new EncounterEvent.Stated(
            HEADER, Map.of("psn_name", new Fact("张三测试", ORIGIN)), Set.of("certno")),
        new EncounterEvent.WorkingDiagnoses(HEADER, List.of(diagnosis)),
        new EncounterEvent.FrontPageCoded(HEADER, page),
        new EncounterEvent.Charged(HEADER, List.of(charge)),
        new EncounterEvent.CareRecorded(
            HEADER,
            List.of(
                new CarePeriod(CarePeriod.Kind.NURSING_1, "O1", AT, null, false, ORIGIN),
                new CarePeriod(null, "O2", null, AT, true, ORIGIN))),
        new EncounterEvent.Ordered(HEADER, List.of(wholeLine(), lineWithoutMoreThanItsId())),
        new EncounterEvent.Settled(HEADER, settlement),
        new EncounterEvent.Refunded(HEADER, "S1"),
        new EncounterEvent.PatientsMerged(HEADER, Samples.patient("P1"), Samples.patient("P2")));
  }

  private static OrderLine wholeLine() {
    return new OrderLine(
        "O1",
        "RX1",
        "G1",
        OrderLine.Kind.DRUG,
        new Code(CodeSystem.DRUG, "", "XJ01CA04"),
        "阿莫西林胶囊",
        "L1",
        "阿莫西林 <0.25g>",
        new OrderLine.Supply(new BigDecimal("2.50"), "盒", new Money(1_280), new Money(3_200)),
        new OrderLine.Dosage(new BigDecimal("0.5"), "g", new BigDecimal("3"), "tid", 7, "po"),
        AT,
        AT.plusDays(7),
        "0301",
        "D1",
        "231",
        Set.of(OrderLine.Mark.URGENT, OrderLine.Mark.SELF_PAY),
        false,
        ORIGIN);
  }

  private static OrderLine lineWithoutMoreThanItsId() {
    return new OrderLine(
        "O2",
        null,
        null,
        OrderLine.Kind.SLICE,
        new Code(CodeSystem.DRUG, "", ""),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        ORIGIN);
  }

  @Test
  void keepsThePartsOfAnOrderLine() {
    EncounterEvent.Ordered read =
        (EncounterEvent.Ordered)
            LedgerJson.event(
                LedgerJson.event(
                    new EncounterEvent.Ordered(
                        HEADER, List.of(wholeLine(), lineWithoutMoreThanItsId()))));

    OrderLine whole = read.lines().get(0);
    assertThat(whole.supply().quantity()).isEqualTo(new BigDecimal("2.50"));
    assertThat(whole.dosage().dayDose()).contains(new BigDecimal("1.5"));
    assertThat(whole.marks())
        .containsExactlyInAnyOrder(OrderLine.Mark.URGENT, OrderLine.Mark.SELF_PAY);
    assertThat(whole.firstLineUsed()).isFalse();
    OrderLine bare = read.lines().get(1);
    assertThat(bare.marks()).isEmpty();
    assertThat(bare.supply()).isEqualTo(OrderLine.Supply.UNKNOWN);
    assertThat(bare.dosage()).isEqualTo(OrderLine.Dosage.UNKNOWN);
    assertThat(bare.firstLineUsed()).isNull();
    assertThat(bare.begin()).isNull();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfEvent")
  void readsBackWhatItWrote(EncounterEvent event) {
    assertThat(LedgerJson.event(LedgerJson.event(event))).isEqualTo(event);
  }

  @Test
  void coversEveryKindOfEvent() {
    assertThat(everyKindOfEvent().map(Object::getClass))
        .containsExactlyInAnyOrder(EncounterEvent.class.getPermittedSubclasses());
  }

  @Test
  void namesNoContentWhenStoredBytesAreDamaged() {
    byte[] stored = Deflated.deflate("{\"event\":\"refunded\",\"setlId\":\"S-SECRET\"".getBytes());

    assertThatThrownBy(() -> LedgerJson.event(stored))
        .isInstanceOf(IllegalStateException.class)
        .hasNoCause()
        .message()
        .doesNotContain("SECRET");
    assertThatThrownBy(() -> LedgerJson.event(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalStateException.class);
  }
}
