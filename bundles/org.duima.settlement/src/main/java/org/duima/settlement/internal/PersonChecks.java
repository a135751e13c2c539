package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.duima.api.Text;

/** Rules SL-P: the person. */
final class PersonChecks {
  private static final String IDENTITY_CARD = "01";
  private static final int ADULT_YEARS = 18;

  /** GB/T 4761: 50–59 parents, 60–69 grandparents. */
  private static final Pattern PARENT_OR_GUARDIAN = Pattern.compile("[56][0-9]");

  /** Provenance of what the platform itself said of the person. */
  private static final Pattern FROM_PLATFORM = Pattern.compile("(1101|2304)\\b.*");

  private PersonChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-P01",
        (list, background, report) -> checkCharacter(list, background, report, false),
        "SL-P01-platform",
        (list, background, report) -> checkCharacter(list, background, report, true),
        "SL-P02",
        PersonChecks::birthDateOfNumber,
        "SL-P03",
        PersonChecks::sexOfNumber,
        "SL-P04",
        PersonChecks::ageInYears,
        "SL-P05",
        PersonChecks::ageInDays,
        "SL-P06",
        PersonChecks::postcode,
        "SL-P08",
        PersonChecks::contactOfMinor,
        "SL-P12",
        PersonChecks::samePerson);
  }

  /**
   * The hospital can correct its own number; one that the platform gave is the platform's, and has
   * a milder rule.
   */
  private static void checkCharacter(
      SettlementList list, Background background, Report report, boolean ofPlatform) {
    Value number = list.info().values().get("certno");
    if (number == null
        || !list.info().get("patn_cert_type").equals(IDENTITY_CARD)
        || FROM_PLATFORM.matcher(number.provenance()).matches() != ofPlatform) {
      return;
    }
    boolean right =
        IdentityNumber.parse(number.text()).map(IdentityNumber::isChecked).orElse(false);
    if (!right) {
      report.at(background.path(list, "certno"));
    }
  }

  private static Optional<IdentityNumber> identityNumber(SettlementList list) {
    return list.info().get("patn_cert_type").equals(IDENTITY_CARD)
        ? IdentityNumber.parse(list.info().get("certno"))
        : Optional.empty();
  }

  private static void birthDateOfNumber(SettlementList list, Background background, Report report) {
    Optional<LocalDate> born = list.info().moment("brdy").map(Moment::date);
    Optional<IdentityNumber> number = identityNumber(list);
    if (born.isPresent() && number.isPresent() && !number.get().born().equals(born)) {
      report.at(background.path(list, "certno"));
    }
  }

  private static void sexOfNumber(SettlementList list, Background background, Report report) {
    String sex = list.info().get("gend");
    boolean stated = sex.equals("1") || sex.equals("2");
    if (stated && identityNumber(list).filter(number -> !number.sex().equals(sex)).isPresent()) {
      report.at(background.path(list, "certno"));
    }
  }

  private static void ageInYears(SettlementList list, Background background, Report report) {
    Optional<Period> age = ageAtAdmission(list).filter(a -> a.getYears() >= 1);
    Optional<BigDecimal> stated = list.info().number("age");
    if (age.isPresent() && stated.isPresent()) {
      BigDecimal off = stated.get().subtract(BigDecimal.valueOf(age.get().getYears())).abs();
      if (off.compareTo(BigDecimal.ONE) > 0) {
        report.at(background.path(list, "age"));
      }
    }
  }

  private static void ageInDays(SettlementList list, Background background, Report report) {
    Optional<Period> age = ageAtAdmission(list).filter(a -> a.getYears() < 1 && !a.isNegative());
    if (age.isEmpty()) {
      return;
    }
    if (list.info().number("age").filter(years -> years.signum() != 0).isPresent()) {
      report.at(
          background.path(list, "age"),
          new Text("年龄（岁）应为空或 0", "the age in years must be empty or 0"));
    }
    BigDecimal days = BigDecimal.valueOf(list.daysOldAtAdmission().orElseThrow());
    if (list.info().number("nwb_age").filter(stated -> stated.compareTo(days) != 0).isPresent()) {
      report.at(
          background.path(list, "nwb_age"),
          new Text("天数与出生日期、入院时间不符", "the age in days does not fit birth date and admission"));
    }
  }

  private static Optional<Period> ageAtAdmission(SettlementList list) {
    return list.info()
        .moment("brdy")
        .flatMap(
            born ->
                list.info().moment("adm_time").map(in -> Period.between(born.date(), in.date())));
  }

  private static void postcode(SettlementList list, Background background, Report report) {
    String code = list.info().get("poscode");
    if (!code.isEmpty()
        && !code.matches("[0-9]{6}")
        && !background.accepts(list, SettlementList.INFO, "poscode", code)) {
      report.at(background.path(list, "poscode"));
    }
  }

  private static void contactOfMinor(SettlementList list, Background background, Report report) {
    boolean minor =
        ageAtAdmission(list)
            .filter(age -> !age.isNegative() && age.getYears() < ADULT_YEARS)
            .isPresent();
    if (!minor) {
      return;
    }
    if (!list.info().has("coner_name")) {
      report.at(background.path(list, "coner_name"));
    }
    String relation = list.info().get("patn_rlts");
    if (!relation.isEmpty() && !PARENT_OR_GUARDIAN.matcher(relation).matches()) {
      report.at(background.path(list, "patn_rlts"));
    }
  }

  private static void samePerson(SettlementList list, Background background, Report report) {
    for (String field : List.of("psn_no", "mdtrt_id", "setl_id")) {
      String registered = list.info().get(SettlementList.REGISTERED + field);
      if (!registered.isEmpty()
          && list.info().has(field)
          && !list.info().get(field).equals(registered)) {
        report.at(background.path(list, field), background.label(list, SettlementList.INFO, field));
      }
    }
  }
}
