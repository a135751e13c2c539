package org.duima.alert.internal.judge;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duima.api.Fact;
import org.duima.api.alert.Known;
import org.duima.api.encounter.Stay;

/** Facts by wire name: the request's first, then those of the stay. */
final class StatedFacts {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int DATE_LENGTH = 10;
  private static final int TIME_LENGTH = 19;

  /** Later days of a month are left to the formats, which know how long it is. */
  private static final int DAYS_OF_EVERY_MONTH = 28;

  private final List<Map<String, Fact>> inOrder;

  StatedFacts(Map<String, Fact> request, Optional<Stay> stay) {
    inOrder = stay.map(known -> List.of(request, known.facts())).orElse(List.of(request));
  }

  /** The first statement of a name that can be read; one that cannot is as good as none. */
  <T> Optional<Known<T>> first(String name, Function<String, Optional<T>> reading) {
    for (int i = 0; i < inOrder.size(); i++) {
      Fact fact = inOrder.get(i).get(name);
      if (fact != null) {
        Optional<T> value = reading.apply(fact.value().trim());
        if (value.isPresent()) {
          return Optional.of(new Known<>(value.get(), fact.origin().toString()));
        }
      }
    }
    return Optional.empty();
  }

  Optional<Known<String>> text(String name) {
    return first(name, Optional::of);
  }

  /** The ten characters of a date at the begin of a text, whatever follows. */
  static Optional<LocalDate> date(String wire) {
    if (wire.length() < DATE_LENGTH) {
      return Optional.empty();
    }
    Optional<LocalDate> plain = plainDate(wire);
    if (plain.isPresent()) {
      return plain;
    }
    try {
      return Optional.of(LocalDate.parse(wire.substring(0, DATE_LENGTH)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** What nearly every date looks like, read without the machinery of formats. */
  private static Optional<LocalDate> plainDate(String wire) {
    int year = number(wire, 0, 4);
    int month = number(wire, 5, 7);
    int day = number(wire, 8, DATE_LENGTH);
    boolean isPlain =
        wire.charAt(4) == '-'
            && wire.charAt(7) == '-'
            && year > 0
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= DAYS_OF_EVERY_MONTH;
    return isPlain ? Optional.of(LocalDate.of(year, month, day)) : Optional.empty();
  }

  /** The digits of a part of a text, -1 if others stand there. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }

  private static Optional<LocalDateTime> plainTime(String wire) {
    if (wire.length() != TIME_LENGTH
        || wire.charAt(DATE_LENGTH) != ' '
        || wire.charAt(13) != ':'
        || wire.charAt(16) != ':') {
      return Optional.empty();
    }
    int hour = number(wire, 11, 13);
    int minute = number(wire, 14, 16);
    int second = number(wire, 17, TIME_LENGTH);
    boolean isPlain =
        hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
    return isPlain
        ? plainDate(wire).map(date -> date.atTime(hour, minute, second))
        : Optional.empty();
  }

  static Optional<LocalDateTime> time(String wire) {
    Optional<LocalDateTime> plain = plainTime(wire);
    if (plain.isPresent()) {
      return plain;
    }
    try {
      return Optional.of(LocalDateTime.parse(wire, TIME));
    } catch (DateTimeParseException e) {
      return date(wire).map(LocalDate::atStartOfDay);
    }
  }
}
