package org.duima.api.report;

import java.util.Objects;
import org.duima.api.Text;

/**
 * A column of a section.
 *
 * @param id stable name for machines, in lower case
 * @param title heading for people
 * @param kind what its cells are
 */
public record Column(String id, Text title, Kind kind) {
  /** What the cells of a column are. A cell is null where there is nothing to say. */
  public enum Kind {
    /** {@link String}. */
    TEXT,
    /** {@link Long}. */
    COUNT,
    /** {@link Double}: a share between 0 and 1. */
    PERCENT,
    /** {@link org.duima.api.Money}. */
    MONEY,
    /** {@link java.time.LocalDate}. */
    DATE;

    boolean takes(Object cell) {
      return cell == null
          || switch (this) {
            case TEXT -> cell instanceof String;
            case COUNT -> cell instanceof Long;
            case PERCENT -> cell instanceof Double;
            case MONEY -> cell instanceof org.duima.api.Money;
            case DATE -> cell instanceof java.time.LocalDate;
          };
    }
  }

  public Column {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(kind, "kind");
  }
}
