package org.duima.api.mapping;

import java.time.LocalDate;
import java.util.Objects;
import org.duima.api.Code;

/**
 * What is asked of a {@link CodeMapper}.
 *
 * @param code the source code; its value may be empty where the source has a name only
 * @param name the source's name for it, empty if unknown
 * @param department the hospital's own code of the department, for decisions that hold for one
 *     department only; empty if unknown
 * @param targetEdition edition to translate to, such as {@code insurance-2.0}
 * @param on the date whose tables count: the discharge date
 */
public record CodeQuestion(
    Code code, String name, String department, String targetEdition, LocalDate on) {
  public CodeQuestion {
    Objects.requireNonNull(code, "code");
    name = name == null ? "" : name.trim();
    department = department == null ? "" : department;
    Objects.requireNonNull(targetEdition, "targetEdition");
    Objects.requireNonNull(on, "on");
  }
}
