package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.platform.GroupingResult;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.PlatformCounts;
import org.duima.api.platform.QualityResult;

/** What the platform answered about lists, as rows. */
final class PlatformAnswers {
  private PlatformAnswers() {}

  // ---------------------------------------------------------------- writing

  /** Of a list that stands on the page twice the last row counts. */
  static void putQuality(
      Tx tx,
      Inquiry.QualityResults asked,
      List<QualityResult> rows,
      long inquiryNumber,
      Instant now)
      throws SQLException {
    Map<String, QualityResult> bySetlId = new LinkedHashMap<>();
    rows.forEach(row -> bySetlId.put(InboxRow.column(row.setlId()), row));
    String month = asked.month().toString();
    List<Object[]> keys = keys(bySetlId.keySet(), month);
    tx.batch("DELETE FROM quality_detail WHERE setl_id = ? AND settled_month = ?", keys);
    tx.batch("DELETE FROM quality_result WHERE setl_id = ? AND settled_month = ?", keys);
    List<Object[]> results = new ArrayList<>();
    List<Object[]> details = new ArrayList<>();
    bySetlId.forEach(
        (setlId, row) -> {
          results.add(
              new Object[] {
                setlId,
                month,
                asked.institution(),
                InboxRow.column(row.psnNo()),
                InboxRow.column(row.overall()),
                InboxRow.column(row.errorLevel()),
                InboxRow.column(row.returnFlag()),
                InboxRow.column(row.version()),
                InboxRow.column(row.groupingState()),
                inquiryNumber,
                now
              });
          int number = 0;
          for (QualityResult.Detail detail : row.details()) {
            details.add(
                new Object[] {
                  setlId,
                  month,
                  ++number,
                  InboxRow.column(detail.field()),
                  InboxRow.column(detail.result()),
                  InboxRow.column(detail.errorLevel()),
                  InboxRow.column(detail.returnFlag()),
                  InboxRow.column(detail.initialValue())
                });
          }
        });
    tx.batch(
        "INSERT INTO quality_result (setl_id, settled_month, institution, psn_no, overall,"
            + " error_level, return_flag, version, grouping_state, inquiry_no, asked_at, outdated)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE)",
        results);
    tx.batch(
        "INSERT INTO quality_detail (setl_id, settled_month, detail_no, field, check_result,"
            + " error_level, return_flag, initial_value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        details);
  }

  static void putGroups(
      Tx tx, Inquiry.Grouping asked, List<GroupingResult> rows, long inquiryNumber, Instant now)
      throws SQLException {
    Map<String, GroupingResult> bySetlId = new LinkedHashMap<>();
    rows.forEach(row -> bySetlId.put(InboxRow.column(row.setlId()), row));
    String month = asked.month().toString();
    String method = asked.method().name();
    List<Object[]> keys = new ArrayList<>();
    List<Object[]> results = new ArrayList<>();
    bySetlId.forEach(
        (setlId, row) -> {
          keys.add(new Object[] {setlId, month, method});
          results.add(
              new Object[] {
                setlId,
                month,
                method,
                asked.institution(),
                InboxRow.column(row.psnNo()),
                InboxRow.column(row.code()),
                InboxRow.column(row.name()),
                InboxRow.column(row.mdc()),
                InboxRow.column(row.adrg()),
                InboxRow.column(row.ccmcc()),
                InboxRow.column(row.result()),
                InboxRow.column(row.error()),
                InboxRow.column(row.version()),
                InboxRow.column(LedgerJson.write(row.more())),
                inquiryNumber,
                now
              });
        });
    tx.batch(
        "DELETE FROM grouping_result WHERE setl_id = ? AND settled_month = ?"
            + " AND grouping_method = ?",
        keys);
    tx.batch(
        "INSERT INTO grouping_result (setl_id, settled_month, grouping_method, institution,"
            + " psn_no, group_code, group_name, mdc, adrg, ccmcc, grouping_answer, error, version,"
            + " more, inquiry_no, asked_at, outdated)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE)",
        results);
  }

  static void putCounts(Tx tx, Inquiry.Counts asked, PlatformCounts counts, Instant now)
      throws SQLException {
    tx.update(
        "DELETE FROM platform_count WHERE institution = ? AND from_day = ? AND to_day = ?",
        asked.institution(),
        asked.from(),
        asked.to());
    tx.update(
        "INSERT INTO platform_count (institution, from_day, to_day, not_submitted, submitted,"
            + " passed, not_passed, uploaded, need_upload, asked_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        asked.institution(),
        asked.from(),
        asked.to(),
        counts.notSubmitted(),
        counts.submitted(),
        counts.passed(),
        counts.notPassed(),
        counts.uploaded(),
        counts.needUpload(),
        now);
  }

  /** What the month's answers had before and this one, read to its end, did not have. */
  static void outdate(Tx tx, Inquiry inquiry, long inquiryNumber) throws SQLException {
    if (inquiry instanceof Inquiry.QualityResults asked) {
      tx.update(
          "UPDATE quality_result SET outdated = TRUE WHERE settled_month = ? AND institution = ?"
              + " AND inquiry_no < ?",
          asked.month().toString(),
          asked.institution(),
          inquiryNumber);
    } else if (inquiry instanceof Inquiry.Grouping asked) {
      tx.update(
          "UPDATE grouping_result SET outdated = TRUE WHERE settled_month = ?"
              + " AND institution = ? AND grouping_method = ? AND inquiry_no < ?",
          asked.month().toString(),
          asked.institution(),
          asked.method(),
          inquiryNumber);
    }
  }

  private static List<Object[]> keys(Collection<String> setlIds, String month) {
    List<Object[]> keys = new ArrayList<>();
    setlIds.forEach(setlId -> keys.add(new Object[] {setlId, month}));
    return keys;
  }

  // ---------------------------------------------------------------- reading

  static Map<String, Object> quality(ResultSet row) throws SQLException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("setlId", row.getString("setl_id"));
    result.put("month", row.getString("settled_month"));
    result.put("psnNo", row.getString("psn_no"));
    result.put("overall", row.getString("overall"));
    result.put("errorLevel", row.getString("error_level"));
    result.put("returnFlag", row.getString("return_flag"));
    result.put("version", row.getString("version"));
    result.put("groupingState", row.getString("grouping_state"));
    JdbcLedgerView.put(result, "askedAt", Tx.instant(row, "asked_at"));
    result.put("outdated", row.getBoolean("outdated"));
    return result;
  }

  static Map<String, Object> detail(ResultSet row) throws SQLException {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("field", row.getString("field"));
    detail.put("result", row.getString("check_result"));
    detail.put("errorLevel", row.getString("error_level"));
    detail.put("returnFlag", row.getString("return_flag"));
    detail.put("initialValue", row.getString("initial_value"));
    return detail;
  }

  static Map<String, Object> group(ResultSet row) throws SQLException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("setlId", row.getString("setl_id"));
    result.put("month", row.getString("settled_month"));
    result.put("psnNo", row.getString("psn_no"));
    result.put("method", row.getString("grouping_method"));
    result.put("code", row.getString("group_code"));
    result.put("name", row.getString("group_name"));
    result.put("mdc", row.getString("mdc"));
    result.put("adrg", row.getString("adrg"));
    result.put("ccmcc", row.getString("ccmcc"));
    result.put("result", row.getString("grouping_answer"));
    result.put("error", row.getString("error"));
    result.put("version", row.getString("version"));
    result.put("more", LedgerJson.map(row.getString("more")));
    JdbcLedgerView.put(result, "askedAt", Tx.instant(row, "asked_at"));
    result.put("outdated", row.getBoolean("outdated"));
    return result;
  }
}
