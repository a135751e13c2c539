package org.duima.api.encounter;

/**
 * A member of staff. Either part may be empty.
 *
 * @param code national insurance code of the physician (D…) or nurse (N…)
 * @param name name
 */
public record Staff(String code, String name) {
  public static final Staff NONE = new Staff("", "");

  public Staff {
    code = code == null ? "" : code.trim();
    name = name == null ? "" : name.trim();
  }

  public boolean isEmpty() {
    return code.isEmpty() && name.isEmpty();
  }
}
