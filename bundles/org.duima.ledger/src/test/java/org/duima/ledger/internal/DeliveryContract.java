package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duima.api.Text;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.Deliveries.Command;
import org.duima.api.ledger.Deliveries.Due;
import org.duima.api.ledger.Deliveries.Standing;
import org.duima.api.ledger.Deliveries.Wanted;
import org.duima.api.ledger.Outbox;
import org.duima.api.platform.Answer;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Delivery.Subject;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries to destinations beside the national platform, on any database. */
abstract class DeliveryContract extends LedgerContract {
  private static final Set<Subject> ALL = Set.of(Subject.values());
  private static final Set<String> REGIONAL = Set.of("regional");
  private static final Receipt TAKEN = new Receipt.Accepted("", "");
  private static final Receipt ABSENT = new Receipt.Held(false, false, -1, "");
  private static final Receipt SILENCE = new Receipt.Unknown(true, "timeout");
  private static final Receipt WRONG = new Receipt.Refused(Receipt.Kind.DATA, "422", "字段不符");

  private Deliveries deliveries;
  private int calls;

  @BeforeEach
  void takeDeliveries() {
    deliveries = ledger.deliveries();
    deliveries.wanted(List.of(destination("regional", false)), Set.of());
  }

  private static Wanted destination(String name, boolean whenSubmitted) {
    return new Wanted(name, Set.of(), ALL, whenSubmitted);
  }

  private void draft(ListDraft draft) throws Exception {
    say("P1", Samples.patient("P1"), Samples.visit("V1"));
    save(onlyDue(), draft);
  }

  private void ready(String input) throws Exception {
    draft(Samples.draft("S1", State.READY, input));
  }

  private void refund() throws Exception {
    draft(Samples.draft("S1", State.NOT_DUE, "refunded", null));
  }

  private List<Due> dueNow() {
    return deliveries.due("worker", REGIONAL, clock.instant(), 10, MINUTE);
  }

