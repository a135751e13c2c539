package org.duima.demo.day;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Writes one HL7 v2 message. Not thread-safe. */
final class Hl7 {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private final List<Segment> segments = new ArrayList<>();

  /** One segment; fields are numbered as in the standard. */
  static final class Segment {
    private final String name;
    private final TreeMap<Integer, String> fields = new TreeMap<>();

    private Segment(String name) {
      this.name = name;
    }

    /** Sets a field to plain text, escaped. */
    Segment text(int field, String text) {
      return raw(field, escape(text));
    }

    /** Sets a field to components, each plain text. */
    Segment parts(int field, String... parts) {
      StringBuilder joined = new StringBuilder();
      int last = parts.length;
      while (last > 0 && parts[last - 1].isEmpty()) {
        last--;
      }
      for (int i = 0; i < last; i++) {
        joined.append(i == 0 ? "" : "^").append(escape(parts[i]));
      }
      return raw(field, joined.toString());
    }

    /** Adds a repetition of components. */
    Segment repeat(int field, String... parts) {
      String before = fields.get(field);
      parts(field, parts);
      return before == null ? this : raw(field, before + "~" + fields.get(field));
    }

    Segment time(int field, LocalDateTime time) {
      return time == null ? this : raw(field, time.format(TIME));
    }

    Segment date(int field, LocalDate date) {
      return date == null ? this : raw(field, date.format(DateTimeFormatter.BASIC_ISO_DATE));
    }

    Segment number(int field, BigDecimal number) {
      return raw(field, number.toPlainString());
    }

    /** Sets a field that is already encoded. */
    Segment raw(int field, String encoded) {
      if (!encoded.isEmpty()) {
        fields.put(field, encoded);
      }
      return this;
    }

    private String encoded() {
      StringBuilder line = new StringBuilder(name);
      // MSH-1 is the separator itself
      int from = name.equals("MSH") ? 2 : 1;
      for (int i = from; !fields.isEmpty() && i <= fields.lastKey(); i++) {
        line.append('|').append(fields.getOrDefault(i, ""));
      }
      return line.toString();
    }
  }

  Segment add(String name) {
    Segment segment = new Segment(name);
    segments.add(segment);
    return segment;
  }

  byte[] bytes(Charset charset) {
    StringBuilder message = new StringBuilder();
    // a segment that says nothing is left out
    segments.stream()
        .filter(segment -> !segment.fields.isEmpty())
        .forEach(segment -> message.append(segment.encoded()).append('\r'));
    return message.toString().getBytes(charset);
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      switch (c) {
        case '|' -> escaped.append("\\F\\");
        case '^' -> escaped.append("\\S\\");
        case '~' -> escaped.append("\\R\\");
        case '\\' -> escaped.append("\\E\\");
        case '&' -> escaped.append("\\T\\");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
