package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.duima.api.Text;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.Outbox.Command;
import org.duima.api.platform.Answer;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.platform.Submission.Goal;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the platform says about lists, on any database. */
abstract class ConversationContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key V1 = Samples.visit("V1");
  private static final byte[] REQUEST = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Duration DAY = Duration.ofDays(1);

  private Outbox outbox;
  private int calls;

  @BeforeEach
  void thereIsAList() throws Exception {
    outbox = ledger.outbox();
    ready("{\"a\":1}");
  }

  private void ready(String input) throws Exception {
    draft(Samples.draft("S1", State.READY, input));
  }

  private void draft(ListDraft draft) throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), draft);
  }

  private List<Submission> toSend() {
    return outbox.due("node", clock.instant(), 10, MINUTE);
  }

  /** Leases what is due, calls, and stores the receipt with what the list is then. */
  private void call(
      CallKind call, Receipt receipt, Submission.State state, int uploaded, Instant next) {
    Submission submission = claim();
    String msgid = "MSG-" + ++calls;
    assertThat(outbox.begin(submission, call, msgid, REQUEST, clock.instant())).isTrue();
    outbox.finish(
        submission.with(state, submission.goal(), uploaded, 0, "L-1").looking(false),
        msgid,
        receipt,
        clock.instant(),
        next);
    clock.forward(Duration.ofSeconds(1));
  }

  private Submission claim() {
    List<Submission> due = toSend();
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private static Answer answer(Receipt.Kind kind, Answer.Field... fields) {
    return new Answer(
        "PA-X",
        kind,
        "office",
        new Text("必填项为空", "a required field is empty"),
        new Text("请补填", "fill it in"),
        List.of(fields),
        "张三测试的PSN_NO为空",
        "");
  }

  private static Receipt.Refused refused(Receipt.Kind kind, Answer.Field... fields) {
    Answer answer = answer(kind, fields);
    return new Receipt.Refused(kind, "-1", answer.original(), answer);
  }

  private static Answer.Field field(String path) {
    return new Answer.Field(
        path, new Text("人员编号", "insured person no."), new Text("人员编号：为空", "no."));
  }

  private Map<String, Object> detail() {
    return ledger.view().list("S1").orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object value) {
    return (List<Map<String, Object>>) value;
  }

  @Test
  void aRefusalStandsBesideTheFieldAndTheMessageItCameFrom() {
    call(
        CallKind.UPLOAD,
        refused(Receipt.Kind.DATA, field("setlinfo.psn_no"), field("diseinfo[].diag_code")),
        Submission.State.REFUSED,
        0,
        null);

    Map<String, Object> refusal = map(detail().get("refusal"));

    assertThat(refusal)
        .containsEntry("msgid", "MSG-1")
        .containsEntry("kind", "data")
        .containsEntry("who", "office")
        .containsEntry("version", 1)
        .containsEntry("call", "upload")
        .containsEntry("original", "张三测试的PSN_NO为空")
        .containsEntry("advice", Map.of("zh", "请补填", "en", "fill it in"));
    assertThat(maps(refusal.get("fields")))
        .extracting(f -> f.get("path"), f -> f.get("origin"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("setlinfo.psn_no", "ADT^A01 T1 PID-3"),
            org.assertj.core.groups.Tuple.tuple("diseinfo[].diag_code", ""));
    assertThat(maps(detail().get("answers"))).hasSize(1);
  }

  @Test
  void aCorrectionMakesTheRefusalHistory() throws Exception {
    call(CallKind.UPLOAD, refused(Receipt.Kind.DATA), Submission.State.REFUSED, 0, null);
    assertThat(onlyList("S1")).containsKey("answer");

    ready("{\"a\":2}");

    assertThat(detail().get("refusal")).isNull();
    assertThat(maps(detail().get("answers"))).hasSize(1);
    assertThat(onlyList("S1")).doesNotContainKey("answer");
    assertThat(ledger.view().queue("", 10)).isEmpty();
  }

  @Test
  void aRefusalOfAVersionThatIsCorrectedMeanwhileIsHistoryAtOnce() throws Exception {
    Submission first = claim();
    outbox.begin(first, CallKind.UPLOAD, "MSG-1", REQUEST, clock.instant());
    ready("{\"a\":2}");
    outbox.finish(
        first.with(Submission.State.REFUSED, Goal.UPLOAD, 0, 0, ""),
        "MSG-1",
        refused(Receipt.Kind.DATA),
        clock.instant(),
        null);

    assertThat(detail().get("refusal")).isNull();
    assertThat(maps(detail().get("answers"))).hasSize(1);
  }

  @Test
  void theQueueShowsListsThatNeedAPerson() {
    call(CallKind.UPLOAD, refused(Receipt.Kind.DATA), Submission.State.REFUSED, 0, null);
    assertThat(ledger.view().queue("", 10))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item).containsEntry("state", "refused").containsEntry("setlId", "S1");
              assertThat(item.get("reason").toString()).contains("必填项为空。请补填");
              assertThat(item.toString()).doesNotContain("张三测试");
            });
    assertThat(ledger.view().queue("dead", 10)).isEmpty();
    assertThat(ledger.view().queue("unknown", 10)).isEmpty();
  }

  @Test
  void theQueueShowsListsThatWaitForConfigurationButNotForThePlatform() {
    Instant later = clock.instant().plus(MINUTE);
    call(CallKind.UPLOAD, refused(Receipt.Kind.BUSY), Submission.State.NONE, 0, later);
    assertThat(ledger.view().queue("", 10)).isEmpty();
    clock.forward(MINUTE);
    call(CallKind.UPLOAD, refused(Receipt.Kind.CONFIGURATION), Submission.State.NONE, 0, later);
    assertThat(ledger.view().queue("", 10))
        .singleElement()
        .satisfies(item -> assertThat(item).containsEntry("state", "configuration"));
    clock.forward(MINUTE);
    call(CallKind.UPLOAD, new Receipt.Accepted("L-1", "R"), Submission.State.UPLOADED, 1, null);
    assertThat(ledger.view().queue("", 10)).isEmpty();
    assertThat(detail().get("refusal")).isNull();
  }

  @Test
  void keepsWhyThePlatformReturnedAListAndWhatItHolds() {
    call(
        CallKind.QUERY,
        new Receipt.Held(
            true,
            false,
            3,
            "L-1",
            "主要诊断选择错误",
            List.of(new Receipt.Difference("setlinfo.dscg_way", "1", "2"))),
        Submission.State.RETURNED,
        1,
        null);

    assertThat(onlyList("S1")).containsEntry("remark", "主要诊断选择错误");
    Map<String, Object> platform = map(detail().get("platform"));
    assertThat(platform)
        .containsEntry("stasType", 3)
        .containsEntry("remark", "主要诊断选择错误")
        .containsEntry("equal", false);
    assertThat(maps(platform.get("differences")))
        .containsExactly(Map.of("path", "setlinfo.dscg_way", "ours", "1", "theirs", "2"));
    assertThat(ledger.view().queue("", 10))
        .singleElement()
        .satisfies(
            item ->
                assertThat(item)
                    .containsEntry("state", "returned")
                    .containsEntry("remark", "主要诊断选择错误"));
  }

  @Test
  void looksAfterASubmittedListEvenIfALaterDraftIsHeld() throws Exception {
    Instant tomorrow = clock.instant().plus(DAY);
    call(CallKind.SUBMIT, new Receipt.Accepted("", ""), Submission.State.SUBMITTED, 1, tomorrow);
    assertThat(toSend()).isEmpty();
    draft(Samples.draft("S1", State.HELD, "{\"a\":2}"));
    clock.forward(DAY);

    Submission watched = claim();

    assertThat(watched.state()).isEqualTo(Submission.State.SUBMITTED);
    assertThat(outbox.begin(watched, CallKind.QUERY, "MSG-9", REQUEST, clock.instant())).isTrue();
  }

  @Test
  void sendsBeforeItLooks() throws Exception {
    call(
        CallKind.SUBMIT,
        new Receipt.Accepted("", ""),
        Submission.State.SUBMITTED,
        1,
        clock.instant());
    say("P2", Samples.patient("P2"), Samples.visit("V2"));
    save(onlyDue(), Samples.draft("S2", State.READY, "{}"));
    clock.forward(MINUTE);

    assertThat(outbox.due("node", clock.instant(), 1, MINUTE))
        .extracting(Submission::setlId)
        .containsExactly("S2");
    assertThat(outbox.due("node", clock.instant(), 1, MINUTE))
        .extracting(Submission::setlId)
        .containsExactly("S1");
  }

  @Test
  void asksWhatThePlatformHoldsWhenAPersonWantsToKnow() throws Exception {
    call(CallKind.UPLOAD, refused(Receipt.Kind.DATA), Submission.State.REFUSED, 0, null);
    draft(Samples.draft("S1", State.HELD, "{\"a\":2}"));
    assertThat(toSend()).isEmpty();

    assertThat(outbox.command("S1", Command.QUERY, "li", "", clock.instant())).isEmpty();

    assertThat(onlyList("S1")).containsEntry("asking", true);
    assertThat(claim().look()).isTrue();
    clock.forward(MINUTE.plusSeconds(1));
    call(CallKind.QUERY, new Receipt.Held(false, false, -1, ""), Submission.State.REFUSED, 0, null);
    assertThat(onlyList("S1")).containsEntry("asking", false);
    assertThat(map(detail().get("platform"))).containsEntry("present", false);
    assertThat(outbox.command("S9", Command.QUERY, "li", "", clock.instant())).isPresent();
  }

  @Test
  void aChangeAfterApprovalIsAFindingAndIsNotSent() throws Exception {
    call(
        CallKind.QUERY, new Receipt.Held(true, true, 2, "L-1"), Submission.State.APPROVED, 1, null);
    assertThat(onlyList("S1").get("findings").toString()).doesNotContain("changed-after-approval");

    ready("{\"a\":2}");

    assertThat(onlyList("S1").get("findings").toString()).contains("changed-after-approval");
  }

  @Test
  void doesNotSubmitWhatIsSubmitted() {
    call(CallKind.SUBMIT, new Receipt.Accepted("", ""), Submission.State.SUBMITTED, 1, null);

    assertThat(outbox.command("S1", Command.SUBMIT, "li", "", clock.instant()))
        .get()
        .extracting(Text::zh)
        .isEqualTo("清单已提交");
  }

  private static ListDraft inOldForm(String input) {
    ListDraft draft = Samples.draft("S1", State.READY, input);
    return new ListDraft(
        draft.setlId(),
        draft.mdtrtId(),
        draft.psnNo(),
        draft.insuredDivision(),
        draft.institution(),
        draft.dischargedOn(),
        draft.state(),
        draft.reason(),
        draft.waitingFor(),
        draft.findings(),
        "4101",
        draft.input(),
        draft.provenance(),
        draft.department(),
        draft.departmentName(),
        draft.physician(),
        draft.settledAt(),
        draft.total(),
        draft.codes(),
        draft.content());
  }

  @Test
  void anotherWireFormAloneSendsNothingAgain() throws Exception {
    call(CallKind.UPLOAD, new Receipt.Accepted("L-1", ""), Submission.State.UPLOADED, 1, null);

    draft(inOldForm("{\"old\":1}"));

    assertThat(toSend()).isEmpty();
    assertThat(onlyList("S1")).containsEntry("version", 1);
  }

  @Test
  void aListThatHasNotGoneOutTakesTheOtherWireForm() throws Exception {
    draft(inOldForm("{\"old\":1}"));

    Submission submission = claim();

    assertThat(submission.infno()).isEqualTo("4101");
    assertThat(new String(submission.input(), StandardCharsets.UTF_8)).isEqualTo("{\"old\":1}");
  }

  @Test
  void attemptsOfEarlierReleasesAreShownToo() {
    call(
        CallKind.UPLOAD,
        new Receipt.Refused(Receipt.Kind.DATA, "-1", "诊断编码错误"),
        Submission.State.REFUSED,
        0,
        null);

    assertThat(maps(detail().get("answers")).get(0))
        .containsEntry("kind", "data")
        .containsEntry("original", "诊断编码错误");
    assertThat(ledger.view().queue("", 10)).hasSize(1);
  }
}
