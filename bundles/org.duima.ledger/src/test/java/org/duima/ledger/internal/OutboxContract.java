package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.Outbox.Command;
import org.duima.api.ledger.Outbox.Published;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.platform.Submission.Goal;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Submissions, attempts and receipts on any database. */
abstract class OutboxContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key V1 = Samples.visit("V1");
  private static final byte[] REQUEST = "{\"infno\":\"4101A\"}".getBytes(StandardCharsets.UTF_8);

  private Outbox outbox;

  @BeforeEach
  void takeOutbox() {
    outbox = ledger.outbox();
  }

  private void draft(ListDraft draft) throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), draft);
  }

  private void ready(String input) throws Exception {
    draft(Samples.draft("S1", State.READY, input));
  }

  private Submission claim() {
    List<Submission> due = outbox.due("node", clock.instant(), 10, MINUTE);
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private boolean begin(Submission submission, CallKind call, String msgid) {
    return outbox.begin(submission, call, msgid, REQUEST, clock.instant());
  }

  private static Submission after(Submission s, Submission.State state, int uploaded, Goal goal) {
    return new Submission(
        s.setlId(),
        s.psnNo(),
        s.mdtrtId(),
        s.insuredDivision(),
        s.institution(),
        s.infno(),
        s.listVersion(),
        s.input(),
        uploaded,
        state,
        goal,
        s.retired(),
        0,
        "L-1",
        s.lock());
  }

  /** Uploads what is due and has it accepted. */
  private void upload(String msgid) {
    Submission submission = claim();
    assertThat(begin(submission, CallKind.UPLOAD, msgid)).isTrue();
    outbox.finish(
        after(submission, Submission.State.UPLOADED, submission.listVersion(), submission.goal()),
        msgid,
        new Receipt.Accepted("L-1", "R-1"),
        clock.instant(),
        null);
  }

  @Test
  void givesTheExactBytesOfTheLatestVersion() throws Exception {
    ready("{\"姓名\":\"张三测试\"}");

    Submission submission = claim();

    assertThat(new String(submission.input(), StandardCharsets.UTF_8))
        .isEqualTo("{\"姓名\":\"张三测试\"}");
    assertThat(submission.state()).isEqualTo(Submission.State.NONE);
    assertThat(submission.goal()).isEqualTo(Goal.UPLOAD);
    assertThat(submission.listVersion()).isEqualTo(1);
    assertThat(submission.uploadedVersion()).isZero();
    assertThat(submission.psnNo()).isEqualTo("P1");
  }

  @Test
  void keepsTheReceiptAndPublishesTheAcceptedVersionOnce() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");

    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).isEmpty();
    assertThat(onlyList("S1"))
        .containsEntry("state", "uploaded")
        .containsEntry("reference", "L-1")
        .containsEntry("uploadedVersion", 1);
    assertThat(onlyList("S1").get("attempts").toString()).contains("MSG-1", "accepted", "R-1");
    List<Published> unpublished = outbox.unpublished(10);
    assertThat(unpublished).hasSize(1);
    assertThat(unpublished.get(0).id()).isEqualTo("S1.1");
    assertThat(unpublished.get(0).body()).isEqualTo("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    outbox.published(unpublished.get(0));
    assertThat(outbox.unpublished(10)).isEmpty();
  }

  @Test
  void sendsNothingWhenANewVersionCameAfterTheLease() throws Exception {
    ready("{\"a\":1}");
    Submission former = claim();
    ready("{\"a\":2}");

    assertThat(begin(former, CallKind.UPLOAD, "MSG-1")).isFalse();
    assertThat(count("SELECT COUNT(*) FROM attempt")).isZero();
    assertThat(claim().listVersion()).isEqualTo(2);
  }

  @Test
  void countsCallsByKindAndOutcome() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");
    ready("{\"a\":2}");
    begin(claim(), CallKind.UPLOAD, "MSG-2");

    assertThat(ledger.view().counts(clock.instant()))
        .containsEntry("calls", Map.of("upload", Map.of("accepted", 1L, "open", 1L)));
  }

  @Test
  void keepsTheAnswerAndGoesOnWithAVersionThatCameDuringTheCall() throws Exception {
    ready("{\"a\":1}");
    Submission first = claim();
    begin(first, CallKind.UPLOAD, "MSG-1");
    ready("{\"a\":2}");
    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).as("still under way").isEmpty();

    outbox.finish(
        after(first, Submission.State.UPLOADED, 1, Goal.UPLOAD),
        "MSG-1",
        new Receipt.Accepted("L-1", ""),
        clock.instant(),
        null);

    Submission next = claim();
    assertThat(next.listVersion()).isEqualTo(2);
    assertThat(next.uploadedVersion()).isEqualTo(1);
    assertThat(next.state()).isEqualTo(Submission.State.UPLOADED);
  }

  @Test
  void asksAfterAWorkerThatLostItsLeaseInTheMiddleOfACall() throws Exception {
    ready("{\"a\":1}");
    Submission lost = claim();
    begin(lost, CallKind.UPLOAD, "MSG-1");
    clock.forward(MINUTE.plusSeconds(1));

    Submission taken = outbox.due("other", clock.instant(), 10, MINUTE).get(0);
    assertThat(taken.state()).isEqualTo(Submission.State.UNKNOWN);
    assertThat(onlyList("S1").get("attempts").toString()).contains("interrupted");
    assertThat(begin(lost, CallKind.UPLOAD, "MSG-2")).isFalse();

    outbox.finish(
        after(lost, Submission.State.UPLOADED, 1, Goal.UPLOAD),
        "MSG-1",
        new Receipt.Accepted("L-1", ""),
        clock.instant(),
        null);
    assertThat(onlyList("S1")).containsEntry("platformState", "unknown");
    assertThat(begin(taken, CallKind.QUERY, "MSG-3")).isTrue();
  }

  @Test
  void keepsTheStateAfterAnInterruptedQuestion() throws Exception {
    ready("{\"a\":1}");
    begin(claim(), CallKind.SIGN_IN, "MSG-1");
    clock.forward(MINUTE.plusSeconds(1));

    assertThat(claim().state()).isEqualTo(Submission.State.NONE);
  }

  @Test
  void showsAListAsUnknownWhileACallIsUnderWay() throws Exception {
    ready("{\"a\":1}");
    Submission submission = claim();
    begin(submission, CallKind.UPLOAD, "MSG-1");

    assertThat(onlyList("S1")).containsEntry("state", "unknown").containsEntry("stateZh", "待确认");
    assertThat(ledger.view().queue("unknown", 10)).hasSize(1);
  }

  @Test
  void sendsTheCorrectionOfAVersionThatWasRefusedMeanwhile() throws Exception {
    ready("{\"a\":1}");
    Submission first = claim();
    begin(first, CallKind.UPLOAD, "MSG-1");
    ready("{\"a\":2}");
    outbox.finish(
        after(first, Submission.State.REFUSED, 0, Goal.UPLOAD),
        "MSG-1",
        new Receipt.Refused(Receipt.Kind.DATA, "-1", "诊断编码错误"),
        clock.instant(),
        null);

    Submission next = claim();
    assertThat(next.state()).isEqualTo(Submission.State.NONE);
    assertThat(next.listVersion()).isEqualTo(2);
  }

  @Test
  void givesALeaseBackForLater() throws Exception {
    ready("{\"a\":1}");
    Submission submission = claim();
    outbox.release(submission, clock.instant().plus(MINUTE));

    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).isEmpty();
    clock.forward(MINUTE);
    assertThat(claim().lock()).isGreaterThan(submission.lock());
  }

  @Test
  void keepsTheAcceptedVersionWhenALaterDraftIsHeld() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");
    draft(Samples.draft("S1", State.HELD, "{\"a\":2}"));

    assertThat(onlyList("S1"))
        .containsEntry("state", "held")
        .containsEntry("version", 1)
        .containsEntry("uploadedVersion", 1);
    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).isEmpty();
  }

  @Test
  void sendsNoListThatFailsACheckAgainBeforeItWentOut() throws Exception {
    ready("{\"a\":1}");
    Submission claimed = claim();
    draft(Samples.draft("S1", State.HELD, "{\"a\":2}"));

    assertThat(begin(claimed, CallKind.UPLOAD, "MSG-1")).isFalse();
    outbox.release(claimed, clock.instant());
    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).isEmpty();
    ready("{\"a\":1}");
    assertThat(claim().listVersion()).isEqualTo(1);
  }

  @Test
  void retiresTheListOfARefundedSettlement() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");
    draft(Samples.draft("S1", State.NOT_DUE, "refunded", null));

    Submission retired = claim();
    assertThat(retired.retired()).isTrue();
    assertThat(begin(retired, CallKind.UPLOAD, "MSG-2")).isFalse();
    assertThat(begin(claim(), CallKind.WITHDRAW, "MSG-2")).isTrue();
    assertThat(onlyList("S1")).containsEntry("state", "not due");
  }

  @Test
  void sendsARefusedListAgainWhenItWasCorrected() throws Exception {
    ready("{\"a\":1}");
    Submission submission = claim();
    begin(submission, CallKind.UPLOAD, "MSG-1");
    outbox.finish(
        after(submission, Submission.State.REFUSED, 0, Goal.UPLOAD),
        "MSG-1",
        new Receipt.Refused(Receipt.Kind.DATA, "-1", "诊断编码错误"),
        clock.instant(),
        null);
    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).isEmpty();
    assertThat(onlyList("S1")).containsEntry("state", "refused");

    ready("{\"a\":2}");

    assertThat(claim().state()).isEqualTo(Submission.State.NONE);
  }

  @Test
  void keepsAListBackUntilAPersonReleasesIt() throws Exception {
    ready("{\"a\":1}");
    Submission claimed = claim();
    assertThat(outbox.command("S1", Command.HOLD, "admin", "等待病案室", clock.instant())).isEmpty();
    assertThat(begin(claimed, CallKind.UPLOAD, "MSG-1")).isFalse();
    outbox.release(claimed, clock.instant());

    assertThat(outbox.due("node", clock.instant(), 10, MINUTE)).isEmpty();
    assertThat(onlyList("S1")).containsEntry("heldBy", "admin");
    assertThat(outbox.command("S1", Command.RELEASE, "admin", "", clock.instant())).isEmpty();
    assertThat(claim().listVersion()).isEqualTo(1);
    assertThat(onlyList("S1").get("decisions").toString()).contains("hold", "release", "等待病案室");
  }

  @Test
  void followsWhatAPersonWants() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");
    assertThat(outbox.command("S1", Command.SUBMIT, "admin", "", clock.instant())).isEmpty();
    Submission wanted = claim();
    assertThat(wanted.goal()).isEqualTo(Goal.SUBMIT);
    begin(wanted, CallKind.SUBMIT, "MSG-2");
    outbox.command("S1", Command.WITHDRAW, "admin", "", clock.instant());
    outbox.finish(
        after(wanted, Submission.State.SUBMITTED, 1, Goal.SUBMIT),
        "MSG-2",
        new Receipt.Accepted("", ""),
        clock.instant(),
        null);

    Submission changedMind = claim();
    assertThat(changedMind.goal()).isEqualTo(Goal.WITHDRAW);
    assertThat(changedMind.state()).isEqualTo(Submission.State.SUBMITTED);
    outbox.release(changedMind, null);
    outbox.command("S1", Command.RESEND, "admin", "", clock.instant());
    Submission again = claim();
    assertThat(again.goal()).isEqualTo(Goal.UPLOAD);
    assertThat(again.uploadedVersion()).isZero();
  }

  @Test
  void saysWhyACommandCannotBeDone() throws Exception {
    assertThat(outbox.command("S9", Command.HOLD, "admin", "", clock.instant())).isPresent();
    assertThat(outbox.command("S9", Command.SUBMIT, "admin", "", clock.instant())).isPresent();
    ready("{\"a\":1}");
    Submission submission = claim();
    begin(submission, CallKind.QUERY, "MSG-1");
    outbox.finish(
        after(submission, Submission.State.APPROVED, 1, Goal.UPLOAD),
        "MSG-1",
        new Receipt.Held(true, true, 2, "L-1"),
        clock.instant(),
        null);

    for (Command command : List.of(Command.SUBMIT, Command.WITHDRAW, Command.RESEND)) {
      assertThat(outbox.command("S1", command, "admin", "", clock.instant()))
          .get()
          .satisfies(text -> assertThat(text.zh()).contains("审核通过"));
    }
    assertThat(count("SELECT COUNT(*) FROM decision")).isZero();
  }

  @Test
  void givesEachSubmissionToOneOfSeveralNodes() throws Exception {
    int lists = 60;
    for (int i = 0; i < lists; i++) {
      say("P" + i, Samples.patient("P" + i), Samples.visit("V" + i));
    }
    int next = 0;
    for (var stay : due()) {
      save(stay, Samples.draft("S" + next++, State.READY, "{}"));
    }
    Instant now = clock.instant();
    List<String> claimed = new ArrayList<>();
    try (Ledger second = Ledger.open(database.dataSource(), settings(), clock)) {
      ExecutorService nodes = Executors.newFixedThreadPool(4);
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Outbox own = i % 2 == 0 ? outbox : second.outbox();
        String owner = "node " + i;
        Callable<List<String>> node =
            () -> {
              List<String> ids = new ArrayList<>();
              for (int round = 0; round < 20; round++) {
                own.due(owner, now, 7, Duration.ofHours(1))
                    .forEach(submission -> ids.add(submission.setlId()));
              }
              return ids;
            };
        running.add(nodes.submit(node));
      }
      for (Future<List<String>> node : running) {
        claimed.addAll(node.get(60, TimeUnit.SECONDS));
      }
      nodes.shutdown();
    }

    assertThat(claimed).hasSize(lists).doesNotHaveDuplicates();
  }

  @Test
  void theScheduleSubmitsWhatWasUploadedUntilThenAndOnlyOnce() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");
    java.time.Instant uploaded = clock.instant();

    assertThat(outbox.submitUploaded(uploaded.minusSeconds(1), uploaded)).isZero();
    assertThat(outbox.submitUploaded(uploaded, uploaded.plusSeconds(1))).isOne();
    assertThat(outbox.submitUploaded(uploaded, uploaded.plusSeconds(2))).isZero();

    clock.forward(Duration.ofSeconds(2));
    assertThat(claim().goal()).isEqualTo(Goal.SUBMIT);
    assertThat(onlyList("S1").get("decisions").toString()).contains("schedule", "submit");
  }

  @Test
  void theScheduleLeavesAloneWhatAPersonKeepsBackOrWithdrew() throws Exception {
    ready("{\"a\":1}");
    upload("MSG-1");
    outbox.command("S1", Outbox.Command.HOLD, "li", "核对", clock.instant());
    assertThat(outbox.submitUploaded(clock.instant(), clock.instant())).isZero();
    outbox.command("S1", Outbox.Command.RELEASE, "li", "", clock.instant());
    outbox.command("S1", Outbox.Command.WITHDRAW, "li", "", clock.instant());

    assertThat(outbox.submitUploaded(clock.instant(), clock.instant())).isZero();
  }
}
