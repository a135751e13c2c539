package org.duima.api;

/** What a code names. Which edition it is from stands beside it in {@link Code}. */
public enum CodeSystem {
  /** ICD-10 diagnosis. */
  DIAGNOSIS("diagnosis"),
  /** ICD-9-CM-3 procedure. */
  PROCEDURE("procedure"),
  /** Traditional Chinese medicine disease (中医病名). */
  TCM_DISEASE("tcm-disease"),
  /** Traditional Chinese medicine syndrome (中医证候). */
  TCM_SYNDROME("tcm-syndrome"),
  /** Drug of the insurance catalogue; slices of Chinese medicine are drugs, too. */
  DRUG("drug"),
  /** Medical service item (医疗服务项目). */
  SERVICE_ITEM("service-item"),
  /** Consumable (医用耗材). */
  CONSUMABLE("consumable");

  private final String id;

  CodeSystem(String id) {
    this.id = id;
  }

  /** The name in mapping files and on the command line. */
  public String id() {
    return id;
  }

  /**
   * The system of a name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static CodeSystem ofId(String id) {
    for (CodeSystem system : values()) {
      if (system.id.equals(id)) {
        return system;
      }
    }
    throw new IllegalArgumentException("unknown code system " + id);
  }
}
