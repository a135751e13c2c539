package org.duima.demo.day;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes what happens in a stay as FHIR R4, as systems that speak it send it: admissions as
 * transactions, movements as single resources, results as collections, charges as batches, the
 * coded front page as a document.
 */
final class FhirWriter implements StayWriter {
  private static final String DIAGNOSIS_ROLE =
      "http://terminology.hl7.org/CodeSystem/diagnosis-role";

  // what changes nothing but the Encounter travels by itself
  private static final Set<String> ALONE = Set.of("A03", "A07", "A11", "A12", "A13");
  private static final String SETTLEMENT = "urn:nhsa:setl-id";
  private static final String INSURER = "测试市医疗保障局";
  private static final String DIAGNOSES = "urn:nhc:icd10:2.0";
  private static final Map<String, String> WEIGHTS =
      Map.of("nwb_bir_wt", "8339-4", "mul_nwb_bir_wt", "8339-4", "nwb_adm_wt", "29463-7");

  private final Course course;
  private final Stay stay;
  private final boolean inXml;

  FhirWriter(Course course) {
    this.course = course;
    this.stay = course.stay();
    // whoever speaks another version of HL7 v2 speaks XML here
    this.inXml = !stay.version().equals("2.5");
  }

  @Override
  public Message.Kind kind() {
    return Message.Kind.FHIR;
  }

  @Override
  public Written movement(Head head, String trigger) {
    if (ALONE.contains(trigger)) {
      return single(encounter(alone(head), head, trigger));
    }
    FhirBundle bundle = new FhirBundle("transaction", head, FhirBundle.Link.UUID);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    List<ObjectNode> all = new ArrayList<>();
    all.add(resources.patientWithContacts());
    if (head.visit()) {
      all.add(resources.encounter(trigger, known(head), null));
      all.addAll(resources.places(known(head), null));
      all.addAll(resources.surroundings());
    }
    all.addAll(resources.coverage());
    all.add(resources.occupation());
    return bundle(bundle, all);
  }

  /** A single Encounter that holds the bed of which it tells. */
  @Override
  public Written transfer(Head head, Stay.Move move) {
    FhirResources resources = alone(head);
    List<Stay.Move> moves = new ArrayList<>(known(head));
    if (!moves.contains(move) && moves.stream().noneMatch(m -> m.at().equals(move.at()))) {
      moves.add(move);
    }
    return single(resources.wholeEncounter("A02", moves, null));
  }

  @Override
  public Written wardFacts(Head head) {
    FhirBundle bundle = new FhirBundle("batch", head, FhirBundle.Link.RELATIVE);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    List<ObjectNode> all = new ArrayList<>();
    ObjectNode encounter = encounter(resources, head, "A08");
    all.add(encounter);
    for (Map.Entry<String, String> fact : stay.facts().entrySet()) {
      String code = WEIGHTS.get(fact.getKey());
      if (code == null) {
        fact(encounter, fact.getKey(), fact.getValue());
      } else {
        for (String grams : fact.getValue().split("~")) {
          ObjectNode weight =
              resources.observation(
                  head.controlId() + "-" + all.size(), code, "体重", head.happened(), false);
          weight.set("valueQuantity", Fhir.quantity(new BigDecimal(grams), "g"));
          all.add(weight);
        }
      }
    }
    return bundle(bundle, all);
  }

  @Override
  public Written workingDiagnoses(Head head, List<Coded> diagnoses) {
    FhirBundle bundle = new FhirBundle("message", head, FhirBundle.Link.ABSOLUTE);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    ObjectNode header = Fhir.resource("MessageHeader", head.controlId(), head.sent());
    header.set("eventCoding", Fhir.coding("urn:duima:local:event", "diagnoses", "工作诊断"));
    header.set("sender", resources.hospital());
    header
        .putObject("source")
        .put("name", head.sender())
        .put("endpoint", FhirBundle.BASE + "$process-message");
    ArrayNode focus = header.putArray("focus");
    focus.add(resources.visit());
    List<ObjectNode> all = new ArrayList<>();
    all.add(header);
    ObjectNode encounter = encounter(resources, head, "A08");
    all.add(encounter);
    ArrayNode listed = encounter.withArray("diagnosis");
    int number = 0;
    if (stay.outpatient() != null) {
      all.add(outpatient(resources, head, listed));
    }
    for (Coded diagnosis : diagnoses) {
      number++;
      String id = head.controlId() + "-" + number;
      all.add(resources.condition(id, diagnosis, DIAGNOSES, head.happened()));
      listed(listed, resources.reference("Condition", id), "CC", number);
    }
    return bundle(bundle, all);
  }

