package org.duima.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.ReportFacts.Period;
import org.duima.api.report.Reports.RefusedException;
import org.duima.api.report.Section;
import org.junit.jupiter.api.Test;

class AlertsReportTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 10);

  private static final AlertFacts FACTS =
      new AlertFacts() {
        @Override
        public List<Orders> orders(Period period) {
          return List.of(
              new Orders(DAY, "0301", 80, 6, 1),
              new Orders(DAY, "", 20, 0, 0),
              new Orders(DAY.plusDays(1), "0301", 100, 2, 0));
        }

        @Override
        public List<Fired> fired(Period period) {
          return List.of(
              new Fired("drug-sex", "0301", 4, 1, 3, 1, 1),
              new Fired("service-duplicate", "0301", 0, 30, 0, 0, 0),
              new Fired("drug-sex", "", 4, 0, 0, 2, 0));
        }

        @Override
        public List<FiredPoint> points(Period period, int max) {
          return List.of(new FiredPoint("p1", "drug-sex", "1", "妇平胶囊", 8, 1, 3, 3));
        }

        @Override
        public List<Reason> reasons(Period period) {
          return List.of(new Reason("drug-sex", "0301", "comment", 1));
        }

        @Override
        public List<Ignored> ignored() {
          return List.of(new Ignored("p9", "drug-pregnancy", DAY, "48/50", false));
        }
      };

  private static Section section(String id) {
    return new AlertsReport(FACTS, AlertRooms.NONE, Period.ALL, 100)
        .sections().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void tellsTheShareOfOrdersThatNothingInterrupted() {
    Section summary = section("summary");
    assertThat(summary.rows())
        .contains(
            Arrays.asList("审查医嘱", 200L, null),
            Arrays.asList("未被打断", 192L, 0.96),
            Arrays.asList("目标", null, 0.97),
            Arrays.asList("否决", 3L, 3 / 8.0));
    assertThat(summary.note().zh()).contains("低于目标");
  }

  @Test
  void namesTheClassesThatFireMostFirst() {
    assertThat(section("by-class").rows())
        .extracting(row -> row.get(0))
        .containsExactly("service-duplicate", "drug-sex");
    assertThat(section("by-class").rows().get(1).subList(2, 9))
        .isEqualTo(List.of(9L, 8L, 1L, 3L, 3L, 3 / 8.0, 1L));
  }

  @Test
  void countsDepartmentsWithAndWithoutHits() {
    assertThat(section("by-department").rows())
        .extracting(row -> row.get(0), row -> row.get(1))
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(Words.UNKNOWN, 20L),
            org.assertj.core.api.Assertions.tuple("0301", 180L));
  }

  @Test
  void saysWhatTheOfficeShouldLookAt() {
    assertThat(section("ignored").rows().get(0)).contains("p9", "48/50", "请医保办核对");
    assertThat(section("reasons").rows().get(0)).contains("自述");
  }

  @Test
  void aNodeWithoutRecordsOfAlertsSaysSo() {
    ReportMaker maker = ReportGoldenTest.maker(SmallLedger.ofOneMorning(), "");
    assertThatThrownBy(() -> maker.make("alerts", Map.of())).isInstanceOf(RefusedException.class);
    assertThat(Optional.of(maker.kinds()).orElseThrow()).hasSize(3);
  }
}
