package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Money;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue.Department;
import org.duima.api.ledger.CodeQueue.Filter;
import org.duima.api.ledger.CodeQueue.Open;
import org.duima.api.ledger.CodeQueue.OpenCode;
import org.duima.api.ledger.CodeQueue.UsingList;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.SourceCode;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.CodeUse.Outcome;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.Test;

/** Facts of codes, the coder's queue and decisions on any database. */
abstract class CodeContract extends LedgerContract {
  private static final Filter ALL = new Filter(null, "", "", 100);

  private static SourceCode local(String code, String name) {
    return new SourceCode(new Code(CodeSystem.DIAGNOSIS, "local", code), name);
  }

  /** A stay of its own with one list. */
  private void list(String visit, ListDraft draft) throws Exception {
    say("P" + visit, Samples.patient("P" + visit), Samples.visit(visit));
    assertThat(save(onlyDue(), draft)).isTrue();
  }

  private CodeDecision decision(String code, String name, String department, String target) {
    return new CodeDecision(
        0,
        new Code(CodeSystem.DIAGNOSIS, "local", code),
        name,
        department,
        new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", target),
        null,
        LocalDate.of(2026, 12, 31),
        "coder",
        clock.instant(),
        "病案首页核对");
  }

  private static List<String> codes(Open open) {
    return open.rows().stream().map(row -> row.source().code().value()).toList();
  }

  @Test
  void keepsWhatAListTellsOfItsCodesInCountsAndRows() throws Exception {
    list(
        "V1",
        Samples.coded(
            "S1",
            "0301",
            Samples.mapped(true, "I10.x00x028", "I10.x04"),
            Samples.open(false, "BD1", "本地一"),
            Samples.open(CodeSystem.PROCEDURE, true, "99.9900x099", "本地手术", Outcome.AMBIGUOUS)));

    assertThat(count("SELECT COUNT(*) FROM code_use")).isEqualTo(3);
    assertThat(
            count(
                "SELECT COUNT(*) FROM list_fact f JOIN code_case d"
                    + " ON d.case_id = f.principal_diagnosis JOIN code_case p"
                    + " ON p.case_id = f.principal_procedure JOIN department t"
                    + " ON t.department_id = f.department_id JOIN physician y"
                    + " ON y.physician_id = f.physician_id"
                    + " WHERE f.held AND f.codes = 3 AND f.codes_mapped = 1 AND f.diagnoses = 2"
                    + " AND f.diagnoses_mapped = 1 AND f.procedures = 1"
                    + " AND f.procedures_mapped = 0 AND f.total_fen = 123456"
                    + " AND d.code = 'I10.x00x028' AND d.target_code = 'I10.x04'"
                    + " AND d.other_code AND d.name_differs AND NOT d.category_changed"
                    + " AND p.outcome = 'ambiguous' AND t.code = '0301'"
                    + " AND y.name = 'D500103000001'"))
        .isOne();
  }

  @Test
  void writesFactsOnlyWhenTheyChangeAndWordsOnlyOnce() throws Exception {
    ListDraft held = Samples.coded("S1", "0301", Samples.open(true, "BD1", "本地一"));
    list("V1", held);
    list("V2", Samples.coded("S2", "0301", Samples.open(true, "BD1", "本地一")));
    assertThat(count("SELECT COUNT(*) FROM code_case")).isOne();
    assertThat(count("SELECT COUNT(*) FROM department")).isOne();

    ledger.stays().evaluateAll(clock.instant());
    for (DueStay stay : due()) {
      boolean first = stay.events().get(0).header().keys().contains(Samples.visit("V1"));
      save(
          stay,
          first ? Samples.coded("S1", "0302", Samples.mapped(true, "BD1", "I10.x00")) : held2());
    }

    assertThat(count("SELECT COUNT(*) FROM code_use")).isEqualTo(2);
    assertThat(count("SELECT COUNT(*) FROM code_case")).isEqualTo(2);
    assertThat(count("SELECT COUNT(*) FROM list_fact WHERE held")).isOne();
    assertThat(codes(ledger.codeQueue().open(ALL))).containsExactly("BD1");
  }

