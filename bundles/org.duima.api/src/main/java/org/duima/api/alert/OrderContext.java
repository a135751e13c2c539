package org.duima.api.alert;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.duima.api.encounter.OrderLine;

/**
 * What is known of the patient and the visit at the time of an order, from the request first and
 * from the ledger where the request is silent. Whatever is empty is not known: a rule that needs it
 * cannot tell.
 *
 * @param at the hospital's local time of the question
 * @param sex of the patient
 * @param birthDate of the patient; one that lies in the future is not known
 * @param insuranceKind insutype
 * @param medicalType med_type
 * @param visitKind how the patient is seen
 * @param selfPay whether the whole visit is paid by the patient
 * @param hospitalLevel 1, 2 or 3
 * @param department the hospital's code of the ordering department
 * @param admittedAt begin of the stay
 * @param dischargedAt its end; empty while it lasts
 * @param maternity whether pregnant or nursing
 * @param chronicDisease number of the chronic disease benefit (dise_no, 病种编号) of the visit
 * @param diagnoses of this visit; empty when none was stated anywhere
 * @param procedures of this visit
 * @param allergies what the patient does not tolerate; empty Optional if nothing was said
 * @param earlier lines ordered or charged before, cancelled ones left out, oldest first
 * @param earlierSince from which day on {@code earlier} is whole; empty if that cannot be said
 */
public record OrderContext(
    LocalDateTime at,
    Optional<Known<Sex>> sex,
    Optional<Known<LocalDate>> birthDate,
    Optional<Known<String>> insuranceKind,
    Optional<Known<String>> medicalType,
    Optional<Known<VisitKind>> visitKind,
    Optional<Known<Boolean>> selfPay,
    Optional<Known<Integer>> hospitalLevel,
    Optional<Known<String>> department,
    Optional<Known<LocalDateTime>> admittedAt,
    Optional<Known<LocalDateTime>> dischargedAt,
    Optional<Known<Maternity>> maternity,
    Optional<Known<String>> chronicDisease,
    List<KnownDiagnosis> diagnoses,
    List<KnownProcedure> procedures,
    Optional<List<Known<String>>> allergies,
    List<EarlierLine> earlier,
    Optional<LocalDate> earlierSince) {
  /** Sex as the insurance knows it (gend 1, 2). */
  public enum Sex {
    MALE,
    FEMALE
  }

  /** How the patient is seen. */
  public enum VisitKind {
    OUTPATIENT,
    EMERGENCY,
    INPATIENT,
    /** Drugs bought at a pharmacy. */
    PHARMACY,
    /** Internet hospital. */
    INTERNET
  }

  /** Pregnancy and lactation (matn_stas). */
  public enum Maternity {
    NEITHER,
    PREGNANT,
    NURSING
  }

  /**
   * A diagnosis of the visit.
   *
   * @param code insurance code, empty if the source's code has no unambiguous one
   * @param sourceCode as stated
   * @param name as stated, may be empty
   * @param principal whether the source calls it the principal one
   * @param source where it was said
   */
  public record KnownDiagnosis(
      String code, String sourceCode, String name, boolean principal, String source) {
    public KnownDiagnosis {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(sourceCode, "sourceCode");
      name = name == null ? "" : name;
      Objects.requireNonNull(source, "source");
    }

    public boolean isMapped() {
      return !code.isEmpty();
    }
  }

  /**
   * A procedure of the visit.
   *
   * @param code insurance code, empty if the source's code has no unambiguous one
   * @param begin null if not stated
   * @param end null if not stated
   */
  public record KnownProcedure(
      String code,
      String sourceCode,
      String name,
      LocalDateTime begin,
      LocalDateTime end,
      String source) {
    public KnownProcedure {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(sourceCode, "sourceCode");
      name = name == null ? "" : name;
      Objects.requireNonNull(source, "source");
    }
  }

  /**
   * A line that was ordered or charged before.
   *
   * @param line with its catalogue code where that is known
   * @param charged whether it is a charge rather than an order
   * @param sameVisit whether it belongs to the visit that is asked about
   * @param source where it was said
   */
  public record EarlierLine(OrderLine line, boolean charged, boolean sameVisit, String source) {}

  public OrderContext {
    Objects.requireNonNull(at, "at");
    diagnoses = List.copyOf(diagnoses);
    procedures = List.copyOf(procedures);
    allergies = allergies.map(List::copyOf);
    earlier = List.copyOf(earlier);
  }

  /** Age in whole days, where the birth date is known. */
  public Optional<Long> ageDays() {
    return birthDate.map(birth -> ChronoUnit.DAYS.between(birth.value(), at.toLocalDate()));
  }

  /** Age in whole years, where the birth date is known. */
  public Optional<Long> ageYears() {
    return birthDate.map(birth -> ChronoUnit.YEARS.between(birth.value(), at.toLocalDate()));
  }

  /** Whether every stated diagnosis has an insurance code, and at least one was stated. */
  public boolean diagnosesAreWhole() {
    return !diagnoses.isEmpty() && diagnoses.stream().allMatch(KnownDiagnosis::isMapped);
  }
}
