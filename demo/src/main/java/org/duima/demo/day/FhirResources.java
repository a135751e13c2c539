package org.duima.demo.day;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The resources of a stay as the EMR holds them when a message leaves: standard elements first, the
 * platform's own values as codings and identifiers beside them, extensions for what FHIR has no
 * place for.
 */
final class FhirResources {
  private static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  private static final String ROLE = "http://terminology.hl7.org/CodeSystem/v2-0131";
  private static final String INSTITUTION = "urn:nhsa:fixmedins-code";
  private static final String PRACTITIONER = "urn:nhsa:practitioner";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

  private final Course course;
  private final Stay stay;
  private final Person person;
  private final Head head;
  private final UnaryOperator<String> link;

  /**
   * @param link the text that refers to a resource by its type and id
   */
  FhirResources(Course course, Head head, UnaryOperator<String> link) {
    this.course = course;
    this.stay = course.stay();
    this.person = course.person();
    this.head = head;
    this.link = link;
  }

  ObjectNode reference(String type, String id) {
    return Fhir.object().put("reference", link.apply(type + "/" + id));
  }

  /** A reference that also names the patient by number, for receivers that lack the resource. */
  ObjectNode subject() {
    ObjectNode reference = reference("Patient", person.no());
    reference.set("identifier", Fhir.typed("MR", person.caseNo()));
    return reference;
  }

  /** A reference that also names the visit by number, for receivers that lack the resource. */
  ObjectNode visit() {
    ObjectNode reference = reference("Encounter", stay.visit());
    reference.set("identifier", Fhir.typed("VN", stay.visit()));
    return reference;
  }

  /** A reference that names the patient by number only. */
  ObjectNode logicalSubject() {
    ObjectNode reference = Fhir.object().put("type", "Patient");
    reference.set("identifier", Fhir.typed("MR", person.caseNo()));
    return reference;
  }

  /** A reference that names the visit by number only. */
  ObjectNode logicalEncounter() {
    ObjectNode reference = Fhir.object().put("type", "Encounter");
    reference.set("identifier", Fhir.typed("VN", stay.visit()));
    return reference;
  }

  /** The patient with the people to turn to. */
  ObjectNode patientWithContacts() {
    ObjectNode patient = patient();
    ArrayNode contacts = patient.putArray("contact");
    ObjectNode next = contacts.addObject();
    next.putArray("relationship")
        .add(
            Fhir.concept(
                List.of(
                    Fhir.coding(ROLE, "N", ""),
                    Fhir.coding("urn:nhsa:patn_rlts", person.relation(), ""))));
    next.set("name", name("usual", person.contact()));
    next.putArray("telecom").addObject().put("system", "phone").put("value", person.contactPhone());
    next.set("address", address());
    if (!person.employer().isEmpty()) {
      ObjectNode employer = contacts.addObject();
      employer.putArray("relationship").add(Fhir.concept(ROLE, "E", ""));
      employer.putObject("organization").put("display", person.employer());
    }
    return patient;
  }

  ObjectNode patient() {
    ObjectNode patient = Fhir.resource("Patient", person.no(), head.happened());
    ObjectNode nationality =
        patient
            .withArray("extension")
            .addObject()
            .put("url", "http://hl7.org/fhir/StructureDefinition/patient-nationality");
    nationality
        .putArray("extension")
        .addObject()
        .put("url", "code")
        .set("valueCodeableConcept", Fhir.concept("urn:iso:std:iso:3166", "CHN", "中国"));
    Fhir.extend(patient, "naty", "Coding", Fhir.coding("urn:nhsa:naty", "01", "汉族"));
    ArrayNode identifiers = patient.putArray("identifier");
    identifiers.add(Fhir.typed("MR", person.caseNo())).add(Fhir.typed("PI", person.no()));
    if (!person.certNo().isEmpty()) {
      identifiers.add(Fhir.typed("NNCHN", person.certNo()));
    }
    patient.put("active", true);
    patient.putArray("name").add(name("official", person.name()));
    patient.putArray("telecom").addObject().put("system", "phone").put("value", person.phone());
    patient.put("gender", person.sex().equals("M") ? "male" : "female");
    patient.put("birthDate", person.born().toString());
    patient.putArray("address").add(address());
    return patient;
  }

