package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.spi.OrderRule;

/**
 * {@code first=XA02*; days=180}: the first-line drugs of which one was used in the days before,
 * half a year where the days are not named. What the line itself says of it (o_firstItemFlag)
 * counts, too; without it there is a hit only if every drug of that time is known.
 */
final class SecondLineRule implements OrderRule {
  private static final int HALF_YEAR = 180;

  @Override
  public String logic() {
    return "second-line";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    // lines of one drug share what the record says
    Map<Question, Looked> answers = new HashMap<>();
    List<Opinion> opinions = new ArrayList<>();
    for (Match match : matches) {
      if (!EachMatch.isCancelled(match)) {
        judge(order, match, answers).ifPresent(opinions::add);
      }
    }
    return opinions;
  }

  private static Optional<Opinion> judge(
      OrderCase order, Match match, Map<Question, Looked> answers) {
    OrderLine line = match.line();
    if (Boolean.TRUE.equals(line.firstLineUsed())) {
      return Optional.empty();
    }
    Optional<String> first = match.point().constraint().value("first");
    int days = Terms.wholeNumber(match.point().constraint(), "days").orElse(HALF_YEAR);
    LocalDate since = order.context().at().toLocalDate().minusDays(days);
    Looked looked =
        first
            .map(
                set ->
                    answers.computeIfAbsent(
                        new Question(set, since),
                        question -> look(order.context(), CodeSet.of(set), since)))
            .orElse(null);
    if (looked == Looked.FOUND) {
      return Optional.empty();
    }
    if (Boolean.FALSE.equals(line.firstLineUsed())) {
      return hit(match, days, "0", line.origin().toString());
    }
    if (looked == null) {
      return Opinions.cannotTell(match, "first-line-set");
    }
    if (looked == Looked.UNCERTAIN || !History.isWholeSince(order.context(), since)) {
      return Opinions.cannotTell(match, "history");
    }
    return hit(match, days, "0", "orders and charges since " + since);
  }

  private static Optional<Opinion> hit(Match match, int days, String used, String source) {
    return Opinions.hit(
        match,
        List.of(new Evidence("first-line-used", used, source)),
        Map.of("days", String.valueOf(days)));
  }

  private record Question(String first, LocalDate since) {}

  private enum Looked {
    FOUND,
    NOT_FOUND,
    UNCERTAIN
  }

  private static Looked look(OrderContext context, CodeSet first, LocalDate since) {
    Looked looked = Looked.NOT_FOUND;
    for (EarlierLine earlier : context.earlier()) {
      OrderLine line = earlier.line();
      if (line.kind() != Kind.DRUG || isBefore(line, since)) {
        continue;
      }
      boolean isUncoded = line.item().value().isEmpty();
      if (!isUncoded && !first.contains(line.item().value())) {
        continue;
      }
      if (!isUncoded && line.begin() != null) {
        return Looked.FOUND;
      }
      looked = Looked.UNCERTAIN;
    }
    return looked;
  }

  /** A long-term order from before may last into the time. */
  private static boolean isBefore(OrderLine line, LocalDate since) {
    return line.begin() != null
        && line.begin().toLocalDate().isBefore(since)
        && (line.end() == null
            ? !line.is(OrderLine.Mark.LONG_TERM)
            : line.end().toLocalDate().isBefore(since));
  }
}