  private Due claim() {
    List<Due> due = dueNow();
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private boolean begin(Due due) {
    return deliveries.begin(due, clock.instant(), MINUTE);
  }

  /** Claims what is due and has a call end in that way. */
  private Delivery call(Receipt receipt) {
    boolean open = receipt instanceof Receipt.Unknown || receipt == ABSENT;
    Due due = claim();
    assertThat(begin(due)).isTrue();
    deliveries.finish(due, receipt, clock.instant(), open ? clock.instant() : null);
    return due.delivery();
  }

  /** Has the platform bring the submission of S1 to a state. */
  private void platformSays(Submission.State state, Receipt receipt) {
    ledger.outbox().command("S1", Outbox.Command.QUERY, "test", "", clock.instant());
    Submission submission = ledger.outbox().due("node", clock.instant(), 1, MINUTE).get(0);
    boolean refused = state == Submission.State.REFUSED;
    String msgid = "MSG-" + ++calls;
    assertThat(
            ledger.outbox().begin(submission, CallKind.UPLOAD, msgid, new byte[0], clock.instant()))
        .isTrue();
    ledger
        .outbox()
        .finish(
            submission
                .with(
                    state,
                    submission.goal(),
                    refused ? submission.uploadedVersion() : submission.listVersion(),
                    0,
                    "L-1")
                .looking(false),
            msgid,
            receipt,
            clock.instant(),
            null);
  }

  private void platformSays(Submission.State state) {
    platformSays(state, TAKEN);
  }

  private List<String> states() {
    List<String> states = new ArrayList<>();
    for (Map<String, Object> one : deliveries.list("", "", 100)) {
      states.add(0, one.get("subject") + " " + one.get("version") + " " + one.get("state"));
    }
    return states;
  }

  @Test
  void aReadyListBecomesADeliveryWithTheBytesOfItsVersion() throws Exception {
    ready("{\"a\":1}");

    Due due = claim();
    assertThat(due.ask()).isFalse();
    assertThat(due.delivery().id()).isEqualTo("regional.S1.1.list.1");
    assertThat(due.delivery().subject()).isEqualTo(Subject.LIST);
    assertThat(due.delivery().state()).isEqualTo(Submission.State.NONE);
    assertThat(due.delivery().infno()).isEqualTo("4101A");
    assertThat(due.delivery().institution()).isEqualTo(Samples.HOSPITAL);
    assertThat(due.delivery().content().info()).containsEntry("psn_no", "P1");
    assertThat(new String(due.delivery().input(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    ready("{\"a\":1}");
    assertThat(states()).containsExactly("list 1 waiting");
  }

  @Test
  void nothingArisesForAListThatIsHeldOrForOthersInstitutions() throws Exception {
    deliveries.wanted(
        List.of(
            new Wanted("elsewhere", Set.of("H1"), ALL, false),
            new Wanted("answers", Set.of(), Set.of(Subject.ANSWER), false)),
        Set.of());
    draft(Samples.draft("S1", State.HELD, "{\"a\":1}"));
    ready("{\"a\":2}");

    assertThat(deliveries.list("", "", 10)).isEmpty();
    platformSays(Submission.State.UPLOADED);
    assertThat(states()).containsExactly("answer 1 waiting");
  }

  @Test
  void aListThatIsKeptBackGoesOutWhenItIsReleased() throws Exception {
    ready("{\"a\":1}");
    Due claimed = claim();
    ledger.outbox().command("S1", Outbox.Command.HOLD, "li", "核对", clock.instant());
    assertThat(begin(claimed)).isFalse();
    assertThat(dueNow()).isEmpty();

    ledger.outbox().command("S1", Outbox.Command.RELEASE, "li", "", clock.instant());
    assertThat(call(TAKEN).listVersion()).isEqualTo(1);
    assertThat(states()).containsExactly("list 1 delivered");
  }

  @Test
  void aListThatFailsACheckAgainDoesNotGoOut() throws Exception {
    ready("{\"a\":1}");
    draft(Samples.draft("S1", State.HELD, "{\"a\":2}"));
    assertThat(dueNow()).isEmpty();
    ready("{\"a\":1}");

    assertThat(call(TAKEN).listVersion()).isEqualTo(1);
  }

  @Test
  void theAnswersOfThePlatformFollowTheListInOrderAndOnlyWhenTheyChange() throws Exception {
    ready("{\"a\":1}");
    platformSays(Submission.State.UPLOADED);
    platformSays(Submission.State.UPLOADED);
    platformSays(Submission.State.SUBMITTED);

    assertThat(call(TAKEN).subject()).isEqualTo(Subject.LIST);
    Delivery uploaded = call(TAKEN);
    assertThat(uploaded.state()).isEqualTo(Submission.State.UPLOADED);
    assertThat(uploaded.reference()).isEqualTo("L-1");
    assertThat(call(TAKEN).state()).isEqualTo(Submission.State.SUBMITTED);
    assertThat(dueNow()).isEmpty();
    assertThat(states())
        .containsExactly("list 1 delivered", "answer 1 delivered", "answer 1 delivered");
  }

  @Test
  void aRefusalIsToldInTheWordsOfTheTableAndNotInThePlatforms() throws Exception {
    ready("{\"a\":1}");
    call(TAKEN);
    Answer answer =
        new Answer(
            "A-1",
            Receipt.Kind.DATA,
            "coder",
            new Text("诊断编码有误", "a diagnosis code is wrong"),
            new Text("请编码员修改", "a coder must correct it"),
            List.of(),
            "张三的诊断编码有误",
            "");
    platformSays(
        Submission.State.REFUSED, new Receipt.Refused(Receipt.Kind.DATA, "-1", "张三", answer));

    Delivery told = call(TAKEN);
    assertThat(told.state()).isEqualTo(Submission.State.REFUSED);
    assertThat(told.told()).contains("诊断编码有误", "a coder must correct it").doesNotContain("张三");
  }

  @Test
  void aVersionThatNeverWentOutIsSupersededWithItsAnswersByTheNext() throws Exception {
    ready("{\"a\":1}");
    Due former = claim();
    platformSays(Submission.State.UPLOADED);
    ready("{\"a\":2}");

    assertThat(begin(former)).isFalse();
    deliveries.finish(former, TAKEN, clock.instant(), null);
    assertThat(call(TAKEN).listVersion()).isEqualTo(2);
    assertThat(states())
        .containsExactly("list 1 superseded", "answer 1 superseded", "list 2 delivered");
  }

  @Test
  void aVersionThatMayHaveArrivedIsAskedForBeforeTheNextGoesOut() throws Exception {
    ready("{\"a\":1}");
    assertThat(call(SILENCE).attempts()).isZero();
    ready("{\"a\":2}");

    Due asked = claim();
    assertThat(asked.ask()).isTrue();
    assertThat(asked.delivery().listVersion()).isEqualTo(1);
    assertThat(asked.delivery().attempts()).isEqualTo(1);
    assertThat(begin(asked)).isTrue();
    deliveries.finish(
        asked, new Receipt.Held(true, true, -1, ""), clock.instant(), clock.instant());
    assertThat(call(TAKEN).listVersion()).isEqualTo(2);
  }

  @Test
  void aVersionThatTurnsOutToBeAbsentIsNotSentIfThereIsANewerOne() throws Exception {
    ready("{\"a\":1}");
    call(SILENCE);
    ready("{\"a\":2}");
    call(ABSENT);

    assertThat(states()).containsExactly("list 1 superseded", "list 2 waiting");
    assertThat(call(TAKEN).listVersion()).isEqualTo(2);
  }

  @Test
  void whatIsAbsentIsHandedOverWithoutAnotherQuestion() throws Exception {
    ready("{\"a\":1}");
    call(SILENCE);
    call(ABSENT);

    Due again = claim();
    assertThat(again.ask()).isFalse();
    assertThat(again.delivery().attempts()).isEqualTo(1);
    assertThat(again.delivery().id()).isEqualTo("regional.S1.1.list.1");
  }

  @Test
  void aQuestionWithoutAnAnswerStaysOpen() throws Exception {
    ready("{\"a\":1}");
    call(SILENCE);
    call(new Receipt.Unknown(false, "connection refused"));
    assertThat(claim().ask()).isTrue();
  }

  @Test
  void aWorkerThatStopsInTheMiddleLeavesAQuestionBehind() throws Exception {
    ready("{\"a\":1}");
    Due lost = claim();
    assertThat(begin(lost)).isTrue();
    assertThat(dueNow()).isEmpty();
    clock.forward(MINUTE.plusSeconds(1));

    Due taken = claim();
    assertThat(taken.ask()).isTrue();
    assertThat(begin(lost)).isFalse();
    deliveries.finish(lost, WRONG, clock.instant(), null);
    assertThat(states()).containsExactly("list 1 waiting");
    assertThat(begin(taken)).isTrue();
  }

  @Test
  void theLeaseOfACallBeginsAnewWithTheCall() throws Exception {
    ready("{\"a\":1}");
    Due slow = claim();
    clock.forward(Duration.ofSeconds(50));
    assertThat(begin(slow)).isTrue();
    clock.forward(Duration.ofSeconds(50));

    assertThat(dueNow()).isEmpty();
    deliveries.finish(slow, TAKEN, clock.instant(), null);
    assertThat(states()).containsExactly("list 1 delivered");
  }

  @Test
  void whatIsRefusedWaitsForAPersonAndHoldsBackWhatFollows() throws Exception {
    ready("{\"a\":1}");
    call(WRONG);
    platformSays(Submission.State.UPLOADED);
    clock.forward(Duration.ofDays(1));
    assertThat(dueNow()).isEmpty();
    assertThat(deliveries.list("regional", "refused", 10))
        .singleElement()
        .satisfies(one -> assertThat(one).containsEntry("code", "422"));

    assertThat(command(Command.RESEND, "regional.S1.1.list.1")).isEmpty();
    call(WRONG);
    assertThat(command(Command.DISCARD, "regional.S1.1.list.1")).isEmpty();
    assertThat(call(TAKEN).subject()).isEqualTo(Subject.ANSWER);
    assertThat(states()).containsExactly("list 1 discarded", "answer 1 delivered");
    assertThat(count("SELECT COUNT(*) FROM decision WHERE about = 'delivery regional.S1.1.list.1'"))
        .isEqualTo(2);
  }

  private java.util.Optional<Text> command(Command command, String id) {
    return deliveries.command(id, command, "li", "已与对方核对", clock.instant());
  }

  @Test
  void aCorrectionTakesThePlaceOfWhatWasRefused() throws Exception {
    ready("{\"a\":1}");
    call(WRONG);
    ready("{\"a\":2}");

    assertThat(call(TAKEN).listVersion()).isEqualTo(2);
    assertThat(states()).containsExactly("list 1 superseded", "list 2 delivered");
  }

  @Test
  void aCommandSaysWhyItCannotBeDone() throws Exception {
    ready("{\"a\":1}");
    assertThat(command(Command.RESEND, "regional.S9.1.list.1")).isPresent();
    call(TAKEN);
    assertThat(command(Command.RESEND, "regional.S1.1.list.1"))
        .get()
        .satisfies(text -> assertThat(text.zh()).contains("已送达"));
    assertThat(count("SELECT COUNT(*) FROM decision")).isZero();
  }

  @Test
  void aCommandDuringACallLeavesItsResultOpen() throws Exception {
    ready("{\"a\":1}");
    Due due = claim();
    begin(due);
    assertThat(command(Command.RESEND, due.delivery().id())).isEmpty();
    assertThat(dueNow()).isEmpty();
    deliveries.finish(due, TAKEN, clock.instant(), null);

    clock.forward(MINUTE.plusSeconds(1));
    assertThat(claim().ask()).isTrue();
  }

  @Test
  void theRefundIsToldToWhoeverMayKnowTheList() throws Exception {
    ready("{\"a\":1}");
    call(TAKEN);
    refund();
    Delivery gone = call(TAKEN);
    assertThat(gone.subject()).isEqualTo(Subject.VOID);
    refund();

    assertThat(states()).containsExactly("list 1 delivered", "void 1 delivered");
    ready("{\"a\":1}");
    assertThat(call(TAKEN).id()).isEqualTo("regional.S1.1.list.3");
  }

  @Test
  void nobodyHearsOfAListThatWasRefundedBeforeItWentOut() throws Exception {
    ready("{\"a\":1}");
    platformSays(Submission.State.UPLOADED);
    refund();

    assertThat(states()).containsExactly("list 1 superseded", "answer 1 superseded");
    assertThat(dueNow()).isEmpty();
  }

  @Test
  void aRefundDuringASilenceIsToldAfterTheQuestion() throws Exception {
    ready("{\"a\":1}");
    call(SILENCE);
    refund();

    assertThat(call(new Receipt.Held(true, true, -1, "")).subject()).isEqualTo(Subject.LIST);
    assertThat(call(TAKEN).subject()).isEqualTo(Subject.VOID);
  }

  @Test
  void theRefundIsToldToADestinationThatCannotBeAskedAndMayHaveTheList() throws Exception {
    ready("{\"a\":1}");
    call(SILENCE);
    call(ABSENT);
    refund();

    assertThat(call(TAKEN).subject()).isEqualTo(Subject.VOID);
    assertThat(states()).containsExactly("list 1 superseded", "void 1 delivered");
  }

  @Test
  void aDestinationThatWaitsForTheSubmissionGetsTheListThen() throws Exception {
    deliveries.wanted(List.of(destination("regional", true)), Set.of());
    ready("{\"a\":1}");
    platformSays(Submission.State.UPLOADED);
    assertThat(deliveries.list("", "", 10)).isEmpty();

    platformSays(Submission.State.SUBMITTED);
    Delivery list = call(TAKEN);
    assertThat(list.subject()).isEqualTo(Subject.LIST);
    assertThat(list.state()).isEqualTo(Submission.State.SUBMITTED);
    assertThat(dueNow()).isEmpty();
    platformSays(Submission.State.APPROVED);
    assertThat(call(TAKEN).state()).isEqualTo(Submission.State.APPROVED);
    assertThat(states()).containsExactly("list 1 delivered", "answer 1 delivered");
  }

  @Test
  void nothingArisesForADestinationThatIsGoneAndWhatThereIsWaits() throws Exception {
    ready("{\"a\":1}");
    deliveries.wanted(List.of(), Set.of());
    ready("{\"a\":2}");
    assertThat(states()).containsExactly("list 1 waiting");

    deliveries.wanted(List.of(destination("regional", false)), Set.of());
    ready("{\"a\":3}");
    assertThat(call(TAKEN).listVersion()).isEqualTo(3);
  }

  @Test
  void aDestinationWhoseFileIsWrongStaysAsItWasAlsoAfterARestart() throws Exception {
    ledger.close();
    ledger = Ledger.open(database.dataSource(), settings(), clock);
    deliveries = ledger.deliveries();
    deliveries.wanted(List.of(), Set.of("regional"));
    ready("{\"a\":1}");

    assertThat(states()).containsExactly("list 1 waiting");
  }

  @Test
  void catchesUpWithWhatWasReadyBeforeTheDestinationWasThere() throws Exception {
    deliveries.wanted(List.of(), Set.of());
    ready("{\"a\":1}");
    deliveries.wanted(List.of(destination("regional", false)), Set.of());

    YearMonth march = YearMonth.of(2026, 3);
    assertThat(deliveries.catchUp("other", march, 10, "li", "", clock.instant())).isEqualTo(-1);
    assertThat(deliveries.catchUp("regional", march.plusMonths(1), 10, "li", "", clock.instant()))
        .isZero();
    assertThat(deliveries.catchUp("regional", march, 10, "li", "新接入", clock.instant())).isOne();
    assertThat(deliveries.catchUp("regional", march, 10, "li", "", clock.instant())).isZero();
    assertThat(call(TAKEN).subject()).isEqualTo(Subject.LIST);
  }

  @Test
  void saysHowDestinationsStand() throws Exception {
    ready("{\"a\":1}");
    var arisen = clock.instant();
    call(TAKEN);
    clock.forward(MINUTE);
    platformSays(Submission.State.UPLOADED);
    platformSays(Submission.State.SUBMITTED);

    assertThat(deliveries.standing())
        .hasSize(2)
        .contains(new Standing("regional", Deliveries.State.DELIVERED, 1, arisen))
        .anySatisfy(one -> assertThat(one.count()).isEqualTo(2));
  }

  @Test
  void whatAPersonKeepsBackDoesNotCountAsLate() throws Exception {
    ready("{\"a\":1}");
    ledger.outbox().command("S1", Outbox.Command.HOLD, "li", "核对", clock.instant());

    assertThat(deliveries.standing())
        .containsExactly(new Standing("regional", Deliveries.State.WAITING, 1, null));
  }

  @Test
  void aListShowsItsDeliveries() throws Exception {
    ready("{\"a\":1}");
    call(SILENCE);

    assertThat(ledger.view().list("S1").orElseThrow().get("deliveries").toString())
        .contains("regional.S1.1.list.1", "resultUnknown=true", "timeout");
  }

  @Test
  void givesALeaseBackForLater() throws Exception {
    ready("{\"a\":1}");
    deliveries.release(claim(), clock.instant().plus(MINUTE));
    assertThat(dueNow()).isEmpty();
    clock.forward(MINUTE);
    deliveries.release(claim(), null);
    assertThat(claim().ask()).isFalse();
  }

  @Test
  void givesEachDeliveryToOneOfSeveralNodes() throws Exception {
    int lists = 40;
    for (int i = 0; i < lists; i++) {
      say("P" + i, Samples.patient("P" + i), Samples.visit("V" + i));
    }
    int next = 0;
    for (var stay : due()) {
      save(stay, Samples.draft("S" + next++, State.READY, "{}"));
    }
    List<String> claimed = new ArrayList<>();
    try (Ledger second = Ledger.open(database.dataSource(), settings(), clock)) {
      ExecutorService nodes = Executors.newFixedThreadPool(4);
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Deliveries own = i % 2 == 0 ? deliveries : second.deliveries();
        String owner = "node " + i;
        Callable<List<String>> node =
            () -> {
              List<String> ids = new ArrayList<>();
              for (int round = 0; round < 15; round++) {
                own.due(owner, REGIONAL, clock.instant(), 5, Duration.ofHours(1))
                    .forEach(due -> ids.add(due.delivery().id()));
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
}
