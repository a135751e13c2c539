package org.duima.encounter.internal;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Origin;
import org.duima.api.encounter.EncounterEvent.Moved;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.Stay.Phase;
import org.duima.api.encounter.Stay.Step;

/**
 * Which movements stand. Each kind keeps its own place, so that a repeated or corrected statement
 * replaces the former one wherever it falls in the order of events.
 */
final class Movements {
  private static final String ADM_TIME = "adm_time";
  private static final String DSCG_TIME = "dscg_time";
  private static final String ARROW = "→";

  private final Map<String, Fact> facts;
  private final List<Finding> findings;

  private Step preadmission;
  private Step registration;
  private Step admission;
  private Step discharge;
  private final List<Step> transfers = new ArrayList<>();

  /** Transfers of a cancelled admission; they stand again if the admission is registered anew. */
  private List<Step> suspended = List.of();

  private boolean cancelled;
  private EventHeader admissionTimeStated;
  private EventHeader dischargeTimeStated;
  private EventHeader dischargeCancelled;
  private final List<Moved> sameTime = new ArrayList<>();

  Movements(Map<String, Fact> facts, List<Finding> findings) {
    this.facts = facts;
    this.findings = findings;
  }

  void apply(Moved moved) {
    if (isRepeat(moved)) {
      return;
    }
    Step step = new Step(moved.movement(), moved.at(), moved.location(), moved.origin());
    switch (moved.movement()) {
      case PREADMIT -> {
        preadmission = step;
        cancelled = false;
      }
      case ADMIT -> admit(moved, step);
      case REGISTER -> register(step);
      case TRANSFER -> transfer(step);
      case DISCHARGE -> discharge(moved, step);
      case CANCEL_ADMIT -> cancelAdmission(step);
      case CANCEL_TRANSFER -> {
        if (transfers.isEmpty()) {
          nothingToCancel(step);
        } else {
          transfers.remove(transfers.size() - 1);
        }
      }
      case CANCEL_DISCHARGE -> {
        if (discharge == null && !facts.containsKey(DSCG_TIME)) {
          nothingToCancel(step);
        }
        discharge = null;
        facts.remove(DSCG_TIME);
        dischargeCancelled = moved.header();
      }
      default -> throw new IllegalStateException("no such movement");
    }
  }

  /** Takes facts of the stay over, except a discharge time in the message that cancels it. */
  void apply(Stated stated) {
    stated.cleared().forEach(facts::remove);
    for (Map.Entry<String, Fact> entry : stated.facts().entrySet()) {
      String name = entry.getKey();
      if (name.equals(ADM_TIME)) {
        admissionTimeStated = stated.header();
      } else if (name.equals(DSCG_TIME)) {
        if (isSameMessage(dischargeCancelled, stated.header())) {
          continue;
        }
        dischargeTimeStated = stated.header();
      }
      facts.put(name, entry.getValue());
    }
  }

  private void admit(Moved moved, Step step) {
    if (cancelled) {
      cancelled = false;
      for (Step transfer : suspended) {
        if (!transfer.at().isBefore(step.at())) {
          transfers.add(transfer);
        }
      }
      suspended = List.of();
    }
    admission = withLocationOf(admission, step);
    if (!isSameMessage(admissionTimeStated, moved.header())) {
      facts.put(ADM_TIME, new Fact(WireTime.format(step.at()), step.origin()));
    }
  }

  private void discharge(Moved moved, Step step) {
    if (cancelled) {
      afterCancellation(step);
      return;
    }
    discharge = withLocationOf(discharge, step);
    if (!isSameMessage(dischargeTimeStated, moved.header())) {
      facts.put(DSCG_TIME, new Fact(WireTime.format(step.at()), step.origin()));
    }
  }

  /**
   * A registration before the admission leads to it; one during the stay ends its inpatient part.
   */
  private void register(Step step) {
    cancelled = false;
    if (admission != null && !step.at().isBefore(admission.at())) {
      if (discharge != null) {
        findings.add(
            Finding.warning(
                "stay.registration-after-discharge",
                step.origin().toString(),
                "出院之后又以同一就诊号登记门诊，未采用；请核对就诊号",
                "an outpatient registration under the same visit number after discharge was not"
                    + " applied; check the visit number"));
        return;
      }
      admission = null;
      transfers.clear();
    }
    registration = step;
  }

  private void transfer(Step step) {
    if (cancelled) {
      afterCancellation(step);
      return;
    }
    for (Step standing : transfers) {
      if (standing.at().equals(step.at()) && standing.location().equals(step.location())) {
        return;
      }
    }
    transfers.add(step);
  }

  private void cancelAdmission(Step step) {
    if (admission != null) {
      admission = null;
    } else if (registration != null) {
      registration = null;
    } else if (preadmission != null) {
      preadmission = null;
    } else {
      nothingToCancel(step);
    }
    if (!transfers.isEmpty()) {
      suspended = List.copyOf(transfers);
      transfers.clear();
    }
    discharge = null;
    facts.remove(DSCG_TIME);
    cancelled = true;
  }

  /** A message that was sent twice under different control ids moves the patient once. */
  private boolean isRepeat(Moved moved) {
    if (!sameTime.isEmpty() && !sameTime.get(0).header().time().equals(moved.header().time())) {
      sameTime.clear();
    }
    for (Moved other : sameTime) {
      if (other.movement() == moved.movement()
          && other.at().equals(moved.at())
          && other.location().equals(moved.location())
          && !isSameMessage(other.header(), moved.header())) {
        return true;
      }
    }
    sameTime.add(moved);
    return false;
  }

