package org.duima.settlement.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.ListPath;

/**
 * Lays what people changed by hand over an assembled list. The corrected value counts, the source's
 * stays beside it, and where the source has changed since, a finding says so. Not for use by
 * several threads.
 */
final class CorrectedList {
  /** Not on the wire: begins the fact that a field was corrected, followed by the field's name. */
  static final String CORRECTED = "_corrected.";

  /** Not on the wire: what the source says of a corrected field; absent where it says nothing. */
  static final String REPLACED = "_replaced.";

  private static final String ORIGIN = "清单修正 ";

  /** What finding a target says of a row whose code was corrected. */
  private static final Set<String> OF_THE_CODE =
      Set.of("SL-M-unmapped", "SL-M-ambiguous", "SL-M-gray", "SL-M-expired");

  /** What the source said of a code, which says nothing of a corrected one. */
  private static final List<String> SOURCE_FACTS =
      List.of(CodedRows.UNMAPPED, CodedRows.SOURCE_EDITION, CodedRows.GRAY);

  private static final Map<String, CodeSystem> DIAGNOSIS_SYSTEMS =
      Map.of("2", CodeSystem.TCM_DISEASE, "3", CodeSystem.TCM_SYNDROME);

  private final SettlementList list;
  private final Background background;
  private final Findings findings;
  private final Map<String, Value> info;
  private final Map<String, List<Map<String, Value>>> nodes = new TreeMap<>();
  private final Map<String, List<String>> keys = new HashMap<>();

  /** Rows of a node in the order that they will have, by the place that they had. */
  private final Map<String, List<Integer>> orders = new HashMap<>();

  private final List<String> mended = new ArrayList<>();

  /**
   * A corrected list.
   *
   * @param findings those of assembling, with what corrections settled left out
   */
  record Result(SettlementList list, List<Finding> findings) {}

  private CorrectedList(SettlementList list, Background background, Findings findings) {
    this.list = list;
    this.background = background;
    this.findings = findings;
    this.info = new LinkedHashMap<>(list.info().values());
    list.nodes()
        .forEach(
            (node, rows) -> {
              List<Map<String, Value>> copies = new ArrayList<>();
              rows.forEach(row -> copies.add(new LinkedHashMap<>(row.values())));
              nodes.put(node, copies);
            });
  }

  /**
   * Applies corrections.
   *
   * @param found findings of assembling
   */
  static Result apply(
      SettlementList list, List<Correction> corrections, Background background, Findings found) {
    if (corrections.isEmpty()) {
      return new Result(list, found.all());
    }
    Findings own = new Findings(background.tables());
    CorrectedList corrected = new CorrectedList(list, background, own);
    List<Runnable> later = new ArrayList<>();
    for (Correction correction : corrections) {
      corrected.apply(correction, later);
    }
    SettlementList result = corrected.build();
    List<Finding> all = new ArrayList<>(corrected.still(found.all()));
    later.forEach(Runnable::run);
    all.addAll(own.all());
    return new Result(result, all);
  }

  /** Findings wait until every row has its place. */
  private void apply(Correction correction, List<Runnable> later) {
    ListPath path = correction.path();
    if (path.choosesPrincipal()) {
      choosePrincipal(correction, later);
      return;
    }
    OptionalInt place =
        path.node().equals(SettlementList.INFO)
            ? OptionalInt.of(0)
            : path.row(keys(path.node(), path.keyField()));
    if (place.isEmpty()) {
      later.add(() -> gone(correction));
      return;
    }
    Map<String, Value> row =
        path.node().equals(SettlementList.INFO)
            ? info
            : nodes.get(path.node()).get(place.getAsInt());
    String source = text(row, path.field());
    set(row, path.field(), correction.value(), correction);
    if (path.field().equals("diag_code") || path.field().equals("oprn_oprt_code")) {
      SOURCE_FACTS.forEach(row::remove);
      mended.add(path.node() + "[" + place.getAsInt() + "]");
      String nameField = nameField(path.node());
      if (!row.containsKey(CORRECTED + nameField)) {
        // without a name that is known the former one must not stand beside another code
        set(row, nameField, nameOf(path.node(), row, correction.value()).orElse(""), correction);
      }
    }
    later.add(() -> compare(correction, source, place(path, place.getAsInt())));
  }

  private String place(ListPath path, int before) {
    return path.node().equals(SettlementList.INFO)
        ? path.toString()
        : path.node() + "[" + placeNow(path.node(), before) + "]." + path.field();
  }

