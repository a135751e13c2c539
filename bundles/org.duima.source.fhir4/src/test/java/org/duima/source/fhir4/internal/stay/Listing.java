package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.Charge;
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
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Procedure;

/** Writes what a message gave, one thing a line, for golden files. */
final class Listing {
  private final StringBuilder out = new StringBuilder();

  static String of(Parsed parsed) {
    Listing listing = new Listing();
    parsed.events().forEach(listing::event);
    for (Finding finding : parsed.findings()) {
      listing.line(
          "FINDING " + finding.severity().letter() + " " + finding.rule() + " " + finding.path());
    }
    return listing.out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void event(EncounterEvent event) {
    line(
        event.getClass().getSimpleName()
            + " #"
            + event.header().sequence()
            + " "
            + event.header().time()
            + " "
            + event.header().keys());
    if (event instanceof Moved moved) {
      line("  " + moved.movement() + " at " + moved.at() + " [" + moved.origin().path() + "]");
      line(
          "  "
              + String.join(
                  "|",
                  moved.location().departmentCode(),
                  moved.location().departmentName(),
                  moved.location().ward(),
                  moved.location().bed()));
    } else if (event instanceof Stated stated) {
      facts(stated.facts());
      stated.cleared().stream().sorted().forEach(name -> line("  " + name + " cleared"));
    } else if (event instanceof WorkingDiagnoses working) {
      diagnoses(working.diagnoses());
    } else if (event instanceof FrontPageCoded coded) {
      frontPage(coded.frontPage());
    } else if (event instanceof Charged charged) {
      charged.charges().forEach(this::charge);
    } else if (event instanceof CareRecorded care) {
      care.periods()
          .forEach(
              p ->
                  line(
                      "  "
                          + (p.kind() == null ? "?" : p.kind().id())
                          + " "
                          + p.id()
                          + " "
                          + p.begin()
                          + " to "
                          + p.end()
                          + (p.cancelled() ? " cancelled" : "")
                          + " ["
                          + p.origin().path()
                          + "]"));
    } else if (event instanceof Ordered ordered) {
      ordered.lines().forEach(this::order);
    } else if (event instanceof Settled settled) {
      line(
          "  "
              + settled.settlement().setlId()
              + " at "
              + settled.settlement().settledAt()
              + (settled.settlement().midStay() ? " mid-stay" : ""));
      facts(settled.settlement().facts());
      settled
          .settlement()
          .funds()
          .forEach(fund -> line("  fund " + fund.fundPayType() + " " + fund.amount()));
    } else if (event instanceof Refunded refunded) {
      line("  " + refunded.setlId());
    } else if (event instanceof PatientsMerged merged) {
      line("  " + merged.retired() + " into " + merged.surviving());
    }
  }

  private void order(OrderLine o) {
    List<String> parts = new ArrayList<>();
    parts.add("    " + o.id() + " " + o.kind());
    said(parts, "item", (o.item().edition() + " " + o.item().value() + " " + o.itemName()).strip());
    said(parts, "local", (o.localCode() + " " + o.localName()).strip());
    said(parts, "rx", o.prescription());
    said(parts, "group", o.group());
    said(
        parts,
        "supply",
        o.supply().quantity() == null ? "" : o.supply().quantity() + o.supply().unit());
    said(parts, "price", o.supply().unitPrice());
    said(parts, "amount", o.supply().amount());
    said(parts, "dose", o.dosage().dose() == null ? "" : o.dosage().dose() + o.dosage().doseUnit());
    said(parts, "times", o.dosage().timesPerDay());
    said(parts, "frequency", o.dosage().frequency());
    said(parts, "days", o.dosage().days());
    said(parts, "route", o.dosage().route());
    said(parts, "begin", o.begin());
    said(parts, "end", o.end());
    said(parts, "department", o.department());
    said(parts, "by", o.orderer());
    said(parts, "title", o.ordererTitle());
    said(parts, "firstLine", o.firstLineUsed());
    said(parts, "marks", o.marks().isEmpty() ? "" : o.marks());
    parts.add("[" + o.origin().path() + "]");
    line(String.join(" ", parts));
  }

  private static void said(List<String> parts, String name, Object value) {
    if (value != null && !value.toString().isEmpty()) {
      parts.add(name + "=" + value);
    }
  }

  private void facts(Map<String, Fact> facts) {
    new TreeMap<>(facts)
        .forEach(
            (name, fact) ->
                line("  " + name + " = " + fact.value() + " [" + fact.origin().path() + "]"));
  }

  private void diagnoses(List<Diagnosis> diagnoses) {
    for (Diagnosis d : diagnoses) {
      line(
          "  "
              + d.rank()
              + " "
              + d.role()
              + " "
              + d.code().system().id()
              + " "
              + d.code().edition()
              + " "
              + d.code().value()
              + " "
              + d.name()
              + " cond="
              + d.admissionCondition()
              + " ["
              + d.origin().path()
              + "]");
    }
  }

  private void frontPage(FrontPage page) {
    line("  coded at " + page.codedAt());
    diagnoses(page.diagnoses());
    for (Procedure p : page.procedures()) {
      line(
          "  "
              + p.rank()
              + (p.principal() ? " principal " : " other ")
              + p.code().edition()
              + " "
              + p.code().value()
              + " "
              + p.name()
              + " "
              + p.begin()
              + ".."
              + p.end()
              + " anaesthesia "
              + p.anaesthesia()
              + " "
              + p.anaesthesiaBegin()
              + ".."
              + p.anaesthesiaEnd()
              + " by "
              + p.operator().code()
              + "/"
              + p.operator().name()
              + " with "
              + p.anaesthetist().code()
              + "/"
              + p.anaesthetist().name()
              + " ["
              + p.origin().path()
              + "]");
    }
    page.intensiveCare()
        .forEach(
            c ->
                line(
                    "  icu "
                        + c.wardType()
                        + " "
                        + c.in()
                        + ".."
                        + c.out()
                        + " ["
                        + c.origin().path()
                        + "]"));
    page.transfusions()
        .forEach(
            t ->
                line(
                    "  blood "
                        + t.product()
                        + " "
                        + t.amount()
                        + " "
                        + t.unit()
                        + " ["
                        + t.origin().path()
                        + "]"));
  }

  private static String split(Charge.Split split) {
    return String.join(
        " ",
        split.level(),
        split.ownPay().toString(),
        split.overLimit().toString(),
        split.prePay().toString(),
        split.inScope().toString());
  }

  private void charge(Charge c) {
    line(
        "  "
            + c.id()
            + (c.reverses().isEmpty() ? "" : " reverses " + c.reverses())
            + " category="
            + c.category()
            + " "
            + c.localCode()
            + "/"
            + c.itemName()
            + "/"
            + c.insuranceCode()
            + " "
            + c.at()
            + " "
            + c.quantity()
            + " x "
            + c.unitPrice()
            + " = "
            + c.amount()
            + (c.split() == null ? "" : " split " + split(c.split()))
            + " ["
            + c.origin().path()
            + "]");
  }
}
