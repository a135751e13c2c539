package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import org.duima.api.RawMessage;
import org.duima.api.ledger.MessageWork.Stored;
import org.junit.jupiter.api.Test;

/** Messages found by what they hold, on any database. */
abstract class HeldContract extends LedgerContract {
  private long hold(String sender, String body, String... names) throws Exception {
    return hold(sender, body.getBytes(StandardCharsets.UTF_8), names);
  }

  private long hold(String sender, byte[] body, String... names) throws Exception {
    RawMessage message =
        new RawMessage(
            "fhir-r4", sender, "", "Practitioner", "", body, clock.instant(), Set.of(names));
    return accept(message).get(0).arrivalNumber();
  }

  private Map<String, Stored> find(long before, String... names) {
    return ledger.work().holding("fhir-r4", Set.of(names), before, sender -> true);
  }

  private static String body(Stored stored) {
    return new String(stored.message().body(), StandardCharsets.UTF_8);
  }

  @Test
  void theLastOneBeforeAMessageIsFoundThoughNoneIsApplied() throws Exception {
    hold("EMR", "first", "Practitioner/5");
    long second = hold("EMR", "second", "Practitioner/5", "Practitioner/6");
    long speaks = accept("A1", "P1");
    hold("EMR", "third", "Practitioner/5");

    Map<String, Stored> found = find(speaks, "Practitioner/5", "Practitioner/6", "Practitioner/7");

    assertThat(found).containsOnlyKeys("Practitioner/5", "Practitioner/6");
    assertThat(found.get("Practitioner/5").arrivalNumber()).isEqualTo(second);
    assertThat(body(found.get("Practitioner/5"))).isEqualTo("second");
    assertThat(found.get("Practitioner/6")).isSameAs(found.get("Practitioner/5"));
  }

  @Test
  void whatCameLaterIsFoundWhereNothingCameBefore() throws Exception {
    long speaks = accept("A1", "P1");
    long first = hold("EMR", "first", "Practitioner/5");
    hold("EMR", "second", "Practitioner/5");

    assertThat(find(speaks, "Practitioner/5").get("Practitioner/5").arrivalNumber())
        .isEqualTo(first);
  }

  @Test
  void aMessageIsNotItsOwnAnswer() throws Exception {
    long itself = hold("EMR", "first", "Practitioner/5");

    assertThat(find(itself, "Practitioner/5")).isEmpty();
  }

  @Test
  void whoseMessagesCountTheCallerSays() throws Exception {
    long ours = hold("OURS", "ours", "Practitioner/5");
    hold("THEIRS", "theirs", "Practitioner/5");
    long speaks = accept("A1", "P1");

    Map<String, Stored> found =
        ledger.work().holding("fhir-r4", Set.of("Practitioner/5"), speaks, "OURS"::equals);

    assertThat(found.get("Practitioner/5").arrivalNumber()).isEqualTo(ours);
    assertThat(ledger.work().holding("fhir-r4", Set.of("Practitioner/5"), speaks, sender -> false))
        .isEmpty();
    assertThat(ledger.work().holding("other", Set.of("Practitioner/5"), speaks, sender -> true))
        .isEmpty();
  }

  @Test
  void aMessageThatHoldsNothingOfANameHasNoRow() throws Exception {
    accept("A1", "P1");
    hold("EMR", "first");
    hold("EMR", "second", "Practitioner/5", "x".repeat(501), "Practitioner/\u0000");

    assertThat(count("SELECT COUNT(*) FROM received_resource")).isEqualTo(1);
  }

  @Test
  void aRepeatIsFoundWhereItCameFirst() throws Exception {
    RawMessage message =
        new RawMessage(
            "fhir-r4",
            "EMR",
            "C1",
            "Practitioner",
            "",
            "one".getBytes(StandardCharsets.UTF_8),
            clock.instant(),
            Set.of("Practitioner/5"));
    long first = accept(message, message).get(1).arrivalNumber();
    accept(message);
    long speaks = accept("A1", "P1");

    assertThat(find(speaks, "Practitioner/5").get("Practitioner/5").arrivalNumber())
        .isEqualTo(first);
    assertThat(count("SELECT COUNT(*) FROM received_resource")).isEqualTo(1);
  }

  @Test
  void noMoreIsReadThanAMessageMayTake() throws Exception {
    int half = (int) (Holders.MAX_BYTES / 2) + 1;
    hold("EMR", new byte[half], "Practitioner/5", "Practitioner/6");
    hold("EMR", new byte[half], "Practitioner/7");
    long speaks = accept("A1", "P1");

    assertThat(find(speaks, "Practitioner/5", "Practitioner/6", "Practitioner/7"))
        .satisfiesAnyOf(
            found -> assertThat(found).containsOnlyKeys("Practitioner/5", "Practitioner/6"),
            found -> assertThat(found).containsOnlyKeys("Practitioner/7"));
  }

  @Test
  void namesGoWithTheirMessage() throws Exception {
    long number = hold("EMR", "first", "Practitioner/5");
    applyAll(Map.of());
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM inbox WHERE arrival_no = " + number);
    }

    assertThat(count("SELECT COUNT(*) FROM received_resource")).isZero();
  }
}