  private void choosePrincipal(Correction correction, List<Runnable> later) {
    ListPath path = correction.path();
    List<Map<String, Value>> rows = nodes.getOrDefault(path.node(), List.of());
    List<String> named = keys(path.node(), path.keyField());
    int chosen = -1;
    String source = "";
    for (int i = 0; i < rows.size(); i++) {
      if (ofAnotherFamily(rows.get(i))) {
        continue;
      }
      if (text(rows.get(i), path.mainFlag()).equals("1") && source.isEmpty()) {
        source = named.get(i);
      }
      boolean isIt =
          named.get(i).equals(correction.value())
              || text(rows.get(i), path.keyField()).equals(correction.value());
      if (isIt && chosen < 0) {
        chosen = i;
      }
    }
    if (chosen < 0) {
      later.add(() -> gone(correction));
      return;
    }
    String other = path.node().equals(SettlementList.DIAGNOSES) ? "0" : "2";
    for (int i = 0; i < rows.size(); i++) {
      if (!ofAnotherFamily(rows.get(i))) {
        String flag = i == chosen ? "1" : other;
        if (!text(rows.get(i), path.mainFlag()).equals(flag)) {
          set(rows.get(i), path.mainFlag(), flag, correction);
        }
      }
    }
    List<Integer> order = new ArrayList<>(List.of(chosen));
    for (int i = 0; i < rows.size(); i++) {
      if (i != chosen) {
        order.add(i);
      }
    }
    orders.put(path.node(), order);
    String name = path.toString();
    info.put(CORRECTED + name, new Value(Long.toString(correction.number()), ORIGIN));
    if (!source.isEmpty()) {
      info.put(REPLACED + name, new Value(source, ORIGIN));
    }
    String sourceChoice = source;
    later.add(() -> compare(correction, sourceChoice, path.node() + "[0]." + path.mainFlag()));
  }

  private static boolean ofAnotherFamily(Map<String, Value> row) {
    return DIAGNOSIS_SYSTEMS.containsKey(text(row, "diag_type"));
  }

  /** What names the rows: their code before correction, else the source's. */
  private List<String> keys(String node, String keyField) {
    return keys.computeIfAbsent(
        node,
        n ->
            list.rows(n).stream()
                .map(row -> row.has(keyField) ? row.get(keyField) : row.get(CodedRows.SOURCE_CODE))
                .toList());
  }

  private static void set(
      Map<String, Value> row, String field, String value, Correction correction) {
    String origin = ORIGIN + correction.number();
    Value source = row.get(field);
    if (!row.containsKey(CORRECTED + field) && source != null) {
      row.put(REPLACED + field, source);
    }
    row.put(CORRECTED + field, new Value(Long.toString(correction.number()), origin));
    if (value.isBlank()) {
      row.remove(field);
    } else {
      row.put(field, new Value(value.strip(), origin));
    }
  }

  private Optional<String> nameOf(String node, Map<String, Value> row, String code) {
    CodeSystem system =
        node.equals(SettlementList.DIAGNOSES)
            ? DIAGNOSIS_SYSTEMS.getOrDefault(text(row, "diag_type"), CodeSystem.DIAGNOSIS)
            : CodeSystem.PROCEDURE;
    return background
        .dictionaries()
        .codeName(system, Editions.INSURANCE_2_0, code, background.codesOn(list));
  }

  private static String nameField(String node) {
    return node.equals(SettlementList.DIAGNOSES) ? "diag_name" : "oprn_oprt_name";
  }

  private static String text(Map<String, Value> row, String field) {
    Value value = row.get(field);
    return value == null ? "" : value.text();
  }

  private void gone(Correction correction) {
    findings
        .of("SL-C-gone")
        .at(correction.path().node(), correction.number(), label(correction.path()));
  }

  private void compare(Correction correction, String source, String place) {
    if (source.equals(correction.value())) {
      findings.of("SL-C-agrees").at(place, correction.number());
    } else if (!source.equals(correction.replaced())) {
      findings.of("SL-C-changed").at(place, correction.number(), label(correction.path()));
    }
  }

  private Text label(ListPath path) {
    if (path.choosesPrincipal()) {
      return path.equals(ListPath.principalDiagnosis())
          ? new Text("主要诊断", "principal diagnosis")
          : new Text("主要手术操作", "principal procedure");
    }
    return background.label(list, path.node(), path.field());
  }

  private int placeNow(String node, int before) {
    List<Integer> order = orders.get(node);
    return order == null ? before : order.indexOf(before);
  }

  private SettlementList build() {
    Map<String, List<Row>> built = new TreeMap<>();
    nodes.forEach(
        (node, rows) -> {
          if (node.startsWith(SettlementList.INTERNAL)) {
            built.put(node, list.rows(node));
            return;
          }
          List<Row> ordered = new ArrayList<>();
          for (int i = 0; i < rows.size(); i++) {
            int before = orders.containsKey(node) ? orders.get(node).get(i) : i;
            ordered.add(new Row(node + "[" + i + "]", rows.get(before)));
          }
          built.put(node, ordered);
        });
    return new SettlementList(
        list.infno(), new Row(list.info().path(), info), built, list.charges());
  }

  /**
   * Findings of assembling that corrections did not settle, at the place where their row is now.
   */
  private List<Finding> still(List<Finding> found) {
    return found.stream()
        .filter(f -> !(OF_THE_CODE.contains(f.rule()) && mended.stream().anyMatch(isAt(f))))
        .map(this::moved)
        .toList();
  }

  private static java.util.function.Predicate<String> isAt(Finding finding) {
    return place -> finding.path().startsWith(place);
  }

  private Finding moved(Finding finding) {
    int open = finding.path().indexOf('[');
    int close = finding.path().indexOf(']');
    if (open < 0 || close < open) {
      return finding;
    }
    String node = finding.path().substring(0, open);
    if (!orders.containsKey(node)) {
      return finding;
    }
    int before = Integer.parseInt(finding.path().substring(open + 1, close));
    String path = node + "[" + placeNow(node, before) + finding.path().substring(close);
    return new Finding(finding.rule(), finding.severity(), path, finding.text());
  }
}
