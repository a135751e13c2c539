package org.duima.api.mapping;

import java.util.Objects;
import org.duima.api.Code;

/**
 * A code as a source states it.
 *
 * @param code with the edition that it is taken for; its value may be empty where the source has a
 *     name only
 * @param name the source's name, which speaks for the code where that is empty; may be empty else
 */
public record SourceCode(Code code, String name) {
  public SourceCode {
    Objects.requireNonNull(code, "code");
    name = name == null ? "" : name.trim();
  }
}
