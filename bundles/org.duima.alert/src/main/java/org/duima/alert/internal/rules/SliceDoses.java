package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.rules.Quantities.Measure;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Supply;

/**
 * How much of a slice there is. A prescription of slices is boiled dose by dose (付, 剂); a line says
 * how much of the slice goes into one of them, and how much there is altogether or for how many
 * days, one dose a day.
 */
final class SliceDoses {
  private static final Set<String> DOSES = Set.of("付", "剂", "帖", "副");

  private SliceDoses() {}

  /** Grams in one dose. */
  static Optional<BigDecimal> gramsOfOne(OrderLine line) {
    Dosage dosage = line.dosage();
    Optional<BigDecimal> stated =
        Quantities.of(dosage.dose(), dosage.doseUnit()).flatMap(Measure::grams);
    if (stated.isPresent()) {
      return stated.filter(grams -> grams.signum() >= 0);
    }
    if (dosage.days() == null || dosage.days() <= 0) {
      return Optional.empty();
    }
    return grams(line)
        .map(all -> all.divide(BigDecimal.valueOf(dosage.days()), 6, RoundingMode.HALF_UP));
  }

  /** Grams that are supplied altogether. */
  static Optional<BigDecimal> grams(OrderLine line) {
    return Quantities.of(line.supply().quantity(), line.supply().unit()).flatMap(Measure::grams);
  }

  /** How many doses there are. */
  static Optional<BigDecimal> count(OrderLine line) {
    Supply supply = line.supply();
    Dosage dosage = line.dosage();
    if (supply.quantity() != null && DOSES.contains(supply.unit().strip())) {
      return Optional.of(supply.quantity());
    }
    Optional<BigDecimal> one =
        Quantities.of(dosage.dose(), dosage.doseUnit())
            .flatMap(Measure::grams)
            .filter(grams -> grams.signum() > 0);
    Optional<BigDecimal> all = grams(line).filter(grams -> grams.signum() > 0);
    if (one.isPresent() && all.isPresent()) {
      return Optional.of(all.get().divide(one.get(), 3, RoundingMode.HALF_UP));
    }
    return Optional.ofNullable(dosage.days()).filter(days -> days > 0).map(BigDecimal::valueOf);
  }

  /**
   * The most that a line can have been ordered, in grams: one dose for each of its days, or as many
   * as it is taken on a day where that is how its dose is meant.
   */
  static Optional<BigDecimal> orderedGrams(OrderLine line) {
    Dosage dosage = line.dosage();
    if (dosage.days() == null || dosage.days() <= 0) {
      return Optional.empty();
    }
    BigDecimal times =
        dosage.timesPerDay() == null ? BigDecimal.ONE : dosage.timesPerDay().max(BigDecimal.ONE);
    return Quantities.of(dosage.dose(), dosage.doseUnit())
        .flatMap(Measure::grams)
        .filter(grams -> grams.signum() > 0)
        .map(grams -> grams.multiply(times).multiply(BigDecimal.valueOf(dosage.days())));
  }
}
