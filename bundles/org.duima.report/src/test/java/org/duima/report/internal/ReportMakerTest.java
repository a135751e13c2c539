package org.duima.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Money;
import org.duima.api.report.Board;
import org.duima.api.report.Report;
import org.duima.api.report.Reports.RefusedException;
import org.duima.api.report.Section;
import org.junit.jupiter.api.Test;

class ReportMakerTest {
  private final ReportMaker reports =
      ReportGoldenTest.maker(SmallLedger.ofOneMorning().withFinance(), "discharge+10");

  @Test
  void countsCodesByOccurrenceByListAndByPrincipalDiagnosis() throws Exception {
    Section summary = section("code-match", "summary");

    assertThat(summary.rows())
        .containsExactly(
            List.of("编码（次）", 9L, 6L, 3L, 6 / 9.0),
            List.of("清单（份）", 4L, 2L, 2L, 0.5),
            List.of("主要诊断", 4L, 3L, 1L, 0.75));
  }

  @Test
  void countsAListOnceForACodeThatItHasTwice() throws Exception {
    List<Object> row =
        section("code-match", "open-codes").rows().stream()
            .filter(one -> one.get(2).equals("=1+1"))
            .findFirst()
            .get();

    assertThat(row.subList(5, 10)).isEqualTo(List.of(2L, 0L, 1L, 1L, new Money(340_050)));
  }

  @Test
  void countsAListOfAnEditionOnlyByTheCodesOfThatEdition() throws Exception {
    Map<Object, List<Object>> systems = byFirst(section("code-match", "by-system"));

    assertThat(systems.get("手术操作").subList(1, 7)).isEqualTo(List.of(1L, 1L, 1.0, 1L, 1L, 1.0));
    assertThat(systems.get("手术操作").subList(7, 10))
        .as("a rate of no principal diagnoses is none")
        .isEqualTo(java.util.Arrays.asList(0L, 0L, null));
  }

  @Test
  void showsCodesOfWhichTheTablesSaySomethingElseNow() throws Exception {
    Section drift = section("code-match", "drift");

    assertThat(drift.rows()).hasSize(1);
    assertThat(drift.rows().get(0)).contains("A01.000", "多义", "A01.001", "icd10 2026-03");
  }

  @Test
  void tellsOnWhomListsWaitAndHowManyDaysAreLeft() throws Exception {
    assertThat(section("lists", "waiting-on").rows())
        .contains(
            List.of("病案室", "病案首页编码", 1L, new Money(50_000), 0L, 8L),
            List.of("收费处", "票据", 1L, new Money(70_000), 0L, 9L));
    assertThat(byFirst(section("lists", "overdue")).keySet())
        .containsExactlyInAnyOrder("S2", "S3", "S7", "S8", "S99");
  }

  @Test
  void knowsNoOverdueListWithoutADeadline() throws Exception {
    Report report =
        ReportGoldenTest.maker(SmallLedger.ofOneMorning(), "")
            .make("lists", Map.of("section", "overdue"));

    assertThat(report.sections().get(0).rows()).isEmpty();
  }

  @Test
  void showsTheBoardMostUrgentFirst() {
    Board.Page due = reports.rows(new Board.Query(null, "", "due", "", 3));

    assertThat(due.total()).isEqualTo(7);
    assertThat(due.rows()).extracting(row -> row.list().setlId()).containsExactly("S7", "S2", "S8");
    assertThat(due.rows()).extracting(Board.Row::daysLeft).containsExactly(-9L, -8L, -7L);
    assertThat(due.counts())
        .containsEntry("due", 7L)
        .containsEntry("overdue", 5L)
        .containsEntry("waiting", 2L)
        .containsEntry("in-hospital", 1L)
        .containsEntry("not-arrived", 1L);
    assertThat(due.amountsFen()).containsEntry("due", 1_046_749L).containsEntry("held", 340_050L);
    assertThat(due.owed())
        .extracting(owed -> owed.owedBy().zh(), Board.Owed::lists)
        .containsExactly(tuple("收费处", 1L), tuple("病案室", 1L));
    assertThat(due.departments()).isEqualTo(Map.of("0301", "心内科", "0401", "普外科"));
  }

  @Test
  void findsListsOnTheBoardByTheirIds() {
    assertThat(reports.rows(new Board.Query(null, "", "", "M99", 10)).rows())
        .extracting(row -> row.stage().id())
        .containsExactly("not-arrived");
    assertThat(reports.rows(new Board.Query(null, "", "submitted", "", 10)).total()).isEqualTo(1);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused("nothing", Map.of(), "no such report");
    assertRefused("lists", Map.of("colour", "red"), "unknown parameter");
    assertRefused("lists", Map.of("from", "gestern"), "yyyy-MM-dd");
    assertRefused("lists", Map.of("from", "2026-03-02", "to", "2026-03-01"), "before");
    assertRefused("lists", Map.of("rows", "0"), "1 to");
    assertRefused("lists", Map.of("section", "x"), "no such section");
  }

  private void assertRefused(String name, Map<String, String> parameters, String why) {
    assertThatThrownBy(() -> reports.make(name, parameters))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  private Section section(String report, String id) throws Exception {
    return reports.make(report, Map.of("section", id)).sections().get(0);
  }

  private static Map<Object, List<Object>> byFirst(Section section) {
    Map<Object, List<Object>> rows = new HashMap<>();
    section.rows().forEach(row -> rows.put(row.get(0), row));
    return rows;
  }
}