  /** The number that is used no more after a merge. */
  ObjectNode retired(String no) {
    ObjectNode patient = Fhir.resource("Patient", no, head.happened());
    patient
        .putArray("identifier")
        .add(Fhir.typed("MR", Person.caseNo(no)))
        .add(Fhir.typed("PI", no));
    patient.put("active", false);
    ObjectNode surviving = patient.putArray("link").addObject();
    surviving.set("other", subject());
    surviving.put("type", "replaced-by");
    return patient;
  }

  private static ObjectNode name(String use, String whole) {
    ObjectNode name = Fhir.object().put("use", use).put("text", whole);
    name.put("family", whole.substring(0, 1)).putArray("given").add(whole.substring(1));
    return name;
  }

  private ObjectNode address() {
    ObjectNode address = Fhir.object().put("use", "home");
    address.putArray("line").add(person.address());
    return address
        .put("city", "测试市")
        .put("state", "虚构省")
        .put("postalCode", "400000")
        .put("country", "CHN");
  }

  /** A staff member, told by the national number where the resource is not at hand. */
  private ObjectNode staff(Hospital.Person staff) {
    ObjectNode reference = reference("Practitioner", staff.code());
    reference.set("identifier", Fhir.identifier(PRACTITIONER, staff.code()));
    return reference.put("display", staff.name());
  }

  /** The hospital, told by its national number where the resource is not at hand. */
  ObjectNode hospital() {
    ObjectNode reference = reference("Organization", course.hospital().code());
    reference.set("identifier", Fhir.identifier(INSTITUTION, course.hospital().code()));
    return reference.put("display", course.hospital().name());
  }

  ObjectNode occupation() {
    ObjectNode occupation =
        observation("prfs-" + stay.visit(), "11341-5", "职业", head.happened(), false);
    occupation.set("valueCodeableConcept", Fhir.concept("urn:nhsa:prfs", person.job(), ""));
    return occupation;
  }

  ObjectNode organization() {
    Hospital hospital = course.hospital();
    ObjectNode organization = Fhir.resource("Organization", hospital.code(), head.happened());
    organization.putArray("identifier").add(Fhir.identifier(INSTITUTION, hospital.code()));
    return organization.put("active", true).put("name", hospital.name());
  }

  ObjectNode practitioner(Hospital.Person staff) {
    ObjectNode practitioner = Fhir.resource("Practitioner", staff.code(), head.happened());
    practitioner.putArray("identifier").add(Fhir.identifier(PRACTITIONER, staff.code()));
    practitioner.putArray("name").add(name("official", staff.name()));
    return practitioner;
  }

  /** A bed, which says which department runs it. */
  ObjectNode bed(String department, String bed) {
    ObjectNode location = Fhir.object().put("resourceType", "Location");
    location.put("id", bedId(department, bed)).put("status", "active").put("name", bed);
    location.set("physicalType", Fhir.hl7("location-physical-type", "bd"));
    ObjectNode organization = location.putObject("managingOrganization");
    organization.set("identifier", Fhir.identifier("urn:duima:local", department));
    organization.put("display", course.hospital().department(department).name());
    return location;
  }

  private static String bedId(String department, String bed) {
    return department + "-" + bed;
  }

  /** Who pays, as far as anybody does; for others than the platform a word of the hospital's. */
  List<ObjectNode> coverage() {
    Hospital.Payer payer = course.payer();
    if (payer.wire().isEmpty()) {
      return List.of();
    }
    ObjectNode coverage = Fhir.resource("Coverage", "C-" + stay.visit(), head.happened());
    if (payer.settles()) {
      Fhir.extend(coverage, "insuplc", stay.insuplc());
      coverage.putArray("identifier").add(Fhir.identifier("urn:nhsa:psn-no", person.psnNo()));
    }
    coverage.put("status", "active");
    if (payer.settles()) {
      coverage.set(
          "type",
          Fhir.concept(
              List.of(
                  Fhir.coding("urn:nhsa:insutype", payer.insutype(), stay.payer()),
                  Fhir.coding("urn:nhsa:hi_type", payer.hiType(), ""))));
      coverage.put("subscriberId", person.hiNo());
    } else {
      coverage.putObject("type").put("text", stay.payer());
    }
    coverage.set("beneficiary", subject());
    ObjectNode payor = coverage.putArray("payor").addObject();
    if (!payer.settles()) {
      payor.set("identifier", Fhir.identifier("urn:duima:local", payer.wire()));
    }
    payor.put("display", payer.settles() ? "测试市医疗保障局" : stay.payer());
    return List.of(coverage);
  }

