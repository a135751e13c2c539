package org.duima.demo.day;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One stay of the day, as written in the files of {@code demo/day}.
 *
 * @param visit the hospital's visit number
 * @param title what it shows
 * @param via {@code transactions}: settlement and front page come as national transactions; {@code
 *     hl7}: both come in HL7
 * @param version HL7 version of its messages
 * @param charset character set of its HL7 messages
 * @param payer who pays, a word of {@code hospital.yaml}
 * @param insuplc insured division
 * @param outpatient the diagnosis that led to the stay, null if none
 * @param working working diagnoses, which are not those of the list
 * @param labs how many laboratory results are sent
 * @param daily charge lines a day by category
 * @param charges single charge lines
 * @param facts further facts of the front page by wire name
 * @param coded versions of the front page
 * @param settle settlements, oldest first
 * @param also what else happens
 */
public record Stay(
    String visit,
    String title,
    String via,
    String version,
    String charset,
    Patient patient,
    String payer,
    String insuplc,
    Admission admit,
    List<Move> moves,
    Coded outpatient,
    List<Coded> working,
    int labs,
    Map<String, Integer> daily,
    List<Single> charges,
    Discharge discharge,
    Map<String, String> facts,
    List<FrontPage> coded,
    List<Settlement> settle,
    List<Extra> also) {
  public Stay {
    Objects.requireNonNull(visit, "visit");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(patient, "patient");
    Objects.requireNonNull(payer, "payer");
    Objects.requireNonNull(admit, "admit");
    via = via == null ? "transactions" : via;
    version = version == null ? "2.5" : version;
    charset = charset == null ? "UTF-8" : charset;
    insuplc = insuplc == null ? "500103" : insuplc;
    moves = copy(moves);
    working = copy(working);
    daily = daily == null ? Map.of() : Map.copyOf(daily);
    charges = copy(charges);
    facts = facts == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(facts));
    coded = copy(coded);
    settle = copy(settle);
    also = copy(also);
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** Whether settlement and front page come in HL7. */
  public boolean inHl7() {
    return via.equals("hl7");
  }

  /** The running number within the day, taken from the visit number. */
  public int number() {
    return Integer.parseInt(visit.substring(visit.length() - 4));
  }

  /**
   * The patient.
   *
   * @param no hospital patient number; by default made from the visit number
   * @param sex M or F
   * @param serial last three digits before the check digit
   * @param job prfs
   * @param contact relation of the contact person, patn_rlts
   * @param psn psn_no; by default made from the patient number
   * @param mother visit number of the mother
   */
  public record Patient(
      String no,
      String name,
      String sex,
      LocalDate born,
      String serial,
      String job,
      String contact,
      String psn,
      String mother) {
    public Patient {
      Objects.requireNonNull(name, "patient.name");
      Objects.requireNonNull(sex, "patient.sex");
      Objects.requireNonNull(born, "patient.born");
    }
  }

  /**
   * The admission.
   *
   * @param way 门诊, 急诊, 转入 or 其他
   * @param planned when it was planned (A05), or null
   * @param emergency when the visit began in the emergency department (A04, then A06), or null
   * @param sent when the message left, where it was later
   */
  public record Admission(
      LocalDateTime at,
      String dept,
      String bed,
      String way,
      LocalDateTime planned,
      LocalDateTime emergency,
      LocalDateTime sent) {
    public Admission {
      Objects.requireNonNull(at, "admit.at");
      Objects.requireNonNull(dept, "admit.dept");
      way = way == null ? "门诊" : way;
      bed = bed == null ? "01" : bed;
    }
  }

  /** A transfer; {@code sent} is later than {@code at} where the message came late. */
  public record Move(LocalDateTime at, String dept, String bed, LocalDateTime sent) {}

  /**
   * The discharge.
   *
   * @param way dscg_way
   * @param to receiving institution, {@code CODE NAME}
   */
  public record Discharge(LocalDateTime at, String way, String to) {
    public Discharge {
      way = way == null ? "1" : way;
    }
  }

  /** One charge line outside the daily ones; {@code sent} where it came late. */
  public record Single(
      LocalDateTime at, String category, String item, BigDecimal amount, LocalDateTime sent) {}

  /**
   * A version of the coded front page.
   *
   * @param afterAccepted it is sent only after the list has been accepted
   */
  public record FrontPage(
      LocalDateTime at,
      @JsonProperty("after-accepted") boolean afterAccepted,
      List<Coded> diagnoses,
      Coded disease,
      List<Coded> syndromes,
      List<Operation> operations,
      List<IntensiveCare> icu,
      List<Blood> blood) {
    public FrontPage {
      diagnoses = copy(diagnoses);
      syndromes = copy(syndromes);
      operations = copy(operations);
      icu = copy(icu);
      blood = copy(blood);
    }

    /** trt_type. */
    String treatment() {
      return disease == null ? "10" : "21";
    }
  }

  /**
   * An operation.
   *
   * @param by operator's name; by default the doctor of the department
   * @param anaesthesia anst_mtd, empty without one
   * @param without what is left out on purpose: {@code operator}
   */
  public record Operation(
      Coded code, LocalDateTime at, int minutes, String by, String anaesthesia, String without) {
    public Operation {
      anaesthesia = anaesthesia == null ? "" : anaesthesia;
      without = without == null ? "" : without;
    }
  }

  /** A time in an intensive care unit. */
  public record IntensiveCare(String type, LocalDateTime in, LocalDateTime out) {}

  /** Blood given. */
  public record Blood(String product, int amount, String unit) {}

  /**
   * A settlement.
   *
   * @param id setl_id; by default made from the visit number
   * @param at when; by default soon after discharge
   * @param begin first day it covers
   * @param end last day it covers
   * @param mid made before discharge
   * @param invoice when the invoice is known, {@code none} if never
   * @param refunded when it was taken back, or null
   * @param refundedAfterAccepted whether that happens only after its list was accepted
   */
  public record Settlement(
      String id,
      LocalDateTime at,
      LocalDate begin,
      LocalDate end,
      boolean mid,
      String invoice,
      LocalDateTime refunded,
      @JsonProperty("refunded-after-accepted") boolean refundedAfterAccepted) {}

  /**
   * What else happens.
   *
   * @param what transfer and discharge (which are cancelled later), cancel-admit, cancel-transfer,
   *     cancel-discharge, to-outpatient, merge, update, working, reverse, observe, unsupported,
   *     repeat
   * @param at when it happened
   * @param sent when it was sent, if later
   * @param with the argument of some
   * @param diagnoses of {@code working}
   * @param withoutVisit whether the visit number is left out
   */
  public record Extra(
      @JsonProperty("do") String what,
      LocalDateTime at,
      LocalDateTime sent,
      String with,
      List<Coded> diagnoses,
      @JsonProperty("without-visit") boolean withoutVisit) {
    public Extra {
      with = with == null ? "" : with;
      diagnoses = copy(diagnoses);
    }

    /** When the message leaves. */
    public LocalDateTime leaves() {
      return sent == null ? at : sent;
    }
  }
}
