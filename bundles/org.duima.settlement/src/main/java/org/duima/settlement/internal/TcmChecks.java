package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.Map;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;

/** Rules SL-X21 and SL-X22: diagnoses of Chinese medicine. */
final class TcmChecks {
  private static final Map<String, Text> KINDS =
      Map.of(
          "2", new Text("中医主病", "TCM disease"),
          "3", new Text("中医主证", "TCM syndrome"));

  private TcmChecks() {}

  static Map<String, Check> all() {
    return Map.of("SL-X21", TcmChecks::present, "SL-X22", TcmChecks::inDictionary);
  }

  private static void present(SettlementList list, Background background, Report report) {
    // builds write 2.1 or 21, 3 or 30
    String treatment = list.info().get("trt_type");
    boolean chinese = treatment.startsWith("2") || treatment.startsWith("3");
    if (!chinese || list.rows(SettlementList.DIAGNOSES).isEmpty()) {
      return;
    }
    for (String type : new String[] {"2", "3"}) {
      boolean missing =
          list.rows(SettlementList.DIAGNOSES).stream()
              .noneMatch(row -> row.get("diag_type").equals(type));
      if (missing) {
        report.at(background.nodePath(list, SettlementList.DIAGNOSES), KINDS.get(type));
      }
    }
  }

  private static void inDictionary(SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.DIAGNOSES)) {
      if (KINDS.containsKey(row.get("diag_type"))) {
        CodeSystem system = DiagnosisChecks.system(row.get("diag_type"));
        known(list, SettlementList.DIAGNOSES, row, "diag_code", system, background, report);
      }
    }
    known(
        list,
        SettlementList.INFO,
        list.info(),
        "tcm_dise_code",
        CodeSystem.TCM_DISEASE,
        background,
        report);
  }

  private static void known(
      SettlementList list,
      String node,
      Row row,
      String field,
      CodeSystem system,
      Background background,
      Report report) {
    LocalDate on = background.codesOn(list);
    String code = row.get(field);
    boolean known =
        background.dictionaries().codeName(system, Editions.INSURANCE_2_0, code, on).isPresent();
    if (!code.isEmpty() && !known) {
      report
          .ifWhole(background.dictionaries().isComplete(system, Editions.INSURANCE_2_0, on))
          .at(background.path(list, node, row, field), code);
    }
  }
}
