package org.duima.api.settlement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything a list says, apart from any wire form: what 4101A leaves out (sex, birth date, counts,
 * money) is here too. Fields carry the names of the national form, in the order of the form; what
 * is not known is absent.
 *
 * @param info fields of setlinfo
 * @param rows rows of every other node by its name, such as {@code diseinfo}; coded ones also tell
 *     {@link #SOURCE_CODE}
 * @param origins field ({@code setlinfo.gend}, {@code diseinfo[0].diag_code}) to the place in a
 *     message, {@code site …} or {@code derived …}
 * @param replaced corrected field to what the source says instead, empty where it says nothing;
 *     {@code principal-diagnosis} and {@code principal-procedure} to the source's choice
 */
public record ListContent(
    Map<String, String> info,
    Map<String, List<Map<String, String>>> rows,
    Map<String, String> origins,
    Map<String, String> replaced) {
  /** The code of a diagnosis or procedure as the source stated it. */
  public static final String SOURCE_CODE = "source_code";

  public ListContent {
    info = Collections.unmodifiableMap(new LinkedHashMap<>(info));
    Map<String, List<Map<String, String>>> copy = new LinkedHashMap<>();
    rows.forEach(
        (node, all) -> {
          List<Map<String, String>> copies = new ArrayList<>();
          all.forEach(row -> copies.add(Collections.unmodifiableMap(new LinkedHashMap<>(row))));
          copy.put(node, Collections.unmodifiableList(copies));
        });
    rows = Collections.unmodifiableMap(copy);
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    replaced = Collections.unmodifiableMap(new LinkedHashMap<>(replaced));
  }

  /** The text of a field of setlinfo, empty if it is not known. */
  public String info(String field) {
    return info.getOrDefault(field, "");
  }

  /** The rows of a node, empty if it has none. */
  public List<Map<String, String>> rows(String node) {
    return rows.getOrDefault(node, List.of());
  }
}
