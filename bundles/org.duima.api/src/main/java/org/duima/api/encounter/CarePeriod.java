package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.Objects;
import org.duima.api.Origin;

/**
 * A stretch of time under one kind of care: a level of nursing, ventilation, coma. Sources often
 * tell of its begin and its end in two messages; those with the same {@code id} are one period.
 *
 * @param kind null where the source names only the number of the order, as when it is stopped
 * @param id the source's number of the order or record, unique within the stay; empty if it has
 *     none, then kind and begin tell periods apart
 * @param begin null if not stated
 * @param end null while it lasts, or if not stated
 * @param cancelled whether it never took place
 * @param origin where it was said
 */
public record CarePeriod(
    Kind kind,
    String id,
    LocalDateTime begin,
    LocalDateTime end,
    boolean cancelled,
    Origin origin) {
  /** What the patient was under. */
  public enum Kind {
    /** 特级护理. */
    NURSING_SPECIAL("nursing-special"),
    /** 一级护理. */
    NURSING_1("nursing-1"),
    /** 二级护理. */
    NURSING_2("nursing-2"),
    /** 三级护理. */
    NURSING_3("nursing-3"),
    /** Mechanical ventilation that is no part of an anaesthesia (呼吸机). */
    VENTILATION("ventilation"),
    /** Coma of a patient with brain injury (颅脑损伤昏迷), before or after admission. */
    COMA("coma");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Its name in mapping files. */
    public String id() {
      return id;
    }

    public boolean isNursing() {
      return this != VENTILATION && this != COMA;
    }

    /**
     * The kind of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind ofId(String id) {
      for (Kind kind : values()) {
        if (kind.id.equals(id)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of care " + id);
    }
  }

  public CarePeriod {
    id = id == null ? "" : id;
    Objects.requireNonNull(origin, "origin");
    if (id.isEmpty() && (kind == null || begin == null)) {
      throw new IllegalArgumentException("a period without number has a kind and a begin");
    }
  }
}
