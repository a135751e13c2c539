package org.duima.api.alert;

/** Whom an alert concerns. */
public enum Audience {
  /** The physician who orders. */
  DOCTOR("doctor"),
  /** Whoever enters charges (收费). */
  CHARGING("charging"),
  /** The coder. */
  CODER("coder"),
  /** The insurance office (医保办): sees it in reports only. */
  OFFICE("office");

  private final String id;

  Audience(String id) {
    this.id = id;
  }

  /** Its name in data files and in the ledger. */
  public String id() {
    return id;
  }

  /**
   * The audience of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Audience ofId(String id) {
    for (Audience audience : values()) {
      if (audience.id.equals(id)) {
        return audience;
      }
    }
    throw new IllegalArgumentException("no audience " + id);
  }
}
