package org.duima.alert.internal.quiet;

import java.util.Objects;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.RuleClass;

/** A hit with the class that it is of. */
public record Said(RuleClass ruleClass, Opinion.Hit hit) {
  public Said {
    Objects.requireNonNull(ruleClass, "ruleClass");
    Objects.requireNonNull(hit, "hit");
  }
}
