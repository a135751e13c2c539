package org.duima.alert.internal.judge;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the hospital sets in {@code etc/org.duima.alert.cfg}.
 *
 * @param deadline after which an order goes on with what is known by then
 * @param cards how many cards are shown for one order at most
 * @param budget share of orders without an interrupting card that is wanted, 0 to 1
 * @param blocking ids of rule classes whose B points really block; none as installed
 * @param ruleThreads threads for each rule from outside the product
 * @param history how far back earlier orders and charges are read from the ledger
 * @param historySince from which day on the ledger has heard of all orders and charges of this
 *     hospital; null if that cannot be said
 * @param silentAfter after how many firings of a point it is judged whether it falls silent
 * @param silentShare share of overrides above which it does, 0 to 1
 */
public record AlertSettings(
    Duration deadline,
    int cards,
    double budget,
    Set<String> blocking,
    int ruleThreads,
    Duration history,
    LocalDate historySince,
    int silentAfter,
    double silentShare) {
  private static final int LONGEST_DEADLINE_MS = 5_000;
  private static final int MOST_CARDS = 50;
  private static final int MOST_THREADS = 16;
  private static final int LONGEST_HISTORY_DAYS = 1_100;
  private static final int MOST_FIRINGS = 10_000;

  /** As installed. */
  public static final AlertSettings DEFAULT = of(Map.of());

  public AlertSettings {
    blocking = Set.copyOf(blocking);
  }

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException with the key and what is wrong with it
   */
  public static AlertSettings of(Map<String, String> settings) {
    return new AlertSettings(
        Duration.ofMillis(whole(settings, "deadlineMs", 100, LONGEST_DEADLINE_MS)),
        whole(settings, "cards", 5, MOST_CARDS),
        share(settings, "budget", "0.97"),
        Arrays.stream(settings.getOrDefault("block", "").split("[,\\s]+"))
            .filter(id -> !id.isBlank())
            .collect(Collectors.toUnmodifiableSet()),
        whole(settings, "ruleThreads", 4, MOST_THREADS),
        Duration.ofDays(whole(settings, "historyDays", 180, LONGEST_HISTORY_DAYS)),
        day(settings, "historySince"),
        whole(settings, "silentAfter", 50, MOST_FIRINGS),
        share(settings, "silentShare", "0.9"));
  }

  private static LocalDate day(Map<String, String> settings, String key) {
    String value = settings.getOrDefault(key, "").trim();
    if (value.isEmpty()) {
      return null;
    }
    try {
      return LocalDate.parse(value);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(key + ": 应为 yyyy-MM-dd / expected yyyy-MM-dd", e);
    }
  }

  private static int whole(Map<String, String> settings, String key, int otherwise, int most) {
    String value = settings.getOrDefault(key, "").trim();
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        key + ": 应为 1 到 " + most + " 的整数 / expected a whole number from 1 to " + most);
  }

  private static double share(Map<String, String> settings, String key, String otherwise) {
    String value = settings.getOrDefault(key, "").trim();
    String written = value.isEmpty() ? otherwise : value;
    if (written.matches("[0-9]+(\\.[0-9]+)?")) {
      BigDecimal share = new BigDecimal(written);
      if (share.compareTo(BigDecimal.ONE) <= 0) {
        return share.doubleValue();
      }
    }
    throw new IllegalArgumentException(key + ": 应为 0 到 1 之间的小数 / expected a number from 0 to 1");
  }
}