  private ObjectNode outpatient(FhirResources resources, Head head, ArrayNode listed) {
    String id = head.controlId() + "-0";
    listed(listed, resources.reference("Condition", id), "outpatient", 0);
    return resources.condition(id, stay.outpatient(), DIAGNOSES, head.happened());
  }

  private static void listed(ArrayNode listed, ObjectNode condition, String use, int rank) {
    ObjectNode one = listed.addObject();
    one.set("condition", condition);
    one.set("use", role(use));
    if (rank > 0) {
      one.put("rank", rank);
    }
  }

  @Override
  public Written merge(Head head, String retired) {
    return single(alone(head).retired(retired));
  }

  @Override
  public Written charges(Head head, List<ChargeLine> lines) {
    FhirBundle bundle = new FhirBundle("batch", head, FhirBundle.Link.RELATIVE);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    return bundle(bundle, lines.stream().map(resources::charge).toList());
  }

  @Override
  public Written laboratory(Head head, int number) {
    FhirBundle bundle = new FhirBundle("collection", head, FhirBundle.Link.RELATIVE);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    int seed = stay.number() * 7 + number * 13;
    List<ObjectNode> all = new ArrayList<>();
    ObjectNode report = Fhir.resource("DiagnosticReport", head.controlId(), head.happened());
    report.put("status", "final");
    report.set("code", Fhir.concept("urn:duima:local", "XCG", "血常规"));
    report.set("subject", resources.logicalSubject());
    report.set("encounter", resources.logicalEncounter());
    ArrayNode results =
        report.put("effectiveDateTime", Fhir.time(head.happened())).putArray("result");
    all.add(report);
    result(all, resources, head, "6690-2 白细胞 " + (4 + seed % 9) + " 10*9/L");
    result(all, resources, head, "718-7 血红蛋白 " + (100 + seed % 50) + " g/L");
    result(all, resources, head, "777-3 血小板 " + (120 + seed % 180) + " 10*9/L");
    result(all, resources, head, "1988-5 C反应蛋白 " + (1 + seed % 60) + " mg/L");
    for (ObjectNode one : all.subList(1, all.size())) {
      results.add(resources.reference("Observation", one.path("id").asText()));
    }
    return bundle(bundle, all);
  }

  private static void result(
      List<ObjectNode> all, FhirResources resources, Head head, String written) {
    String[] words = written.split(" ");
    ObjectNode observation =
        resources.observation(
            head.controlId() + "-" + all.size(), words[0], words[1], head.happened(), true);
    observation.set("valueQuantity", Fhir.quantity(new BigDecimal(words[2]), words[3]));
    all.add(observation);
  }

  @Override
  public Written observation(Head head, String written) {
    List<ObjectNode> all = new ArrayList<>();
    result(all, alone(head), head, written);
    return single(all.get(0));
  }

  /** What the platform made of the claim, beside who insures the patient. */
  @Override
  public Written settlement(Head head, Course.Settled settled) {
    FhirBundle bundle = new FhirBundle("transaction", head, FhirBundle.Link.UUID);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    ObjectNode benefit = benefit(resources, settled, "active");
    SettledMoney money = SettledMoney.of(settled);
    BigDecimal none = BigDecimal.ZERO.setScale(2);
    ArrayNode totals = benefit.putArray("total");
    total(totals, "medfee_sumamt", money.total());
    total(totals, "fulamt_ownpay_amt", money.ownPay());
    total(totals, "overlmt_selfpay", none);
    total(totals, "preselfpay_amt", money.prePay());
    total(totals, "inscp_scp_amt", money.inScope());
    total(totals, "fund_pay_sumamt", money.fund());
    total(totals, "psn_part_amt", money.cash());
    total(totals, "hosp_part_amt", none);
    total(totals, "acct_pay", none);
    total(totals, "psn_cash_pay", money.cash());
    total(totals, "acct_mulaid_pay", none);
    ObjectNode fund = totals.addObject();
    fund.set("category", Fhir.concept("urn:nhsa:fund_pay_type", course.payer().fund(), ""));
    fund.set("amount", Fhir.money(money.fund()));
    List<ObjectNode> all = new ArrayList<>(List.of(benefit, resources.patient()));
    all.addAll(resources.coverage());
    return bundle(bundle, all);
  }