  /** The visit as it stands at that time, with its places contained in it. */
  ObjectNode wholeEncounter(String trigger, List<Stay.Move> moves, Stay.FrontPage page) {
    FhirResources inside =
        new FhirResources(
            course,
            head,
            path -> path.startsWith("Location/") ? "#" + path.substring(9) : link.apply(path));
    ObjectNode encounter = inside.encounter(trigger, moves, page);
    for (ObjectNode place : places(moves, page)) {
      // the order of elements: what is contained goes before all else
      encounter.withArray("contained").add(place);
    }
    return encounter;
  }

  /** The beds of a stay, and the intensive care units that its front page knows. */
  List<ObjectNode> places(List<Stay.Move> moves, Stay.FrontPage page) {
    Map<String, ObjectNode> places = new LinkedHashMap<>();
    String department = stay.admit().dept();
    String bed = stay.admit().bed();
    places.put(bedId(department, bed), bed(department, bed));
    for (Stay.Move move : moves) {
      bed = move.bed() == null ? bed : move.bed();
      places.put(bedId(move.dept(), bed), bed(move.dept(), bed));
    }
    for (Stay.Move move : cancelled()) {
      places.put(bedId(move.dept(), move.bed()), bed(move.dept(), move.bed()));
    }
    if (page != null) {
      for (Stay.IntensiveCare icu : page.icu()) {
        ObjectNode unit = bed(course.departmentAt(icu.in()), "ICU" + icu.type());
        unit.set("physicalType", Fhir.hl7("location-physical-type", "wa"));
        places.put(unit.path("id").asText(), unit);
      }
    }
    return List.copyOf(places.values());
  }

  /** The visit as it stands at that time; {@code trigger} is the event of HL7 ADT. */
  ObjectNode encounter(String trigger, List<Stay.Move> moves, Stay.FrontPage page) {
    boolean outpatient = trigger.equals("A04") || trigger.equals("A07");
    boolean gone = stay.discharge() != null && !head.happened().isBefore(stay.discharge().at());
    // a discharge that will be cancelled
    boolean leaves = trigger.equals("A03") && !gone;
    ObjectNode encounter = Fhir.resource("Encounter", stay.visit(), head.happened());
    encounter.putArray("contained");
    encounter.putArray("extension");
    ArrayNode identifiers = encounter.putArray("identifier");
    identifiers.add(Fhir.typed("VN", stay.visit()));
    if (stay.inHl7() && course.payer().settles() && !outpatient && !trigger.equals("A05")) {
      identifiers.add(Fhir.identifier("urn:nhsa:mdtrt-id", course.mdtrtId()));
    }
    encounter.put("status", status(trigger, gone || leaves));
    if (trigger.equals("A13")) {
      ObjectNode before = encounter.putArray("statusHistory").addObject();
      before.put("status", "finished");
      before.set("period", Fhir.period(stay.admit().at(), head.happened()));
    }
    String kind =
        trigger.equals("A04") ? "EMER" : trigger.equals("A07") ? "AMB" : kindOfAdmission();
    encounter.set("class", Fhir.coding(ACT, kind, ""));
    classHistory(encounter, trigger);
    if (page != null) {
      encounter.set("serviceType", Fhir.concept("urn:nhsa:trt_type", page.treatment(), ""));
    }
    encounter.set("subject", subject());
    String department = course.departmentAt(head.happened());
    Hospital.Department now = course.hospital().department(department);
    ArrayNode participants = encounter.putArray("participant");
    participant(participants, PARTICIPATION, "ATND", now.doctor());
    if (!stay.version().equals("2.3.1")) {
      // systems as old as that do not know the nurse
      participant(participants, "urn:duima:local", "nurse", now.nurse());
    }
    LocalDateTime admitted = stay.admit().at();
    LocalDateTime begin = stay.admit().emergency() == null ? admitted : stay.admit().emergency();
    encounter.set(
        "period",
        Fhir.period(begin, gone ? stay.discharge().at() : leaves ? head.happened() : null));
    encounter.putArray("diagnosis");
    hospitalization(encounter, gone && !outpatient, leaves);
    if (!trigger.equals("A05")) {
      ArrayNode locations = encounter.putArray("location");
      locations(
          locations,
          moves,
          trigger.equals("A04") ? begin : admitted,
          gone ? stay.discharge().at() : null);
      cancelled().forEach(move -> cancelled(locations, move));
      if (page != null) {
        page.icu().forEach(icu -> intensiveCare(locations, icu));
      }
    }
    encounter.set("serviceProvider", hospital());
    return encounter;
  }

