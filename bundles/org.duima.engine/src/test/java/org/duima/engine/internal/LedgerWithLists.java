package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.ListDraft;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.h2.jdbcx.JdbcDataSource;

/** A real ledger in which settlements get lists, each of a patient of its own. */
final class LedgerWithLists implements AutoCloseable {
  static final String HOSPITAL = "H50010300001";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  final Ledger ledger;
  private final Clock clock;
  private int calls;

  LedgerWithLists(Clock clock) {
    this.clock = clock;
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    LedgerSettings plain = LedgerSettings.DEFAULT;
    ledger =
        Ledger.open(
            h2,
            new LedgerSettings(
                plain.inboxLimit(),
                plain.waitingBytes(),
                plain.repeatWindow(),
                Duration.ZERO,
                plain.alertRetentionDays()),
            clock);
  }

  /** A new version of a settlement's list, with this input. */
  void ready(String setlId, String input) throws Exception {
    draft(setlId, ListDraft.State.READY, input);
  }

  void refund(String setlId) throws Exception {
    draft(setlId, ListDraft.State.NOT_DUE, null);
  }

  private void draft(String setlId, ListDraft.State state, String input) throws Exception {
    RawMessage message =
        new RawMessage(
            "hl7v2",
            "HIS|TEST",
            UUID.randomUUID().toString(),
            "ADT^A08",
            HOSPITAL + "|" + setlId,
            "MSH".getBytes(StandardCharsets.UTF_8),
            clock.instant());
    long arrival =
        ledger.inbox().accept(List.of(message)).get(20, TimeUnit.SECONDS).get(0).arrivalNumber();
    Optional<MessageWork.Batch> batch = ledger.work().lease("test", 100, MINUTE);
    List<MessageWork.Outcome> outcomes = new ArrayList<>();
    EventHeader header =
        new EventHeader(
            HOSPITAL,
            List.of(
                new Key(Key.Kind.PATIENT, HOSPITAL, "P" + setlId),
                new Key(Key.Kind.VISIT, HOSPITAL, "V" + setlId)),
            LocalDateTime.of(2026, 3, 2, 8, 0),
            arrival,
            0);
    Origin origin = new Origin(arrival, "ADT^A08", "PID-5");
    outcomes.add(
        new MessageWork.Outcome.Applied(
            arrival,
            List.of(new EncounterEvent.Stated(header, Map.of("psn_name", new Fact("某", origin)))),
            List.of()));
    assertThat(ledger.work().record(batch.orElseThrow(), outcomes)).isTrue();
    List<StayStore.DueStay> due =
        ledger.stays().due("test", clock.instant().plusSeconds(1), 10, MINUTE);
    assertThat(due).hasSize(1);
    StayStore.Summary summary =
        new StayStore.Summary(
            List.of(), "DISCHARGED", LocalDateTime.of(2026, 3, 1, 8, 0), null, "0101", List.of());
    assertThat(
            ledger
                .stays()
                .save(due.get(0), summary, List.of(), List.of(list(setlId, state, input)), null))
        .isTrue();
  }

  private static ListDraft list(String setlId, ListDraft.State state, String input) {
    return new ListDraft(
        setlId,
        "M" + setlId,
        "P" + setlId,
        "500103",
        HOSPITAL,
        LocalDate.of(2026, 3, 2),
        state,
        "",
        List.of(),
        List.of(),
        "4101A",
        input == null ? null : input.getBytes(StandardCharsets.UTF_8),
        Map.of(),
        "0301",
        "心内科",
        "D500103000001",
        LocalDateTime.of(2026, 3, 2, 10, 0),
        new Money(100),
        List.of(),
        input == null ? null : new ListContent(Map.of(), Map.of(), Map.of(), Map.of()));
  }

  /** Has the platform take the newest version and say a state of it. */
  void platformSays(String setlId, Submission.State state) {
    Outbox outbox = ledger.outbox();
    outbox.command(setlId, Outbox.Command.QUERY, "test", "", clock.instant());
    Instant now = clock.instant();
    Submission submission =
        outbox.due("test", now, 1_000, MINUTE).stream()
            .filter(
                one -> {
                  boolean wanted = one.setlId().equals(setlId);
                  if (!wanted) {
                    outbox.release(one, now);
                  }
                  return wanted;
                })
            .findFirst()
            .orElseThrow();
    String msgid = "MSG-" + ++calls;
    if (outbox.begin(submission, CallKind.QUERY, msgid, new byte[0], now)) {
      outbox.finish(
          submission
              .with(state, submission.goal(), submission.listVersion(), 0, "L-" + setlId)
              .looking(false),
          msgid,
          new Receipt.Held(true, true, 0, "L-" + setlId),
          now,
          null);
    }
  }

  @Override
  public void close() {
    ledger.close();
  }
}
