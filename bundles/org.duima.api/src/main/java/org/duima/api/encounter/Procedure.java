package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.Objects;
import org.duima.api.Code;
import org.duima.api.Origin;

/**
 * An operation or procedure as a source stated it.
 *
 * @param principal whether the source calls it the principal one
 * @param code code with edition
 * @param name the source's name, may be empty
 * @param begin start, null if not stated
 * @param end end, null if not stated
 * @param anaesthesia anst_way in the source's own code, empty if none
 * @param anaesthesiaBegin start of anaesthesia, null if not stated
 * @param anaesthesiaEnd end of anaesthesia, null if not stated
 * @param operator who operated
 * @param anaesthetist who gave the anaesthesia
 * @param rank order within the source, from 1
 * @param origin where it was said
 */
public record Procedure(
    boolean principal,
    Code code,
    String name,
    LocalDateTime begin,
    LocalDateTime end,
    String anaesthesia,
    LocalDateTime anaesthesiaBegin,
    LocalDateTime anaesthesiaEnd,
    Staff operator,
    Staff anaesthetist,
    int rank,
    Origin origin) {
  public Procedure {
    Objects.requireNonNull(code, "code");
    name = name == null ? "" : name;
    anaesthesia = anaesthesia == null ? "" : anaesthesia;
    operator = operator == null ? Staff.NONE : operator;
    anaesthetist = anaesthetist == null ? Staff.NONE : anaesthetist;
    Objects.requireNonNull(origin, "origin");
  }
}
