package org.duima.alert.internal.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine;

/**
 * {@code title=231,232,233}: titles (drord_dr_profttl) of the physicians who may order the drug.
 */
final class PrescriberRule extends EachMatch {
  PrescriberRule() {
    super("prescriber");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<List<String>> allowed =
        match
            .point()
            .constraint()
            .value("title")
            .map(titles -> Arrays.stream(titles.split("[,，]")).map(String::strip).toList());
    if (allowed.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    OrderLine line = match.line();
    String title = line.ordererTitle();
    if (allowed.get().contains(title)) {
      return Optional.empty();
    }
    // regions number titles in their own way: 1 is not lower than 231
    boolean isComparable =
        allowed.get().stream()
            .anyMatch(each -> Terms.isNationalTitle(each) == Terms.isNationalTitle(title));
    if (title.isEmpty() || !isComparable) {
      return Opinions.cannotTell(match, "title");
    }
    return Opinions.hit(
        match,
        List.of(new Evidence("title", Terms.ofTitle(title), line.origin().toString())),
        Map.of(
            "title",
            Terms.ofTitle(title),
            "limit",
            allowed.get().stream().map(Terms::ofTitle).collect(Collectors.joining("、"))));
  }
}
