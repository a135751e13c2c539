package org.duima.platform.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.duima.api.platform.Receipt.Difference;

/**
 * Compares a list as it was uploaded with what 4103 says the platform holds. Some fields have
 * another name or form there, which a table tells; a field that the answer does not have at all is
 * no difference. Rows are found again whatever their order. Safe for use by several threads.
 */
final class HeldComparison {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,16}(\\.\\d{1,6})?");
  private static final int MOST_DIFFERENCES = 200;
  private static final int MOST_ROWS = 5_000;
  private static final int LONGEST_VALUE = 200;

  /** The nodes with the field that tells their rows apart. */
  private static final Map<String, String> ROWS =
      new TreeMap<>(
          Map.of(
              "diseinfo", "diag_code",
              "oprninfo", "oprn_oprt_code",
              "icuinfo", "scs_cutd_inpool_time",
              "bldinfo", "bld_cat",
              "opspdiseinfo", "oprn_oprt_code",
              "payinfo", "fund_pay_type",
              "iteminfo", "med_chrgitm"));

  /** Rows of these must not be there if none were sent; others may come from another source. */
  private static final Set<String> OURS_ALONE = Set.of("diseinfo", "oprninfo", "icuinfo");

  private final Supplier<Map<String, List<HeldName>>> names;

  /**
   * @param names {@code node.field} to its names in 4103
   */
  HeldComparison(Supplier<Map<String, List<HeldName>>> names) {
    this.names = names;
  }

  /** What the answer says of the list as a whole. */
  static JsonNode info(JsonNode output) {
    JsonNode info = output.path("setlinfo");
    return info.isArray() ? info.path(0) : info;
  }

  /** The fields that differ, at most {@value #MOST_DIFFERENCES}; empty if the two are equal. */
  List<Difference> differences(JsonNode uploaded, JsonNode held) {
    Found found = new Found(names.get());
    found.fields("setlinfo", "setlinfo", info(uploaded), info(held));
    ROWS.keySet().stream()
        .filter(node -> uploaded.has(node) || OURS_ALONE.contains(node))
        .forEach(node -> found.rows(node, rows(uploaded.path(node)), rows(held.path(node))));
    return List.copyOf(found.differences);
  }

  private static List<JsonNode> rows(JsonNode node) {
    List<JsonNode> rows = new ArrayList<>();
    if (node.isArray()) {
      for (int i = 0; i < Math.min(node.size(), MOST_ROWS); i++) {
        rows.add(node.get(i));
      }
    } else if (node.isObject()) {
      rows.add(node);
    }
    return rows;
  }

  /** The differences of one comparison. */
  private static final class Found {
    private final Map<String, List<HeldName>> names;
    private final List<Difference> differences = new ArrayList<>();

    Found(Map<String, List<HeldName>> names) {
      this.names = names;
    }

    private void add(String path, String ours, String theirs) {
      if (differences.size() < MOST_DIFFERENCES) {
        differences.add(
            new Difference(
                path, Legible.clean(ours, LONGEST_VALUE), Legible.clean(theirs, LONGEST_VALUE)));
      }
    }

    /** Equal rows belong together, then rows with the same key, then what is left in its order. */
    void rows(String node, List<JsonNode> ours, List<JsonNode> theirs) {
      String key = ROWS.get(node);
      Map<Integer, JsonNode> left = new LinkedHashMap<>();
      for (int i = 0; i < ours.size(); i++) {
        left.put(i, ours.get(i));
      }
      List<JsonNode> others = new ArrayList<>(theirs);
      pair(node, left, others, (our, their) -> of(node, our, their).isEmpty());
      pair(node, left, others, (our, their) -> equal(text(our, key), text(their, key)));
      pair(node, left, others, (our, their) -> true);
      left.forEach((i, row) -> add(node + "[" + i + "]", shown(row, key), ""));
      others.forEach(row -> add(node + "[]", "", shown(row, key)));
    }

    private static String shown(JsonNode row, String key) {
      String value = text(row, key);
      return value.isEmpty() ? "1" : value;
    }

    private void pair(
        String node,
        Map<Integer, JsonNode> ours,
        List<JsonNode> theirs,
        BiPredicate<JsonNode, JsonNode> belong) {
      for (Iterator<Map.Entry<Integer, JsonNode>> rows = ours.entrySet().iterator();
          rows.hasNext(); ) {
        Map.Entry<Integer, JsonNode> row = rows.next();
        for (Iterator<JsonNode> candidates = theirs.iterator(); candidates.hasNext(); ) {
          JsonNode candidate = candidates.next();
          if (belong.test(row.getValue(), candidate)) {
            fields(node, node + "[" + row.getKey() + "]", row.getValue(), candidate);
            candidates.remove();
            rows.remove();
            break;
          }
        }
      }
    }

    private List<Difference> of(String node, JsonNode ours, JsonNode theirs) {
      Found alone = new Found(names);
      alone.fields(node, node, ours, theirs);
      return alone.differences;
    }

    void fields(String node, String path, JsonNode ours, JsonNode theirs) {
      for (Iterator<String> fields = ours.fieldNames(); fields.hasNext(); ) {
        String field = fields.next();
        field(node + "." + field, path + "." + field, field, ours, theirs);
      }
    }

    private void field(String name, String path, String field, JsonNode ours, JsonNode theirs) {
      String our = text(ours, field);
      for (HeldName other : names.getOrDefault(name, List.of())) {
        if (other.as() == HeldName.As.IGNORE) {
          return;
        }
        if (other.names().stream().anyMatch(theirs::has)) {
          renamed(path, our, other, theirs);
          return;
        }
      }
      if (theirs.has(field) && !equal(our, text(theirs, field))) {
        add(path, our, text(theirs, field));
      }
    }

    private void renamed(String path, String our, HeldName other, JsonNode theirs) {
      List<String> held = other.names().stream().map(name -> text(theirs, name)).toList();
      boolean equal =
          switch (other.as()) {
            case DURATION -> equalDuration(our, held);
            case MAIN -> our.equals("1") == held.get(0).equals("1");
            case SAME, IGNORE -> equal(our, held.get(0));
          };
      if (!equal) {
        add(path, our, String.join("/", held));
      }
    }

    private static boolean equalDuration(String ours, List<String> held) {
      String[] values = ours.split("/");
      for (int i = 0; i < held.size(); i++) {
        String our = i < values.length ? values[i] : "";
        if (!equal(our.isBlank() ? "0" : our, held.get(i).isBlank() ? "0" : held.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private static String text(JsonNode row, String field) {
    JsonNode value = row.path(field);
    String text = value.isNull() ? "" : value.asText("").trim();
    return text.equals("null") ? "" : text;
  }

  /** Numbers by value; a day with midnight is the day. */
  private static boolean equal(String a, String b) {
    if (a.equals(b)) {
      return true;
    }
    if (NUMBER.matcher(a).matches() && NUMBER.matcher(b).matches()) {
      return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
    }
    return moment(a).equals(moment(b));
  }

  private static String moment(String text) {
    return text.length() > 10 && text.startsWith("-", 4)
        ? text.replace('T', ' ').replaceFirst(" 00:00(:00(\\.0+)?)?$", "")
        : text;
  }
}
