package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a text of the list becomes a value of FHIR. Stateless. */
@FunctionalInterface
interface Form {
  /** Empty if the text has no such form. */
  Optional<JsonNode> of(String text);

  /**
   * The form of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Form named(String name) {
    return switch (name) {
      case "string" -> text -> Optional.of(Json.text(text));
      case "date" -> text -> Forms.date(text).map(Json::text);
      case "dateTime" -> text -> Forms.dateTime(text).map(Json::text);
      case "decimal" -> Forms::decimal;
      default -> Forms.values(name);
    };
  }

  /** Their readers. */
  final class Forms {
    private static final DateTimeFormatter DATE =
        DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter DATE_TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** The platform's times are China's, which has known no summer time since 1991. */
    private static final String ZONE = "+08:00";

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,16}(?:\\.[0-9]{1,6})?");
    private static final Pattern VALUES =
        Pattern.compile("values\\(([^=;()]+=[^=;()]+(?:;[^=;()]+=[^=;()]+)*)\\)");

    private Forms() {}

    private static Optional<String> date(String text) {
      try {
        return Optional.of(LocalDate.parse(text, DATE).toString());
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static Optional<String> dateTime(String text) {
      try {
        LocalDateTime time = LocalDateTime.parse(text, DATE_TIME);
        return Optional.of(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) + ZONE);
      } catch (DateTimeException e) {
        // a time of which only the day is known is one of FHIR's, too
        return date(text);
      }
    }

    private static Optional<JsonNode> decimal(String text) {
      return NUMBER.matcher(text).matches()
          ? Optional.of(Json.decimal(new BigDecimal(text)))
          : Optional.empty();
    }

    private static Form values(String name) {
      Matcher values = VALUES.matcher(name);
      if (!values.matches()) {
        throw new IllegalArgumentException(
            "form 应为 string、date、dateTime、decimal 或 values(甲=乙;…) / form must be string, date,"
                + " dateTime, decimal or values(a=b;…)");
      }
      Map<String, JsonNode> known = new HashMap<>();
      for (String pair : values.group(1).split(";")) {
        String[] both = pair.split("=", 2);
        known.put(both[0], Json.text(both[1]));
      }
      return text -> Optional.ofNullable(known.get(text));
    }
  }
}
