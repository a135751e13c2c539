package org.duima.source.fhir4.internal;

/**
 * A resource cut out of a request, not read yet.
 *
 * @param path where it stood, such as {@code context.draftOrders.entry[2].resource}
 * @param fullUrl of its entry, may be empty
 * @param type its resourceType, empty if it has none
 * @param json its text without the narrative, which nobody here reads; empty if it must not be
 *     read, since a number in it would take for ever
 */
record Cut(String path, String fullUrl, String type, String json) {
  /** Leaves the patient's data out. */
  @Override
  public String toString() {
    return "Cut[" + path + "]";
  }
}
