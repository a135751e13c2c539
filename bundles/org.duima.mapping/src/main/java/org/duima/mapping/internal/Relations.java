package org.duima.mapping.internal;

import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch.Relation;

/** How targets relate to their sources. There are eight answers; each is held once. */
final class Relations {
  private static final Relation[] ALL = new Relation[8];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new Relation((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
    }
  }

  private Relations() {}

  /**
   * The relation of a target to its source.
   *
   * @param source normalised code, or name key
   * @param target normalised code
   * @param shared whether other sources lead to the same target
   */
  static Relation of(CodeSystem system, String source, String target, boolean shared) {
    boolean categoryChanged =
        !CodeText.isNameKey(source) && !category(system, source).equals(category(system, target));
    return ALL[(source.equals(target) ? 1 : 0) + (shared ? 2 : 0) + (categoryChanged ? 4 : 0)];
  }

  /** Other code systems have no categories. A composite code is in the category of its cause. */
  private static String category(CodeSystem system, String code) {
    int length =
        switch (system) {
          case DIAGNOSIS -> 3;
          case PROCEDURE -> 2;
          default -> 0;
        };
    return code.substring(0, Math.min(length, code.length()));
  }
}
