package org.duima.source.fhir4.internal;

/** What FHIR references say. */
public final class References {
  private References() {}

  /**
   * A reference as {@code Type/id}: without the server before it and the version behind it.
   * Anything else, such as a UUID, stays as it is.
   */
  public static String local(String reference) {
    String plain = reference;
    int history = plain.indexOf("/_history/");
    if (history >= 0) {
      plain = plain.substring(0, history);
    }
    int id = plain.lastIndexOf('/');
    if (id <= 0) {
      return plain;
    }
    return plain.substring(plain.lastIndexOf('/', id - 1) + 1);
  }

  /** The id of a reference, or the id itself. */
  public static String id(String reference) {
    String local = local(reference);
    return local.substring(local.lastIndexOf('/') + 1);
  }
}
