package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.ListPath;

/**
 * One settlement list inside the house. Both wire forms are written from it, and both are read back
 * into it for checking.
 *
 * @param infno the form that is to be written, or was read
 * @param info the facts of the list: every setlinfo field of both forms, as far as known
 * @param nodes rows of the other nodes, by node name
 * @param charges the lines that the categories sum up, empty where they are not known
 */
record SettlementList(
    String infno, Row info, Map<String, List<Row>> nodes, List<ChargeLine> charges) {
  static final String INFO = "setlinfo";
  static final String DIAGNOSES = "diseinfo";
  static final String PROCEDURES = "oprninfo";
  static final String INTENSIVE_CARE = "icuinfo";
  static final String TRANSFUSIONS = "bldinfo";
  static final String OUTPATIENT_DISEASES = "opspdiseinfo";
  static final String PAYMENTS = "payinfo";
  static final String ITEMS = "iteminfo";

  /** Begins the names of facts that no form has; checks read them. */
  static final String INTERNAL = "_";

  /** Not on the wire: one row with what 2304 said of money. */
  static final String SETTLEMENT = "_settlement";

  /** Not on the wire: charge lines of the stay are known, though none may be of this list. */
  static final String CHARGES_KNOWN = "_charges_known";

  /** Not on the wire: an earlier settlement of the stay stands. */
  static final String LATER_PERIOD = "_later_period";

  /** Not on the wire: when the platform settled. */
  static final String SETTLED_AT = "_settled_at";

  /** Not on the wire: the stay went on after this settlement. */
  static final String MID_STAY = "_mid_stay";

  /**
   * Not on the wire: what admission and front page called the person, the visit, the settlement.
   */
  static final String REGISTERED = "_registered_";

  /** Not on the wire: the day of death that the discharge stated. */
  static final String DIED_ON = "_die_date";

  /** Not on the wire: where the discharge was registered with the platform. */
  static final String DISCHARGE_REGISTERED = "_discharge_registered";

  /** Not on the wire: the kind of care that the stay was registered as. */
  static final String CARE_KIND = "_med_type";

  /** Most days from birth to admission of a newborn. */
  static final int NEWBORN_DAYS = 28;

  SettlementList {
    Map<String, List<Row>> copy = new TreeMap<>();
    nodes.forEach((node, rows) -> copy.put(node, List.copyOf(rows)));
    nodes = java.util.Collections.unmodifiableMap(copy);
    charges = List.copyOf(charges);
  }

  /** A list whose charge lines are not known, such as a document. */
  SettlementList(String infno, Row info, Map<String, List<Row>> nodes) {
    this(infno, info, nodes, List.of());
  }

  List<Row> rows(String node) {
    return node.equals(INFO) ? List.of(info) : nodes.getOrDefault(node, List.of());
  }

  /** Diagnoses of the western family, the only ones that ICD rules speak of. */
  List<Row> westernDiagnoses() {
    return rows(DIAGNOSES).stream().filter(row -> row.get("diag_type").equals("1")).toList();
  }

  /** The date whose code tables count: discharge, else the end of the period. */
  Optional<LocalDate> codesOn() {
    return info.moment("dscg_time").or(() -> info.moment("setl_end_date")).map(Moment::date);
  }

  /** What people may see of the list: the form's fields without the facts that only checks use. */
  ListContent content() {
    Map<String, String> origins = new LinkedHashMap<>();
    Map<String, String> replaced = new LinkedHashMap<>();
    Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
    nodes.forEach(
        (node, all) -> {
          if (!node.startsWith(INTERNAL)) {
            rows.put(node, all.stream().map(row -> texts(row, origins, replaced)).toList());
          }
        });
    return new ListContent(texts(info, origins, replaced), rows, origins, replaced);
  }

  private static Map<String, String> texts(
      Row row, Map<String, String> origins, Map<String, String> replaced) {
    Map<String, String> texts = new LinkedHashMap<>();
    row.values()
        .forEach(
            (field, value) -> {
              if (field.startsWith(CorrectedList.CORRECTED)) {
                String name = field.substring(CorrectedList.CORRECTED.length());
                boolean choice = name.startsWith(ListPath.PRINCIPAL + "-");
                replaced.put(
                    choice ? name : row.path() + "." + name,
                    row.get(CorrectedList.REPLACED + name));
              } else if (field.equals(CodedRows.SOURCE_CODE)) {
                texts.put(ListContent.SOURCE_CODE, value.text());
              } else if (!field.startsWith(INTERNAL)) {
                texts.put(field, value.text());
                origins.put(row.path() + "." + field, value.provenance());
              }
            });
    return texts;
  }

  /** Whether the patient was admitted within 28 days of birth; false also where it is not known. */
  boolean isNewborn() {
    return daysOldAtAdmission().filter(days -> days >= 0 && days <= NEWBORN_DAYS).isPresent();
  }

  /** Whether a procedure of the list has a code that begins with one of these. */
  boolean hasProcedure(List<String> beginnings) {
    return rows(PROCEDURES).stream()
        .anyMatch(row -> beginnings.stream().anyMatch(row.get("oprn_oprt_code")::startsWith));
  }

  /** Days from admission to discharge, one at least; empty if either is not known. */
  Optional<Long> days() {
    return info.moment("adm_time")
        .flatMap(
            in ->
                info.moment("dscg_time")
                    .map(out -> Math.max(1, out.date().toEpochDay() - in.date().toEpochDay())));
  }

  /** Days from birth to admission; empty if either is not known. */
  Optional<Long> daysOldAtAdmission() {
    return info.moment("brdy")
        .flatMap(
            born ->
                info.moment("adm_time")
                    .map(in -> in.date().toEpochDay() - born.date().toEpochDay()));
  }
}
