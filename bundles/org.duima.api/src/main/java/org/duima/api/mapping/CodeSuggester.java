package org.duima.api.mapping;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Text;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Proposes targets for what no table decides. A proposal is never applied by itself unless the site
 * has set a threshold. Safe for use by several threads; answers from memory.
 */
@ProviderType
public interface CodeSuggester {
  /** Candidates, best first; empty if nothing is like it. */
  List<Suggestion> suggest(Question question);

  /**
   * What a dictionary holds, for someone who types: codes that begin with the text, then names that
   * are, begin with or contain it, the shorter first.
   *
   * @param system what is looked for
   * @param edition edition of the dictionary
   * @param typed the beginning of a code or a part of a name; nothing is found for a blank text
   * @param on the date whose dictionary counts
   * @param max most entries wanted
   */
  List<Entry> search(CodeSystem system, String edition, String typed, LocalDate on, int max);

  /**
   * What is asked.
   *
   * @param source the source code, whose value and edition may be empty; its system says what is
   *     looked for
   * @param name the source's name for it, may be empty where the code alone must do
   * @param targetEdition edition of the candidates
   * @param sex wire value of {@code gend}: 1 male, 2 female, empty if unknown
   * @param ageYears completed years, negative if unknown
   * @param on the date whose dictionary counts
   * @param max most candidates wanted
   */
  record Question(
      Code source,
      String name,
      String targetEdition,
      String sex,
      int ageYears,
      LocalDate on,
      int max) {
    public Question {
      Objects.requireNonNull(source, "source");
      name = name == null ? "" : name;
      Objects.requireNonNull(targetEdition, "targetEdition");
      sex = sex == null ? "" : sex;
      Objects.requireNonNull(on, "on");
    }
  }

  /**
   * One candidate.
   *
   * @param score from 0 to 1; comparable within one answer and against a site's threshold
   * @param reasons why, in words that a coder understands, the weightiest first
   * @param grayAsPrincipal whether it may not be a principal diagnosis or procedure
   */
  record Suggestion(
      Code code, String name, double score, List<Text> reasons, boolean grayAsPrincipal) {
    public Suggestion {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(name, "name");
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * One code of a dictionary.
   *
   * @param grayAsPrincipal whether it may not be a principal diagnosis or procedure
   */
  record Entry(Code code, String name, boolean grayAsPrincipal) {
    public Entry {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(name, "name");
    }
  }
}
