package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.ListDraft.State;
import org.duima.api.settlement.ListPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Corrections of lists by hand on any database. */
abstract class CorrectionContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key V1 = Samples.visit("V1");
  private static final ListPath PSN = ListPath.parse("setlinfo.psn_no").orElseThrow();

  @BeforeEach
  void thereIsAList() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.HELD, "{}"));
  }

  private Optional<Text> correct(ListPath path, String value) {
    return ledger.corrections().correct("S1", path, value, "li", "核对病案", clock.instant());
  }

  @Test
  void aCorrectionComesWithTheStayAndTheStayIsDue() throws Exception {
    assertThat(correct(PSN, " P2 ")).isEmpty();

    DueStay due = onlyDue();

    assertThat(due.corrections())
        .extracting(Correction::path, Correction::value, Correction::replaced, Correction::who)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(PSN, "P2", "P1", "li"));
  }

  @Test
  void aLaterOneOfTheSamePlaceSupersedesIt() throws Exception {
    correct(PSN, "P2");
    correct(PSN, "P3");

    assertThat(onlyDue().corrections()).extracting(Correction::value).containsExactly("P3");
    assertThat(shown())
        .extracting(c -> c.get("value"), c -> c.get("stands"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("P2", false),
            org.assertj.core.groups.Tuple.tuple("P3", true));
    assertThat(shown().get(0).get("withdrawnWhy").toString()).contains("superseded");
  }

  @Test
  void aWithdrawnOneStaysOnRecord() throws Exception {
    correct(PSN, "P2");
    long number = onlyDue().corrections().get(0).number();

    assertThat(ledger.corrections().withdraw(number, "wang", "弄错了", clock.instant())).isEmpty();

    assertThat(onlyDue().corrections()).isEmpty();
    assertThat(shown().get(0))
        .containsEntry("withdrawnBy", "wang")
        .containsEntry("withdrawnWhy", "弄错了")
        .containsEntry("why", "核对病案");
    assertThat(ledger.corrections().withdraw(number, "wang", "again", clock.instant())).isPresent();
  }

  @Test
  void namesARowByItsCode() throws Exception {
    assertThat(correct(ListPath.parse("diseinfo[I10.x00].adm_cond_type").orElseThrow(), "1"))
        .isEmpty();
    assertThat(correct(ListPath.parse("diseinfo[I11.x00].adm_cond_type").orElseThrow(), "1"))
        .isPresent();
    assertThat(onlyDue().corrections()).extracting(Correction::replaced).containsExactly("");
  }

  @Test
  void refusesWhatCannotBeCorrected() throws Exception {
    assertThat(ledger.corrections().correct("S9", PSN, "P2", "li", "x", clock.instant()))
        .isPresent();
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{}"));
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE submission SET state = 'APPROVED' WHERE setl_id = 'S1'");
    }
    assertThat(correct(PSN, "P2").orElseThrow().en()).contains("approved");
    assertThat(shown()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> shown() {
    return (List<Map<String, Object>>) ledger.view().list("S1").orElseThrow().get("corrections");
  }
}
