package org.duima.api.spi;

import java.util.List;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The logic of rule classes. Registered as a service it takes part at once, and leaves at once when
 * it goes. Implementations are safe for use by several threads and hold nothing between calls.
 *
 * <p>A rule that needs a fact which is not known answers {@link Opinion.CannotTell}; it never
 * guesses. It answers with an empty list, never null, when nothing is wrong. An exception counts as
 * no answer. A rule from outside the product runs beside the request: when it has not answered by
 * the deadline the order goes on without it, and after five such misses in a row it is not asked
 * any more until it is registered again.
 */
@ConsumerType
public interface OrderRule {
  /** Name of the logic, which rule classes refer to; unique, of letters, digits and hyphens. */
  String logic();

  /**
   * Rule classes without knowledge points that the rule brings along; their {@link
   * RuleClass#logic()} is its own. A class with points is a row of the table
   * mappings/knowledge/classes.csv that names this logic instead.
   */
  default List<RuleClass> classes() {
    return List.of();
  }

  /**
   * Judges an order by one class.
   *
   * @param matches every point of the class that names a current line, a diagnosis or a procedure;
   *     empty only for a class without points
   */
  List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches);
}