  private static void total(ArrayNode totals, String name, BigDecimal amount) {
    ObjectNode total = totals.addObject();
    total.set("category", Fhir.concept("urn:nhsa:setlinfo", name, ""));
    total.set("amount", Fhir.money(amount));
  }

  @Override
  public Written refund(Head head, Course.Settled settled) {
    return single(benefit(alone(head), settled, "cancelled"));
  }

  private ObjectNode benefit(FhirResources resources, Course.Settled settled, String status) {
    ObjectNode benefit = Fhir.resource("ExplanationOfBenefit", settled.id(), settled.at());
    Fhir.extend(benefit, "encounter", "Reference", resources.visit());
    Fhir.extend(benefit, "mid-setl-flag", settled.mid() ? "1" : "0");
    Fhir.extend(benefit, "hi-paymtd", "4");
    benefit.putArray("identifier").add(Fhir.identifier(SETTLEMENT, settled.id()));
    benefit.put("status", status);
    benefit.set("type", Fhir.hl7("claim-type", "institutional"));
    benefit.put("use", "claim");
    benefit.set("patient", resources.subject());
    billed(benefit, settled);
    benefit.put("created", Fhir.time(settled.at()));
    benefit.putObject("insurer").put("display", INSURER);
    benefit.set("provider", resources.hospital());
    benefit.put("outcome", "complete");
    ObjectNode insurance = benefit.putArray("insurance").addObject().put("focal", true);
    insurance.set("coverage", resources.reference("Coverage", "C-" + stay.visit()));
    return benefit;
  }

  private static void billed(ObjectNode resource, Course.Settled settled) {
    resource
        .putObject("billablePeriod")
        .put("start", settled.begin().toString())
        .put("end", settled.end().toString());
  }

  /** The claim for the time that the settlement covers, with the invoice given for it. */
  @Override
  public Written invoice(Head head, Course.Settled settled) {
    FhirBundle bundle = new FhirBundle("collection", head, FhirBundle.Link.RELATIVE);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    ObjectNode claim = Fhir.resource("Claim", "CL-" + settled.id(), head.happened());
    Fhir.extend(claim, "encounter", "Reference", resources.visit());
    Fhir.extend(claim, "hi-paymtd", "4");
    claim.putArray("identifier").add(Fhir.identifier(SETTLEMENT, settled.id()));
    claim(claim, resources, head.happened(), settled);
    ObjectNode invoice = Fhir.resource("Invoice", Invoice.serial(stay, settled), head.happened());
    Fhir.extend(invoice, "encounter", "Reference", resources.visit());
    Fhir.extend(invoice, "bill-code", Invoice.CODE);
    Fhir.extend(invoice, "biz-sn", Invoice.serial(stay, settled));
    invoice
        .putArray("identifier")
        .add(Fhir.identifier("urn:duima:bill-no", Invoice.number(stay, settled)))
        .add(Fhir.identifier(SETTLEMENT, settled.id()));
    invoice.put("status", "balanced");
    invoice.set("subject", resources.subject());
    invoice.put("date", Fhir.time(head.happened()));
    invoice.set("issuer", resources.hospital());
    invoice.set("totalGross", Fhir.money(SettledMoney.of(settled).total()));
    return bundle(bundle, List.of(claim, invoice, resources.patient()));
  }

