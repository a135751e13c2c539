package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;

/** The points of one class in a list. */
record CaseKnowledge(RuleClass ruleClass, List<KnowledgePoint> all) implements Knowledge {
  @Override
  public Collection<RuleClass> classes() {
    return List.of(ruleClass);
  }

  @Override
  public Optional<RuleClass> ruleClass(String name) {
    return Optional.of(ruleClass).filter(only -> only.id().equals(name));
  }

  @Override
  public void points(
      String code, String name, LocalDate on, BiConsumer<KnowledgePoint, Boolean> each) {
    for (KnowledgePoint point : all) {
      if (point.state() == PointState.OFF || !point.isValidOn(on)) {
        continue;
      }
      if (names(point.codes(), code, name)) {
        each.accept(point, false);
      }
      if (names(point.others(), code, name)) {
        each.accept(point, true);
      }
    }
  }

  private static boolean names(List<String> entries, String code, String name) {
    String upper = code.toUpperCase(Locale.ROOT);
    for (String entry : entries) {
      if (entry.startsWith("name:")) {
        if (!name.isBlank() && entry.substring("name:".length()).equals(name.strip())) {
          return true;
        }
      } else if (!upper.isEmpty()
          && (entry.endsWith("*")
              ? upper.startsWith(entry.substring(0, entry.length() - 1).toUpperCase(Locale.ROOT))
              : upper.equals(entry.toUpperCase(Locale.ROOT)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<KnowledgePoint> point(String id) {
    return all.stream().filter(point -> point.id().equals(id)).findFirst();
  }

  @Override
  public List<KnowledgePoint> pointsOf(String id) {
    return all.stream().filter(point -> point.ruleClass().equals(id)).toList();
  }

  @Override
  public int size() {
    return all.size();
  }
}