  private static ListDraft held2() {
    return Samples.coded("S2", "0301", Samples.open(true, "BD1", "本地一"));
  }

  @Test
  void forgetsTheFactsOfAListThatIsReplaced() throws Exception {
    list("V1", Samples.coded("", "0301", Samples.open(true, "BD1", "本地一")));
    ledger.stays().evaluateAll(clock.instant());
    save(onlyDue(), Samples.coded("S1", "0301", Samples.mapped(true, "BD1", "I10.x00")));

    assertThat(count("SELECT COUNT(*) FROM list_fact")).isOne();
    assertThat(count("SELECT COUNT(*) FROM code_use")).isOne();
    assertThat(ledger.codeQueue().open(ALL)).isEqualTo(new Open(0, List.of()));
  }

  @Test
  void showsTheCodesThatHoldMostListsFirst() throws Exception {
    CodeUse often = Samples.open(CodeSystem.TCM_DISEASE, false, "ZY1", "中医", Outcome.UNMAPPED);
    CodeUse mapped = Samples.mapped(true, "I10.x00", "I10.x00");
    list("V2", Samples.coded("S2", "0302", Samples.open(true, "ｂｄ1 ", "本地壹"), mapped));
    list("V1", Samples.coded("S1", "0301", Samples.open(true, "BD1", "本地一"), often, often));
    list("V3", Samples.coded("S3", "0302", Samples.open(true, "BD1", "本地一"), mapped));
    list("V4", Samples.coded("S4", "0302", Samples.open(true, "BD2", "另一个"), mapped));

    Open open = ledger.codeQueue().open(ALL);

    assertThat(codes(open)).containsExactly("BD1", "ZY1", "BD2");
    OpenCode first = open.rows().get(0);
    assertThat(first)
        .isEqualTo(
            new OpenCode(
                local("BD1", "本地一"),
                Outcome.UNMAPPED,
                3,
                3,
                3,
                new Money(3 * 123_456),
                LocalDate.of(2026, 3, 1),
                List.of(new Department("0302", "科室0302", 2), new Department("0301", "科室0301", 1))));
    assertThat(open.rows().get(1).occurrences()).isEqualTo(2);
    assertThat(open.rows().get(1).lists()).isOne();
    assertThat(open.rows().get(1).amount()).isEqualTo(new Money(123_456));

    assertThat(codes(ledger.codeQueue().open(new Filter(CodeSystem.TCM_DISEASE, "", "", 9))))
        .containsExactly("ZY1");
    assertThat(codes(ledger.codeQueue().open(new Filter(null, "0302", "", 9))))
        .containsExactly("BD1", "BD2");
    assertThat(codes(ledger.codeQueue().open(new Filter(null, "", "壹", 9)))).containsExactly("BD1");
    assertThat(codes(ledger.codeQueue().open(new Filter(null, "", "%", 9)))).isEmpty();
    Open cut = ledger.codeQueue().open(new Filter(null, "", "bd", 1));
    assertThat(codes(cut)).containsExactly("BD1");
    assertThat(cut.total()).isEqualTo(2);
  }

  @Test
  void tellsCodesWithoutCodeApartByName() throws Exception {
    list("V1", Samples.coded("S1", "0301", Samples.open(true, "", "头痛待查")));
    list("V2", Samples.coded("S2", "0301", Samples.open(true, "", "发热待查")));

    assertThat(ledger.codeQueue().open(ALL).rows())
        .extracting(row -> row.source().name())
        .containsExactlyInAnyOrder("头痛待查", "发热待查");
    assertThat(ledger.codeQueue().lists(local("", "发热待查"), 9))
        .extracting(UsingList::setlId)
        .containsExactly("S2");
    assertThat(ledger.stays().evaluateUsing(List.of(local("", "发热 待查")), clock.instant())).isOne();
  }

