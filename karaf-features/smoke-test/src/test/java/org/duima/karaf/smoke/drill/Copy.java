package org.duima.karaf.smoke.drill;

import java.util.List;
import java.util.Map;
import org.duima.demo.day.Coded;
import org.duima.demo.day.Stay;

/** A stay with some of its parts changed. Not thread-safe. */
final class Copy {
  private String visit;
  private String via;
  private String version;
  private String charset;
  private Stay.Patient patient;
  private String payer;
  private String insuplc;
  private Stay.Admission admit;
  private List<Stay.Move> moves;
  private int labs;
  private Map<String, Integer> daily;
  private List<Stay.Single> charges;
  private Stay.Discharge discharge;
  private Map<String, String> facts;
  private List<Stay.FrontPage> coded;
  private List<Stay.Settlement> settle;
  private List<Stay.Extra> also;
  private final String title;
  private final Coded outpatient;
  private final List<Coded> working;

  Copy(Stay stay) {
    visit = stay.visit();
    title = stay.title();
    via = stay.via();
    version = stay.version();
    charset = stay.charset();
    patient = stay.patient();
    payer = stay.payer();
    insuplc = stay.insuplc();
    admit = stay.admit();
    moves = stay.moves();
    outpatient = stay.outpatient();
    working = stay.working();
    labs = stay.labs();
    daily = stay.daily();
    charges = stay.charges();
    discharge = stay.discharge();
    facts = stay.facts();
    coded = stay.coded();
    settle = stay.settle();
    also = stay.also();
  }

  Copy visit(String changed) {
    visit = changed;
    return this;
  }

  Copy sent(String changedVia, String changedVersion, String changedCharset) {
    via = changedVia;
    version = changedVersion;
    charset = changedCharset;
    return this;
  }

  Copy patient(Stay.Patient changed) {
    patient = changed;
    return this;
  }

  Copy sex(String sex) {
    return patient(
        new Stay.Patient(
            patient.no(),
            patient.name(),
            sex,
            patient.born(),
            // the identity number goes with the sex
            (patient.serial() == null ? "" : patient.serial().substring(0, 2))
                + (sex.equals("M") ? "1" : "2"),
            patient.job(),
            patient.contact(),
            patient.psn(),
            patient.mother()));
  }

  Copy insured(String changedPayer, String changedInsuplc) {
    payer = changedPayer;
    insuplc = changedInsuplc;
    return this;
  }

  Copy admit(Stay.Admission changed) {
    admit = changed;
    return this;
  }

  Copy moves(List<Stay.Move> changed) {
    moves = changed;
    return this;
  }

  Copy care(int changedLabs, Map<String, Integer> changedDaily, List<Stay.Single> changedCharges) {
    labs = changedLabs;
    daily = changedDaily;
    charges = changedCharges;
    return this;
  }

  Copy discharge(Stay.Discharge changed) {
    discharge = changed;
    return this;
  }

  Copy facts(Map<String, String> changed) {
    facts = changed;
    return this;
  }

  Copy coded(List<Stay.FrontPage> changed) {
    coded = changed;
    return this;
  }

  Copy settle(List<Stay.Settlement> changed) {
    settle = changed;
    return this;
  }

  Copy also(List<Stay.Extra> changed) {
    also = changed;
    return this;
  }

  Stay stay() {
    return new Stay(
        visit,
        title,
        via,
        version,
        charset,
        patient,
        payer,
        insuplc,
        admit,
        moves,
        outpatient,
        working,
        labs,
        daily,
        charges,
        discharge,
        facts,
        coded,
        settle,
        also);
  }
}