  /** Day surgery is a short stay. */
  private String kindOfAdmission() {
    return stay.facts().getOrDefault("ipt_med_type", "").equals("2") ? "SS" : "IMP";
  }

  private void classHistory(ObjectNode encounter, String trigger) {
    LocalDateTime admitted = stay.admit().at();
    if (stay.admit().emergency() != null && !trigger.equals("A04")) {
      ArrayNode history = encounter.putArray("classHistory");
      was(history, "EMER", stay.admit().emergency(), admitted);
      was(history, kindOfAdmission(), admitted, null);
    } else if (trigger.equals("A07")) {
      ArrayNode history = encounter.putArray("classHistory");
      was(history, kindOfAdmission(), admitted, head.happened());
      was(history, "AMB", head.happened(), null);
    }
  }

  private static void was(ArrayNode history, String kind, LocalDateTime begin, LocalDateTime end) {
    ObjectNode one = history.addObject();
    one.set("class", Fhir.coding(ACT, kind, ""));
    one.set("period", Fhir.period(begin, end));
  }

  private static String status(String trigger, boolean over) {
    return switch (trigger) {
      case "A05" -> "planned";
      case "A04" -> "arrived";
      case "A11" -> "cancelled";
      default -> over ? "finished" : "in-progress";
    };
  }

  private void participant(
      ArrayNode participants, String system, String role, Hospital.Person staff) {
    ObjectNode participant = participants.addObject();
    participant.putArray("type").add(Fhir.concept(system, role, ""));
    participant.set("individual", staff(staff));
  }

  private void hospitalization(ObjectNode encounter, boolean gone, boolean leaves) {
    ObjectNode hospitalization = encounter.putObject("hospitalization");
    hospitalization.set("admitSource", Fhir.hl7("admit-source", admitSource()));
    if (gone && stay.discharge().to() != null) {
      String[] receiver = stay.discharge().to().split(" ", 2);
      ObjectNode destination = hospitalization.putObject("destination");
      destination.put("type", "Organization");
      destination.set("identifier", Fhir.identifier(INSTITUTION, receiver[0]));
      destination.put("display", receiver[1]);
    }
    if (gone || leaves) {
      hospitalization.set(
          "dischargeDisposition",
          gone
              ? Fhir.concept(
                  List.of(
                      Fhir.coding(
                          "http://terminology.hl7.org/CodeSystem/discharge-disposition",
                          disposition(stay.discharge().way()),
                          ""),
                      Fhir.coding("urn:nhsa:dscg_way", stay.discharge().way(), "")))
              : Fhir.hl7("discharge-disposition", "home"));
    }
  }

  private String admitSource() {
    return switch (stay.admit().way()) {
      case "急诊" -> "emd";
      case "门诊" -> "outp";
      case "转入" -> "hosp-trans";
      default -> "other";
    };
  }

  private static String disposition(String way) {
    return switch (way) {
      case "1" -> "home";
      case "2", "3" -> "other-hcf";
      case "4" -> "aadvice";
      case "5" -> "exp";
      default -> "oth";
    };
  }

  /** Every place of the stay so far with its time. */
  private void locations(
      ArrayNode locations, List<Stay.Move> moves, LocalDateTime begin, LocalDateTime end) {
    String department = stay.admit().dept();
    String bed = stay.admit().bed();
    LocalDateTime since = begin;
    for (Stay.Move move : moves) {
      location(locations, department, bed, since, move.at());
      department = move.dept();
      bed = move.bed() == null ? bed : move.bed();
      since = move.at();
    }
    location(locations, department, bed, since, end);
  }

