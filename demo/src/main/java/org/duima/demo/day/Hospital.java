package org.duima.demo.day;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * The invented hospital.
 *
 * @param code fixmedins_code
 * @param name fixmedins_name
 * @param division division of care
 * @param facility MSH-4 of all its systems
 * @param departments by standard code
 * @param anaesthetist who gives anaesthesia
 * @param items price list by charge category
 * @param payers by payer word
 */
public record Hospital(
    String code,
    String name,
    String division,
    String facility,
    Map<String, Department> departments,
    Person anaesthetist,
    Map<String, List<Item>> items,
    Map<String, Payer> payers) {
  /** A department with its first doctor and nurse. */
  public record Department(String name, Person doctor, Person nurse) {}

  /** Somebody who works there: national code and name. */
  public record Person(String code, String name) {}

  /**
   * An item of the price list.
   *
   * @param code hospital code
   * @param insurance national item code
   * @param level chrgitm_lv
   */
  public record Item(String code, String insurance, String name, BigDecimal price, String level) {}

  /**
   * Who pays.
   *
   * @param wire what the HIS sends as payer, may be empty
   * @param insutype insutype, empty where the platform does not settle
   * @param hiType hi_type
   * @param fund fund_pay_type of the pool
   */
  public record Payer(String wire, String insutype, String hiType, String fund) {
    /** Whether the platform settles. */
    public boolean settles() {
      return !insutype.isEmpty();
    }
  }

  Department department(String dept) {
    Department department = departments.get(dept);
    if (department == null) {
      throw new IllegalArgumentException("no such department in hospital.yaml: " + dept);
    }
    return department;
  }

  Payer payer(String word) {
    Payer payer = payers.get(word);
    if (payer == null) {
      throw new IllegalArgumentException("no such payer in hospital.yaml: " + word);
    }
    return payer;
  }

  /** A doctor of any department by name. */
  Person doctor(String name) {
    return departments.values().stream()
        .map(Department::doctor)
        .filter(doctor -> doctor.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such doctor: " + name));
  }
}
