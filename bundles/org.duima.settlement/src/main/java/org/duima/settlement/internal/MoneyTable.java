package org.duima.settlement.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.duima.api.Finding;
import org.duima.api.site.Site;

/**
 * How a region counts money: the rows of money.csv in force, the hospital's own first. Of the rows
 * of one setting the first whose region and pattern fit counts. Immutable.
 */
final class MoneyTable {
  /** What a row of setldetail is that is no fund. */
  enum PseudoFund {
    ACCOUNT,
    HOSPITAL_SHARE
  }

  /** Column of iteminfo that an amount above the price limit goes to. */
  enum OverLimit {
    OTHER,
    OWN,
    /** It stays with 甲类 or 乙类, whichever the item is. */
    CLASS
  }

  private static final String ANY = "*";
  private static final String PSEUDO_FUND = "pseudo-fund";
  private static final String OVER_LIMIT_COLUMN = "over-limit-column";
  private static final String OVER_LIMIT_IN_OWN = "over-limit-in-own-expense";
  private static final String CATEGORY = "category";
  private static final String BLOOD = "blood-charge";
  private static final String OPERATION = "operation";
  private static final String YES = "yes";
  private static final Set<String> YES_OR_NO = Set.of(YES, "no");

  /** Settings with the values that they may have. */
  private static final Map<String, Set<String>> VALUES =
      Map.of(
          PSEUDO_FUND,
          Set.of("account", "hospital-share", "no"),
          OVER_LIMIT_COLUMN,
          Set.of("oth_amt", "fulamt_ownpay_amt", "class"),
          OVER_LIMIT_IN_OWN,
          YES_OR_NO,
          CATEGORY,
          categories(),
          BLOOD,
          YES_OR_NO,
          OPERATION,
          YES_OR_NO);

  /** Settings that a list cannot be made without. */
  private static final Set<String> NEEDED =
      new TreeSet<>(Set.of(PSEUDO_FUND, OVER_LIMIT_COLUMN, OVER_LIMIT_IN_OWN));

  /**
   * A row.
   *
   * @param pattern null where the setting is of no code or name
   */
  private record Entry(String setting, String region, Pattern pattern, String value) {
    boolean fits(String wanted, String ofRegion, String text) {
      return setting.equals(wanted)
          && (region.equals(ANY) || Site.includes(ofRegion, region))
          && (pattern == null || pattern.matcher(text).matches());
    }
  }

  private final List<Entry> entries;

  private MoneyTable(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  private static Set<String> categories() {
    Set<String> categories = new HashSet<>();
    for (int i = 1; i <= 14; i++) {
      categories.add(String.format("%02d", i));
    }
    return categories;
  }

  /**
   * Reads the table; what is wrong with it goes to {@code findings}.
   *
   * @param site the hospital's own rows; need not be there
   */
  static MoneyTable read(Path file, Path site, List<Finding> findings) {
    List<Entry> entries = new ArrayList<>();
    if (Files.exists(site)) {
      read(site, entries, findings);
    }
    read(file, entries, findings);
    Set<String> missing = new TreeSet<>(NEEDED);
    entries.stream().filter(e -> e.region().equals(ANY)).forEach(e -> missing.remove(e.setting()));
    if (!missing.isEmpty()) {
      CsvTable.error(
          findings,
          file,
          1,
          "缺少各地通用（region 为 *）的 " + missing,
          "no rows for region * of " + missing);
    }
    return new MoneyTable(entries);
  }

  private static void read(Path file, List<Entry> entries, List<Finding> findings) {
    List<String> columns = List.of("setting", "region", "pattern", "value");
    for (CsvTable.Line line : CsvTable.read(file, columns, findings)) {
      String setting = line.cell("setting");
      Set<String> values = VALUES.get(setting);
      if (values == null) {
        CsvTable.error(
            findings,
            file,
            line.number(),
            "setting 应为 " + new TreeSet<>(VALUES.keySet()),
            "setting must be one of " + new TreeSet<>(VALUES.keySet()));
        continue;
      }
      if (!values.contains(line.cell("value"))) {
        CsvTable.error(
            findings,
            file,
            line.number(),
            "value 应为 " + new TreeSet<>(values),
            "value must be one of " + new TreeSet<>(values));
      }
      if (line.cell("region").isEmpty()) {
        CsvTable.error(
            findings, file, line.number(), "region 不能为空，各地通用写 *", "region is needed; * for all");
      }
      String pattern = line.cell("pattern");
      try {
        entries.add(
            new Entry(
                setting,
                line.cell("region"),
                pattern.isEmpty() ? null : Pattern.compile(pattern),
                line.cell("value")));
      } catch (PatternSyntaxException e) {
        CsvTable.error(
            findings,
            file,
            line.number(),
            "pattern 不是有效的正则表达式",
            "pattern is no valid regular expression");
      }
    }
  }

  private Optional<String> value(String setting, String region, String text) {
    return entries.stream()
        .filter(entry -> entry.fits(setting, region, text))
        .map(Entry::value)
        .findFirst();
  }

  private boolean yes(String setting, String region, String text) {
    return value(setting, region, text).map(YES::equals).orElse(false);
  }

  /** What a row of setldetail is; empty for a fund. */
  Optional<PseudoFund> pseudoFund(String region, String fundPayType) {
    return switch (value(PSEUDO_FUND, region, fundPayType).orElse("no")) {
      case "account" -> Optional.of(PseudoFund.ACCOUNT);
      case "hospital-share" -> Optional.of(PseudoFund.HOSPITAL_SHARE);
      default -> Optional.empty();
    };
  }

  OverLimit overLimit(String region) {
    return switch (value(OVER_LIMIT_COLUMN, region, "").orElseThrow()) {
      case "fulamt_ownpay_amt" -> OverLimit.OWN;
      case "class" -> OverLimit.CLASS;
      default -> OverLimit.OTHER;
    };
  }

  /** Whether 个人自费 counts overlmt_selfpay in. */
  boolean ownExpenseHasOverLimit(String region) {
    return yes(OVER_LIMIT_IN_OWN, region, "");
  }

  /** The charge category that a national item code tells by its shape. */
  Optional<String> category(String region, String insuranceCode) {
    return value(CATEGORY, region, insuranceCode);
  }

  /** Whether an item of that name is charged for blood. */
  boolean isBlood(String region, String itemName) {
    return yes(BLOOD, region, itemName);
  }

  /** Whether a procedure is one that is charged as an operation. */
  boolean isOperation(String region, String procedureCode) {
    return yes(OPERATION, region, procedureCode);
  }

  int size() {
    return entries.size();
  }
}
