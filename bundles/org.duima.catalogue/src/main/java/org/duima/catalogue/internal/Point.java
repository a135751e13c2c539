package org.duima.catalogue.internal;

import java.util.List;
import org.duima.api.alert.PointState;

/**
 * A knowledge point as it is written to a point table, and where it stood in its file.
 *
 * @param codes with semicolons, like {@code others}
 * @param published the constraint in the words of the publication
 * @param reading what it means, as it is written
 * @param place file, with the sheet if it has several
 * @param row of the place, from 1
 */
record Point(
    String id,
    String ruleClass,
    String codes,
    String others,
    String itemName,
    String published,
    String reading,
    String detectLogic,
    String basis,
    String batch,
    String validFrom,
    String validTo,
    String reaction,
    PointState state,
    Standing standing,
    String place,
    long row) {

  /** Columns of a point table, as the alert room reads them. */
  static final List<String> COLUMNS =
      List.of(
          "id",
          "rule_class",
          "codes",
          "others",
          "item_name",
          "constraint",
          "reading",
          "detect_logic",
          "basis",
          "batch",
          "valid_from",
          "valid_to",
          "reaction",
          "state");

  /** Whether its rule can be evaluated. */
  enum Standing {
    UNDERSTOOD,
    /** A pharmacist has to say what the words mean. */
    WAITING,
    /** A pharmacist has to say which codes are of which side. */
    WITHOUT_SIDES,
    /** No order is judged by its class. */
    NOT_EVALUATED
  }

  List<String> cells() {
    return List.of(
        id,
        ruleClass,
        codes,
        others,
        itemName,
        published,
        reading,
        detectLogic,
        basis,
        batch,
        validFrom,
        validTo,
        reaction,
        state.id());
  }

  /** Whether it says the same, wherever it was published. */
  boolean saysSame(Point other) {
    return ruleClass.equals(other.ruleClass)
        && codes.equals(other.codes)
        && others.equals(other.others)
        && itemName.equals(other.itemName)
        && published.equals(other.published)
        && reading.equals(other.reading)
        && validFrom.equals(other.validFrom)
        && validTo.equals(other.validTo)
        && reaction.equals(other.reaction)
        && state == other.state;
  }

  /** What a row of a table says besides its id, for comparing. */
  static String content(List<String> cells) {
    return String.join("\u0001", cells.subList(1, cells.size()));
  }

  /** What a row of a table says, for people. */
  static String shown(List<String> cells) {
    String reading = cells.get(6).isEmpty() ? "" : ": " + cells.get(6);
    return cells.get(1) + " " + cells.get(4) + reading + " [" + cells.get(13) + "]";
  }
}
