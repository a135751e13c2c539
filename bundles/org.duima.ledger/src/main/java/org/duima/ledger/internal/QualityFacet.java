package org.duima.ledger.internal;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What the platform's quality control says about a list, month by month, the newest first. */
final class QualityFacet implements ListFacet {
  @Override
  public String name() {
    return "quality";
  }

  @Override
  public Object read(Tx tx, long listId, String setlId) throws SQLException {
    List<Map<String, Object>> results =
        tx.query(
            "SELECT * FROM quality_result WHERE setl_id = ? ORDER BY settled_month DESC",
            PlatformAnswers::quality,
            setlId);
    for (Map<String, Object> result : results) {
      result.put(
          "details",
          tx.query(
              "SELECT * FROM quality_detail WHERE setl_id = ? AND settled_month = ?"
                  + " ORDER BY detail_no",
              PlatformAnswers::detail,
              setlId,
              result.get("month")));
    }
    return results;
  }
}
