package org.duima.api.alert;

/** Whether a knowledge point speaks. */
public enum PointState {
  /** It is not evaluated. */
  OFF("off"),
  /** It is evaluated and counted; nobody sees it. */
  SILENT("silent"),
  /** It speaks. */
  ON("on");

  private final String id;

  PointState(String id) {
    this.id = id;
  }

  /** Its name in data files, on the command line and in the ledger. */
  public String id() {
    return id;
  }

  /**
   * The state of a name.
   *
   * @throws IllegalArgumentException if it is none of off, silent, on
   */
  public static PointState ofId(String id) {
    for (PointState state : values()) {
      if (state.id.equals(id)) {
        return state;
      }
    }
    throw new IllegalArgumentException("state must be off, silent or on");
  }
}
