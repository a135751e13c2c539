package org.duima.demo.simulator;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations written days/hours/minutes, such as 1/13/24. */
final class WireDuration {
  /** The duration fields of setlinfo. */
  static final List<String> FIELDS =
      List.of("vent_used_dura", "pwcry_bfadm_coma_dura", "pwcry_afadm_coma_dura");

  private static final Pattern PATTERN = Pattern.compile("(\\d{1,3})/(\\d{1,2})/(\\d{1,2})");

  private WireDuration() {}

  /** The duration, or null where the text is none (hours 0 to 23, minutes 0 to 59). */
  static Duration parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    int hours = Integer.parseInt(matcher.group(2));
    int minutes = Integer.parseInt(matcher.group(3));
    if (hours > 23 || minutes > 59) {
      return null;
    }
    return Duration.ofDays(Integer.parseInt(matcher.group(1)))
        .plusHours(hours)
        .plusMinutes(minutes);
  }
}
