package org.duima.catalogue.internal;

import java.util.Map;

/**
 * How much is taken, and kept.
 *
 * @param maxRows of one file
 * @param versionsKept of each table, with the one in force
 * @param rowsOfDifference how many differing rows a check tells
 */
public record Limits(int maxRows, int versionsKept, int rowsOfDifference) {
  /** Name of the file in {@code etc/} without its ending. */
  public static final String PID = "org.duima.catalogue";

  private static final int ROWS_OF_DIFFERENCE = 2_000;

  public Limits {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows = " + maxRows + "：应为正整数 / must be positive");
    }
    if (versionsKept < 1) {
      throw new IllegalArgumentException(
          "versionsKept = " + versionsKept + "：应为正整数 / must be positive");
    }
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is wrong, which it names
   */
  public static Limits of(Map<String, String> settings) {
    return new Limits(
        number(settings, "maxRows", 500_000),
        number(settings, "versionsKept", 10),
        ROWS_OF_DIFFERENCE);
  }

  /** The same, telling every differing row. */
  public Limits withWholeDifference() {
    return new Limits(maxRows, versionsKept, Integer.MAX_VALUE);
  }

  private static int number(Map<String, String> settings, String key, int otherwise) {
    String value = settings.getOrDefault(key, "").strip();
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + " = " + value + "：应为正整数 / must be a positive number", e);
    }
  }
}