  @Test
  void listsWhatUsesACodeHeldOnesFirst() throws Exception {
    list(
        "V1",
        Samples.coded(
            "S1",
            "0301",
            Samples.mapped(true, "I10.x00", "I10.x00"),
            Samples.open(false, "BD1", "")));
    list("V2", Samples.coded("S2", "0302", Samples.open(true, "BD1", "")));

    List<UsingList> lists = ledger.codeQueue().lists(local("BD1", ""), 9);

    assertThat(lists).extracting(UsingList::setlId).containsExactly("S2", "S1");
    assertThat(lists).extracting(UsingList::principal).containsExactly(true, false);
    assertThat(lists.get(0).state()).isEqualTo("held");
    assertThat(lists.get(0).departmentName()).isEqualTo("科室0302");
    assertThat(lists.get(0).amount()).isEqualTo(new Money(123_456));
    assertThat(ledger.codeQueue().lists(local("BD1", ""), 1)).hasSize(1);
    assertThat(ledger.codeQueue().lists(local("BD9", ""), 9)).isEmpty();
  }

  @Test
  void countsUsesOfSourceAndTargetCodesSinceADay() throws Exception {
    list(
        "V1",
        Samples.coded(
            "S1",
            "0301",
            Samples.mapped(true, "I10.x00x028", "I10.x04"),
            Samples.open(false, "BD1", "本地一")));
    list("V2", Samples.coded("S2", "0301", Samples.mapped(true, "I10.x00x027", "I10.x04")));

    assertThat(ledger.codeQueue().uses(LocalDate.of(2026, 3, 1)))
        .isEqualTo(
            Map.of(
                new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "I10.x00x028"), 1L,
                new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "I10.x00x027"), 1L,
                new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "I10.x04"), 2L,
                new Code(CodeSystem.DIAGNOSIS, "local", "BD1"), 1L));
    assertThat(ledger.codeQueue().uses(LocalDate.of(2026, 3, 2))).isEmpty();
  }

  @Test
  void showsWithAStayWhatBecameOfItsCodes() throws Exception {
    list(
        "V1",
        Samples.coded(
            "S1",
            "0301",
            Samples.mapped(true, "I10.x00x028", "I10.x04"),
            Samples.open(false, "BD1", "本地一")));

    assertThat(ledger.view().stay("V1").orElseThrow().get("lists").toString())
        .contains("code=I10.x00x028", "targetCode=I10.x04", "table=starter@2026")
        .contains("code=BD1, name=本地一, outcome=unmapped");
  }

  // ------------------------------------------------------------ evaluating again

  @Test
  void evaluatesAgainWhatUsesACodeAndWasNotAccepted() throws Exception {
    list("V1", Samples.coded("S1", "0301", Samples.open(true, "BD1", "本地一")));
    list("V2", Samples.coded("S2", "0301", Samples.open(true, "BD2", "本地二")));
    list("V3", Samples.coded("S3", "0301", Samples.mapped(true, "BD1", "I10.x00")));
    list("V4", Samples.coded("S4", "0301", Samples.mapped(true, "BD1", "I10.x00")));
    accepted("S4");

    assertThat(ledger.stays().evaluateUsing(List.of(local(" bd１", "")), clock.instant()))
        .as("held, and ready but not sent")
        .isEqualTo(2);
    assertThat(due()).hasSize(2);
    assertThat(ledger.stays().evaluateUsing(List.of(), clock.instant())).isZero();
    assertThat(ledger.stays().evaluateUsing(List.of(local("BD9", "")), clock.instant())).isZero();
  }

  @Test
  void aStayThatIsBeingEvaluatedIsEvaluatedAgain() throws Exception {
    list("V1", Samples.coded("S1", "0301", Samples.open(true, "BD1", "本地一")));
    ledger.stays().evaluateAll(clock.instant());
    DueStay withTheFormerTables = onlyDue();

    ledger.stays().evaluateUsing(List.of(local("BD1", "")), clock.instant());

    ListDraft former = Samples.coded("S1", "0301", Samples.open(true, "BD1", "本地一"));
    assertThat(save(withTheFormerTables, former)).isFalse();
    assertThat(due()).hasSize(1);
  }

  private void accepted(String setlId) {
    List<Submission> due = ledger.outbox().due("node", clock.instant(), 10, MINUTE);
    Submission one = due.stream().filter(s -> s.setlId().equals(setlId)).findFirst().orElseThrow();
    assertThat(
            ledger.outbox().begin(one, CallKind.UPLOAD, "M" + setlId, new byte[1], clock.instant()))
        .isTrue();
    ledger
        .outbox()
        .finish(
            one.with(Submission.State.UPLOADED, one.goal(), one.listVersion(), 0, "R"),
            "M" + setlId,
            new Receipt.Accepted("R", ""),
            clock.instant(),
            null);
  }

  // ------------------------------------------------------------ decisions

  @Test
  void aDecisionStandsUntilAnotherOrAPersonEndsIt() {
    CodeDecisions decisions = ledger.codeDecisions();
    assertThat(decisions.revision()).isZero();

    CodeDecision first = decisions.decide(decision("BD1", "本地一", "", "I10.x00"));
    assertThat(first.number()).isPositive();
    assertThat(decisions.standing()).containsExactly(first);
    assertThat(decisions.revision()).isEqualTo(1);

    CodeDecision ofDepartment = decisions.decide(decision("BD1", "本地一", "0301", "I10.x01"));
    CodeDecision second = decisions.decide(decision("bd1", "本地一", "", "I10.x04"));
    assertThat(decisions.standing()).containsExactly(ofDepartment, second);
    assertThat(decisions.revision()).isEqualTo(4);

    assertThat(decisions.withdraw(second.number(), "lead", "有误", clock.instant())).isTrue();
    assertThat(decisions.withdraw(second.number(), "lead", "有误", clock.instant())).isFalse();
    assertThat(decisions.withdraw(first.number(), "lead", "有误", clock.instant())).isFalse();
    assertThat(decisions.withdraw(999, "lead", "有误", clock.instant())).isFalse();
    assertThat(decisions.standing()).containsExactly(ofDepartment);
    assertThat(decisions.revision()).isEqualTo(5);

    List<CodeDecisions.Past> history = decisions.history(10);
    assertThat(history)
        .extracting(CodeDecisions.Past::decision)
        .containsExactly(second, ofDepartment, first);
    assertThat(history.get(0).withdrawnBy()).isEqualTo("lead");
    assertThat(history.get(0).withdrawnWhy()).isEqualTo("有误");
    assertThat(history.get(0).withdrawnAt()).isEqualTo(clock.instant());
    assertThat(history.get(1).withdrawnAt()).isNull();
    assertThat(history.get(2).withdrawnWhy()).contains("superseded by decision " + second.number());
    assertThat(decisions.history(1)).hasSize(1);
  }

  @Test
  void theSameCodeOfAnotherEditionOrSystemIsDecidedByItself() {
    CodeDecisions decisions = ledger.codeDecisions();
    decisions.decide(decision("BD1", "", "", "I10.x00"));
    CodeDecision other = decision("BD1", "", "", "I10.x04");
    decisions.decide(
        new CodeDecision(
            0,
            new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "BD1"),
            "",
            "",
            other.target(),
            null,
            null,
            "coder",
            clock.instant(),
            "y"));
    decisions.decide(
        new CodeDecision(
            0,
            new Code(CodeSystem.PROCEDURE, "local", "BD1"),
            "",
            "",
            new Code(CodeSystem.PROCEDURE, "insurance-2.0", "47.0100"),
            null,
            null,
            "coder",
            clock.instant(),
            "y"));

    assertThat(decisions.standing()).hasSize(3);
  }

  @Test
  void refusesADecisionThatSaysNothing() {
    assertThatThrownBy(() -> ledger.codeDecisions().decide(decision("", " ", "", "I10.x00")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ledger.codeDecisions().decide(decision("BD1", "", "", "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ledger.codeDecisions().revision()).isZero();
  }

  @Test
  void oneDecisionStandsWhenTwoNodesDecideTheSameAtOnce() throws Exception {
    try (Ledger second = Ledger.open(database.dataSource(), settings(), clock)) {
      ExecutorService coders = Executors.newFixedThreadPool(4);
      List<Future<CodeDecision>> made = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        CodeDecisions at = (i % 2 == 0 ? ledger : second).codeDecisions();
        CodeDecision decision = decision("BD1", "", "", "I10.x0" + i % 10);
        Callable<CodeDecision> coder = () -> at.decide(decision);
        made.add(coders.submit(coder));
      }
      for (Future<CodeDecision> one : made) {
        one.get(30, TimeUnit.SECONDS);
      }
      coders.shutdown();
    }

    assertThat(ledger.codeDecisions().standing()).hasSize(1);
    assertThat(ledger.codeDecisions().history(99)).hasSize(20);
    assertThat(ledger.codeDecisions().revision()).isEqualTo(39);
  }

  @Test
  void aDecidedCodeLeavesTheQueueUnlessItStillHoldsAList() throws Exception {
    CodeUse tcm = Samples.open(CodeSystem.DIAGNOSIS, false, "ZY1", "中医", Outcome.UNMAPPED);
    list("V1", sent("S1", "0301", tcm));
    list("V2", sent("S2", "0302", tcm));
    list("V3", Samples.coded("S3", "0302", Samples.open(true, "BD1", "本地一")));
    assertThat(codes(ledger.codeQueue().open(ALL))).containsExactly("BD1", "ZY1");

    ledger.codeDecisions().decide(decision("ZY1", "中医", "0302", "I10.x00"));
    assertThat(ledger.codeQueue().open(ALL).rows().get(1).departments())
        .containsExactly(new Department("0301", "科室0301", 1));
    ledger.codeDecisions().decide(decision("ZY1", "中医", "", "I10.x00"));
    ledger.codeDecisions().decide(decision("BD1", "本地一", "", "I10.x00"));

    assertThat(codes(ledger.codeQueue().open(ALL))).containsExactly("BD1");
  }

  /** Ready although a code is open: the site has made that a warning. */
  private static ListDraft sent(String setlId, String department, CodeUse code) {
    ListDraft held = Samples.coded(setlId, department, code);
    return new ListDraft(
        held.setlId(),
        held.mdtrtId(),
        held.psnNo(),
        held.insuredDivision(),
        held.institution(),
        held.dischargedOn(),
        State.READY,
        held.reason(),
        held.waitingFor(),
        List.of(),
        held.infno(),
        held.input(),
        held.provenance(),
        held.department(),
        held.departmentName(),
        held.physician(),
        held.settledAt(),
        held.total(),
        held.codes(),
        held.content());
  }

  @Test
  void severalNodesGiveTheSameWordsOneNumber() throws Exception {
    int stays = 24;
    for (int i = 0; i < stays; i++) {
      say("P" + i, Samples.patient("P" + i), Samples.visit("V" + i));
    }
    List<DueStay> due = due();
    try (Ledger second = Ledger.open(database.dataSource(), settings(), clock)) {
      ExecutorService workers = Executors.newFixedThreadPool(4);
      List<Future<Boolean>> saved = new ArrayList<>();
      for (int i = 0; i < stays; i++) {
        Ledger node = i % 2 == 0 ? ledger : second;
        DueStay stay = due.get(i);
        ListDraft draft = Samples.coded("S" + i, "0301", Samples.open(true, "BD" + i / 8, "本地"));
        Callable<Boolean> worker =
            () ->
                node.stays()
                    .save(
                        stay,
                        new org.duima.api.ledger.StayStore.Summary(
                            List.of(), "DISCHARGED", null, null, "0301", List.of()),
                        List.of(),
                        List.of(draft),
                        null);
        saved.add(workers.submit(worker));
      }
      for (Future<Boolean> one : saved) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
      }
      workers.shutdown();
    }

    assertThat(count("SELECT COUNT(*) FROM code_case")).isEqualTo(3);
    assertThat(count("SELECT COUNT(*) FROM code_use")).isEqualTo(stays);
    assertThat(ledger.codeQueue().open(ALL).rows())
        .extracting(OpenCode::heldLists)
        .containsExactly(8L, 8L, 8L);
  }
}
