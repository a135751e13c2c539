package org.duima.catalogue.internal;

import java.time.LocalDate;
import java.util.Arrays;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.TableImports.Kind;

/**
 * What a table speaks of.
 *
 * @param system id of a code system, wire name of a dictionary, or name of a knowledge table
 * @param from source edition of a cross-walk, empty for a dictionary
 * @param to target edition, or the dictionary's own
 */
record Subject(Kind kind, String system, String from, String to) {
  /** The edition as it is called in a system: the clinical release 2.0 has procedures 3.0. */
  static String edition(String system, String edition) {
    return system.equals(CodeSystem.PROCEDURE.id()) && edition.equals(Editions.CLINICAL_2_0)
        ? Editions.CLINICAL_3_0
        : edition;
  }

  static boolean isCodeSystem(String name) {
    return Arrays.stream(CodeSystem.values()).anyMatch(system -> system.id().equals(name));
  }

  boolean isOfCodes() {
    return isCodeSystem(system);
  }

  /** Edition of the codes in the first column. */
  String codeEdition() {
    return kind == Kind.CODES ? from : to;
  }

  /** Name of the table, of which an import is a version. */
  String table(LocalDate validFrom) {
    String name =
        switch (kind) {
          case CODES -> system + "." + from + "." + to;
          case DICTIONARY -> isOfCodes() ? system + "." + to : system;
          case KNOWLEDGE -> "knowledge." + system;
        };
    return validFrom == null ? name : name + "@" + validFrom;
  }
}
