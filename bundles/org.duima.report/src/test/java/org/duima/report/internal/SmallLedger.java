package org.duima.report.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.platform.Submission;
import org.duima.api.report.FinanceRow;
import org.duima.api.report.ListStatus;
import org.duima.api.report.ReportFacts;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.CodeUse.Outcome;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.Waiting;

/** A hospital of a few invented lists, with one of each thing that a report tells apart. */
final class SmallLedger implements ReportFacts {
  static final LocalDate TODAY = LocalDate.of(2026, 3, 20);

  private final List<CodedList> coded = new ArrayList<>();
  private final List<ListStatus> lists = new ArrayList<>();
  private Coverage coverage;

  static SmallLedger ofOneMorning() {
    SmallLedger ledger = new SmallLedger();
    CodeUse pneumonia = mapped(true, "J18.900", "肺炎", "J18.900", "肺炎");
    CodeUse hypertension = mapped(false, "I10.x00x002", "高血压病", "I10.x00x002", "高血压");
    CodeUse haemorrhoid =
        use(true, "I84.201", "内痔", Outcome.MAPPED, "K64.807", "内痔", false, true, "icd10 2.0");
    CodeUse gray =
        use(true, "R52.900", "疼痛", Outcome.MAPPED, "R52.900", "疼痛", true, false, "icd10 2.0");
    CodeUse formula =
        use(false, "=1+1", "<b>自编</b> & \"码\"", Outcome.UNMAPPED, "", "", false, false, "");
    CodeUse twice = use(true, "A01.000", "伤寒", Outcome.AMBIGUOUS, "", "", false, false, "");
    CodeUse operation =
        new CodeUse(
            true,
            new Code(CodeSystem.PROCEDURE, "clinical-3.0", "45.2300"),
            "结肠镜检查",
            Outcome.MAPPED,
            "45.2300",
            "结肠镜检查",
            false,
            false,
            false,
            false,
            false,
            "icd9 3.0");
    ledger.code(1, "0301", "心内科", "D1", "2026-02-27", 120_000, false, pneumonia, hypertension);
    ledger.code(2, "0301", "心内科", "D2", "2026-03-02", 340_050, true, gray, formula, formula);
    ledger.code(3, "0401", "普外科", "D3", "2026-03-05", 99_999, false, haemorrhoid, operation);
    ledger.code(4, "0401", "普外科", "", null, 0, true, twice, hypertension);

    ledger.list("S1", 11, "0301", "心内科", "2026-02-27", 120_000, sent(Submission.State.SUBMITTED));
    ledger.list("S2", 12, "0301", "心内科", "2026-03-02", 340_050, held());
    ledger.list("S3", 13, "0401", "普外科", "2026-03-05", 99_999, sent(Submission.State.UPLOADED));
    ledger.list("S4", 14, "0401", "普外科", "2026-03-18", 50_000, waiting("front-page", "病案室"));
    ledger.list("S5", 15, "", "", "2026-03-19", 70_000, waiting("invoice", "收费处"));
    ledger.list("", 16, "0301", "心内科", null, null, inHospital());
    ledger.list("S7", 17, "0301", "心内科", "2026-03-01", 10_000, sent(Submission.State.RETURNED));
    ledger.list("S8", 18, "0301", "心内科", "2026-03-03", 20_000, sent(Submission.State.UNKNOWN));
    ledger.list("S9", 19, "0401", "普外科", "2026-03-04", 30_000, refunded());
    return ledger;
  }

  /** What the finance office says of the same days. */
  SmallLedger withFinance() {
    coverage = new Coverage(4, LocalDate.of(2026, 2, 27), LocalDate.of(2026, 3, 6));
    finance("S1", "2026-02-27T10:00", 120_100, false);
    finance("S2", "2026-03-02T10:00", 340_050, false);
    lists.add(
        new ListStatus(
            "S99",
            0,
            "M99",
            "",
            "",
            "",
            null,
            null,
            null,
            null,
            "",
            List.of(),
            List.of(),
            "",
            null,
            0,
            0,
            new FinanceRow(
                "S99",
                "M99",
                "P99",
                "神经内科",
                LocalDateTime.of(2026, 3, 6, 9, 0),
                new Money(456_700),
                null,
                null,
                false)));
    return this;
  }

