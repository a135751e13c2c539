package org.duima.mapping.internal;

import java.util.List;
import java.util.Set;

/**
 * What cross-walks say of the codes of the edition they lead to.
 *
 * @param changed the rows that change the code, or have another name than the dictionary
 * @param standing codes to which an equal code leads
 */
record Leads(List<Lead> changed, Set<String> standing) {
  static final Leads NONE = new Leads(List.of(), Set.of());

  /**
   * One row.
   *
   * @param source the code that leads to the target; empty where the source has names only, or
   *     where its codes are a hospital's own and say nothing by their beginning
   * @param name what the source calls it; empty if as the target is called
   */
  record Lead(String source, String name, String target) {}
}
