package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.report.FinanceRow;
import org.duima.api.report.ListStage;
import org.duima.api.report.ListStatus;
import org.duima.api.report.ReportFacts.CodedList;
import org.duima.api.report.ReportFacts.Coverage;
import org.duima.api.report.ReportFacts.Period;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.CodeUse.Outcome;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.Test;

/** Facts for reports on any database. */
abstract class ReportContract extends LedgerContract {
  private static final LocalDate MARCH_1 = LocalDate.of(2026, 3, 1);

  private void list(String visit, ListDraft... drafts) throws Exception {
    say("P" + visit, Samples.patient("P" + visit), Samples.visit(visit));
    assertThat(save(onlyDue(), drafts)).isTrue();
  }

  private List<CodedList> codes(Period period) {
    List<CodedList> lists = new ArrayList<>();
    ledger.reportFacts().codes(period, lists::add);
    return lists;
  }

  private Map<String, ListStatus> lists(Period period) {
    Map<String, ListStatus> lists = new TreeMap<>();
    ledger.reportFacts().lists(period, list -> lists.put(list.setlId(), list));
    return lists;
  }

  private static FinanceRow settled(String setlId, long fen, boolean refunded) {
    return new FinanceRow(
        setlId,
        "M9",
        "P9",
        "神经内科",
        LocalDateTime.of(2026, 3, 1, 10, 0),
        new Money(fen),
        new Money(fen / 2),
        null,
        refunded);
  }

  private void importAll(FinanceRow... rows) {
    ledger.financeSettlements().put(List.of(rows), "三月.csv", "office", clock.instant());
  }

  @Test
  void tellsEachListWithAllItsCodesInOrder() throws Exception {
    list(
        "V1",
        Samples.coded(
            "S1",
            "0301",
            Samples.mapped(true, "I10.x00x028", "I10.x04"),
            Samples.open(false, "BD1", "本地一")));
    list("V2", Samples.coded("S2", "0401", Samples.mapped(true, "I10.x00x028", "I10.x04")));

    List<CodedList> lists = codes(Period.ALL);

    assertThat(lists)
        .extracting(CodedList::department, list -> list.codes().size(), CodedList::dischargedOn)
        .containsExactly(tuple("0301", 2, MARCH_1), tuple("0401", 1, MARCH_1));
    assertThat(lists.get(0).codes())
        .extracting(CodeUse::principal, CodeUse::outcome, use -> use.source().value())
        .containsExactly(
            tuple(true, Outcome.MAPPED, "I10.x00x028"), tuple(false, Outcome.UNMAPPED, "BD1"));
    assertThat(lists.get(0).codes().get(0))
        .as("equal uses are one object, so that memory does not grow with them")
        .isSameAs(lists.get(1).codes().get(0));
    assertThat(codes(new Period(null, null, "0401"))).hasSize(1);
    assertThat(codes(new Period(MARCH_1, MARCH_1, ""))).hasSize(2);
    assertThat(codes(new Period(MARCH_1.plusDays(1), null, ""))).isEmpty();
    assertThat(codes(new Period(null, MARCH_1.minusDays(1), ""))).isEmpty();
  }

  @Test
  void countsAsAPlainQueryDoes() throws Exception {
    for (int i = 0; i < 30; i++) {
      CodeUse[] uses = new CodeUse[1 + i % 4];
      for (int n = 0; n < uses.length; n++) {
        uses[n] =
            (i + n) % 3 == 0
                ? Samples.open(n == 0, "BD" + n, "本地" + n)
                : Samples.mapped(n == 0, "A0" + n, "B0" + n);
      }
      list("V" + i, Samples.coded("S" + i, "030" + i % 3, uses));
    }
    Map<String, Long> counted = new TreeMap<>();
    codes(Period.ALL)
        .forEach(
            list ->
                list.codes()
                    .forEach(
                        use ->
                            counted.merge(
                                list.department() + " " + use.outcome().id(), 1L, Long::sum)));

    for (Map.Entry<String, Long> one : counted.entrySet()) {
      String[] key = one.getKey().split(" ");
      assertThat(
              count(
                  "SELECT COUNT(*) FROM code_use u, code_case c, list_fact f, department d WHERE"
                      + " c.case_id = u.case_id AND f.list_id = u.use_no / 1024 AND"
                      + " d.department_id = f.department_id AND d.code = '"
                      + key[0]
                      + "' AND c.outcome = '"
                      + key[1]
                      + "'"))
          .as(one.getKey())
          .isEqualTo(one.getValue());
    }
    assertThat(counted.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(count("SELECT COUNT(*) FROM code_use"));
  }

  @Test
  void tellsWhereEachListStandsWithTheFinanceOfficesWord() throws Exception {
    list("V1", Samples.draft("S1", State.HELD, "{}"));
    list("V2", Samples.draft("S2", State.READY, "{}"));
    list("V3", Samples.draft("", State.WAITING, null));
    importAll(settled("S1", 100, false), settled("S9", 200, false), settled("S8", 300, true));

    Map<String, ListStatus> lists = lists(Period.ALL);

    assertThat(lists.keySet()).containsExactly("", "S1", "S2", "S8", "S9");
    assertThat(lists.get("S1").stage()).isEqualTo(ListStage.HELD);
    assertThat(lists.get("S1").errors())
        .extracting(error -> error.rule())
        .containsExactly("SL-X01");
    assertThat(lists.get("S1").finance().total()).isEqualTo(new Money(100));
    assertThat(lists.get("S1").total()).isEqualTo(new Money(123_456));
    assertThat(lists.get("S1").departmentName()).isEqualTo("心内科");
    assertThat(lists.get("S2").stage()).isEqualTo(ListStage.READY);
    assertThat(lists.get("S2").finance()).isNull();
    assertThat(lists.get("S9").stage()).isEqualTo(ListStage.NOT_ARRIVED);
    assertThat(lists.get("S9").finance().department()).isEqualTo("神经内科");
    assertThat(lists.get("S8").stage()).isEqualTo(ListStage.NOT_DUE);
    assertThat(lists(new Period(MARCH_1.plusDays(1), null, ""))).isEmpty();
    assertThat(lists(new Period(null, null, "神经内科")).keySet()).containsExactly("S8", "S9");
    assertThat(lists(new Period(MARCH_1, MARCH_1, "0301")).keySet())
        .containsExactly("", "S1", "S2");
  }

  @Test
  void replacesASettlementThatIsImportedAgain() throws Exception {
    assertThat(ledger.reportFacts().finance()).isEmpty();
    importAll(settled("S1", 100, false), settled("S2", 50, false));
    importAll(settled("S2", 50, true), settled("S3", 70, false));

    assertThat(lists(Period.ALL))
        .extractingFromEntries(one -> one.getKey() + one.getValue().finance().refunded())
        .containsExactly("S1false", "S2true", "S3false");
    assertThat(ledger.reportFacts().finance()).contains(new Coverage(3, MARCH_1, MARCH_1));
    assertThat(count("SELECT COUNT(*) FROM decision WHERE what = 'import-settlements'"))
        .isEqualTo(2);
  }
}
