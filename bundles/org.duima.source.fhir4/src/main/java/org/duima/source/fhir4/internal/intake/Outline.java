package org.duima.source.fhir4.internal.intake;

import java.io.Reader;
import java.util.List;
import java.util.function.Supplier;

/**
 * A body that was walked through once.
 *
 * @param type of the resource, empty if it has none
 * @param whole the text as HAPI may read it, without narrative; a Bundle's without the resources of
 *     its entries
 * @param pieces the resources of a Bundle's entries, in order
 * @param entries how many entries a Bundle has
 */
record Outline(String type, Supplier<Reader> whole, List<Piece> pieces, int entries) {
  /**
   * The resource of an entry.
   *
   * @param entry index of the entry
   * @param type its type, empty if it has none
   * @param text what HAPI may read
   */
  record Piece(int entry, String type, Supplier<Reader> text) {
    String path() {
      return Entries.path(entry) + ".resource";
    }
  }

  Outline {
    pieces = List.copyOf(pieces);
  }
}
