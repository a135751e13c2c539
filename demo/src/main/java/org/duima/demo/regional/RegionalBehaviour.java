package org.duima.demo.regional;

import java.util.Locale;

/** What the regional platform does to a call. */
public enum RegionalBehaviour {
  /** Answers as FHIR says. */
  NORMAL,
  /** Takes nothing and answers 503 with Retry-After. */
  CLOSED,
  /** Finds fault with the second diagnosis: 422 with an OperationOutcome. */
  REFUSE,
  /** Takes the call and answers a page of a proxy with status 200. */
  GARBLE,
  /** Takes the call and breaks the connection off. */
  DIE_AFTER_TAKING,
  /** Takes the call and answers never. */
  SILENT_AFTER_TAKING,
  /** Answers more than anybody wants to read. */
  ENDLESS,
  /** Sends the caller elsewhere. */
  REDIRECT,
  /** Fails inside: 500. */
  BROKEN;

  /** The name on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RegionalBehaviour parse(String name) {
    for (RegionalBehaviour behaviour : values()) {
      if (behaviour.wireName().equals(name)) {
        return behaviour;
      }
    }
    throw new IllegalArgumentException("不认识的行为 / unknown behaviour: " + name);
  }
}
