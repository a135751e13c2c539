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

  private final List<Map<String, Fact>> inOrder;

  StatedFacts(Map<String, Fact> request, Optional<Stay> stay) {
    inOrder = stay.map(known -> List.of(request, known.facts())).orElse(List.of(request));
  }

  /** The first statement of a name that can be read; one that cannot is as good as none. */
  <T> Optional<Known<T>> first(String name, Function<String, Optional<T>> reading) {
    for (Map<String, Fact> facts : inOrder) {
      Fact fact = facts.get(name);
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

  static Optional<LocalDate> date(String wire) {
    if (wire.length() < DATE_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(wire.substring(0, DATE_LENGTH)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static Optional<LocalDateTime> time(String wire) {
    try {
      return Optional.of(LocalDateTime.parse(wire, TIME));
    } catch (DateTimeParseException e) {
      return date(wire).map(LocalDate::atStartOfDay);
    }
  }
}
