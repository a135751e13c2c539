package org.duima.api.alert;

/** The moment at which a system asks (trig_scen of the platform's 3101). */
public enum Scene {
  /** Registration or admission (1, 3). */
  REGISTER("register"),
  /** A line was chosen, nothing is signed yet. */
  SELECT("select"),
  /** The physician signs (5, and whatever names no moment). */
  SIGN("sign"),
  /** Charges are entered (2, 4). */
  CHARGE("charge"),
  /** Settlement or its trial (6–9). */
  SETTLE("settle");

  private final String id;

  Scene(String id) {
    this.id = id;
  }

  /** Its name in data files and in the ledger. */
  public String id() {
    return id;
  }

  /**
   * The scene of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scene ofId(String id) {
    for (Scene scene : values()) {
      if (scene.id.equals(id)) {
        return scene;
      }
    }
    throw new IllegalArgumentException("no scene " + id);
  }
}
