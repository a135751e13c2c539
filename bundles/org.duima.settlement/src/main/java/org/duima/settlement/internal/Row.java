package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One row of a node of the list, by field name of the national form. It may also hold facts that
 * the wire does not carry; checks read them, the writer passes over them.
 *
 * @param path where the row is, such as {@code diseinfo[0]} or {@code $.input.setlinfo}
 * @param values what is known; a field that is absent is not known
 */
record Row(String path, Map<String, Value> values) {
  Row {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  boolean has(String field) {
    return values.containsKey(field);
  }

  /** The text of a field, empty if it is not known. */
  String get(String field) {
    Value value = values.get(field);
    return value == null ? "" : value.text();
  }

  Optional<Moment> moment(String field) {
    return Moment.parse(get(field));
  }

  Optional<Span> span(String field) {
    return Span.parse(get(field));
  }

  /** The number in a field; empty if it is not known or no number. */
  Optional<BigDecimal> number(String field) {
    return Numbers.parse(get(field));
  }

  Row at(String otherPath) {
    return new Row(otherPath, values);
  }

  /** Collects the fields of a row; not for use by several threads. */
  static final class Builder {
    private final Map<String, Value> values = new LinkedHashMap<>();

    /** Sets a field; an empty text leaves it unknown. */
    Builder put(String field, String text, String provenance) {
      if (text != null && !text.isBlank()) {
        values.put(field, new Value(text.trim(), provenance));
      }
      return this;
    }

    Builder put(String field, Optional<Value> value) {
      value.ifPresent(v -> values.put(field, v));
      return this;
    }

    boolean has(String field) {
      return values.containsKey(field);
    }

    Optional<Value> value(String field) {
      return Optional.ofNullable(values.get(field));
    }

    String get(String field) {
      Value value = values.get(field);
      return value == null ? "" : value.text();
    }

    Row build(String path) {
      return new Row(path, values);
    }
  }
}
