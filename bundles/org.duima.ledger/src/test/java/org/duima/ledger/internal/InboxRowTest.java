package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboxRowTest {
  @ParameterizedTest
  @CsvSource({"MSG0041, MSG0042", "41, 42", "20260302080000123, 20260302080000124"})
  void countedControlIdsAreNeighbours(String one, String next) {
    assertThat(InboxRow.identity("HIS", next)).isEqualTo(InboxRow.identity("HIS", one) + 1);
  }

  @ParameterizedTest
  @CsvSource({"A1, B1", "A, B", "9f1c2ad3-aa, 9f1c2ad3-ab"})
  void otherPrefixesAreFarApart(String one, String other) {
    assertThat(InboxRow.identity("HIS", other)).isNotEqualTo(InboxRow.identity("HIS", one));
  }

  @Test
  void takesIdsOfAnyLengthAndKind() {
    String digits = "9".repeat(400);

    assertThat(InboxRow.identity("HIS", digits)).isEqualTo(InboxRow.identity("HIS", digits));
    assertThat(InboxRow.identity("HIS", "")).isNotEqualTo(InboxRow.identity("LIS", ""));
  }

  @Test
  void makesTextFitAColumn() {
    assertThat(InboxRow.column("a\u0000b")).isEqualTo("a\ufffdb");
    assertThat(InboxRow.column("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
    assertThat(InboxRow.column("x\ud83d")).isEqualTo("x?");
    assertThat(InboxRow.column("长".repeat(900))).hasSize(500);
  }
}
