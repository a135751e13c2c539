package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.MessageWork.Outcome;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.ListDraft;

/** Invented messages, events and drafts. */
final class Samples {
  static final String HOSPITAL = "H99999900001";
  static final LocalDateTime MORNING = LocalDateTime.of(2026, 3, 2, 8, 0);

  private Samples() {}

  static RawMessage message(String controlId, String patient, Instant at) {
    return message(controlId, patient, "MSH|测试|" + controlId + "|" + patient, at);
  }

  static RawMessage message(String controlId, String patient, String body, Instant at) {
    return new RawMessage(
        "hl7v2",
        "HIS|TEST",
        controlId,
        "ADT^A01",
        patient.isEmpty() ? "" : HOSPITAL + "|" + patient,
        body.getBytes(StandardCharsets.UTF_8),
        at);
  }

  static Key key(Key.Kind kind, String value) {
    return new Key(kind, HOSPITAL, value);
  }

  static Key patient(String number) {
    return key(Key.Kind.PATIENT, number);
  }

  static Key visit(String number) {
    return key(Key.Kind.VISIT, number);
  }

  static EventHeader header(long arrival, int sequence, LocalDateTime at, Key... keys) {
    return new EventHeader(HOSPITAL, List.of(keys), at, arrival, sequence);
  }

  static EncounterEvent stated(long arrival, Key... keys) {
    return stated(arrival, 0, keys);
  }

  static EncounterEvent stated(long arrival, int sequence, Key... keys) {
    return stated(arrival, sequence, MORNING, Map.of("adm_way", "1"), keys);
  }

  static EncounterEvent stated(
      long arrival, int sequence, LocalDateTime at, Map<String, String> values, Key... keys) {
    Origin origin = new Origin(arrival, "ADT^A08 T" + arrival, "PID-5");
    Map<String, Fact> facts = new TreeMap<>();
    values.forEach((name, value) -> facts.put(name, new Fact(value, origin)));
    return new EncounterEvent.Stated(header(arrival, sequence, at, keys), facts);
  }

  static EncounterEvent merged(long arrival, Key surviving, Key retired) {
    return new EncounterEvent.PatientsMerged(
        header(arrival, 0, MORNING, surviving), surviving, retired);
  }

  static Outcome applied(long arrival, EncounterEvent... events) {
    return new Outcome.Applied(arrival, List.of(events), List.of());
  }

  static Outcome dead(long arrival) {
    return new Outcome.Dead(
        arrival, Finding.error("hl7.parse", "PV1-44", "入院时间无法识别", "not a time"));
  }

  static ListDraft draft(String setlId, ListDraft.State state, String input) {
    return draft(setlId, state, "", input);
  }

  static ListDraft draft(String setlId, ListDraft.State state, String reason, String input) {
    List<Finding> findings = new ArrayList<>();
    if (state == ListDraft.State.HELD) {
      findings.add(Finding.error("SL-X01", "setlinfo.psn_no", "缺少人员编号", "no psn_no"));
    }
    return new ListDraft(
        setlId,
        "M1",
        "P1",
        "999900",
        HOSPITAL,
        LocalDate.of(2026, 3, 1),
        state,
        reason,
        List.of(),
        findings,
        "4101A",
        input == null ? null : input.getBytes(StandardCharsets.UTF_8),
        Map.of("setlinfo.psn_no", "ADT^A01 T1 PID-3"),
        "0301",
        "心内科",
        "D500103000001",
        LocalDateTime.of(2026, 3, 1, 10, 0),
        new Money(123_456),
        List.of(),
        input == null ? null : content());
  }

  private static ListContent content() {
    return new ListContent(
        Map.of("psn_no", "P1"),
        Map.of("diseinfo", List.of(Map.of("diag_code", "I10.x00"))),
        Map.of("setlinfo.psn_no", "ADT^A01 T1 PID-3"),
        Map.of());
  }

  /** A list that uses codes: held unless every one is mapped. */
  static ListDraft coded(String setlId, String department, CodeUse... codes) {
    boolean mapped =
        List.of(codes).stream().allMatch(code -> code.outcome() == CodeUse.Outcome.MAPPED);
    ListDraft.State state = mapped ? ListDraft.State.READY : ListDraft.State.HELD;
    ListDraft plain = draft(setlId, state, "{\"codes\":" + codes.length + "}");
    return new ListDraft(
        plain.setlId(),
        plain.mdtrtId(),
        plain.psnNo(),
        plain.insuredDivision(),
        plain.institution(),
        plain.dischargedOn(),
        plain.state(),
        plain.reason(),
        plain.waitingFor(),
        plain.findings(),
        plain.infno(),
        plain.input(),
        plain.provenance(),
        department,
        "科室" + department,
        plain.physician(),
        plain.settledAt(),
        plain.total(),
        List.of(codes),
        plain.content());
  }

  static CodeUse mapped(boolean principal, String code, String target) {
    return new CodeUse(
        principal,
        new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code),
        "名称" + code,
        CodeUse.Outcome.MAPPED,
        target,
        "目标" + target,
        false,
        !code.equals(target),
        false,
        false,
        true,
        "starter@2026");
  }

  static CodeUse open(boolean principal, String code, String name) {
    return open(CodeSystem.DIAGNOSIS, principal, code, name, CodeUse.Outcome.UNMAPPED);
  }

  static CodeUse open(
      CodeSystem system, boolean principal, String code, String name, CodeUse.Outcome outcome) {
    return new CodeUse(
        principal,
        new Code(system, "local", code),
        name,
        outcome,
        "",
        "",
        false,
        false,
        false,
        false,
        false,
        "");
  }
}
