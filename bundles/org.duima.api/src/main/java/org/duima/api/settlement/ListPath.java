package org.duima.api.settlement;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A place on a list that a person can correct. Rows are named by their code before correction (the
 * source's where no table could translate it), not by their number: a later message may change
 * their order.
 *
 * <ul>
 *   <li>{@code setlinfo.adm_way}
 *   <li>{@code diseinfo[I10.x00].adm_cond_type}, with {@code [I10.x00#2]} for the second row of
 *       that code
 *   <li>{@code principal-diagnosis}, {@code principal-procedure}: which row is the principal one
 * </ul>
 *
 * @param node node of the form
 * @param key what names the row, empty for setlinfo and for a choice of the principal row
 * @param occurrence which of several rows with that key, from 1
 * @param field field of the form; {@link #PRINCIPAL} for the choice of the principal row
 */
public record ListPath(String node, String key, int occurrence, String field) {
  /** The field that stands for the choice of the principal row. */
  public static final String PRINCIPAL = "principal";

  private static final String INFO = "setlinfo";
  private static final String DIAGNOSES = "diseinfo";
  private static final String PROCEDURES = "oprninfo";

  /** The field whose value names a row of a node. */
  private static final Map<String, String> KEY_FIELDS =
      Map.of(
          DIAGNOSES,
          "diag_code",
          PROCEDURES,
          "oprn_oprt_code",
          "icuinfo",
          "scs_cutd_inpool_time",
          "bldinfo",
          "bld_cat",
          "opspdiseinfo",
          "oprn_oprt_code");

  private static final Map<String, String> MAIN_FLAGS =
      Map.of(DIAGNOSES, "maindiag_flag", PROCEDURES, "oprn_oprt_type");

  private static final Pattern IN_INFO = Pattern.compile("setlinfo\\.([a-z0-9_]{1,40})");
  private static final Pattern IN_ROW =
      Pattern.compile(
          "([a-z]{1,20})\\[([^\\[\\]#]{1,60})(?:#([1-9][0-9]{0,2}))?]\\.([a-z0-9_]{1,40})");

  public ListPath {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(field, "field");
  }

  /** Which diagnosis is the principal one. */
  public static ListPath principalDiagnosis() {
    return new ListPath(DIAGNOSES, "", 1, PRINCIPAL);
  }

  /** Which procedure is the principal one. */
  public static ListPath principalProcedure() {
    return new ListPath(PROCEDURES, "", 1, PRINCIPAL);
  }

  /**
   * Reads a path.
   *
   * @return empty if it is none
   */
  public static Optional<ListPath> parse(String text) {
    if (text.equals("principal-diagnosis")) {
      return Optional.of(principalDiagnosis());
    }
    if (text.equals("principal-procedure")) {
      return Optional.of(principalProcedure());
    }
    Matcher info = IN_INFO.matcher(text);
    if (info.matches()) {
      return Optional.of(new ListPath(INFO, "", 1, info.group(1)));
    }
    Matcher row = IN_ROW.matcher(text);
    if (row.matches() && KEY_FIELDS.containsKey(row.group(1))) {
      int occurrence = row.group(3) == null ? 1 : Integer.parseInt(row.group(3));
      return Optional.of(new ListPath(row.group(1), row.group(2), occurrence, row.group(4)));
    }
    return Optional.empty();
  }

  /** Whether it chooses the principal row. */
  public boolean choosesPrincipal() {
    return field.equals(PRINCIPAL);
  }

  /** The field whose value names the rows of its node; empty for setlinfo. */
  public String keyField() {
    return KEY_FIELDS.getOrDefault(node, "");
  }

  /** The field of its node that says which row is the principal one. */
  public String mainFlag() {
    return MAIN_FLAGS.getOrDefault(node, "");
  }

  /**
   * The row that it names.
   *
   * @param keys the name of each row
   * @return empty if there is none
   */
  public OptionalInt row(List<String> keys) {
    int seen = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).equals(key) && ++seen == occurrence) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * What the source says there, whatever was corrected.
   *
   * @return empty if the list has no such row; an empty text if the source says nothing
   */
  public Optional<String> sourceValue(ListContent list) {
    if (choosesPrincipal()) {
      return Optional.of(list.replaced().getOrDefault(toString(), principal(list.rows(node))));
    }
    if (node.equals(INFO)) {
      return Optional.of(list.replaced().getOrDefault(toString(), list.info(field)));
    }
    List<Map<String, String>> rows = list.rows(node);
    OptionalInt row = row(keys(list));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    String place = node + "[" + row.getAsInt() + "]." + field;
    return Optional.of(
        list.replaced().getOrDefault(place, rows.get(row.getAsInt()).getOrDefault(field, "")));
  }

  private List<String> keys(ListContent list) {
    List<Map<String, String>> rows = list.rows(node);
    return IntStream.range(0, rows.size())
        .mapToObj(
            i -> {
              String key =
                  list.replaced()
                      .getOrDefault(
                          node + "[" + i + "]." + keyField(),
                          rows.get(i).getOrDefault(keyField(), ""));
              return key.isEmpty() ? rows.get(i).getOrDefault(ListContent.SOURCE_CODE, "") : key;
            })
        .toList();
  }

  private String principal(List<Map<String, String>> rows) {
    return rows.stream()
        .filter(row -> !row.getOrDefault("diag_type", "1").matches("[23]"))
        .filter(row -> row.getOrDefault(mainFlag(), "").equals("1"))
        .map(row -> row.getOrDefault(keyField(), ""))
        .findFirst()
        .orElse("");
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    if (choosesPrincipal()) {
      return node.equals(DIAGNOSES) ? "principal-diagnosis" : "principal-procedure";
    }
    if (node.equals(INFO)) {
      return INFO + "." + field;
    }
    return node + "[" + key + (occurrence == 1 ? "" : "#" + occurrence) + "]." + field;
  }
}