  /**
   * @param settled whose days it covers, null for a front page
   */
  private void claim(
      ObjectNode claim, FhirResources resources, LocalDateTime created, Course.Settled settled) {
    claim.put("status", "active");
    claim.set("type", Fhir.hl7("claim-type", "institutional"));
    claim.put("use", "claim");
    claim.set("patient", resources.subject());
    if (settled != null) {
      billed(claim, settled);
    }
    claim.put("created", Fhir.time(created));
    claim.set("provider", resources.hospital());
    claim.set("priority", Fhir.hl7("processpriority", "normal"));
    claim.putArray("diagnosis");
    claim.putArray("procedure");
    ObjectNode insurance = claim.putArray("insurance").addObject();
    insurance.put("sequence", 1).put("focal", true);
    insurance.set("coverage", resources.reference("Coverage", "C-" + stay.visit()));
  }

  /** A document of the medical records office, or the claim that it hands to the billing office. */
  @Override
  public Written frontPage(Head head, Stay.FrontPage page) {
    boolean document = stay.number() % 2 == 1;
    FhirBundle bundle =
        new FhirBundle(document ? "document" : "collection", head, FhirBundle.Link.ABSOLUTE);
    FhirResources resources = new FhirResources(course, head, bundle::to);
    ObjectNode encounter = resources.wholeEncounter("A08", known(head), page);
    stay.facts().forEach((fact, value) -> fact(encounter, fact, value));
    List<ObjectNode> all = new ArrayList<>();
    all.add(document ? composition(resources, head) : pageClaim(resources, head));
    all.add(encounter);
    boolean marked = page.diagnoses().stream().anyMatch(Coded::principal);
    Listed listed = new Listed(resources, head, document ? encounter : all.get(0), all);
    if (stay.outpatient() != null) {
      listed.add(stay.outpatient(), DIAGNOSES, "outpatient", false, 0);
    }
    for (int i = 0; i < page.diagnoses().size(); i++) {
      Coded diagnosis = page.diagnoses().get(i);
      boolean principal = marked ? diagnosis.principal() : i == 0;
      listed.add(diagnosis, DIAGNOSES, "DD", principal, principal ? 1 : Math.max(2, i + 1));
    }
    if (page.disease() != null) {
      listed.add(page.disease(), "urn:nhsa:tcm-disease", "DD", true, 1);
    }
    for (int i = 0; i < page.syndromes().size(); i++) {
      listed.add(page.syndromes().get(i), "urn:nhsa:tcm-syndrome", "DD", false, i + 2);
    }
    for (int i = 0; i < page.operations().size(); i++) {
      String id = head.controlId() + "-P" + (i + 1);
      all.add(resources.procedure(id, page.operations().get(i), i == 0, i + 1));
      if (!document) {
        ObjectNode one = all.get(0).withArray("procedure").addObject().put("sequence", i + 1);
        one.set("procedureReference", resources.reference("Procedure", id));
      }
    }
    for (int i = 0; i < page.blood().size(); i++) {
      all.add(resources.transfusion(head.controlId() + "-B" + (i + 1), page.blood().get(i)));
    }
    all.add(resources.patient());
    return bundle(bundle, all);
  }

  private ObjectNode composition(FhirResources resources, Head head) {
    ObjectNode composition =
        Fhir.resource("Composition", "FP-" + head.controlId(), head.happened());
    composition.put("status", "final");
    composition.set("type", Fhir.concept("urn:duima:document", "front-page", "住院病案首页"));
    composition.set("subject", resources.subject());
    composition.set("encounter", resources.visit());
    composition.put("date", Fhir.time(head.happened()));
    composition.putArray("author").addObject().put("display", "编码测试员");
    return composition.put("title", "住院病案首页");
  }

  private ObjectNode pageClaim(FhirResources resources, Head head) {
    ObjectNode claim = Fhir.resource("Claim", "FP-" + stay.visit(), head.happened());
    Fhir.extend(claim, "encounter", "Reference", resources.visit());
    claim(claim, resources, head.happened(), null);
    return claim;
  }

  /** The diagnoses of a front page, which stand in its Encounter or in its Claim. */
  private static final class Listed {
    private final FhirResources resources;
    private final Head head;
    private final ObjectNode holder;
    private final List<ObjectNode> all;
    private int number;

