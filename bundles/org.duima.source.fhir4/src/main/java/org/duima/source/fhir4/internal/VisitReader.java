package org.duima.source.fhir4.internal;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Origin;
import org.duima.api.alert.OrderRequest.Stated;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Procedure;
import org.duima.api.site.DeclaredEditions.Place;
import org.duima.api.site.Site;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.DiagnosisComponent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** What the prefetched resources say of patient and visit. For use by one thread, once. */
final class VisitReader {
  private static final Set<String> OVER = Set.of("inactive", "resolved", "remission");
  private static final Set<String> UNTRUE = Set.of("refuted", "entered-in-error");

  /** No known allergy, no known drug allergy (SNOMED CT); the HL7 code that says the same. */
  private static final Set<String> NO_ALLERGY =
      Set.of("716186003", "409137002", "1631000175102", "no-known-allergies");

  private static final Set<String> NO_ALLERGY_WORDS = Set.of("无", "无过敏史", "否认过敏史", "否认药物过敏史");

  /** LOINC: pregnancy status, with its answers and those of SNOMED CT. */
  private static final String PREGNANCY = "82810-3";

  private static final List<String> PREGNANT = List.of("LA15173-0", "77386006");
  private static final List<String> NOT_PREGNANT = List.of("LA26683-5", "60001007");

  /** What was said of a pregnancy before says nothing of today. */
  private static final Duration PREGNANCY_LASTS = Duration.ofDays(300);

  private final Envelope envelope;
  private final Site site;
  private final LocalDateTime at;
  private final Findings findings;
  private final Map<String, Fact> facts = new HashMap<>();
  private final List<Diagnosis> diagnoses = new ArrayList<>();
  private final List<Procedure> procedures = new ArrayList<>();
  private final Set<String> allergies = new LinkedHashSet<>();
  private boolean allergiesStated;
  private final Map<String, DiagnosisComponent> roles = new HashMap<>();
  private final List<Identifier> patientNumbers = new ArrayList<>();
  private final List<Identifier> visitNumbers = new ArrayList<>();
  private LocalDateTime pregnancyStatedAt;
  private String institution;
  private String department = "";

  /** A prefetched resource with its place. */
  record Placed(Resource resource, Origin origin) {}

  VisitReader(Envelope envelope, Site site, LocalDateTime at, Findings findings) {
    this.envelope = envelope;
    this.site = site;
    this.at = at;
    this.findings = findings;
    this.institution =
        site.institutionOf(envelope.fhirServer()).map(Site.Institution::code).orElse("");
  }

  /** Reads what was prefetched; the visit first, since diagnoses refer to it. */
  void read(List<Placed> prefetched) {
    for (Placed placed : prefetched) {
      if (placed.resource() instanceof Encounter encounter && isThisVisit(placed)) {
        findings.guard(placed.origin().path(), () -> read(encounter, placed.origin()));
      }
    }
    prefetched.forEach(placed -> findings.guard(placed.origin().path(), () -> read(placed)));
    diagnoses.sort(Comparator.comparingInt(Diagnosis::rank));
  }

  private void read(Placed placed) {
    if (placed.resource() instanceof Patient patient && isThisPatient(placed)) {
      read(patient, placed.origin());
    } else if (placed.resource() instanceof Coverage coverage
        && isOf(coverage.getBeneficiary(), placed)) {
      read(coverage, placed.origin());
    } else if (placed.resource() instanceof Condition condition
        && isOf(condition.getSubject(), placed)
        && isOfVisit(condition.getEncounter())) {
      read(condition, placed.origin());
    } else if (placed.resource() instanceof org.hl7.fhir.r4.model.Procedure procedure
        && isOf(procedure.getSubject(), placed)
        && isOfVisit(procedure.getEncounter())) {
      read(procedure, placed.origin());
    } else if (placed.resource() instanceof AllergyIntolerance allergy
        && isOf(allergy.getPatient(), placed)) {
      read(allergy);
    } else if (placed.resource() instanceof Observation observation
        && isOf(observation.getSubject(), placed)) {
      read(observation, placed.origin());
    }
  }

