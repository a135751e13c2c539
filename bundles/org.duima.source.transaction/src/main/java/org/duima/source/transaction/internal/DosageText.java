package org.duima.source.transaction.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how much is taken at one time, and for how many days, from words for people. */
final class DosageText {
  private static final int LONGEST = 60;
  private static final int DECIMALS = 6;
  private static final int MOST_DAYS = 9_999;

  /** 每次0.5g, 0.5 g/次, 一次两片, 1/2片; a range or anything behind it is not understood. */
  private static final Pattern DOSE =
      Pattern.compile(
          "(?:(?:每次|一次|1次|单次|每回|每剂)(?:用量|剂量)?[:：]?)?"
              + "(?:(\\d+(?:\\.\\d+)?)(?:/(\\d+))?|([半一二两三四五六七八九十]))"
              + "(?!次)([万千]?[a-zμ%]+|[\\u4e00-\\u9fa5]{0,4}?)(?:/次|每次)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DAYS =
      Pattern.compile("(\\d{1,4})(?:\\.0+)?(?:天|日|d|day|days)?", Pattern.CASE_INSENSITIVE);

  private static final Map<String, BigDecimal> CHINESE =
      Map.ofEntries(
          Map.entry("半", new BigDecimal("0.5")),
          Map.entry("一", BigDecimal.ONE),
          Map.entry("二", BigDecimal.valueOf(2)),
          Map.entry("两", BigDecimal.valueOf(2)),
          Map.entry("三", BigDecimal.valueOf(3)),
          Map.entry("四", BigDecimal.valueOf(4)),
          Map.entry("五", BigDecimal.valueOf(5)),
          Map.entry("六", BigDecimal.valueOf(6)),
          Map.entry("七", BigDecimal.valueOf(7)),
          Map.entry("八", BigDecimal.valueOf(8)),
          Map.entry("九", BigDecimal.valueOf(9)),
          Map.entry("十", BigDecimal.TEN));

  private DosageText() {}

  /**
   * A dose.
   *
   * @param unit as stated, half-width; may be empty
   */
  record Dose(BigDecimal amount, String unit) {}

  /** The dose of one time, empty if the words are not a single amount. */
  static Optional<Dose> dose(String words) {
    String text = plain(words);
    Matcher matcher = DOSE.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal amount;
    if (matcher.group(1) == null) {
      amount = CHINESE.get(matcher.group(3));
    } else {
      try {
        amount = Transform.number(matcher.group(1));
        if (matcher.group(2) != null) {
          amount = divided(amount, Transform.number(matcher.group(2)));
        }
      } catch (Advice e) {
        return Optional.empty();
      }
    }
    if (amount == null || amount.signum() <= 0) {
      return Optional.empty();
    }
    return Optional.of(new Dose(amount, matcher.group(4)));
  }

  private static BigDecimal divided(BigDecimal amount, BigDecimal by) {
    return by.signum() == 0
        ? null
        : amount.divide(by, DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
  }

  /** Whole days above zero. */
  static Optional<Integer> days(String words) {
    Matcher matcher = DAYS.matcher(plain(words));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int days = Integer.parseInt(matcher.group(1));
    return days > 0 && days <= MOST_DAYS ? Optional.of(days) : Optional.empty();
  }

  private static String plain(String words) {
    return Normalizer.normalize(words, Normalizer.Form.NFKC).replaceAll("\\s", "");
  }
}
