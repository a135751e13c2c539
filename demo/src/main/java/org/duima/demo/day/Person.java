package org.duima.demo.day;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * A patient with everything that the file leaves to the rule.
 *
 * @param no hospital patient number
 * @param psnNo psn_no
 * @param hiNo hi_no
 * @param caseNo medcasno
 * @param certNo identity number, empty for a newborn
 * @param job prfs
 * @param relation patn_rlts of the contact person
 */
record Person(
    String no,
    String psnNo,
    String hiNo,
    String caseNo,
    String certNo,
    String name,
    String sex,
    LocalDate born,
    String job,
    String address,
    String phone,
    String employer,
    String contact,
    String relation,
    String contactPhone) {

  static Person of(Stay stay, Hospital hospital) {
    Stay.Patient patient = stay.patient();
    int number = stay.number();
    long age = ChronoUnit.YEARS.between(patient.born(), stay.admit().at().toLocalDate());
    boolean newborn = ChronoUnit.DAYS.between(patient.born(), stay.admit().at().toLocalDate()) < 29;
    String no = patient.no() == null ? String.format("P%06d", number) : patient.no();
    String digits = no.replaceAll("\\D", "");
    String serial =
        patient.serial() == null
            ? String.valueOf((patient.sex().equals("M") ? 991 : 990) + 2 * (number % 5))
            : patient.serial();
    boolean employed = stay.payer().equals("职工") && age >= 18 && age < 60;
    return new Person(
        no,
        patient.psn() == null ? "99500103" + String.format("%010d", number) : patient.psn(),
        "HI" + digits,
        caseNo(no),
        newborn ? "" : IdNumber.of("500103", patient.born(), serial),
        patient.name(),
        patient.sex(),
        patient.born(),
        patient.job() == null ? job(age, stay.payer()) : patient.job(),
        "测试市虚构区样例路" + (100 + number) + "号",
        String.format("1000000%04d", number),
        employed ? "虚构测试单位" + number : "",
        patient.name().substring(0, 1) + "测试联系人",
        patient.contact() == null ? relation(age) : patient.contact(),
        String.format("1000001%04d", number));
  }

  /** The medical record number of a hospital patient number. */
  static String caseNo(String no) {
    return "BA" + no.replaceAll("\\D", "");
  }

  private static String job(long age, String payer) {
    if (age < 6) {
      return "90";
    }
    if (age < 18) {
      return "31";
    }
    if (payer.equals("职工")) {
      return age < 60 ? "17" : "80";
    }
    return "27";
  }

  private static String relation(long age) {
    if (age < 18) {
      return "52";
    }
    return age < 60 ? "10" : "20";
  }
}
