package org.duima.source.hl7v2.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Where one field comes from: rows in order, the first that gives a value wins.
 *
 * @param field name of the field
 * @param rows at least one
 */
record Rule(String field, List<Row> rows) {
  Rule {
    rows = List.copyOf(rows);
  }

  /**
   * One line of a mapping file.
   *
   * @param message which messages it speaks of, as written
   * @param field what it feeds
   * @param path where the value stands, null for a constant and for {@code none}
   * @param transform what is done to it, null for {@code none}: nothing is taken, further rows do
   *     not count
   * @param place file and line
   */
  record Row(String message, String field, Er7Path path, Transform transform, String place) {
    /** Whether it speaks of a type such as {@code ADT^A01}. */
    boolean matches(String type) {
      for (String form : message.split("\\|")) {
        boolean isPrefix = form.endsWith("*");
        if (isPrefix ? type.startsWith(form.substring(0, form.length() - 1)) : type.equals(form)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A value with where it stood.
   *
   * @param text never blank; null where the sender took the value back
   * @param location place in the message, or in the mapping file for a constant
   */
  record Value(String text, String location) {
    boolean isCleared() {
      return text == null;
    }
  }

  /**
   * The value of the field.
   *
   * @param segments where to look
   * @return null if no row gives one
   */
  Value evaluate(List<Er7Message.Segment> segments, Work work) {
    int mark = work.findings().size();
    for (Row row : rows) {
      if (row.transform() == null) {
        return null;
      }
      Value value = evaluate(row, segments, work);
      if (value != null) {
        work.forgetUnmapped(mark);
        return value;
      }
    }
    return null;
  }

  /** The text of the field, empty if there is none. */
  String text(List<Er7Message.Segment> segments, Work work) {
    Value value = evaluate(segments, work);
    return value == null || value.isCleared() ? "" : value.text();
  }

  static Value evaluate(Row row, List<Er7Message.Segment> segments, Work work) {
    Er7Path path = row.path();
    if (path == null) {
      return new Value(row.transform().apply("", null, null, work), row.place());
    }
    if (row.transform().collect() != Transform.Collect.FIRST) {
      return collect(row, segments, work);
    }
    Er7Path.Found found = path.first(segments);
    if (found == null) {
      return null;
    }
    if (found.value().equals(Er7Message.NULL)) {
      return new Value(null, path.location(found));
    }
    if (found.value().isEmpty() && !row.transform().structured()) {
      return null;
    }
    String text = transformed(row, found, work);
    return text == null ? null : new Value(text, path.location(found));
  }

  private static Value collect(Row row, List<Er7Message.Segment> segments, Work work) {
    List<String> texts = new ArrayList<>();
    String location = "";
    for (Er7Path.Found found : row.path().all(segments)) {
      String text = found.value().equals(Er7Message.NULL) ? null : transformed(row, found, work);
      if (text != null) {
        texts.add(text);
        location = texts.size() == 1 ? row.path().location(found) : row.path().text();
      }
    }
    boolean counts =
        switch (row.transform().collect()) {
          case ONLY -> texts.size() == 1;
          case SEVERAL -> texts.size() > 1;
          default -> !texts.isEmpty();
        };
    return counts ? new Value(String.join(row.transform().joint(), texts), location) : null;
  }

  private static String transformed(Row row, Er7Path.Found found, Work work) {
    String text = row.transform().apply(found.value(), row.path(), found, work);
    if (text != null && text.indexOf('\ufffd') >= 0) {
      work.warn(
          "hl7.undecodable",
          row.path().location(found),
          "含有 MSH-18 声明的字符集无法解码的字节；该值未采用，请核对发送方的字符集",
          "holds bytes that the character set of MSH-18 does not have; the value was not used, check"
              + " the sender's character set");
      return null;
    }
    return text == null ? null : withoutControls(text).trim();
  }

  /** A line feed may stand inside a field; a field of the list has one line. */
  private static String withoutControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ') {
        return text.replaceAll("[\\x00-\\x1f]+", " ");
      }
    }
    return text;
  }
}
