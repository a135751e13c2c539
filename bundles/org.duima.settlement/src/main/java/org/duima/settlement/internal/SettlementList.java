package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

  /** Days from birth to admission; empty if either is not known. */
  Optional<Long> daysOldAtAdmission() {
    return info.moment("brdy")
        .flatMap(
            born ->
                info.moment("adm_time")
                    .map(in -> in.date().toEpochDay() - born.date().toEpochDay()));
  }
}