  private void finance(String setlId, String at, long fen, boolean refunded) {
    for (int i = 0; i < lists.size(); i++) {
      ListStatus list = lists.get(i);
      if (list.setlId().equals(setlId)) {
        lists.set(
            i,
            with(
                list,
                new FinanceRow(
                    setlId,
                    list.mdtrtId(),
                    "",
                    "",
                    LocalDateTime.parse(at),
                    new Money(fen),
                    null,
                    null,
                    refunded)));
      }
    }
  }

  static ListStatus with(ListStatus list, FinanceRow finance) {
    return new ListStatus(
        list.setlId(),
        list.stayId(),
        list.mdtrtId(),
        list.department(),
        list.departmentName(),
        list.physician(),
        list.dischargedOn(),
        list.settledAt(),
        list.total(),
        list.state(),
        list.reason(),
        list.waitingFor(),
        list.errors(),
        list.keptBy(),
        list.sent(),
        list.uploadedVersion(),
        list.version(),
        finance);
  }

  private void code(
      long id,
      String department,
      String name,
      String physician,
      String discharged,
      long fen,
      boolean held,
      CodeUse... codes) {
    coded.add(
        new CodedList(
            id,
            department,
            name,
            physician,
            discharged == null ? null : LocalDate.parse(discharged),
            new Money(fen),
            held,
            List.of(codes)));
  }

  /** How a list stands. */
  record Standing(
      ListDraft.State state,
      String reason,
      List<Waiting> waiting,
      List<Finding> errors,
      Submission.State sent) {}

  static Standing sent(Submission.State sent) {
    return new Standing(ListDraft.State.READY, "", List.of(), List.of(), sent);
  }

  private static Standing held() {
    return new Standing(
        ListDraft.State.HELD,
        "",
        List.of(),
        List.of(Finding.error("SL-C02", "diseinfo[1].diag_code", "诊断编码无对照：=1+1", "no code")),
        null);
  }

  private static Standing waiting(String what, String owedBy) {
    return new Standing(
        ListDraft.State.WAITING,
        "",
        List.of(new Waiting(what, new Text(owedBy, owedBy), new Text("等待" + what, what))),
        List.of(),
        null);
  }

  private static Standing inHospital() {
    return waiting("discharge", "医师");
  }

  private static Standing refunded() {
    return new Standing(
        ListDraft.State.NOT_DUE, "refunded", List.of(), List.of(), Submission.State.SUBMITTED);
  }

  void list(
      String setlId,
      long stay,
      String department,
      String name,
      String discharged,
      Integer fen,
      Standing standing) {
    LocalDate left = discharged == null ? null : LocalDate.parse(discharged);
    lists.add(
        new ListStatus(
            setlId,
            stay,
            "M" + stay,
            department,
            name,
            "D" + stay % 3,
            left,
            left == null ? null : left.atTime(10, 0),
            fen == null ? null : new Money(fen),
            standing.state,
            standing.reason,
            standing.waiting,
            standing.errors,
            "",
            standing.sent,
            standing.sent == null ? 0 : 1,
            standing.sent == null ? 0 : 1,
            null));
  }

  private static CodeUse mapped(
      boolean principal, String code, String name, String target, String targetName) {
    return use(
        principal, code, name, Outcome.MAPPED, target, targetName, false, false, "icd10 2.0");
  }

  private static CodeUse use(
      boolean principal,
      String code,
      String name,
      Outcome outcome,
      String target,
      String targetName,
      boolean gray,
      boolean changed,
      String table) {
    return new CodeUse(
        principal,
        new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code),
        name,
        outcome,
        target,
        targetName,
        gray,
        !code.equals(target),
        false,
        changed,
        outcome == Outcome.MAPPED && !name.equals(targetName),
        table);
  }

  @Override
  public void codes(Period period, Consumer<CodedList> each) {
    coded.forEach(each);
  }

  @Override
  public void lists(Period period, Consumer<ListStatus> each) {
    lists.forEach(each);
  }

  @Override
  public Optional<Coverage> finance() {
    return Optional.ofNullable(coverage);
  }
}
