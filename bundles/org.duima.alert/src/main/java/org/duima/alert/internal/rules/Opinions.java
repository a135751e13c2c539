package org.duima.alert.internal.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;

/** Opinions about a match, with the words that every one of them has. */
final class Opinions {
  /** Words go into a text of less than 500 characters. */
  private static final int WORD = 120;

  private Opinions() {}

  /**
   * A hit of one match.
   *
   * @param words of the class; a diagnosis or procedure that the point names is added
   */
  static Optional<Opinion> hit(Match match, List<Evidence> facts, Map<String, String> words) {
    Map<String, String> all = new LinkedHashMap<>();
    words.forEach((name, value) -> all.put(name, shortened(value)));
    List<String> lines = List.of();
    if (match.subject() instanceof Match.Line line) {
      lines = List.of(line.line().id());
    } else if (match.subject() instanceof Match.Diagnosed diagnosed) {
      all.put(
          "diagnosis",
          shortened(named(diagnosed.diagnosis().name(), diagnosed.diagnosis().code())));
    } else if (match.subject() instanceof Match.Operated operated) {
      all.put(
          "procedure", shortened(named(operated.procedure().name(), operated.procedure().code())));
    }
    return Optional.of(new Hit(Optional.of(match.point()), lines, facts, all));
  }

  static Optional<Opinion> cannotTell(Match match, String... missing) {
    return cannotTell(match, Set.of(missing));
  }

  static Optional<Opinion> cannotTell(Match match, Set<String> missing) {
    List<String> lines =
        match.subject() instanceof Match.Line line ? List.of(line.line().id()) : List.of();
    return Optional.of(new CannotTell(Optional.of(match.point()), lines, missing));
  }

  /** A name with its code, or whichever there is. */
  static String named(String name, String code) {
    if (name.isBlank()) {
      return code;
    }
    return code.isEmpty() ? name : name + "（" + code + "）";
  }

  static String shortened(String word) {
    return word.length() <= WORD
        ? word
        : word.substring(0, word.offsetByCodePoints(0, word.codePointCount(0, WORD - 1))) + "…";
  }
}
