package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/** The catalogues that are answered page by page: 1304 and 1312. */
final class CatalogueQuery implements Transaction {
  private final Catalogues catalogues;
  private final String infno;
  private final Function<Catalogues.Entry, ObjectNode> row;

  private CatalogueQuery(
      Catalogues catalogues, String infno, Function<Catalogues.Entry, ObjectNode> row) {
    this.catalogues = catalogues;
    this.infno = infno;
    this.row = row;
  }

  /** 1304: medicines of ethnic groups. */
  static CatalogueQuery ofEthnicMedicines(Catalogues catalogues) {
    return new CatalogueQuery(
        catalogues,
        "1304",
        entry ->
            Json.object()
                .put("med_list_codg", entry.code())
                .put("drug_genname", entry.name())
                .put("vali_flag", entry.valid())
                .put("rid", "RID" + entry.code())
                .put("updt_time", "2026-01-01 00:00:00")
                .put("ver", entry.version()));
  }

  /** 1312: what the insurance pays for. */
  static CatalogueQuery ofInsuranceItems(Catalogues catalogues) {
    return new CatalogueQuery(
        catalogues,
        "1312",
        entry ->
            Json.object()
                .put("hilist_code", entry.code())
                .put("hilist_name", entry.name())
                .put("begndate", "2026-01-01")
                .put("med_chrgitm_type", "09")
                .put("chrgitm_lv", "01")
                .put("vali_flag", entry.valid())
                .put("rid", "RID" + entry.code())
                .put("updt_time", "2026-01-01 00:00:00"));
  }

  @Override
  public Outcome call(Call call) {
    List<Problem> problems = Page.check(call.data());
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    return Page.of(call.data()).of(catalogues.entries(infno).stream().map(row).toList());
  }
}
