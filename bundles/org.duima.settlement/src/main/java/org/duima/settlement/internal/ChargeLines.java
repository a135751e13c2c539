package org.duima.settlement.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.api.Money;
import org.duima.api.encounter.Charge;
import org.duima.api.mapping.Dictionaries;

/**
 * Finds the category of each charge line: a reversal's is that of the line it takes back, else the
 * stated one, else what the hospital's charge map or the shape of the national code tells.
 */
final class ChargeLines {
  /** Dictionary of the categories. */
  private static final String CATEGORIES = "med_chrgitm_type";

  /** Format of a value map from the hospital's item code to the category. */
  private static final String ITEM = "item";

  private final Dictionaries dictionaries;
  private final Vocabulary vocabulary;
  private final MoneyTable money;
  private final String region;
  private final Map<String, Charge> byId = new HashMap<>();

  private ChargeLines(Background background, List<Charge> all) {
    this.dictionaries = background.dictionaries();
    this.vocabulary = new Vocabulary(background.dictionaries());
    this.money = background.tables().money();
    this.region = background.region();
    all.forEach(charge -> byId.put(charge.id(), charge));
  }

  /**
   * The lines with their categories.
   *
   * @param taken those that the list sums up
   * @param all every line of the stay, for reversals of what another list sums up
   */
  static List<ChargeLine> of(
      List<Charge> taken, List<Charge> all, Background background, Findings findings) {
    ChargeLines lines = new ChargeLines(background, all);
    List<ChargeLine> result = taken.stream().map(lines::line).toList();
    long without = result.stream().filter(line -> line.category().isEmpty()).count();
    if (without > 0) {
      findings.of("SL-M-charge-category").at(SettlementList.ITEMS, without);
    }
    long byItem = result.stream().filter(ChargeLine::byItem).count();
    if (byItem > 0) {
      findings.of("SL-M-category-by-item").at(SettlementList.ITEMS, byItem);
    }
    long exceeding = reversedBeyondTheirAmount(result);
    if (exceeding > 0) {
      findings.of("SL-M-over-reversal").at(SettlementList.ITEMS, exceeding);
    }
    return result;
  }

  private ChargeLine line(Charge charge) {
    Charge reversed = byId.get(charge.reverses());
    if (reversed == charge) {
      reversed = null;
    }
    String stated = reversed == null ? "" : stated(reversed);
    if (stated.isEmpty()) {
      stated = stated(charge);
    }
    if (!stated.isEmpty()) {
      return new ChargeLine(charge, reversed, stated, false);
    }
    Charge item = reversed == null ? charge : reversed;
    String told = ofItem(item).orElse("");
    return new ChargeLine(charge, reversed, told, !told.isEmpty());
  }

  private String stated(Charge charge) {
    return vocabulary.standard(CATEGORIES, charge.category());
  }

  private Optional<String> ofItem(Charge charge) {
    Optional<String> mapped =
        charge.localCode().isEmpty()
            ? Optional.empty()
            : dictionaries.translate(CATEGORIES, ITEM, charge.localCode());
    return mapped.or(
        () ->
            charge.insuranceCode().isEmpty()
                ? Optional.empty()
                : money.category(region, charge.insuranceCode()));
  }

  /**
   * Every code, national or the hospital's own, that was charged and not taken back. There is none
   * if a line has no code: then it is not known what was charged.
   */
  static Set<String> items(List<ChargeLine> lines) {
    Map<String, Money> items = new HashMap<>();
    for (ChargeLine line : lines) {
      Charge named = line.reversed() == null ? line.charge() : line.reversed();
      if (named.insuranceCode().isEmpty() && named.localCode().isEmpty()) {
        return Set.of();
      }
      Stream.of(named.insuranceCode(), named.localCode())
          .filter(code -> !code.isEmpty())
          .distinct()
          .forEach(code -> items.merge(code, line.charge().amount(), Money::plus));
    }
    items.values().removeIf(amount -> amount.fen() <= 0);
    return items.keySet();
  }

  /** How many lines were taken back by more than they came to, such as one taken back twice. */
  private static long reversedBeyondTheirAmount(List<ChargeLine> lines) {
    Map<String, Money> left = new HashMap<>();
    for (ChargeLine line : lines) {
      Charge reversed = line.reversed();
      if (reversed != null) {
        Money before = left.getOrDefault(reversed.id(), reversed.amount());
        left.put(reversed.id(), before.plus(line.charge().amount()));
      }
    }
    return left.values().stream().filter(money -> money.fen() < 0).count();
  }
}
