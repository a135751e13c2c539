package org.duima.api.alert;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A loaded knowledge base: immutable, so an evaluation works with one throughout. Look-ups cost the
 * same whatever the number of points.
 */
@ProviderType
public interface Knowledge {
  /** Every rule class, in the published order. */
  Collection<RuleClass> classes();

  /** The class of an id, a published code (GZ…) or a published Chinese name. */
  Optional<RuleClass> ruleClass(String name);

  /**
   * Hands over every point that names a code or a name, whatever its class; points that are off or
   * not valid on the day are left out.
   *
   * @param code a catalogue code, diagnosis or procedure code; may be empty
   * @param name a name for {@code name:} entries; may be empty
   * @param each gets the point, and whether the code is among its {@link KnowledgePoint#others}
   */
  void points(String code, String name, LocalDate on, BiConsumer<KnowledgePoint, Boolean> each);

  /** The point of an id. */
  Optional<KnowledgePoint> point(String id);

  /** All points of a class, those that are off included; for reports and for rules over sets. */
  List<KnowledgePoint> pointsOf(String ruleClass);

  /** How many points there are. */
  int size();
}
