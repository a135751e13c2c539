package org.duima.alert.internal.knowledge;

import java.util.List;
import org.duima.api.alert.AlertAnswer.OverrideReason;

/** The reasons that a doctor may choose for going on against an alert. */
@FunctionalInterface
public interface OverrideReasons {
  /** In the order in which they are offered; what the table says now. */
  List<OverrideReason> reasons();
}
