package org.duima.api.encounter;

import java.util.Objects;
import org.duima.api.Code;
import org.duima.api.Origin;

/**
 * A diagnosis as a source stated it, in the source's own edition.
 *
 * @param role what it is for
 * @param code code with edition; its system tells western (diag_type 1) from TCM disease (2) and
 *     syndrome (3)
 * @param name the source's name, may be empty
 * @param admissionCondition adm_cond_type 1–4, empty if not stated
 * @param rank order within the source, from 1
 * @param origin where it was said
 */
public record Diagnosis(
    Role role, Code code, String name, String admissionCondition, int rank, Origin origin) {
  /** What a diagnosis is for. */
  public enum Role {
    /** The principal diagnosis (主要诊断) of its system. */
    PRINCIPAL,
    /** A further diagnosis (其他诊断). */
    OTHER,
    /** The outpatient or emergency diagnosis that led to the stay (门急诊诊断). */
    OUTPATIENT,
    /** The diagnosis on admission (入院诊断). */
    ADMISSION,
    /** The disease for which an outpatient has a chronic disease benefit (门诊慢特病病种). */
    CHRONIC
  }

  public Diagnosis {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(code, "code");
    name = name == null ? "" : name;
    admissionCondition = admissionCondition == null ? "" : admissionCondition;
    Objects.requireNonNull(origin, "origin");
  }
}
