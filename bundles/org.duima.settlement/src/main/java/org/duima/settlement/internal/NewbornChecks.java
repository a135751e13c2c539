package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.duima.api.Text;

/** Rules SL-N: newborns. That a field must be there for a newborn says the field table. */
final class NewbornChecks {
  private static final BigDecimal LIGHTEST = BigDecimal.valueOf(200);
  private static final BigDecimal HEAVIEST = BigDecimal.valueOf(20_000);
  private static final String BIRTH_WEIGHT = "nwb_bir_wt";
  private static final String BIRTH_WEIGHTS = "mul_nwb_bir_wt";
  private static final List<String> WEIGHTS =
      List.of(BIRTH_WEIGHT, "nwb_adm_wt", BIRTH_WEIGHTS, "mul_nwb_adm_wt");
  private static final Pattern OBSTETRIC = Pattern.compile("O[0-9]{2}.*|Z37.*");

  /** Z37 without the outcomes of which no child lives: single, twins, other multiple. */
  private static final Pattern LIVE_BIRTH = Pattern.compile("Z37(?!\\.[147]).*");

  /**
   * What a code says of the birth weight.
   *
   * @param code beginning of the code
   * @param from least weight in grams
   * @param to weight in grams that is too much
   */
  private record WeightOfCode(String code, long from, long to) {
    boolean fits(BigDecimal grams) {
      return grams.compareTo(BigDecimal.valueOf(from)) >= 0
          && grams.compareTo(BigDecimal.valueOf(to)) < 0;
    }
  }

  private static final List<WeightOfCode> CODES =
      List.of(
          new WeightOfCode("P07.0", 0, 1_000),
          new WeightOfCode("P07.1", 1_000, 2_500),
          new WeightOfCode("P08.0", 4_500, Long.MAX_VALUE),
          new WeightOfCode("P08.1", 4_000, Long.MAX_VALUE));

  private NewbornChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-N03", weights(grams -> !isPlausible(grams), true),
        "SL-N04", weights(grams -> grams.remainder(BigDecimal.TEN).signum() != 0, false),
        "SL-N05", NewbornChecks::weightOfNoNewborn,
        "SL-N05-mother", NewbornChecks::motherWithoutWeight,
        "SL-N06", NewbornChecks::weightOfCode);
  }

  private static boolean isPlausible(BigDecimal grams) {
    return grams.compareTo(LIGHTEST) >= 0 && grams.compareTo(HEAVIEST) <= 0;
  }

  /**
   * A check of each weight of each field.
   *
   * @param unreadable whether a text that is no number is found too
   */
  private static Check weights(Predicate<BigDecimal> wrong, boolean unreadable) {
    return (list, background, report) -> {
      for (String field : WEIGHTS) {
        boolean found =
            weights(list, field).anyMatch(grams -> grams.map(wrong::test).orElse(unreadable));
        if (found) {
          report.at(background.path(list, field));
        }
      }
    };
  }

  private static java.util.stream.Stream<Optional<BigDecimal>> weights(
      SettlementList list, String field) {
    return list.info().has(field)
        ? Arrays.stream(list.info().get(field).split(",", -1))
            .map(weight -> Numbers.parse(weight.trim()))
        : java.util.stream.Stream.empty();
  }

  private static void weightOfNoNewborn(SettlementList list, Background background, Report report) {
    boolean older =
        list.daysOldAtAdmission().filter(days -> days > SettlementList.NEWBORN_DAYS).isPresent();
    if (!older || hasDiagnosis(list, OBSTETRIC)) {
      return;
    }
    for (String field : WEIGHTS) {
      if (list.info().has(field)) {
        report.at(background.path(list, field), background.label(list, SettlementList.INFO, field));
      }
    }
  }

  private static void motherWithoutWeight(
      SettlementList list, Background background, Report report) {
    if (hasDiagnosis(list, LIVE_BIRTH)
        && !list.isNewborn()
        && !list.info().has(BIRTH_WEIGHT)
        && !list.info().has(BIRTH_WEIGHTS)) {
      report.at(background.path(list, BIRTH_WEIGHT));
    }
  }

  private static boolean hasDiagnosis(SettlementList list, Pattern codes) {
    return list.westernDiagnoses().stream()
        .anyMatch(row -> codes.matcher(row.get("diag_code")).matches());
  }

  private static void weightOfCode(SettlementList list, Background background, Report report) {
    String field = list.info().has(BIRTH_WEIGHT) ? BIRTH_WEIGHT : BIRTH_WEIGHTS;
    List<BigDecimal> grams = weights(list, field).flatMap(Optional::stream).toList();
    if (grams.isEmpty()) {
      return;
    }
    for (Row row : list.westernDiagnoses()) {
      String code = row.get("diag_code");
      for (WeightOfCode range : CODES) {
        if (code.startsWith(range.code()) && grams.stream().noneMatch(range::fits)) {
          report.at(background.path(list, field), new Text("诊断 " + code, "diagnosis " + code));
        }
      }
    }
  }
}
