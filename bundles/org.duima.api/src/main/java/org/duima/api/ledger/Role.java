package org.duima.api.ledger;

/** What somebody may do at a node. Whoever has any role may read. */
public enum Role {
  /** Everything, users and keys among it. */
  ADMIN("admin"),
  /** Decides about codes (编码员). */
  CODER("coder"),
  /** The insurance office (医保办): lists, imports. */
  OFFICE("office"),
  /** Hospital IT (信息科): messages, lists, imports. */
  IT("it");

  private final String id;

  Role(String id) {
    this.id = id;
  }

  /** The name on the command line and over HTTP. */
  public String id() {
    return id;
  }

  /**
   * The role of a name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Role ofId(String id) {
    for (Role role : values()) {
      if (role.id.equals(id)) {
        return role;
      }
    }
    throw new IllegalArgumentException("unknown role " + id);
  }
}
