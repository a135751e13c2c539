package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.duima.api.encounter.Key;
import org.duima.api.settlement.ListDraft.State;
import org.duima.api.settlement.PrintedList;
import org.junit.jupiter.api.Test;

/** Reads for people on any database. */
abstract class ViewContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key V1 = Samples.visit("V1");

  @Test
  void findsAStayByAnyOfItsNames() throws Exception {
    long arrival = say("P1", P1, V1, Samples.key(Key.Kind.SETTLEMENT, "S1"));
    save(onlyDue(), Samples.draft("S1", State.HELD, "{}"));

    Map<String, Object> stay = ledger.view().stay("V1").orElseThrow();

    assertThat(stay).containsEntry("phase", "ADMITTED").containsEntry("department", "0101");
    assertThat(stay.get("keys").toString()).contains(P1.toString(), V1.toString());
    assertThat(stay.get("messages").toString()).contains("id=" + arrival, "Stated");
    assertThat(stay.get("lists").toString()).contains("state=held", "SL-X01");
    assertThat(ledger.view().stay("S1")).contains(stay);
    assertThat(ledger.view().stay(stay.get("stayId").toString())).contains(stay);
    assertThat(ledger.view().stay("nobody")).isEmpty();
  }

  @Test
  void listsByMonthOfDischarge() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{}"));

    assertThat(ledger.view().lists(List.of(), YearMonth.of(2026, 3), 10)).hasSize(1);
    assertThat(ledger.view().lists(List.of(), YearMonth.of(2026, 4), 10)).isEmpty();
    assertThat(ledger.view().lists(List.of("S1"), YearMonth.of(2026, 3), 10)).hasSize(1);
    assertThat(ledger.view().lists(List.of("S2"), null, 10)).isEmpty();
    assertThat(ledger.view().lists(List.of(), null, 10)).hasSize(1);
  }

  @Test
  void showsEachVersionWithItsBytesAndProvenance() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{\"setlinfo\":{\"psn_no\":\"P1\"}}"));

    assertThat(onlyList("S1").get("versions").toString())
        .contains("S1.1", "psn_no=P1", "setlinfo.psn_no=ADT^A01 T1 PID-3");
  }

  @Test
  void showsWhatAListSaysNowAlsoWhileItIsHeld() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.HELD, "{}"));

    Map<String, Object> list = ledger.view().list("S1").orElseThrow();

    assertThat(list).containsEntry("setlId", "S1").containsEntry("state", "held");
    assertThat(list.get("content"))
        .isEqualTo(
            Map.of(
                "info",
                Map.of("psn_no", "P1"),
                "rows",
                Map.of("diseinfo", List.of(Map.of("diag_code", "I10.x00"))),
                "origins",
                Map.of("setlinfo.psn_no", "ADT^A01 T1 PID-3"),
                "replaced",
                Map.of()));
    assertThat(ledger.view().list("S2")).isEmpty();
  }

  @Test
  void printsWhatAListSaysNowAndWhatAVersionSaid() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{}"));

    PrintedList first = ledger.view().printed("S1", 0).orElseThrow();

    assertThat(first)
        .isEqualTo(ledger.view().printed("S1", 1).orElseThrow())
        .isEqualTo(
            new PrintedList("S1", 1, "待上传", PrintedList.Mark.NOT_SUBMITTED, "", first.content()));
    assertThat(first.content().info("psn_no")).isEqualTo("P1");
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{\"a\":1}"));
    assertThat(ledger.view().printed("S1", 1).orElseThrow().mark())
        .isEqualTo(PrintedList.Mark.REPLACED);
    assertThat(ledger.view().printed("S1", 0).orElseThrow().version()).isEqualTo(2);
    assertThat(ledger.view().printed("S1", 3)).isEmpty();
    assertThat(ledger.view().printed("S2", 0)).isEmpty();
  }

  @Test
  void printsAHeldListAsADraftAndASubmittedOneWithoutMark() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{}"));
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE submission SET state = 'SUBMITTED', uploaded_version = 1, reference = 'QD1'");
    }

    PrintedList submitted = ledger.view().printed("S1", 0).orElseThrow();
    assertThat(submitted.mark()).isEqualTo(PrintedList.Mark.NONE);
    assertThat(submitted.serial()).isEqualTo("QD1");
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.HELD, "{}"));
    PrintedList held = ledger.view().printed("S1", 0).orElseThrow();
    assertThat(held.mark()).isEqualTo(PrintedList.Mark.DRAFT);
    assertThat(held.version()).isZero();
    assertThat(ledger.view().printed("S1", 1).orElseThrow().mark())
        .isEqualTo(PrintedList.Mark.NONE);
  }

  @Test
  void forgetsWhatAListSaidWhenNothingIsAssembledAnyMore() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.HELD, "{}"));
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.WAITING, null));

    assertThat(ledger.view().list("S1").orElseThrow()).containsEntry("content", Map.of());
    assertThat(count("SELECT COUNT(*) FROM list_content")).isZero();
  }

  @Test
  void countsMessagesStaysAndLists() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{}"));
    accept("A1", "P2");
    clock.forward(Duration.ofSeconds(90));
    long dead = accept("A2", "P3");

    Map<String, Object> counts = ledger.view().counts(clock.instant());

    assertThat(counts)
        .containsEntry("oldestWaitingSeconds", 90L)
        .containsEntry("stays", Map.of("admitted", 1L))
        .containsEntry("lists", Map.of("ready", 1L))
        .containsEntry("outbox", Map.of("due", 1L, "unknown", 0L, "unpublished", 0L));
    assertThat(counts.get("messages"))
        .isEqualTo(
            Map.of(
                "all",
                3L,
                "waiting",
                2L,
                "applied",
                1L,
                "dead",
                0L,
                "discarded",
                0L,
                "unassigned",
                0L));
    assertThat(dead).isPositive();
  }

  @Test
  void saysWhetherTheStoreAnswers() {
    assertThat(ledger.view().isUp()).isTrue();
    database.close();
    assertThat(ledger.view().isUp()).isFalse();
  }

  @Test
  void opensAgainOnAMigratedDatabase() throws Exception {
    accept("A1", "P1");
    ledger.close();

    ledger = Ledger.open(database.dataSource(), settings(), clock);

    assertThat(lease().messages()).hasSize(1);
  }
}
