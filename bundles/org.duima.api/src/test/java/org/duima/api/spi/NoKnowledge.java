package org.duima.api.spi;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.RuleClass;

/** A knowledge base of nothing, for tests of rules: what matters to a rule it gets as matches. */
public final class NoKnowledge implements Knowledge {
  @Override
  public Collection<RuleClass> classes() {
    return List.of();
  }

  @Override
  public Optional<RuleClass> ruleClass(String name) {
    return Optional.empty();
  }

  @Override
  public void points(
      String code, String name, LocalDate on, BiConsumer<KnowledgePoint, Boolean> each) {
    // there are none
  }

  @Override
  public Optional<KnowledgePoint> point(String id) {
    return Optional.empty();
  }

  @Override
  public List<KnowledgePoint> pointsOf(String ruleClass) {
    return List.of();
  }

  @Override
  public int size() {
    return 0;
  }
}