  /** Transfers that were told and taken back before the message leaves. */
  private List<Stay.Move> cancelled() {
    List<Stay.Move> cancelled = new ArrayList<>();
    Stay.Move last = null;
    for (Stay.Extra extra : stay.also()) {
      if (extra.what().equals("transfer")) {
        last = move(extra);
      } else if (extra.what().equals("cancel-transfer") && !extra.leaves().isAfter(head.sent())) {
        cancelled.add(last);
      }
    }
    return cancelled;
  }

  private static Stay.Move move(Stay.Extra extra) {
    String[] place = extra.with().split(" ");
    return new Stay.Move(extra.at(), place[0], place[1], extra.leaves());
  }

  /** FHIR has no status for a place where the patient never was after all. */
  private void cancelled(ArrayNode locations, Stay.Move move) {
    ObjectNode location = locations.addObject();
    Fhir.extend(location, "cancelled", "Boolean", BooleanNode.TRUE);
    location.set("location", reference("Location", bedId(move.dept(), move.bed())));
    location.put("status", "completed");
    location.set("period", Fhir.period(move.at(), move.at()));
  }

  private void location(
      ArrayNode locations, String department, String bed, LocalDateTime begin, LocalDateTime end) {
    ObjectNode location = locations.addObject();
    location.set("location", reference("Location", bedId(department, bed)));
    location.put("status", end == null ? "active" : "completed");
    location.set("physicalType", Fhir.hl7("location-physical-type", "bd"));
    location.set("period", Fhir.period(begin, end));
  }

  private void intensiveCare(ArrayNode locations, Stay.IntensiveCare icu) {
    ObjectNode location = locations.addObject();
    Fhir.extend(location, "icu-type", icu.type());
    location.set(
        "location",
        reference("Location", bedId(course.departmentAt(icu.in()), "ICU" + icu.type())));
    location.put("status", "completed");
    location.set("period", Fhir.period(icu.in(), icu.out()));
  }

  ObjectNode procedure(String id, Stay.Operation operation, boolean principal, int rank) {
    OperationTimes times = OperationTimes.of(operation);
    ObjectNode procedure = Fhir.resource("Procedure", id, head.happened());
    Fhir.extend(procedure, "main", principal ? "1" : "0");
    Fhir.extend(procedure, "rank", String.valueOf(rank));
    if (!operation.anaesthesia().isEmpty()) {
      Fhir.extend(
          procedure,
          "anst-way",
          "Coding",
          Fhir.coding("urn:nhsa:anst_mtd", operation.anaesthesia(), ""));
    }
    if (times.anaesthetised()) {
      Fhir.extend(procedure, "anst-begin", times.anaesthesiaBegin());
      Fhir.extend(procedure, "anst-end", times.anaesthesiaEnd());
    }
    procedure.put("status", "completed");
    procedure.set(
        "code",
        Fhir.concept("urn:nhc:icd9cm3:3.0", operation.code().code(), operation.code().name()));
    procedure.set("subject", subject());
    procedure.set("encounter", visit());
    procedure.set("performedPeriod", Fhir.period(operation.at(), times.end()));
    Hospital.Person operator = times.operator(course);
    if (operator != null) {
      performer(procedure, "304292004", operator);
    }
    if (times.anaesthetised()) {
      performer(procedure, "158970007", course.hospital().anaesthetist());
    }
    return procedure;
  }

  private void performer(ObjectNode procedure, String function, Hospital.Person staff) {
    ObjectNode performer = procedure.withArray("performer").addObject();
    performer.set("function", Fhir.concept("http://snomed.info/sct", function, ""));
    performer.set("actor", staff(staff));
  }

  /** FHIR R4 has no resource for blood given; it is a procedure. */
  ObjectNode transfusion(String id, Stay.Blood blood) {
    ObjectNode procedure = Fhir.resource("Procedure", id, head.happened());
    ObjectNode given =
        procedure.withArray("extension").addObject().put("url", "urn:duima:transfusion");
    ArrayNode parts = given.putArray("extension");
    parts
        .addObject()
        .put("url", "bld-cat")
        .set("valueCoding", Fhir.coding("urn:nhsa:bld_cat", blood.product(), ""));
    parts.addObject().put("url", "bld-amt").put("valueDecimal", BigDecimal.valueOf(blood.amount()));
    parts
        .addObject()
        .put("url", "bld-unt")
        .set("valueCoding", Fhir.coding("urn:nhsa:bld_unt", blood.unit(), ""));
    procedure.put("status", "completed");
    procedure.set("code", Fhir.concept("http://snomed.info/sct", "5447007", "输血"));
    procedure.set("subject", subject());
    procedure.set("encounter", visit());
    return procedure;
  }

