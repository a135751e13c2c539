package org.duima.api.site;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When uploaded lists are submitted by themselves: {@code daily 18:00}, {@code weekly 1,4 18:00}
 * (Monday is 1), {@code monthly 5,20 18:00}. A day that a month does not have is its last day.
 *
 * @param rhythm of which the days are
 * @param days of the week or the month; empty for every day
 * @param at time of day, local
 */
public record SubmitSchedule(Rhythm rhythm, Set<Integer> days, LocalTime at) {
  /** How far back the last time may lie: a month, and the days that make it whole. */
  private static final int LONGEST_DAYS = 62;

  /** How days are counted. */
  public enum Rhythm {
    DAILY(0),
    WEEKLY(7),
    MONTHLY(31);

    private final int most;

    Rhythm(int most) {
      this.most = most;
    }
  }

  public SubmitSchedule {
    days = Set.copyOf(days);
  }

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  public static SubmitSchedule of(String text) {
    String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+");
    try {
      Rhythm rhythm = Rhythm.valueOf(words[0].toUpperCase(Locale.ROOT));
      if (words.length == (rhythm == Rhythm.DAILY ? 2 : 3)) {
        Set<Integer> days =
            rhythm == Rhythm.DAILY
                ? Set.of()
                : Arrays.stream(words[1].split(","))
                    .map(Integer::valueOf)
                    .collect(Collectors.toSet());
        if (days.stream().allMatch(day -> day >= 1 && day <= rhythm.most)) {
          return new SubmitSchedule(rhythm, days, LocalTime.parse(words[words.length - 1]));
        }
      }
    } catch (IllegalArgumentException | DateTimeParseException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "submitSchedule: 应为 daily 18:00、weekly 1,4 18:00 或 monthly 5,20 18:00 / expected daily 18:00,"
            + " weekly 1,4 18:00 or monthly 5,20 18:00");
  }

  /** The last time that is not after now. */
  public LocalDateTime last(LocalDateTime now) {
    LocalDate day = now.toLocalDate();
    for (int back = 0; back < LONGEST_DAYS; back++, day = day.minusDays(1)) {
      LocalDateTime time = day.atTime(at);
      if (!time.isAfter(now) && isOn(day)) {
        return time;
      }
    }
    throw new IllegalStateException("every month has a last day");
  }

  private boolean isOn(LocalDate day) {
    return switch (rhythm) {
      case DAILY -> true;
      case WEEKLY -> days.contains(DayOfWeek.from(day).getValue());
      case MONTHLY -> {
        int last = YearMonth.from(day).lengthOfMonth();
        yield days.contains(day.getDayOfMonth())
            || day.getDayOfMonth() == last && days.stream().anyMatch(wanted -> wanted > last);
      }
    };
  }
}
