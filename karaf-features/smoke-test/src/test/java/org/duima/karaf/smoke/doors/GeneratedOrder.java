package org.duima.karaf.smoke.doors;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.OrderLine.Kind;

/**
 * An order as a hospital means it, before it is written in the words of a family.
 *
 * @param number of the order in its series
 * @param at when it is signed, in the hospital's time
 * @param earlier lines that were ordered before, which the request itself tells
 * @param ledger what the ledger knows of the patient
 */
record GeneratedOrder(
    int number,
    LocalDateTime at,
    Person person,
    Visit visit,
    List<Line> lines,
    List<Line> earlier,
    PatientRecord ledger) {
  /** How a patient comes. */
  enum VisitKind {
    OUTPATIENT,
    EMERGENCY,
    INPATIENT,
    INTERNET
  }

  /**
   * @param sex 1 or 2 as the platform has it, empty if the request does not tell
   * @param birth null if the request does not tell
   */
  record Person(String sex, LocalDate birth, String patientNumber, String personNumber) {}

  /**
   * @param insurance insutype, empty if the request does not tell
   * @param maternity matn_stas 1 or 3, empty if the request does not tell
   */
  record Visit(
      VisitKind kind,
      LocalDateTime admitted,
      String visitNumber,
      String platformNumber,
      String department,
      String insurance,
      boolean selfPay,
      String maternity,
      List<Coded> diagnoses,
      List<Operation> operations) {}

  /** A diagnosis; the first is the principal one. */
  record Coded(String code, String name) {}

  record Operation(String code, String name, LocalDateTime at) {}

  /**
   * @param code of the insurance catalogue, empty if the hospital has only its own
   * @param firstLineUsed null if nothing is said
   */
  record Line(
      String id,
      String prescription,
      Kind kind,
      String code,
      String name,
      String localCode,
      String localName,
      BigDecimal quantity,
      String unit,
      BigDecimal price,
      BigDecimal dose,
      String doseUnit,
      String frequency,
      Integer days,
      LocalDateTime begin,
      String department,
      String orderer,
      String title,
      boolean selfPay,
      boolean longTerm,
      boolean takeHome,
      Boolean firstLineUsed) {
    BigDecimal amount() {
      return price.multiply(quantity);
    }

    boolean isDrug() {
      return kind == Kind.DRUG || kind == Kind.SLICE;
    }

    /** list_type of the platform. */
    String listType() {
      return switch (kind) {
        case DRUG -> "101";
        case SLICE -> "102";
        case SERVICE -> "201";
        case CONSUMABLE -> "301";
      };
    }
  }

  boolean isOnly(Kind... kinds) {
    return lines.stream().allMatch(line -> List.of(kinds).contains(line.kind()));
  }
}