  Stated stated() {
    return new Stated(
        facts, diagnoses, procedures, allergiesStated ? List.copyOf(allergies) : null);
  }

  /** fixmedins_code, empty if it cannot be told. */
  String institution() {
    return institution;
  }

  /** The hospital's code of the department, empty if not stated. */
  String department() {
    return department;
  }

  /** Names of patient and visit; the ids of the context where no identifier says more. */
  List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    add(keys, Key.Kind.PERSON, valueOf(patientNumbers, Systems.PERSON));
    add(keys, Key.Kind.PATIENT, number(patientNumbers, Set.of("MR", "PI"), envelope.patientId()));
    add(keys, Key.Kind.MDTRT, valueOf(visitNumbers, Systems.MDTRT));
    add(keys, Key.Kind.VISIT, number(visitNumbers, Set.of("VN"), envelope.encounterId()));
    return keys;
  }

  private void add(List<Key> keys, Key.Kind kind, String value) {
    if (!value.isBlank()) {
      keys.add(new Key(kind, institution, value));
    }
  }

  private static String valueOf(List<Identifier> identifiers, String system) {
    return identifiers.stream()
        .filter(one -> system.equals(one.getSystem()) && one.hasValue())
        .map(one -> one.getValue().strip())
        .findFirst()
        .orElse("");
  }

  /** The number of a type, else the only one whose type is not stated, else the id. */
  private static String number(List<Identifier> identifiers, Set<String> types, String id) {
    List<String> untyped = new ArrayList<>();
    for (Identifier one : identifiers) {
      String system = one.hasSystem() ? one.getSystem() : "";
      if (!one.hasValue() || system.equals(Systems.PERSON) || system.equals(Systems.MDTRT)) {
        continue;
      }
      if (Systems.hasCode(one.getType(), List.copyOf(types))) {
        return one.getValue().strip();
      }
      if (!one.hasType()) {
        untyped.add(one.getValue().strip());
      }
    }
    return untyped.size() == 1 ? untyped.get(0) : id;
  }

  private boolean isThisPatient(Placed placed) {
    return isSame(placed.resource().getIdElement().getIdPart(), envelope.patientId(), placed);
  }

  private boolean isThisVisit(Placed placed) {
    return isSame(placed.resource().getIdElement().getIdPart(), envelope.encounterId(), placed);
  }

  private boolean isSame(String id, String expected, Placed placed) {
    if (id == null || expected.isEmpty() || id.equals(expected)) {
      return true;
    }
    findings.warn(
        "cds.other-patient",
        placed.origin().path(),
        "与 context 所指患者或就诊不符，未用",
        "of another patient or visit than the context names; not used");
    return false;
  }

  private boolean isOf(Reference subject, Placed placed) {
    return !subject.hasReference()
        || isSame(References.id(subject.getReference()), envelope.patientId(), placed);
  }

  private boolean isOfVisit(Reference encounter) {
    return !encounter.hasReference()
        || envelope.encounterId().isEmpty()
        || References.id(encounter.getReference()).equals(envelope.encounterId());
  }

  private void state(String name, String value, Origin origin, String element) {
    if (value != null && !value.isBlank()) {
      facts.putIfAbsent(name, new Fact(value, in(origin, element)));
    }
  }

  private static Origin in(Origin origin, String element) {
    return new Origin(origin.arrivalNumber(), origin.message(), origin.path() + "." + element);
  }

  private void read(Patient patient, Origin origin) {
    patientNumbers.addAll(patient.getIdentifier());
    if (patient.hasGender()) {
      state("gend", sex(OrderReader.stated(patient.getGenderElement())), origin, "gender");
    }
    if (patient.hasBirthDate()) {
      Times.day(patient.getBirthDateElement(), site.zone())
          .ifPresentOrElse(
              day -> state("brdy", day.toString(), origin, "birthDate"),
              () ->
                  findings.warn(
                      "cds.element",
                      origin.path() + ".birthDate",
                      "出生日期不完整，未用",
                      "not a whole date; not used"));
    }
  }

  private static String sex(String gender) {
    return switch (gender) {
      case "male" -> "1";
      case "female" -> "2";
      case "other" -> "9";
      default -> "0";
    };
  }

  private void read(Encounter encounter, Origin origin) {
    visitNumbers.addAll(encounter.getIdentifier());
    kindOfVisit(encounter, origin);
    encounter.getType().stream()
        .flatMap(type -> type.getCoding().stream())
        .filter(coding -> Systems.system(coding).equals(Systems.MEDICAL_TYPE))
        .map(Systems::code)
        .findFirst()
        .ifPresent(type -> facts.put("med_type", new Fact(type, in(origin, "type"))));
    Period period = encounter.getPeriod();
    state("adm_date", wire(period.getStartElement()), origin, "period.start");
    state("dscg_date", wire(period.getEndElement()), origin, "period.end");
    state("dise_no", OrderReader.string(encounter, Systems.CHRONIC_DISEASE), origin, "extension");
    provider(encounter.getServiceProvider());
    for (DiagnosisComponent diagnosis : encounter.getDiagnosis()) {
      if (diagnosis.getCondition().hasReference()) {
        roles.put(References.id(diagnosis.getCondition().getReference()), diagnosis);
      }
    }
  }

  private void kindOfVisit(Encounter encounter, Origin origin) {
    String kind = Systems.code(encounter.getClass_());
    switch (kind) {
      case "AMB" -> state("med_mdtrt_type", "1", origin, "class");
      case "EMER" -> {
        state("med_mdtrt_type", "1", origin, "class");
        state("med_type", "13", origin, "class");
      }
      case "IMP", "ACUTE", "NONAC", "SS" -> state("med_mdtrt_type", "2", origin, "class");
      case "VR" -> state("out_setl_flag", "5", origin, "class");
      default -> {
        // any other class does not say how the insurance sees the visit
      }
    }
  }

  /** An institution of the site, or else the department that provides the care. */
  private void provider(Reference provider) {
    String code = OrderReader.person(provider);
    if (site.institutions().containsKey(code)) {
      institution = code;
    } else {
      department = code;
    }
  }

  private String wire(BaseDateTimeType time) {
    LocalDateTime local = Times.local(time, site.zone());
    return local == null ? null : local.format(Times.WIRE);
  }

  private void read(Coverage coverage, Origin origin) {
    String status = OrderReader.stated(coverage.getStatusElement());
    if (!status.isEmpty() && !status.equals("active")) {
      return;
    }
    for (Coding coding : coverage.getType().getCoding()) {
      String code = Systems.code(coding);
      boolean isInsurance =
          Systems.system(coding).equals(Systems.INSURANCE_KIND) || code.matches("[0-9]{3}");
      state(isInsurance ? "insutype" : "payer", code, origin, "type");
    }
  }

  private void read(Condition condition, Origin origin) {
    if (has(condition.getClinicalStatus(), OVER)
        || has(condition.getVerificationStatus(), UNTRUE)) {
      return;
    }
    DiagnosisComponent role = roles.get(idOf(condition));
    int stated = role != null && role.hasRank() ? role.getRank() : 0;
    diagnoses.add(
        new Diagnosis(
            role(role),
            code(condition.getCode(), CodeSystem.DIAGNOSIS, "Condition.code"),
            Systems.name(condition.getCode()),
            "",
            stated > 0 ? stated : LAST + diagnoses.size(),
            in(origin, "code")));
  }

  private static final int LAST = 1000;

  private static Diagnosis.Role role(DiagnosisComponent role) {
    if (role == null) {
      return Diagnosis.Role.OTHER;
    }
    if (role.hasRank() && role.getRank() == 1) {
      return Diagnosis.Role.PRINCIPAL;
    }
    return Systems.hasCode(role.getUse(), List.of("AD"))
        ? Diagnosis.Role.ADMISSION
        : Diagnosis.Role.OTHER;
  }

  private static String idOf(Resource resource) {
    return Optional.ofNullable(resource.getIdElement().getIdPart()).orElse("");
  }

  private static boolean has(CodeableConcept concept, Set<String> codes) {
    return Systems.hasCode(concept, List.copyOf(codes));
  }

  private Code code(CodeableConcept concept, CodeSystem usual, String field) {
    String declared =
        site.editions().edition(usual, new Place(field, department, envelope.fhirServer()));
    return Systems.clinical(concept, usual, declared);
  }

  private void read(org.hl7.fhir.r4.model.Procedure procedure, Origin origin) {
    String status = OrderReader.stated(procedure.getStatusElement());
    if (status.equals("not-done") || status.equals("entered-in-error")) {
      return;
    }
    LocalDateTime begin = null;
    LocalDateTime end = null;
    if (procedure.getPerformed() instanceof Period period) {
      begin = Times.local(period.getStartElement(), site.zone());
      end = Times.local(period.getEndElement(), site.zone());
    } else if (procedure.getPerformed() instanceof BaseDateTimeType time) {
      begin = Times.local(time, site.zone());
    }
    procedures.add(
        new Procedure(
            false,
            code(procedure.getCode(), CodeSystem.PROCEDURE, "Procedure.code"),
            Systems.name(procedure.getCode()),
            begin,
            end,
            "",
            null,
            null,
            null,
            null,
            procedures.size() + 1,
            in(origin, "code")));
  }

  private void read(AllergyIntolerance allergy) {
    if (has(allergy.getClinicalStatus(), OVER) || has(allergy.getVerificationStatus(), UNTRUE)) {
      return;
    }
    String name = Systems.name(allergy.getCode());
    if (has(allergy.getCode(), NO_ALLERGY) || NO_ALLERGY_WORDS.contains(name)) {
      allergiesStated = true;
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(name);
    for (Coding coding : allergy.getCode().getCoding()) {
      names.add(Systems.code(coding));
      names.add(coding.hasDisplay() ? coding.getDisplay().strip() : "");
    }
    names.remove("");
    allergiesStated |= !names.isEmpty();
    allergies.addAll(names);
  }

  private void read(Observation observation, Origin origin) {
    String status = OrderReader.stated(observation.getStatusElement());
    if (!Systems.hasCode(observation.getCode(), List.of(PREGNANCY))
        || status.equals("entered-in-error")
        || status.equals("cancelled")
        || !(observation.getValue() instanceof CodeableConcept value)) {
      return;
    }
    String state =
        Systems.hasCode(value, PREGNANT) ? "3" : Systems.hasCode(value, NOT_PREGNANT) ? "1" : "";
    LocalDateTime when =
        observation.getEffective() instanceof BaseDateTimeType time
            ? Times.local(time, site.zone())
            : null;
    if (state.isEmpty() || when != null && when.isBefore(at.minus(PREGNANCY_LASTS))) {
      return;
    }
    boolean isNewer =
        !facts.containsKey("matn_stas")
            || when != null && (pregnancyStatedAt == null || when.isAfter(pregnancyStatedAt));
    if (isNewer) {
      facts.put("matn_stas", new Fact(state, in(origin, "valueCodeableConcept")));
      pregnancyStatedAt = when;
    }
  }

  /** Types that are read from what was prefetched. */
  static Set<String> types() {
    return new HashSet<>(
        List.of(
            "Patient",
            "Encounter",
            "Coverage",
            "Condition",
            "Procedure",
            "AllergyIntolerance",
            "Observation"));
  }
}
