package org.duima.mapping.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.CodeSuggester;

/**
 * When a suggestion is applied by itself: its score reaches what the site asks for, and the second
 * best is clearly worse.
 *
 * @param from the least score; greater than 1 for never
 */
record SuggestionRule(
    Function<CodeSuggester.Question, List<CodeSuggester.Suggestion>> suggester,
    DoubleSupplier from) {
  static final SuggestionRule NONE = new SuggestionRule(question -> List.of(), () -> 2);

  /** How much better the best must be than the second. */
  private static final double MARGIN = 0.05;

  Optional<CodeMatch.Mapped> apply(CodeQuestion question) {
    double least = from.getAsDouble();
    if (least > 1) {
      return Optional.empty();
    }
    Code source = question.code();
    List<CodeSuggester.Suggestion> best =
        suggester.apply(
            new CodeSuggester.Question(
                source, question.name(), question.targetEdition(), "", -1, question.on(), 2));
    if (best.isEmpty()
        || best.get(0).score() < least
        || best.size() > 1 && best.get(0).score() - best.get(1).score() < MARGIN) {
      return Optional.empty();
    }
    CodeSuggester.Suggestion first = best.get(0);
    CodeSystem system = source.system();
    String sent =
        source.value().isEmpty()
            ? CodeText.nameKey(question.name())
            : CodeText.normalize(system, source.edition(), source.value());
    return Optional.of(
        new CodeMatch.Mapped(
            first.code(),
            first.name(),
            first.grayAsPrincipal(),
            true,
            // cut, not rounded: 0.949 must not look like the 0.95 that was asked for
            String.format(Locale.ROOT, "suggestion %.2f", Math.floor(first.score() * 100) / 100),
            Relations.of(system, sent, first.code().value(), false)));
  }
}
