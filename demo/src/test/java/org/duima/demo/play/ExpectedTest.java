package org.duima.demo.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duima.demo.day.Day;
import org.junit.jupiter.api.Test;

class ExpectedTest {
  @Test
  void coversEveryStayAndEverySettlementExactlyOnce() {
    Day day = Day.read(Path.of("day"), 0);
    List<String> wanted = new ArrayList<>();
    for (String visit : day.visits()) {
      if (day.settlements(visit).isEmpty()) {
        wanted.add(visit + " ");
      }
      day.settlements(visit).forEach(setlId -> wanted.add(visit + " " + setlId));
    }
    assertThat(Expected.read(Path.of("expected.tsv")))
        .extracting(row -> row.visit() + " " + row.setlId())
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void givesAReasonWhereverAListIsNotAccepted() {
    assertThat(Expected.read(Path.of("expected.tsv")))
        .allSatisfy(
            row -> {
              assertThat(row.why().isEmpty()).isEqualTo(row.ends().equals("accepted"));
              assertThat(row.words()).isNotBlank();
            });
  }

  @Test
  void showsEveryEndAndEveryReason() {
    assertThat(Expected.read(Path.of("expected.tsv")))
        .flatExtracting(row -> row.why().stream().map(why -> row.ends() + " " + why).toList())
        .contains(
            "waiting discharge",
            "waiting settlement",
            "waiting front-page",
            "waiting invoice",
            "not-due self-pay",
            "not-due work-injury",
            "not-due third-party",
            "not-due settled-elsewhere",
            "not-due refunded",
            "not-due cancelled",
            "not-due outpatient",
            "not-due newborn",
            "held SL-M-unmapped",
            "held SL-X01",
            "held SL-O03");
  }
}
