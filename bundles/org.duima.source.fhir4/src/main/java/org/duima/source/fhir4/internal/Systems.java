package org.duima.source.fhir4.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** URLs of code systems, identifiers and extensions, and the codes they stand for. */
final class Systems {
  /** psn_no of the platform, a system of identifiers. */
  static final String PERSON = "urn:nhsa:psn-no";

  /** mdtrt_id of the platform, a system of identifiers. */
  static final String MDTRT = "urn:nhsa:mdtrt-id";

  /** insutype. */
  static final String INSURANCE_KIND = "urn:nhsa:insutype";

  /** med_type. */
  static final String MEDICAL_TYPE = "urn:nhsa:med-type";

  /** Codes of rule classes in cards. */
  static final String RULE = "urn:nhsa:rule";

  /** Codes of reasons for overrides. */
  static final String REASON = "urn:duima:override-reason";

  /** A line that the patient pays, valueBoolean. */
  static final String SELF_PAY = "urn:duima:self-pay";

  /** A long-term order, valueBoolean. */
  static final String LONG_TERM = "urn:duima:long-term";

  /** Price of one unit in yuan, valueDecimal or valueMoney. */
  static final String UNIT_PRICE = "urn:duima:unit-price";

  /** Amount of the line in yuan, valueDecimal or valueMoney. */
  static final String AMOUNT = "urn:duima:amount";

  /** Quantity of a DeviceRequest, valueQuantity. */
  static final String QUANTITY = "urn:duima:quantity";

  /** list_type of the platform, valueCode: what an item is whose code does not tell. */
  static final String LIST_TYPE = "urn:duima:list-type";

  /** Lines given together, valueString. */
  static final String GROUP = "urn:duima:group";

  /** The hospital's code of the ordering department, valueString. */
  static final String DEPARTMENT = "urn:duima:department";

  /** Title of the physician in the platform's values, valueCode or valueString. */
  static final String ORDERER_TITLE = "urn:duima:orderer-title";

  /** Whether a first-line drug was used within half a year, valueBoolean. */
  static final String FIRST_LINE_USED = "urn:duima:first-line-used";

  /** Number of the chronic disease benefit (dise_no) of an Encounter, valueString. */
  static final String CHRONIC_DISEASE = "urn:duima:dise-no";

  private static final Pattern ICD =
      Pattern.compile("urn:(nhsa|nhc):(icd10|icd9cm3)(?::([0-9.]+))?");
  private static final Pattern ITEM =
      Pattern.compile("urn:nhsa:(drug|service-item|consumable)(?::.*)?");
  private static final Pattern OWN = Pattern.compile("urn:duima:([a-z-]+)(?::(.+))?");
  private static final Map<String, String> PUBLISHERS =
      Map.of("nhsa", "insurance-", "nhc", "clinical-");
  private static final List<String> ITEMS_FIRST = List.of("insurance-2.0", "insurance-1.0");

  private Systems() {}

  /** A code of an ordered item. */
  static Optional<CodeSystem> item(Coding coding) {
    Matcher item = ITEM.matcher(system(coding));
    return item.matches() && !code(coding).isEmpty()
        ? Optional.of(CodeSystem.ofId(item.group(1)))
        : Optional.empty();
  }

  /**
   * The code of a diagnosis or procedure: the insurance's if there is one, else the first.
   *
   * @param usual which of the systems is meant where the URL does not say
   * @param declared edition of an ICD code whose URL names none
   * @return with an empty value if the concept has no code
   */
  static Code clinical(CodeableConcept concept, CodeSystem usual, String declared) {
    Code best = null;
    for (Coding coding : concept.getCoding()) {
      Code code = clinical(coding, usual, declared);
      if (!code.value().isEmpty() && (best == null || weight(code) > weight(best))) {
        best = code;
      }
    }
    return best == null ? new Code(usual, Editions.LOCAL, "") : best;
  }

  private static int weight(Code code) {
    if (ITEMS_FIRST.contains(code.edition())) {
      return 2 + ITEMS_FIRST.size() - ITEMS_FIRST.indexOf(code.edition());
    }
    return code.edition().equals(Editions.LOCAL) ? 0 : 1;
  }

  private static Code clinical(Coding coding, CodeSystem usual, String declared) {
    String system = system(coding);
    String value = code(coding);
    Matcher icd = ICD.matcher(system);
    if (icd.matches()) {
      CodeSystem kind = icd.group(2).equals("icd10") ? CodeSystem.DIAGNOSIS : CodeSystem.PROCEDURE;
      String number = icd.group(3) == null ? version(coding) : icd.group(3);
      return new Code(
          kind, number.isEmpty() ? declared : PUBLISHERS.get(icd.group(1)) + number, value);
    }
    Matcher own = OWN.matcher(system);
    if (own.matches()) {
      for (CodeSystem kind : CodeSystem.values()) {
        if (kind.id().equals(own.group(1))) {
          String edition = own.group(2) == null ? version(coding) : own.group(2);
          return new Code(kind, edition.isEmpty() ? declared : edition, value);
        }
      }
    }
    boolean isIcd = system.isEmpty() || system.contains("icd-10") || system.contains("icd-9");
    return new Code(usual, isIcd ? declared : Editions.LOCAL, value);
  }

  private static String version(Coding coding) {
    return coding.hasVersion() ? coding.getVersion().strip() : "";
  }

  static String system(Coding coding) {
    return coding.hasSystem() ? coding.getSystem().strip() : "";
  }

  static String code(Coding coding) {
    return coding.hasCode() ? coding.getCode().strip() : "";
  }

  /** Whether a concept has one of some codes, whatever the system. */
  static boolean hasCode(CodeableConcept concept, List<String> codes) {
    return concept.getCoding().stream().anyMatch(coding -> codes.contains(code(coding)));
  }

  /** What a concept is called: its text, else the name or code of its first coding. */
  static String name(CodeableConcept concept) {
    if (concept.hasText()) {
      return concept.getText().strip();
    }
    return concept.getCoding().stream()
        .map(coding -> coding.hasDisplay() ? coding.getDisplay().strip() : code(coding))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }
}
