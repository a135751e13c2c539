package org.duima.benchmarks;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.OrderLine;
import org.duima.benchmarks.KnowledgePoints.Demand;
import org.duima.benchmarks.KnowledgePoints.Rule;

/**
 * An invented order of three drugs for a patient with three diagnoses. Half of the lines meet one
 * of the measured rules; 3 in 100 orders break one.
 *
 * @param sex female or male
 * @param insurance insutype
 * @param level of the hospital
 * @param drugs codes of the lines
 * @param diagnoses codes of the insurance edition
 * @param broken ids of the rules that it breaks
 */
record InventedOrder(
    int number,
    String sex,
    LocalDate birth,
    String insurance,
    boolean inpatient,
    int level,
    List<String> drugs,
    List<String> diagnoses,
    Set<String> broken) {
  static final LocalDateTime AT = LocalDateTime.of(2026, 3, 16, 9, 30);
  private static final int LINES = 3;

  /** One of so many orders breaks a rule: 3 %. */
  private static final int EACH_HIT = 33;

  private static final String[] DIAGNOSES = {
    "I10.x00x002", "E11.900", "J18.900", "I25.103", "K29.500", "M54.500", "N18.900", "J44.900"
  };
  private static final List<Rule> RULES = KnowledgePoints.rules();

  /** The first so many orders, always the same. */
  static List<InventedOrder> first(int count) {
    List<InventedOrder> orders = new ArrayList<>();
    Random random = new Random(3);
    for (int n = 0; n < count; n++) {
      orders.add(of(n, random));
    }
    return orders;
  }

  private static InventedOrder of(int number, Random random) {
    boolean breaks = number % EACH_HIT == 0;
    InventedOrder patient =
        new InventedOrder(
            number,
            random.nextInt(2) == 0 ? "female" : "male",
            AT.toLocalDate().minusDays(400 + random.nextInt(30_000)),
            random.nextInt(10) == 0 ? "410" : "310",
            // somebody who breaks a rule must not be one who satisfies all of them
            !breaks && random.nextInt(3) > 0,
            random.nextInt(3) == 0 ? 2 : 3,
            List.of(),
            List.of(),
            Set.of());
    int breaking = breaks ? random.nextInt(LINES) : -1;
    Set<String> drugs = new LinkedHashSet<>();
    Set<String> broken = new TreeSet<>();
    while (drugs.size() < LINES) {
      if (drugs.size() != breaking && random.nextBoolean()) {
        drugs.add(KnowledgePoints.freeDrug(random.nextInt(5_000)));
        continue;
      }
      Rule rule = RULES.get(random.nextInt(RULES.size()));
      boolean wanted = drugs.size() == breaking;
      if (patient.breaks(rule.demand()) == wanted && drugs.add(rule.code()) && wanted) {
        broken.add(rule.id());
      }
    }
    int firstDiagnosis = random.nextInt(DIAGNOSES.length);
    List<String> diagnoses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      diagnoses.add(DIAGNOSES[(firstDiagnosis + i) % DIAGNOSES.length]);
    }
    return new InventedOrder(
        number,
        patient.sex,
        patient.birth,
        patient.insurance,
        patient.inpatient,
        patient.level,
        List.copyOf(drugs),
        diagnoses,
        broken);
  }

  private boolean breaks(Demand demand) {
    return switch (demand) {
      case SEX -> !sex.equals("female");
      case AGE -> ageYears() < 18;
      case LEVEL -> level < 3;
      case INSURANCE -> !insurance.equals("410");
      case VISIT -> !inpatient;
    };
  }

  int ageYears() {
    return birth.until(AT.toLocalDate()).getYears();
  }

  /** As a door hands it over: facts of the request, no names of patient or visit. */
  OrderRequest request() {
    Map<String, Fact> facts = new LinkedHashMap<>();
    facts.put("gend", fact(sex.equals("male") ? "1" : "2", "Patient.gender"));
    facts.put("brdy", fact(birth.toString(), "Patient.birthDate"));
    facts.put("insutype", fact(insurance, "Coverage.type"));
    facts.put("med_type", fact(inpatient ? "21" : "11", "Encounter.type"));
    facts.put("med_mdtrt_type", fact(inpatient ? "2" : "1", "Encounter.class"));
    facts.put("medins_lv", fact(Integer.toString(level), "Organization.level"));
    facts.put("adm_date", fact("2026-03-14 08:00:00", "Encounter.period.start"));
    List<Diagnosis> stated = new ArrayList<>();
    for (String code : diagnoses) {
      stated.add(
          new Diagnosis(
              stated.isEmpty() ? Diagnosis.Role.PRINCIPAL : Diagnosis.Role.OTHER,
              new Code(CodeSystem.DIAGNOSIS, Editions.INSURANCE_2_0, code),
              "诊断" + code,
              "",
              stated.size() + 1,
              new Origin(0, "request", "Condition[" + stated.size() + "]")));
    }
    List<OrderLine> lines = new ArrayList<>();
    for (String code : drugs) {
      lines.add(line("mr" + number + "-" + lines.size(), code));
    }
    return new OrderRequest(
        "bench-" + number,
        "cds-hooks",
        Scene.SIGN,
        "",
        AT,
        List.of(),
        "0301",
        "D310000001",
        new OrderRequest.Stated(facts, stated, List.of(), List.of()),
        lines,
        List.of(),
        Set.of());
  }

  private static OrderLine line(String id, String code) {
    return new OrderLine(
        id,
        "RX1",
        "",
        OrderLine.Kind.DRUG,
        new Code(CodeSystem.DRUG, Editions.INSURANCE_2_0, code),
        "药品" + code,
        "",
        "",
        new OrderLine.Supply(
            BigDecimal.valueOf(2), "盒", Money.parseYuan("35.60"), Money.parseYuan("71.20")),
        new OrderLine.Dosage(BigDecimal.ONE, "片", BigDecimal.valueOf(3), "tid", 3, "口服"),
        AT,
        null,
        "0301",
        "D310000001",
        "232",
        Set.of(),
        null,
        new Origin(0, "request", "MedicationRequest/" + id));
  }

  private static Fact fact(String value, String path) {
    return new Fact(value, new Origin(0, "request", path));
  }
}
