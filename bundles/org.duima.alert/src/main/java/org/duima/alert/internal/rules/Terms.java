package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.OrderContext.Sex;
import org.duima.api.alert.OrderContext.VisitKind;

/** Words of the field for codes, and values of a constraint read as what they are. */
final class Terms {
  private static final Map<String, String> INSURANCES =
      Map.ofEntries(
          Map.entry("310", "职工基本医疗保险"),
          Map.entry("320", "公务员医疗补助"),
          Map.entry("330", "大额医疗费用补助"),
          Map.entry("340", "离休人员医疗保障"),
          Map.entry("390", "城乡居民基本医疗保险"),
          Map.entry("392", "城乡居民大病医疗保险"),
          Map.entry("410", "工伤保险"),
          Map.entry("510", "生育保险"));

  private static final Map<String, String> TITLES =
      Map.of(
          "231", "主任医师",
          "232", "副主任医师",
          "233", "主治医师",
          "234", "医师",
          "235", "医士");

  private static final Map<String, VisitKind> VISIT_KINDS =
      Arrays.stream(VisitKind.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  kind -> kind.name().toLowerCase(Locale.ROOT), kind -> kind));

  private static final int MOST_DIGITS = 9;

  private Terms() {}

  static String of(Sex sex) {
    return sex == Sex.MALE ? "男" : "女";
  }

  static String of(VisitKind kind) {
    return switch (kind) {
      case OUTPATIENT -> "门诊";
      case EMERGENCY -> "急诊";
      case INPATIENT -> "住院";
      case PHARMACY -> "药店购药";
      case INTERNET -> "互联网诊疗";
    };
  }

  /** Such as {@code 门诊、急诊}. */
  static String of(Set<VisitKind> kinds) {
    return kinds.stream().map(Terms::of).collect(Collectors.joining("、"));
  }

  static String ofLevel(int level) {
    return switch (level) {
      case 1 -> "一级";
      case 2 -> "二级";
      case 3 -> "三级";
      default -> level + "级";
    };
  }

  /** Name of an insutype, the code itself if it is another one. */
  static String ofInsurance(String code) {
    return INSURANCES.getOrDefault(code, code);
  }

  /** Name of a drord_dr_profttl, the code itself if it is another one. */
  static String ofTitle(String code) {
    return TITLES.getOrDefault(code, code);
  }

  /** Whether a title is of the national dictionary; regions have their own numbers. */
  static boolean isNationalTitle(String code) {
    return TITLES.containsKey(code);
  }

  /** Whether a med_type is a visit for a chronic disease (慢特病); regions add digits. */
  static boolean isChronicVisit(String medicalType) {
    return medicalType.startsWith("14");
  }

  static String of(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /** A number of a constraint; empty if it is absent, no number or negative. */
  static Optional<BigDecimal> number(Constraint constraint, String name) {
    return constraint.value(name).flatMap(Terms::number);
  }

  private static Optional<BigDecimal> number(String written) {
    return written.matches("\\d{1,9}(\\.\\d{1,4})?")
        ? Optional.of(new BigDecimal(written))
        : Optional.empty();
  }

  /** A whole number of a constraint; empty if it is absent or none. */
  static Optional<Integer> wholeNumber(Constraint constraint, String name) {
    return constraint.value(name).filter(Terms::isWholeNumber).map(Integer::valueOf);
  }

  private static boolean isWholeNumber(String written) {
    for (int i = 0; i < written.length(); i++) {
      if (written.charAt(i) < '0' || written.charAt(i) > '9') {
        return false;
      }
    }
    return !written.isEmpty() && written.length() <= MOST_DIGITS;
  }

  /** Kinds of visit as a constraint lists them; empty if one of them is none. */
  static Optional<Set<VisitKind>> visitKinds(String written) {
    Set<VisitKind> kinds = EnumSet.noneOf(VisitKind.class);
    for (String name : written.split("[,，]")) {
      Optional<VisitKind> kind = visitKind(name.strip());
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      kinds.add(kind.get());
    }
    return Optional.of(kinds);
  }

  private static Optional<VisitKind> visitKind(String name) {
    return Optional.ofNullable(VISIT_KINDS.get(name));
  }
}