  private static boolean isSameMessage(EventHeader one, EventHeader other) {
    return one != null
        && one.arrivalNumber() == other.arrivalNumber()
        && one.time().equals(other.time());
  }

  private static Step withLocationOf(Step former, Step step) {
    return former == null || !step.location().equals(Location.UNKNOWN)
        ? step
        : new Step(step.movement(), step.at(), former.location(), step.origin());
  }

  private void nothingToCancel(Step step) {
    findings.add(
        Finding.warning(
            "stay.cancel-without-movement",
            step.origin().toString(),
            "要取消的入院、转科或出院不存在；请核对就诊号，或补发原消息",
            "there is no admission, transfer or discharge to cancel; check the visit number or send"
                + " the original message"));
  }

  private void afterCancellation(Step step) {
    findings.add(
        Finding.warning(
            "stay.movement-after-cancellation",
            step.origin().toString(),
            "入院已取消，此后的转科或出院未采用；如患者仍住院，请重发入院消息",
            "the admission was cancelled, so this transfer or discharge was not applied; send the"
                + " admission again if the patient is in hospital"));
  }

  Phase phase() {
    if (cancelled) {
      return Phase.CANCELLED;
    }
    if (admission == null && registration != null) {
      return Phase.OUTPATIENT;
    }
    if (discharge != null) {
      return Phase.DISCHARGED;
    }
    if (admission != null || !transfers.isEmpty()) {
      return Phase.ADMITTED;
    }
    return preadmission != null ? Phase.PLANNED : Phase.UNKNOWN;
  }

  /**
   * The movements that stand, in order of time. Adds what the list needs of them to the facts,
   * unless it was stated, and what does not fit together to the findings.
   */
  List<Step> conclude() {
    transfers.sort(Comparator.comparing(Step::at));
    if (!cancelled) {
      deriveDepartments();
    }
    admission = atTimeStated(admission, ADM_TIME);
    discharge = atTimeStated(discharge, DSCG_TIME);
    checkOrder();
    List<Step> steps = new ArrayList<>(transfers.size() + 4);
    addStanding(steps, preadmission);
    addStanding(steps, registration);
    addStanding(steps, admission);
    steps.addAll(transfers);
    addStanding(steps, discharge);
    steps.sort(Comparator.comparing(Step::at));
    return steps;
  }

  private static void addStanding(List<Step> steps, Step step) {
    if (step != null) {
      steps.add(step);
    }
  }

  /** A corrected time (A08) moves the step to it. */
  private Step atTimeStated(Step step, String name) {
    Fact fact = facts.get(name);
    if (step == null || fact == null) {
      return step;
    }
    LocalDateTime time = WireTime.parse(fact.value());
    return time == null || time.equals(step.at())
        ? step
        : new Step(step.movement(), time, step.location(), fact.origin());
  }

  private void checkOrder() {
    if (admission == null
        && registration == null
        && (discharge != null || !transfers.isEmpty())
        && !facts.containsKey(ADM_TIME)) {
      Step first = transfers.isEmpty() ? discharge : transfers.get(0);
      findings.add(
          Finding.warning(
              "stay.admission-missing",
              first.origin().toString(),
              "有转科或出院，但没有入院消息；请补发入院消息 (ADT^A01)",
              "there is a transfer or discharge but no admission; send the admission (ADT^A01)"));
    }
    if (admission == null) {
      return;
    }
    if (discharge != null && discharge.at().isBefore(admission.at())) {
      findings.add(
          Finding.error(
              "stay.discharge-before-admission",
              discharge.origin().toString(),
              "出院时间早于入院时间；请核对两条消息的时间，更正后重发",
              "the discharge is earlier than the admission; check both times and send a"
                  + " correction"));
    }
    for (Step transfer : transfers) {
      if (transfer.at().isBefore(admission.at())
          || (discharge != null && transfer.at().isAfter(discharge.at()))) {
        findings.add(
            Finding.warning(
                "stay.transfer-outside-stay",
                transfer.origin().toString(),
                "转科时间不在入院与出院之间；请核对时间",
                "the transfer is not between admission and discharge; check its time"));
      }
    }
  }

  private void deriveDepartments() {
    if (admission != null) {
      derive("adm_dept_codg", admission.location().departmentCode(), admission.origin());
      derive("adm_dept_name", admission.location().departmentName(), admission.origin());
    }
    String department = admission == null ? "" : department(admission);
    StringBuilder path = new StringBuilder();
    Step last = admission;
    Step lastChange = null;
    for (Step transfer : transfers) {
      String next = department(transfer);
      if (next.isEmpty()) {
        continue;
      }
      last = transfer;
      if (!next.equals(department)) {
        path.append(path.isEmpty() ? "" : ARROW).append(next);
        department = next;
        lastChange = transfer;
      }
    }
    if (lastChange != null) {
      derive("refldept_dept", path.toString(), lastChange.origin());
    }
    if (discharge != null) {
      Step from = department(discharge).isEmpty() && last != null ? last : discharge;
      derive("dscg_dept_codg", from.location().departmentCode(), from.origin());
      derive("dscg_dept_name", from.location().departmentName(), from.origin());
    }
  }

  private static String department(Step step) {
    String code = step.location().departmentCode();
    return code.isEmpty() ? step.location().departmentName() : code;
  }

  private void derive(String name, String value, Origin origin) {
    if (!value.isBlank() && !facts.containsKey(name)) {
      facts.put(name, new Fact(value, origin));
    }
  }
}
