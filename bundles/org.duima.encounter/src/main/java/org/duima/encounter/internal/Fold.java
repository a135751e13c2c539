package org.duima.encounter.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.CareRecorded;
import org.duima.api.encounter.EncounterEvent.Charged;
import org.duima.api.encounter.EncounterEvent.FrontPageCoded;
import org.duima.api.encounter.EncounterEvent.Moved;
import org.duima.api.encounter.EncounterEvent.Ordered;
import org.duima.api.encounter.EncounterEvent.PatientsMerged;
import org.duima.api.encounter.EncounterEvent.Refunded;
import org.duima.api.encounter.EncounterEvent.Settled;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EncounterEvent.WorkingDiagnoses;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.Stay.Phase;
import org.duima.api.encounter.Stay.Step;

/** One pass over the events of a stay, which are sorted and without repeats. */
final class Fold {
  private static final Key.Kind[] KINDS = Key.Kind.values();

  private final List<EncounterEvent> events;
  private final Map<String, Fact> facts = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Movements movements = new Movements(facts, findings);
  private final ChargeLines charges = new ChargeLines(findings);
  private final CarePeriods carePeriods = new CarePeriods();
  private final OrderLines orders = new OrderLines();
  private final Settlements settlements = new Settlements();
  private List<Diagnosis> workingDiagnoses = List.of();
  private FrontPage frontPage;

  Fold(List<EncounterEvent> events) {
    this.events = events;
  }

  Stay stay() {
    for (EncounterEvent event : events) {
      apply(event);
    }
    List<Step> steps = movements.conclude();
    Phase phase = movements.phase();
    if (phase == Phase.DISCHARGED) {
      charges.reportReversalsWithoutLine();
    }
    EncounterEvent last = events.get(events.size() - 1);
    List<Key> keys = keys();
    reportSeveralPeople(keys);
    return new Stay(
        last.header().institution(),
        keys,
        phase,
        facts,
        steps,
        workingDiagnoses,
        frontPage,
        charges.lines(),
        carePeriods.conclude(findings),
        orders.lines(),
        settlements.conclude(findings),
        findings,
        last.header().time());
  }

  private void apply(EncounterEvent event) {
    if (event instanceof Moved moved) {
      movements.apply(moved);
    } else if (event instanceof Stated stated) {
      Optional<Key> settlement = stated.header().key(Key.Kind.SETTLEMENT);
      if (settlement.isPresent()) {
        settlements.state(settlement.get().value(), stated.facts(), stated.cleared());
      } else {
        movements.apply(stated);
      }
    } else if (event instanceof Charged charged) {
      charged.charges().forEach(charges::add);
    } else if (event instanceof WorkingDiagnoses working) {
      workingDiagnoses = working.diagnoses();
    } else if (event instanceof FrontPageCoded coded) {
      frontPage = coded.frontPage();
    } else if (event instanceof Ordered ordered) {
      ordered.lines().forEach(orders::add);
    } else if (event instanceof CareRecorded care) {
      care.periods().forEach(carePeriods::add);
    } else if (event instanceof Settled settled) {
      settlements.settle(settled.settlement());
    } else if (event instanceof Refunded refunded) {
      settlements.refund(refunded.setlId());
    } else if (!(event instanceof PatientsMerged)) {
      throw new IllegalStateException("no rule for " + event.getClass().getSimpleName());
    }
  }

  /** A wrong mdtrt_id or setl_id joins what does not belong together. */
  private void reportSeveralPeople(List<Key> keys) {
    if (count(keys, Key.Kind.VISIT) > 1 && count(keys, Key.Kind.PERSON) > 1) {
      findings.add(
          Finding.error(
              "stay.several-people",
              "",
              "几位参保人的几次住院因共用的就诊ID或结算ID并成了一次；请更正写错的就诊ID、结算ID后重发",
              "stays of several insured persons became one by an mdtrt_id or setl_id that they"
                  + " share; correct the wrong one and send it again"));
    }
  }

  private static long count(List<Key> keys, Key.Kind kind) {
    return keys.stream().filter(key -> key.kind() == kind).count();
  }

  /**
   * Every key by kind, the one named last first: after a merge that is the surviving number, after
   * a new registration the valid mdtrt_id.
   */
  private List<Key> keys() {
    Set<Key> named = new LinkedHashSet<>();
    Set<Key> retired = new HashSet<>();
    for (int i = events.size() - 1; i >= 0; i--) {
      EncounterEvent event = events.get(i);
      named.addAll(event.header().keys());
      if (event instanceof PatientsMerged merged) {
        named.add(merged.surviving());
        named.add(merged.retired());
      }
    }
    for (EncounterEvent event : events) {
      if (event instanceof PatientsMerged merged) {
        retired.add(merged.retired());
        retired.remove(merged.surviving());
      }
    }
    List<Key> ordered = new ArrayList<>(named.size());
    for (Key.Kind kind : KINDS) {
      for (Key key : named) {
        if (key.kind() == kind && !retired.contains(key)) {
          ordered.add(key);
        }
      }
      for (Key key : named) {
        if (key.kind() == kind && retired.contains(key)) {
          ordered.add(key);
        }
      }
    }
    return ordered;
  }
}
