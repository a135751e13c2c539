package org.duima.settlement.internal;

import java.util.Optional;

/** Sets of codes that checks ask for; their members are data: code-sets.csv. */
enum CodeSet {
  SYMPTOM("symptom"),
  DEFINITE("definite"),
  Z_AS_PRINCIPAL("z-as-principal"),
  SEX_UNCERTAIN("sex-uncertain"),
  UNSPECIFIED_BESIDE_SPECIFIED("unspecified-beside-specified"),
  ASTERISK("asterisk"),
  INJURY("injury"),
  EXTERNAL_CAUSE("external-cause"),
  MORPHOLOGY_WANTED("morphology-wanted"),
  COMPLICATION_OF_CARE("complication-of-care"),
  DELIVERY("delivery"),
  OUTCOME_OF_DELIVERY("outcome-of-delivery");

  private final String id;

  CodeSet(String id) {
    this.id = id;
  }

  /** The set that the table calls so. */
  static Optional<CodeSet> ofId(String id) {
    for (CodeSet set : values()) {
      if (set.id.equals(id)) {
        return Optional.of(set);
      }
    }
    return Optional.empty();
  }
}
