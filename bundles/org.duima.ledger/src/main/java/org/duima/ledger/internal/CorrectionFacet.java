package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duima.api.settlement.Correction;

/** Corrections of a list, the withdrawn among them, oldest first. */
final class CorrectionFacet implements ListFacet {
  @Override
  public String name() {
    return "corrections";
  }

  @Override
  public Object read(Tx tx, long listId, String setlId) throws SQLException {
    return tx.query(
        "SELECT * FROM list_correction WHERE setl_id = ? ORDER BY correction_no",
        CorrectionFacet::shown,
        setlId);
  }

  private static Map<String, Object> shown(ResultSet row) throws SQLException {
    Correction correction = JdbcCorrections.correction(row);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("number", correction.number());
    shown.put("path", correction.path().toString());
    shown.put("value", correction.value());
    shown.put("replaced", correction.replaced());
    shown.put("who", correction.who());
    shown.put("at", correction.at().toString());
    shown.put("why", correction.why());
    boolean withdrawn = row.getObject("withdrawn_at") != null;
    shown.put("stands", !withdrawn);
    if (withdrawn) {
      shown.put("withdrawnBy", row.getString("withdrawn_by"));
      shown.put("withdrawnAt", Tx.instant(row, "withdrawn_at").toString());
      shown.put("withdrawnWhy", row.getString("withdrawn_why"));
    }
    return shown;
  }
}
