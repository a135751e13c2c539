package org.duima.source.transaction.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Origin;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.site.Site;

/** The shipped mapping, a site of one hospital, and a listing of what was read. */
final class Fixture {
  static final String HOSPITAL = "H44010000001";
  static final Instant RECEIVED = Instant.parse("2026-04-01T00:00:00Z");
  static final Path SHIPPED = Path.of("../../mappings");
  static final Clock CLOCK = Clock.fixed(RECEIVED, ZoneOffset.UTC);

  private Fixture() {}

  static Site site(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("institution." + HOSPITAL + ".name", "测试医院");
    return Site.of(settings);
  }

  static TransactionMapping shippedMapping() {
    TransactionMapping mapping = new TransactionMapping(SHIPPED, CLOCK);
    if (!mapping.reload().isEmpty()) {
      throw new IllegalStateException(mapping.reload().toString());
    }
    return mapping;
  }

  static Parsed parse(String json) {
    return parse(json, site(Map.of()));
  }

  static Parsed parse(String json, Site site) {
    return new TransactionAdapter(() -> site, shippedMapping()).parse(message(json), 7);
  }

  static RawMessage message(String json) {
    return new RawMessage(
        "transaction", "", "", "", "", json.getBytes(StandardCharsets.UTF_8), RECEIVED);
  }

  static String listing(Parsed parsed) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    for (EncounterEvent event : parsed.events()) {
      lines.add("");
      lines.add(
          event.getClass().getSimpleName()
              + " "
              + event.header().time()
              + " #"
              + event.header().arrivalNumber()
              + "."
              + event.header().sequence());
      event.header().keys().forEach(key -> lines.add("  key " + key));
      body(lines, event);
    }
    for (Finding finding : parsed.findings()) {
      lines.add(
          "finding " + finding.severity().letter() + " " + finding.rule() + " @ " + finding.path());
    }
    return lines.toString().strip() + "\n";
  }

  private static void body(StringJoiner lines, EncounterEvent event) {
    if (event instanceof EncounterEvent.Stated e) {
      facts(lines, e.facts());
    } else if (event instanceof EncounterEvent.Moved e) {
      lines.add("  " + e.movement() + " at " + e.at() + " " + e.location() + from(e.origin()));
    } else if (event instanceof EncounterEvent.WorkingDiagnoses e) {
      e.diagnoses().forEach(d -> diagnosis(lines, d));
    } else if (event instanceof EncounterEvent.FrontPageCoded e) {
      frontPage(lines, e.frontPage());
    } else if (event instanceof EncounterEvent.Charged e) {
      e.charges().forEach(c -> charge(lines, c));
    } else if (event instanceof EncounterEvent.CareRecorded e) {
      e.periods()
          .forEach(
              p ->
                  lines.add(
                      "  "
                          + p.kind().id()
                          + " "
                          + p.id()
                          + " "
                          + p.begin()
                          + " to "
                          + p.end()
                          + (p.cancelled() ? " cancelled" : "")
                          + from(p.origin())));
    } else if (event instanceof EncounterEvent.Settled e) {
      settlement(lines, e.settlement());
    } else if (event instanceof EncounterEvent.Refunded e) {
      lines.add("  setl_id " + e.setlId());
    }
  }

  private static void facts(StringJoiner lines, Map<String, Fact> facts) {
    new TreeMap<>(facts)
        .forEach((name, fact) -> lines.add("  " + name + "=" + fact.value() + from(fact.origin())));
  }

  private static void diagnosis(StringJoiner lines, Diagnosis d) {
    lines.add(
        "  diagnosis "
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
            + " condition="
            + d.admissionCondition()
            + from(d.origin()));
  }

  private static void frontPage(StringJoiner lines, FrontPage page) {
    lines.add("  coded at " + page.codedAt());
    page.diagnoses().forEach(d -> diagnosis(lines, d));
    for (Procedure p : page.procedures()) {
      lines.add(
          "  procedure "
              + p.rank()
              + (p.principal() ? " principal " : " ")
              + p.code().edition()
              + " "
              + p.code().value()
              + " "
              + p.name()
              + " "
              + p.begin()
              + " to "
              + p.end()
              + " anaesthesia "
              + p.anaesthesia()
              + " "
              + p.anaesthesiaBegin()
              + " to "
              + p.anaesthesiaEnd()
              + " by "
              + p.operator()
              + " "
              + p.anaesthetist()
              + from(p.origin()));
    }
    page.intensiveCare()
        .forEach(
            i ->
                lines.add(
                    "  icu " + i.wardType() + " " + i.in() + " to " + i.out() + from(i.origin())));
    page.transfusions()
        .forEach(
            t ->
                lines.add(
                    "  blood "
                        + t.product()
                        + " "
                        + t.amount()
                        + " "
                        + t.unit()
                        + from(t.origin())));
  }

  private static void charge(StringJoiner lines, Charge c) {
    lines.add(
        "  charge "
            + c.id()
            + (c.reverses().isEmpty() ? "" : " reverses " + c.reverses())
            + " "
            + c.category()
            + " "
            + c.localCode()
            + " "
            + c.insuranceCode()
            + " "
            + c.at()
            + " "
            + c.quantity()
            + " x "
            + c.unitPrice()
            + " = "
            + c.amount()
            + (c.split() == null
                ? ""
                : " split "
                    + c.split().level()
                    + " "
                    + c.split().ownPay()
                    + " "
                    + c.split().overLimit()
                    + " "
                    + c.split().prePay()
                    + " "
                    + c.split().inScope())
            + from(c.origin()));
  }

  private static void settlement(StringJoiner lines, Settlement s) {
    lines.add(
        "  setl_id " + s.setlId() + " at " + s.settledAt() + (s.midStay() ? " mid-stay" : ""));
    facts(lines, s.facts());
    s.funds().forEach(f -> lines.add("  fund " + f.fundPayType() + " " + f.amount()));
  }

  private static String from(Origin origin) {
    return " < " + origin.arrivalNumber() + " " + origin;
  }
}
