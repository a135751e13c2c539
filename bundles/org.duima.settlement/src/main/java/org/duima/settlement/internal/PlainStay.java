package org.duima.settlement.internal;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.Fact;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Staff;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.Transfusion;

/**
 * A stay in plain writing: facts half-width where they are all letters and digits, and neither
 * facts nor the front page with what the site's sources write for nothing.
 */
final class PlainStay {
  private PlainStay() {}

  static Stay of(Stay stay, Filling filling) {
    List<Settlement> settlements =
        stay.settlements().stream()
            .map(
                s ->
                    new Settlement(
                        s.setlId(),
                        s.settledAt(),
                        s.midStay(),
                        s.refunded(),
                        facts(s.facts(), filling),
                        s.funds()))
            .toList();
    return new Stay(
        stay.institution(),
        stay.keys(),
        stay.phase(),
        facts(stay.facts(), filling),
        stay.movements(),
        diagnoses(stay.workingDiagnoses(), filling),
        stay.frontPage() == null ? null : frontPage(stay.frontPage(), filling),
        stay.charges(),
        stay.carePeriods(),
        stay.orders(),
        settlements,
        stay.findings(),
        stay.lastEventTime());
  }

  private static Map<String, Fact> facts(Map<String, Fact> stated, Filling filling) {
    Map<String, Fact> facts = new HashMap<>();
    stated.forEach(
        (name, fact) -> {
          String text = halfWidth(fact.value().trim());
          if (!filling.isAbsent(text)) {
            facts.put(name, text.equals(fact.value()) ? fact : new Fact(text, fact.origin()));
          }
        });
    return facts;
  }

  private static FrontPage frontPage(FrontPage page, Filling filling) {
    List<Procedure> procedures =
        page.procedures().stream()
            .map(procedure -> procedure(procedure, filling))
            .filter(p -> !p.code().value().isEmpty() || !p.name().isEmpty())
            .toList();
    List<Transfusion> transfusions =
        page.transfusions().stream().filter(t -> !filling.isAbsent(t.product())).toList();
    return new FrontPage(
        diagnoses(page.diagnoses(), filling),
        procedures,
        page.intensiveCare(),
        transfusions,
        page.codedAt());
  }

  private static List<Diagnosis> diagnoses(List<Diagnosis> diagnoses, Filling filling) {
    return diagnoses.stream()
        .map(
            d ->
                new Diagnosis(
                    d.role(),
                    code(d.code(), filling),
                    text(d.name(), filling),
                    text(d.admissionCondition(), filling),
                    d.rank(),
                    d.origin()))
        .filter(d -> !d.code().value().isEmpty() || !d.name().isEmpty())
        .toList();
  }

  private static Procedure procedure(Procedure p, Filling filling) {
    return new Procedure(
        p.principal(),
        code(p.code(), filling),
        text(p.name(), filling),
        p.begin(),
        p.end(),
        text(p.anaesthesia(), filling),
        p.anaesthesiaBegin(),
        p.anaesthesiaEnd(),
        staff(p.operator(), filling),
        staff(p.anaesthetist(), filling),
        p.rank(),
        p.origin());
  }

  private static Staff staff(Staff staff, Filling filling) {
    return new Staff(text(staff.code(), filling), text(staff.name(), filling));
  }

  private static Code code(Code code, Filling filling) {
    return filling.isAbsent(code.value()) ? new Code(code.system(), code.edition(), "") : code;
  }

  private static String text(String text, Filling filling) {
    return filling.isAbsent(text) ? "" : text;
  }

  /** Full-width letters and digits among Chinese characters are part of a name or an address. */
  static String halfWidth(String text) {
    boolean convertible =
        !text.isEmpty() && text.chars().allMatch(c -> c < 0x7f || c >= 0xff01 && c <= 0xff5e);
    return convertible ? Normalizer.normalize(text, Normalizer.Form.NFKC) : text;
  }
}
