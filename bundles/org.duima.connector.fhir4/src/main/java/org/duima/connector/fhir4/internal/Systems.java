package org.duima.connector.fhir4.internal;

/** URIs of identifiers and codes. */
final class Systems {
  /** {@link org.duima.api.platform.Delivery#id()}. */
  static final String DELIVERY = "urn:duima:delivery";

  /** setl_id and number of the version, joined by a slash. */
  static final String LIST_VERSION = "urn:duima:list-version";

  /** Names of fields and nodes of the list. */
  static final String FIELD = "urn:duima:list-field";

  static final String SETTLEMENT = "urn:nhsa:setl-id";
  static final String LIST = "urn:nhsa:setl-list-id";
  static final String INSTITUTION = "urn:nhsa:fixmedins-code";
  static final String PERSON = "urn:nhsa:psn-no";
  static final String INSURED_PLACE = "urn:nhsa:insuplc";
  static final String STATE = "urn:nhsa:stas_type";
  static final String EXTENSION = "urn:duima:";
  static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  static final String CLAIM_TYPE = TERMINOLOGY + "claim-type";
  static final String PRIORITY = TERMINOLOGY + "processpriority";
  static final String CARE_TEAM_ROLE = TERMINOLOGY + "claimcareteamrole";
  static final String ENCOUNTER_CLASS = TERMINOLOGY + "v3-ActCode";
  static final String PERFORMER = TERMINOLOGY + "v3-ParticipationType";

  private Systems() {}
}
