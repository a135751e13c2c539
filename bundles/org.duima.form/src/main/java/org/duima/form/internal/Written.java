package org.duima.form.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.settlement.ListContent;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Kind;

/** The values of one list as cells of the paper; a value that is not known is an empty cell. */
final class Written {
  private static final String INFO = "setlinfo";

  private final ListContent content;
  private final Words words;
  private final Corrected corrected;

  Written(ListContent content, Words words) {
    this.content = content;
    this.words = words;
    this.corrected = new Corrected(content.replaced(), words);
  }

  Words words() {
    return words;
  }

  Corrected corrected() {
    return corrected;
  }

  List<Map<String, String>> rows(String node) {
    return content.rows(node);
  }

  /** A field of setlinfo. */
  Cell info(int span, String field) {
    return info(span, field, "");
  }

  /** A field of setlinfo, with a unit where it is known. */
  Cell info(int span, String field, String unit) {
    return value(span, text(field, unit), List.of(INFO + "." + field));
  }

  /** The weight of a newborn, with those of several. */
  Cell weight(int span, String field, String several) {
    String text =
        Stream.of(text(field, "克"), text(several, ""))
            .filter(weight -> !weight.isEmpty())
            .collect(Collectors.joining("；"));
    return value(span, text, List.of(INFO + "." + field, INFO + "." + several));
  }

  /** A duration of setlinfo. */
  Cell duration(int span, String field) {
    return value(span, Words.duration(content.info(field)), List.of(INFO + "." + field));
  }

  Cell amount(int span, String field) {
    return info(span, field).as(Kind.AMOUNT);
  }

  /**
   * Fields of a row, one below the other.
   *
   * @param index which row of the node
   */
  Cell row(int span, String node, int index, String... fields) {
    return row(span, node, index, List.of(), fields);
  }

  /**
   * The same, with further places whose correction shows here.
   *
   * @param also such as {@code principal-diagnosis}
   */
  Cell row(int span, String node, int index, List<String> also, String... fields) {
    Map<String, String> row = content.rows(node).get(index);
    String text =
        Arrays.stream(fields)
            .map(field -> words.shown(node, field, row.getOrDefault(field, "")))
            .filter(shown -> !shown.isEmpty())
            .collect(Collectors.joining("\n"));
    List<String> places =
        new ArrayList<>(
            Arrays.stream(fields).map(field -> node + "[" + index + "]." + field).toList());
    places.addAll(also);
    return value(span, text, places);
  }

  /** A duration of a row. */
  Cell rowDuration(int span, String node, int index, String field) {
    return value(
        span,
        Words.duration(content.rows(node).get(index).getOrDefault(field, "")),
        List.of(node + "[" + index + "]." + field));
  }

  private String text(String field, String unit) {
    String text = words.shown(INFO, field, content.info(field));
    return text.isEmpty() ? "" : text + unit;
  }

  private Cell value(int span, String text, List<String> places) {
    return new Cell(Kind.VALUE, span, text, corrected.note(places));
  }
}
