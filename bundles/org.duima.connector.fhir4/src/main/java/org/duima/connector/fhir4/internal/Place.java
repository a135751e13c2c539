package org.duima.connector.fhir4.internal;

import java.util.Locale;

/** Parts of a Claim that fields go to. */
enum Place {
  /** The Claim itself. */
  CLAIM,
  PATIENT,
  COVERAGE,
  /** The hospital. */
  PROVIDER,
  /** The insurance agency. */
  INSURER,
  ENCOUNTER,
  /** The physician in charge. */
  PHYSICIAN,
  /** The responsible nurse. */
  NURSE,
  /** An element of Claim.diagnosis. */
  DIAGNOSIS,
  /** A Procedure. */
  PROCEDURE,
  /** The element of Claim.procedure that points to it. */
  CLAIM_PROCEDURE,
  SURGEON,
  ANAESTHETIST,
  /** An element of Claim.item. */
  ITEM,
  /** An element of Claim.supportingInfo whose category is the node. */
  INFORMATION;

  /** The word in the table. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether rows of that node of the list can go there. */
  boolean takes(String node) {
    return switch (node) {
      case "setlinfo" -> ordinal() <= NURSE.ordinal();
      case "diseinfo" -> this == DIAGNOSIS;
      case "oprninfo" ->
          this == PROCEDURE || this == CLAIM_PROCEDURE || this == SURGEON || this == ANAESTHETIST;
      case "iteminfo" -> this == ITEM;
      default -> this == INFORMATION;
    };
  }

  /** Where what the table does not know of a node's rows goes. */
  static Place ofUnknown(String node) {
    return switch (node) {
      case "diseinfo" -> DIAGNOSIS;
      case "oprninfo" -> PROCEDURE;
      case "iteminfo" -> ITEM;
      default -> INFORMATION;
    };
  }
}
