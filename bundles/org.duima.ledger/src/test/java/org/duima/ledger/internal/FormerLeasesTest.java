package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duima.api.ledger.MessageWork.Batch;
import org.junit.jupiter.api.Test;

/** What a killed process held in a database file that nobody else can open. */
class FormerLeasesTest extends LedgerContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }

  @Test
  void givesTheLanesOfAKilledProcessToTheNextAtOnce() throws Exception {
    accept("A1", "P1");
    Batch lost = ledger.work().lease("killed", 10, MINUTE).orElseThrow();
    assertThat(ledger.work().lease("next", 10, MINUTE)).isEmpty();

    ledger.endLeasesOfFormerProcess();

    Batch taken = ledger.work().lease("next", 10, MINUTE).orElseThrow();
    assertThat(taken.messages()).hasSameSizeAs(lost.messages());
    assertThat(ledger.work().record(lost, List.of())).isFalse();
  }

  @Test
  void evaluatesTheStaysOfAKilledProcessAtOnce() throws Exception {
    say("P1", Samples.visit("V1"));
    onlyDue();
    assertThat(due()).as("leased").isEmpty();

    ledger.endLeasesOfFormerProcess();

    assertThat(due()).hasSize(1);
  }
}
