package org.duima.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.duima.api.Money;
import org.duima.api.platform.Submission;
import org.duima.api.report.FinanceRow;
import org.duima.api.report.ListStatus;
import org.duima.api.report.ReportFacts.Coverage;
import org.duima.api.report.Section;
import org.duima.api.settlement.ListDraft;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final LocalDateTime SETTLED = LocalDateTime.of(2026, 3, 5, 9, 0);
  private static final Optional<Coverage> COVERED =
      Optional.of(new Coverage(9, LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31)));
  private static final Optional<Coverage> NOT_IMPORTED = Optional.empty();

  @Test
  void showsASettlementThatHasNoAcceptedList() {
    Comparison comparison = new Comparison(NOT_IMPORTED, 10);
    comparison.add(list("S1", 100L, ListDraft.State.READY, Submission.State.UPLOADED, null));
    comparison.add(list("S2", 100L, ListDraft.State.HELD, null, null));
    comparison.add(list("S3", 100L, ListDraft.State.READY, Submission.State.APPROVED, null));

    assertThat(ids(comparison, "settled-not-accepted")).containsExactly("S1", "S2");
    assertThat(ids(comparison, "accepted-not-settled")).isEmpty();
    assertThat(summary(comparison, "已结算、未提交"))
        .isEqualTo(List.of(2L, yuan(200), yuan(200), yuan(0)));
    assertThat(summary(comparison, "两边都有")).isEqualTo(List.of(1L, yuan(100), yuan(100), yuan(0)));
  }

  @Test
  void showsASettlementOfWhichNoMessageCame() {
    Comparison comparison = new Comparison(COVERED, 10);
    comparison.add(neverArrived("S1", 4_567, false));
    comparison.add(neverArrived("S2", 1, true));

    assertThat(ids(comparison, "settled-not-accepted")).containsExactly("S1");
    assertThat(row(comparison, "settled-not-accepted", "S1").get(5)).isEqualTo(new Money(4_567));
    assertThat(row(comparison, "settled-not-accepted", "S1").get(6)).isNull();
    assertThat(row(comparison, "settled-not-accepted", "S1").get(9).toString())
        .contains("没有任何消息到达");
  }

  @Test
  void showsAnAcceptedListWhoseSettlementWasTakenBack() {
    Comparison comparison = new Comparison(COVERED, 10);
    comparison.add(
        list("S1", 100L, ListDraft.State.NOT_DUE, Submission.State.SUBMITTED, finance(100, true)));
    comparison.add(
        list("S2", 100L, ListDraft.State.READY, Submission.State.SUBMITTED, finance(100, true)));

    assertThat(ids(comparison, "accepted-not-settled")).containsExactly("S1", "S2");
    assertThat(ids(comparison, "settled-not-accepted")).isEmpty();
  }

  @Test
  void showsAnAcceptedListThatTheFinanceOfficeDoesNotKnow() {
    Comparison comparison = new Comparison(COVERED, 10);
    comparison.add(list("S1", 100L, ListDraft.State.READY, Submission.State.SUBMITTED, null));

    assertThat(ids(comparison, "accepted-not-settled")).containsExactly("S1");
    assertThat(row(comparison, "accepted-not-settled", "S1").get(9)).isEqualTo("财务结算清单中没有");
  }

  @Test
  void believesTheMessagesForDaysThatNoImportCovers() {
    Comparison comparison =
        new Comparison(
            Optional.of(new Coverage(9, LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 28))), 10);
    comparison.add(list("S1", 100L, ListDraft.State.READY, Submission.State.SUBMITTED, null));

    assertThat(ids(comparison, "accepted-not-settled")).isEmpty();
    assertThat(summary(comparison, "两边都有").get(0)).isEqualTo(1L);
  }

  @Test
  void saysHowMuchAnAmountDiffers() {
    Comparison comparison = new Comparison(COVERED, 10);
    comparison.add(
        list(
            "S1",
            12_000L,
            ListDraft.State.READY,
            Submission.State.SUBMITTED,
            finance(12_345, false)));
    comparison.add(
        list("S2", 500L, ListDraft.State.READY, Submission.State.SUBMITTED, finance(500, false)));
    comparison.add(
        list("S3", null, ListDraft.State.READY, Submission.State.SUBMITTED, finance(700, false)));

    assertThat(ids(comparison, "amounts-differ")).containsExactly("S1");
    assertThat(row(comparison, "amounts-differ", "S1").subList(5, 8))
        .isEqualTo(List.of(new Money(12_345), new Money(12_000), new Money(-345)));
    assertThat(summary(comparison, "两边都有、清单金额不明").get(0)).isEqualTo(1L);
  }

  @Test
  void tellsAListThatIsNotDueThoughTheFinanceOfficeSettledIt() {
    Comparison comparison = new Comparison(COVERED, 10);
    comparison.add(list("S1", 100L, ListDraft.State.NOT_DUE, null, finance(100, false)));

    assertThat(ids(comparison, "settled-not-accepted")).containsExactly("S1");
    assertThat(row(comparison, "settled-not-accepted", "S1").get(9)).isEqualTo("消息中已退费，财务未退费");
  }

  @Test
  void keepsToTheRowsAskedForAndSaysHowManyThereAre() {
    Comparison comparison = new Comparison(NOT_IMPORTED, 2);
    for (int i = 1; i <= 5; i++) {
      comparison.add(list("S" + i, 1L, ListDraft.State.HELD, null, null));
    }

    Section section = section(comparison, "settled-not-accepted");
    assertThat(section.rows()).hasSize(2);
    assertThat(section.total()).isEqualTo(5);
  }

  private static ListStatus list(
      String setlId, Long fen, ListDraft.State state, Submission.State sent, FinanceRow finance) {
    return new ListStatus(
        setlId,
        1,
        "M1",
        "0301",
        "心内科",
        "D1",
        LocalDate.of(2026, 3, 4),
        SETTLED,
        fen == null ? null : new Money(fen),
        state,
        state == ListDraft.State.NOT_DUE ? "refunded" : "",
        List.of(),
        List.of(),
        "",
        sent,
        1,
        1,
        finance);
  }

  private static ListStatus neverArrived(String setlId, long fen, boolean refunded) {
    return new ListStatus(
        setlId,
        0,
        "",
        "",
        "",
        "",
        null,
        null,
        null,
        null,
        "",
        List.of(),
        List.of(),
        "",
        null,
        0,
        0,
        new FinanceRow(setlId, "", "", "", SETTLED, new Money(fen), null, null, refunded));
  }

  private static FinanceRow finance(long fen, boolean refunded) {
    return new FinanceRow("S", "M1", "P1", "", SETTLED, new Money(fen), null, null, refunded);
  }

  private static Section section(Comparison comparison, String id) {
    return comparison.sections().stream().filter(one -> one.id().equals(id)).findFirst().get();
  }

  private static List<Object> ids(Comparison comparison, String section) {
    return section(comparison, section).rows().stream().map(row -> row.get(0)).toList();
  }

  private static List<Object> row(Comparison comparison, String section, String setlId) {
    return section(comparison, section).rows().stream()
        .filter(row -> row.get(0).equals(setlId))
        .findFirst()
        .get();
  }

  private static List<Object> summary(Comparison comparison, String measure) {
    return section(comparison, "settled-against-uploaded").rows().stream()
        .filter(row -> row.get(0).equals(measure))
        .findFirst()
        .map(row -> row.subList(1, 5))
        .get();
  }

  private static Money yuan(long fen) {
    return new Money(fen);
  }
}