    Listed(FhirResources resources, Head head, ObjectNode holder, List<ObjectNode> all) {
      this.resources = resources;
      this.head = head;
      this.holder = holder;
      this.all = all;
    }

    void add(Coded diagnosis, String system, String role, boolean principal, int rank) {
      number++;
      if (holder.path("resourceType").asText().equals("Encounter")) {
        String id = head.controlId() + "-D" + number;
        all.add(resources.condition(id, diagnosis, system, head.happened()));
        listed(holder.withArray("diagnosis"), resources.reference("Condition", id), role, rank);
        return;
      }
      ObjectNode one = holder.withArray("diagnosis").addObject();
      Fhir.extend(one, "maindiag-flag", principal ? "1" : "0");
      one.put("sequence", number);
      one.set("diagnosisCodeableConcept", Fhir.concept(system, diagnosis.code(), diagnosis.name()));
      one.putArray("type").add(role(principal ? "principal" : role));
      if (!diagnosis.condition().isEmpty()) {
        one.set(
            "onAdmission",
            Fhir.hl7(
                "ex-diagnosis-on-admission",
                List.of("y", "w", "u", "n").get(Integer.parseInt(diagnosis.condition()) - 1)));
      }
    }
  }

  /** A role that FHIR names, else one of the hospital's. */
  private static ObjectNode role(String role) {
    return switch (role) {
      case "outpatient" -> Fhir.concept("urn:duima:diagnosis-role", role, "");
      case "principal" ->
          Fhir.concept("http://terminology.hl7.org/CodeSystem/ex-diagnosistype", role, "");
      default -> Fhir.concept(DIAGNOSIS_ROLE, role, "");
    };
  }

  /** A document, or an allergy: nothing of it is used. */
  @Override
  public Written unsupported(Head head, String event) {
    FhirResources resources = alone(head);
    if (event.startsWith("MDM")) {
      ObjectNode document = Fhir.resource("DocumentReference", head.controlId(), head.happened());
      document.put("status", "current");
      document.set("subject", resources.logicalSubject());
      document.putArray("content").addObject().putObject("attachment").put("title", "病程记录");
      return single(document);
    }
    ObjectNode allergy = Fhir.resource("AllergyIntolerance", head.controlId(), head.happened());
    allergy.set("code", Fhir.object().put("text", "青霉素"));
    allergy.set("patient", resources.logicalSubject());
    return single(allergy);
  }

  private static void fact(ObjectNode encounter, String name, String value) {
    if (name.equals("ipt_med_type")) {
      // the class of the Encounter says it
      return;
    }
    for (String one : value.split("~")) {
      if (WEIGHTS.containsKey(name) || name.startsWith("mul_")) {
        Fhir.extend(
            encounter, name.replace('_', '-'), "Quantity", Fhir.quantity(new BigDecimal(one), "g"));
      } else {
        Fhir.extend(encounter, name.replace('_', '-'), one);
      }
    }
  }

  private FhirResources alone(Head head) {
    return new FhirResources(course, head, path -> path);
  }

  private ObjectNode encounter(FhirResources resources, Head head, String trigger) {
    return resources.wholeEncounter(trigger, known(head), null);
  }

  /** Transfers of which the hospital's systems know when the message leaves. */
  private List<Stay.Move> known(Head head) {
    return stay.moves().stream()
        .filter(move -> !(move.sent() == null ? move.at() : move.sent()).isAfter(head.sent()))
        .filter(move -> !move.at().isAfter(head.happened()))
        .toList();
  }

  private Written bundle(FhirBundle bundle, List<ObjectNode> resources) {
    return written("Bundle/" + bundle.type(), bundle.of(resources));
  }

  private Written single(ObjectNode resource) {
    return written(resource.path("resourceType").asText(), resource);
  }

  private Written written(String name, ObjectNode resource) {
    Fhir.dropEmpty(resource);
    if (inXml) {
      return new Written(name, FhirXml.of(resource));
    }
    try {
      return new Written(
          name, Fhir.mapper().writeValueAsString(resource).getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("own JSON not writable", e);
    }
  }
}
