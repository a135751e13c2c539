package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.duima.api.RawMessage;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.ledger.Inbox.InboxFullException;
import org.junit.jupiter.api.Test;

/** The inbox on any database. */
abstract class InboxContract extends LedgerContract {
  @Test
  void givesEachMessageAGrowingNumber() throws Exception {
    long first = accept("A1", "P1");
    long second = accept("A2", "P2");

    assertThat(second).isGreaterThan(first);
    assertThat(ledger.inbox().waiting()).isEqualTo(2);
  }

  @Test
  void recognisesARepeatWithinThirtyDaysAndNotLater() throws Exception {
    RawMessage message = Samples.message("A1", "P1", clock.instant());
    Arrival first = accept(message).get(0);
    Arrival again = accept(message).get(0);
    clock.forward(Duration.ofDays(31));
    Arrival late = accept(message).get(0);

    assertThat(first.repeated()).isFalse();
    assertThat(again).isEqualTo(new Arrival(first.arrivalNumber(), true, false));
    assertThat(late.repeated()).isFalse();
    assertThat(count("SELECT COUNT(*) FROM inbox")).isEqualTo(2);
  }

  @Test
  void recognisesARepeatWithinOneCall() throws Exception {
    RawMessage message = Samples.message("A1", "P1", clock.instant());
    List<Arrival> arrivals = accept(message, Samples.message("A2", "P1", clock.instant()), message);

    assertThat(arrivals.get(2))
        .isEqualTo(new Arrival(arrivals.get(0).arrivalNumber(), true, false));
    assertThat(count("SELECT COUNT(*) FROM pending")).isEqualTo(2);
  }

  @Test
  void reportsAControlIdUsedAgainWithAnotherBody() throws Exception {
    accept(Samples.message("A1", "P1", "one", clock.instant()));
    Arrival other = accept(Samples.message("A1", "P1", "two", clock.instant())).get(0);
    List<Arrival> inOneCall =
        accept(
            Samples.message("A7", "P1", "one", clock.instant()),
            Samples.message("A7", "P1", "two", clock.instant()));

    assertThat(other.repeated()).isFalse();
    assertThat(other.controlIdReused()).isTrue();
    assertThat(inOneCall.get(0).controlIdReused()).isFalse();
    assertThat(inOneCall.get(1).controlIdReused()).isTrue();
    assertThat(count("SELECT COUNT(*) FROM inbox")).isEqualTo(4);
  }

  @Test
  void findsTheLastMessageOfASenderUnderAControlId() throws Exception {
    accept(Samples.message("A1", "P1", "one", clock.instant()));
    long last = accept(Samples.message("A1", "P1", "two", clock.instant())).get(0).arrivalNumber();
    accept("A2", "P1");
    clock.forward(Duration.ofDays(31));
    String sender = Samples.message("A1", "P1", clock.instant()).sender();

    assertThat(ledger.inbox().find(sender, "A1")).hasValue(last);
    assertThat(ledger.inbox().find(sender, "A3")).isEmpty();
    assertThat(ledger.inbox().find(sender + "x", "A1")).isEmpty();
  }

  @Test
  void takesEqualMessagesWithoutControlIdEachTime() throws Exception {
    RawMessage message = Samples.message("", "P1", clock.instant());

    assertThat(accept(message, message)).noneMatch(Arrival::repeated);
    assertThat(accept(message).get(0).repeated()).isFalse();
  }

  @Test
  void keepsBytesAndHeaderAsTheyCame() throws Exception {
    byte[] body = new byte[3_000_000];
    new Random(7).nextBytes(body);
    RawMessage large =
        new RawMessage("hl7v2", "HIS|测试", "A1", "ADT^A01", "H|P1", body, clock.instant());
    accept(large);

    RawMessage read = lease().messages().get(0).message();

    assertThat(read.body()).isEqualTo(body);
    assertThat(read).usingRecursiveComparison().ignoringFields("body").isEqualTo(large);
  }

  @Test
  void storesAMessageWhoseHeaderNoColumnWouldTake() throws Exception {
    RawMessage odd =
        new RawMessage(
            "hl7v2",
            "HIS\u0000|\ud800",
            "x".repeat(5_000),
            "ADT^A01",
            "",
            "MSH".getBytes(StandardCharsets.UTF_8),
            clock.instant());

    assertThat(accept(odd).get(0).repeated()).isFalse();
    assertThat(accept(odd).get(0).repeated()).isTrue();
  }

  @Test
  void completesFuturesInTheOrderOfTheCalls() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int place = i;
      all.add(
          ledger
              .inbox()
              .accept(List.of(Samples.message("A" + i, "P" + i, clock.instant())))
              .thenAccept(arrival -> order.add(place)));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(20, TimeUnit.SECONDS);
    }

    assertThat(order).isSorted().hasSize(200);
  }

  @Test
  void refusesMessagesAfterItWasClosed() {
    ledger.close();

    CompletableFuture<List<Arrival>> answer =
        ledger.inbox().accept(List.of(Samples.message("A1", "P1", clock.instant())));

    assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(org.duima.api.ledger.StoreUnavailableException.class);
  }

  @Test
  void takesNoMoreThanTheLimitUntilMessagesAreApplied() throws Exception {
    ledger.close();
    LedgerSettings small =
        new LedgerSettings(2, 1 << 20, Duration.ofDays(30), Duration.ofSeconds(1), 400);
    ledger = Ledger.open(database.dataSource(), small, clock);
    accept("A1", "P1");
    accept("A2", "P2");

    assertThatThrownBy(() -> accept("A3", "P3")).isInstanceOf(InboxFullException.class);

    applyAll(java.util.Map.of());
    assertThat(accept("A3", "P3")).isPositive();
  }
}