  ObjectNode condition(String id, Coded diagnosis, String system, LocalDateTime at) {
    ObjectNode condition = Fhir.resource("Condition", id, at);
    if (!diagnosis.condition().isEmpty()) {
      Fhir.extend(
          condition,
          "adm-cond-type",
          "Coding",
          Fhir.coding("urn:nhsa:adm_cond_type", diagnosis.condition(), ""));
    }
    condition.putArray("category").add(Fhir.hl7("condition-category", "encounter-diagnosis"));
    condition.set("code", Fhir.concept(system, diagnosis.code(), diagnosis.name()));
    condition.set("subject", subject());
    condition.set("encounter", visit());
    return condition.put("recordedDate", Fhir.time(at));
  }

  /** An observation without its value. */
  ObjectNode observation(
      String id, String code, String name, LocalDateTime at, boolean byNumberOnly) {
    ObjectNode observation = Fhir.resource("Observation", id, at);
    observation.put("status", "final");
    observation.set("code", Fhir.concept(Fhir.LOINC, code, name));
    observation.set("subject", byNumberOnly ? logicalSubject() : subject());
    if (head.visit()) {
      observation.set("encounter", byNumberOnly ? logicalEncounter() : visit());
    }
    return observation.put("effectiveDateTime", Fhir.time(at));
  }

  ObjectNode charge(ChargeLine line) {
    Hospital.Item item = line.item();
    String department = course.departmentAt(line.at());
    ObjectNode charge = Fhir.resource("ChargeItem", line.id(), line.known());
    Fhir.extend(
        charge,
        "med-chrgitm-type",
        "Coding",
        Fhir.coding("urn:nhsa:med_chrgitm_type", line.category(), ""));
    money(charge, "unit-price", item.price());
    if (course.payer().settles()) {
      // as the platform divided the line when it was uploaded
      Fhir.extend(
          charge, "chrgitm-lv", "Coding", Fhir.coding("urn:nhsa:chrgitm_lv", item.level(), ""));
      money(charge, "fulamt-ownpay-amt", line.ownPay());
      money(charge, "overlmt-amt", BigDecimal.ZERO.setScale(2));
      money(charge, "preselfpay-amt", line.prePay());
      money(charge, "inscp-scp-amt", line.inScope());
    }
    Fhir.extend(charge, "reverses", line.reverses());
    charge.putArray("identifier").add(Fhir.identifier("urn:nhsa:feedetl-sn", line.id()));
    charge.put("status", "billable");
    List<ObjectNode> codes = new ArrayList<>();
    codes.add(Fhir.coding("urn:duima:local", item.code(), item.name()));
    if (!item.insurance().isEmpty()) {
      codes.add(Fhir.coding(catalogue(line.category()), item.insurance(), item.name()));
    }
    charge.set("code", Fhir.concept(codes));
    charge.set("subject", subject());
    charge.set("context", visit());
    charge.put("occurrenceDateTime", Fhir.time(line.at()));
    charge
        .putArray("performer")
        .addObject()
        .set("actor", staff(course.hospital().department(department).doctor()));
    charge.set("performingOrganization", hospital());
    charge.set("quantity", Fhir.object().put("value", line.quantity()));
    charge.set("priceOverride", Fhir.money(line.amount()));
    return charge;
  }

  private static String catalogue(String category) {
    return switch (category) {
      case "08" -> "urn:nhsa:consumable";
      case "09", "10", "11" -> "urn:nhsa:drug";
      default -> "urn:nhsa:service-item";
    };
  }

  static void money(ObjectNode element, String name, BigDecimal amount) {
    Fhir.extend(element, name, "Money", Fhir.money(amount));
  }

  /** The staff and the institution that the visit refers to. */
  List<ObjectNode> surroundings() {
    List<ObjectNode> all = new ArrayList<>();
    String department = course.departmentAt(head.happened());
    Hospital.Department now = course.hospital().department(department);
    all.add(organization());
    all.add(practitioner(now.doctor()));
    all.add(practitioner(now.nurse()));
    return all;
  }
}
