package org.duima.karaf.smoke.drill;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.demo.day.Stay;

/** Times relative to a stay, such as {@code {admit-30h}} or {@code {discharge+1d|date}}. */
final class Moments {
  private static final Pattern MOMENT =
      Pattern.compile("\\{(admit|discharge|operation)(?:([+-]\\d+)([dhm]))?(\\|date)?}");

  private Moments() {}

  /**
   * A moment.
   *
   * @param at the time
   * @param dateOnly whether only its date is wanted
   */
  record Moment(LocalDateTime at, boolean dateOnly) {}

  /** The moment that a text names, null if it names none. */
  static Moment of(String text, Stay stay) {
    Matcher matcher = MOMENT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    LocalDateTime at =
        switch (matcher.group(1)) {
          case "admit" -> stay.admit().at();
          case "discharge" -> stay.discharge().at();
          default -> stay.coded().get(stay.coded().size() - 1).operations().get(0).at();
        };
    if (matcher.group(2) != null) {
      long amount = Long.parseLong(matcher.group(2));
      at =
          at.plus(
              switch (matcher.group(3)) {
                case "d" -> Duration.ofDays(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofMinutes(amount);
              });
    }
    return new Moment(at, matcher.group(4) != null);
  }
}
