package org.duima.api.mapping;

import java.time.LocalDate;
import org.duima.api.Code;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Translates codes between editions by table. Precedence: a coder's decision, then the site's
 * table, then an imported one, then the starter. Safe for use by several threads; answers from
 * memory.
 */
@ProviderType
public interface CodeMapper {
  /**
   * Translates a code. A code without edition that means different things in two editions is {@link
   * CodeMatch.Ambiguous}.
   */
  CodeMatch map(CodeQuestion question);

  /**
   * The tables as they are now: whoever translates several codes for one purpose takes this once,
   * so that a change of the tables in between does not mix two versions.
   */
  default CodeMapper asOfNow() {
    return this;
  }

  /** Translates a code of which nothing else is known. */
  default CodeMatch map(Code code, String targetEdition, LocalDate on) {
    return map(new CodeQuestion(code, "", "", targetEdition, on));
  }
}
