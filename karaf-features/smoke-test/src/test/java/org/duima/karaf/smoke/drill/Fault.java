package org.duima.karaf.smoke.drill;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.duima.demo.day.Stay;

/**
 * Something wrong with a stay, a row of {@code faults.tsv}.
 *
 * @param needs traits that a stay must have, see {@link Traits}
 * @param edits what is changed in the stay and in its messages, see {@link StayEdit} and {@link
 *     MessageEdit}
 * @param ending how it must end; {@code none}: there is no list of a settlement; {@code dead}: a
 *     message is put aside, too
 */
public record Fault(String id, Set<String> needs, List<String> edits, Ending ending) {

  static List<Fault> all(Path table) {
    return Tables.rows(table).stream()
        .map(
            row ->
                new Fault(
                    row[0],
                    Set.copyOf(words(row[1])),
                    Arrays.stream(row[2].split(" ; ")).map(String::strip).toList(),
                    new Ending(!List.of("none", "dead").contains(row[3]), row[3], words(row[4]))))
        .toList();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("[ ,]+")).filter(word -> !word.isEmpty()).toList();
  }

  boolean fits(Stay stay) {
    return Traits.of(stay).containsAll(needs);
  }

  /** Edits of the stay itself. */
  List<String> ofStay() {
    return edits.stream()
        .filter(edit -> edit.startsWith(StayEdit.WORD))
        .map(edit -> edit.substring(StayEdit.WORD.length()))
        .toList();
  }

  /** Edits of its messages. */
  List<MessageEdit> ofMessages() {
    return edits.stream()
        .filter(edit -> !edit.startsWith(StayEdit.WORD))
        .map(MessageEdit::of)
        .toList();
  }
}
