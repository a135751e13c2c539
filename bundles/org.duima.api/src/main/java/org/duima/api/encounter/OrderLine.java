package org.duima.api.encounter;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Money;
import org.duima.api.Origin;

/**
 * One line of an order (医嘱) or prescription: a drug, a slice, a service item or a consumable.
 *
 * @param id the sender's number of the line (rx_id, ORC-2, the reference of the resource), unique
 *     within the stay; parts of a compound have the number of the order, a slash and their place
 * @param prescription the prescription that it is part of (rxno), empty if not stated; an order
 *     message or request without it counts as one prescription
 * @param group lines given together (grpno), empty if not stated
 * @param kind what is ordered
 * @param item the insurance catalogue code; its value is empty where only the hospital's own code
 *     is known
 * @param itemName name in the insurance catalogue, or the only name stated; may be empty
 * @param localCode the hospital's own item code, may be empty
 * @param localName the hospital's own name, may be empty
 * @param supply how much, and for what money
 * @param dosage how it is taken
 * @param begin when it begins, null if not stated
 * @param end when it stops, null while it lasts or if not stated
 * @param department the hospital's code of the ordering department, may be empty
 * @param orderer the hospital's code of the ordering physician, may be empty
 * @param ordererTitle drord_dr_profttl of the physician, may be empty
 * @param marks what else is said of the line; absent means not said
 * @param firstLineUsed o_firstItemFlag: whether a first-line drug was used within half a year, null
 *     if not stated
 * @param origin where it was said
 */
public record OrderLine(
    String id,
    String prescription,
    String group,
    Kind kind,
    Code item,
    String itemName,
    String localCode,
    String localName,
    Supply supply,
    Dosage dosage,
    LocalDateTime begin,
    LocalDateTime end,
    String department,
    String orderer,
    String ordererTitle,
    Set<Mark> marks,
    Boolean firstLineUsed,
    Origin origin) {
  /** What is ordered. */
  public enum Kind {
    /**
     * Western or proprietary Chinese drug, the hospital's own preparation (list_type 101, 103–106).
     */
    DRUG(CodeSystem.DRUG),
    /** Slice of Chinese medicine (中药饮片, list_type 102). */
    SLICE(CodeSystem.DRUG),
    /** Service item (医疗服务项目, list_type 201). */
    SERVICE(CodeSystem.SERVICE_ITEM),
    /** Consumable (医用耗材, list_type 301). */
    CONSUMABLE(CodeSystem.CONSUMABLE);

    private final CodeSystem system;

    Kind(CodeSystem system) {
      this.system = system;
    }

    /** The system that its catalogue codes are of. */
    public CodeSystem system() {
      return system;
    }
  }

  /** What is said of a line besides. */
  public enum Mark {
    /** Urgent: for rescue or an emergency (急救、抢救). */
    URGENT,
    /** A long-term order (长期医嘱). */
    LONG_TERM,
    /** Taken home at discharge (出院带药). */
    TAKE_HOME,
    /** Paid by the patient, not charged to the fund (自费). */
    SELF_PAY,
    /** Stopped or cancelled: it is no longer given. */
    CANCELLED
  }

  /**
   * How much is supplied. Any part may be null.
   *
   * @param quantity in units of {@code unit}
   * @param unit as stated, may be empty
   * @param unitPrice of one unit
   * @param amount of the line
   */
  public record Supply(BigDecimal quantity, String unit, Money unitPrice, Money amount) {
    public static final Supply UNKNOWN = new Supply(null, "", null, null);

    public Supply {
      unit = unit == null ? "" : unit;
    }
  }

  /**
   * How it is taken. Any part may be null.
   *
   * @param dose of one time, in {@code doseUnit}
   * @param doseUnit as stated, may be empty
   * @param timesPerDay how often a day; 0.5 for every other day
   * @param frequency as stated, such as {@code tid}; may be empty
   * @param days for how many days
   * @param route way of use as stated (po, 静滴, 煎服); may be empty
   */
  public record Dosage(
      BigDecimal dose,
      String doseUnit,
      BigDecimal timesPerDay,
      String frequency,
      Integer days,
      String route) {
    public static final Dosage UNKNOWN = new Dosage(null, "", null, "", null, "");

    public Dosage {
      doseUnit = doseUnit == null ? "" : doseUnit;
      frequency = frequency == null ? "" : frequency;
      route = route == null ? "" : route;
    }

    /** Dose of a day, where it can be told. */
    public Optional<BigDecimal> dayDose() {
      return dose == null || timesPerDay == null
          ? Optional.empty()
          : Optional.of(dose.multiply(timesPerDay));
    }
  }

  public OrderLine {
    Objects.requireNonNull(id, "id");
    if (id.isBlank()) {
      throw new IllegalArgumentException("an order line has an id");
    }
    prescription = prescription == null ? "" : prescription;
    group = group == null ? "" : group;
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(item, "item");
    itemName = itemName == null ? "" : itemName;
    localCode = localCode == null ? "" : localCode;
    localName = localName == null ? "" : localName;
    supply = supply == null ? Supply.UNKNOWN : supply;
    dosage = dosage == null ? Dosage.UNKNOWN : dosage;
    department = department == null ? "" : department;
    orderer = orderer == null ? "" : orderer;
    ordererTitle = ordererTitle == null ? "" : ordererTitle;
    marks =
        marks == null || marks.isEmpty()
            ? Set.of()
            : java.util.Collections.unmodifiableSet(EnumSet.copyOf(marks));
    Objects.requireNonNull(origin, "origin");
  }

  /** The name to show: the catalogue's, else the hospital's, else the code. */
  public String displayName() {
    if (!itemName.isEmpty()) {
      return itemName;
    }
    if (!localName.isEmpty()) {
      return localName;
    }
    return item.value().isEmpty() ? localCode : item.value();
  }

  public boolean is(Mark mark) {
    return marks.contains(mark);
  }

  /** The same line with the catalogue code that a table gave. */
  public OrderLine withItem(Code code, String name) {
    return new OrderLine(
        id,
        prescription,
        group,
        kind,
        code,
        itemName.isEmpty() ? name : itemName,
        localCode,
        localName,
        supply,
        dosage,
        begin,
        end,
        department,
        orderer,
        ordererTitle,
        marks,
        firstLineUsed,
        origin);
  }
}
