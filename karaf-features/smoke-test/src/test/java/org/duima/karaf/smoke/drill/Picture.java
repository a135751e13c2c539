package org.duima.karaf.smoke.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.demo.day.Day;
import org.duima.demo.day.Stay;

/**
 * A stay of the demo's day that others are made after.
 *
 * @param kind kind of stay, for people
 * @param sex M, F, or any where the codes fit both
 * @param youngest years at admission, null where the age of the day's stay is kept
 * @param ends how each of its settlements ends when nothing is wrong, oldest first; one without a
 *     settlement has one
 */
record Picture(
    Stay stay, String kind, String sex, Integer youngest, Integer oldest, List<Ending> ends) {

  /** All pictures of {@code pictures.tsv}, with the day's own account of how they end. */
  static List<Picture> all(Path demo, Path table) {
    Day day = Day.read(demo.resolve("day"), 0);
    Map<String, List<Ending>> ends = new LinkedHashMap<>();
    for (String[] row : Tables.rows(demo.resolve("expected.tsv"))) {
      ends.computeIfAbsent(row[0], visit -> new ArrayList<>())
          .add(new Ending(!row[1].isEmpty(), row[2], List.of(row[3].split(","))));
    }
    List<Picture> pictures = new ArrayList<>();
    for (String[] row : Tables.rows(table)) {
      pictures.add(
          new Picture(
              day.stay(row[0]),
              row[1],
              row[2],
              row[3].isEmpty() ? null : Integer.valueOf(row[3]),
              row[4].isEmpty() ? null : Integer.valueOf(row[4]),
              List.copyOf(ends.get(row[0]))));
    }
    return List.copyOf(pictures);
  }

  /** Whether its only settlement ends in an accepted list. */
  boolean endsInOneList() {
    return ends.size() == 1 && ends.get(0).state().equals(Ending.ACCEPTED);
  }
}
