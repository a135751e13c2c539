package org.duima.api.mapping;

import java.time.LocalDate;
import org.duima.api.Code;

/**
 * Translates codes between editions by table. Precedence: a coder's decision, then the site's
 * table, then an imported one, then the starter. Safe for use by several threads; answers from
 * memory.
 */
public interface CodeMapper {
  /**
   * Translates a code. A code without edition that means different things in two editions is {@link
   * CodeMatch.Ambiguous}.
   *
   * @param code the source code
   * @param targetEdition edition to translate to, such as {@code insurance-2.0}
   * @param on the date whose tables count: the discharge date
   */
  CodeMatch map(Code code, String targetEdition, LocalDate on);
}
