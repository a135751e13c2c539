package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duima.api.ledger.InquiryView;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListDraft;

/** Reads inquiries and answers. Safe for use by several threads. */
final class JdbcInquiryView implements InquiryView {
  private static final String READ_FAILED = "读取查询结果失败 / reading answers failed";

  /** What we know of the list of an answer; nothing of it if the list is not known here. */
  private static final String WITH_LIST =
      " LEFT JOIN settlement_list l ON l.setl_id = r.setl_id"
          + " LEFT JOIN submission s ON s.setl_id = r.setl_id"
          + " LEFT JOIN list_fact f ON f.list_id = l.list_id"
          + " LEFT JOIN department d ON d.department_id = f.department_id"
          + " WHERE r.settled_month = ? ORDER BY r.setl_id FETCH FIRST ? ROWS ONLY";

  private static final String LIST_COLUMNS =
      "r.*, l.state AS list_state, s.state AS sent_state, d.name AS department_name";

  private final Database database;

  JdbcInquiryView(Database database) {
    this.database = database;
  }

  // ---------------------------------------------------------------- inquiries

  @Override
  public List<Map<String, Object>> inquiries(int max) {
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                "SELECT * FROM inquiry ORDER BY inquiry_no DESC FETCH FIRST ? ROWS ONLY",
                JdbcInquiryView::inquiry,
                max));
  }

  @Override
  public Optional<Map<String, Object>> inquiry(long number) {
    return database.read(
        READ_FAILED,
        tx ->
            tx
                .query(
                    "SELECT * FROM inquiry WHERE inquiry_no = ?", JdbcInquiryView::inquiry, number)
                .stream()
                .findFirst());
  }

  private static Map<String, Object> inquiry(ResultSet row) throws SQLException {
    Map<String, Object> inquiry = new LinkedHashMap<>();
    inquiry.put("number", row.getLong("inquiry_no"));
    inquiry.put("kind", row.getString("kind").toLowerCase(Locale.ROOT));
    inquiry.put("institution", row.getString("institution"));
    inquiry.put("about", about(LedgerJson.inquiry(row.getString("question"))));
    inquiry.put("state", row.getString("state").toLowerCase(Locale.ROOT));
    inquiry.put("page", row.getInt("page"));
    inquiry.put("failures", row.getInt("failures"));
    inquiry.put("read", row.getInt("rows_read"));
    inquiry.put("kept", row.getInt("rows_kept"));
    inquiry.put("refused", row.getInt("rows_refused"));
    inquiry.put("note", row.getString("note"));
    inquiry.put("askedBy", row.getString("asked_by"));
    JdbcLedgerView.put(inquiry, "askedAt", Tx.instant(row, "asked_at"));
    JdbcLedgerView.put(inquiry, "finishedAt", Tx.instant(row, "finished_at"));
    JdbcLedgerView.put(inquiry, "dueAt", Tx.instant(row, "due_at"));
    return inquiry;
  }

  /**
   * What it is about in a word, without the person that a reversal names and the reasons that
   * doctors gave.
   */
  private static String about(Inquiry inquiry) {
    if (inquiry instanceof Inquiry.QualityResults quality) {
      return quality.month().toString();
    } else if (inquiry instanceof Inquiry.Grouping grouping) {
      return grouping.method() + " " + grouping.month();
    } else if (inquiry instanceof Inquiry.Counts counts) {
      return counts.from() + "…" + counts.to();
    } else if (inquiry instanceof Inquiry.DictionaryQuery dictionary) {
      return dictionary.type();
    } else if (inquiry instanceof Inquiry.Catalogue catalogue) {
      return catalogue.infno();
    } else if (inquiry instanceof Inquiry.Download download) {
      return download.infno() + " 9102";
    } else if (inquiry instanceof Inquiry.Dispositions dispositions) {
      return "3103 × " + dispositions.warns().size();
    }
    Inquiry.Reversal reversal = (Inquiry.Reversal) inquiry;
    return reversal.infno() + " " + reversal.msgid();
  }

  // ---------------------------------------------------------------- results

  @Override
  public Map<String, Object> quality(YearMonth month, int max) {
    return database.read(
        READ_FAILED,
        tx -> {
          List<Map<String, Object>> lists =
              tx.query(
                  "SELECT " + LIST_COLUMNS + " FROM quality_result r" + WITH_LIST,
                  row -> withList(PlatformAnswers.quality(row), row),
                  month.toString(),
                  max);
          Map<Object, List<Object>> details = new HashMap<>();
          tx.query(
                  "SELECT * FROM quality_detail WHERE settled_month = ?"
                      + " ORDER BY setl_id, detail_no",
                  row -> Map.entry(row.getString("setl_id"), PlatformAnswers.detail(row)),
                  month.toString())
              .forEach(
                  detail ->
                      details
                          .computeIfAbsent(detail.getKey(), id -> new ArrayList<>())
                          .add(detail.getValue()));
          lists.forEach(
              list -> list.put("details", details.getOrDefault(list.get("setlId"), List.of())));
          return answer(month, lists);
        });
  }

  @Override
  public Map<String, Object> grouping(YearMonth month, int max) {
    return database.read(
        READ_FAILED,
        tx ->
            answer(
                month,
                tx.query(
                    "SELECT " + LIST_COLUMNS + " FROM grouping_result r" + WITH_LIST,
                    row -> withList(PlatformAnswers.group(row), row),
                    month.toString(),
                    max)));
  }

  private static Map<String, Object> answer(YearMonth month, List<Map<String, Object>> lists) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("month", month.toString());
    answer.put("results", lists.size());
    answer.put(
        "unknownLists",
        lists.stream().filter(list -> Boolean.FALSE.equals(list.get("known"))).count());
    answer.put(
        "outdated",
        lists.stream().filter(list -> Boolean.TRUE.equals(list.get("outdated"))).count());
    answer.put("lists", lists);
    return answer;
  }

  private static Map<String, Object> withList(Map<String, Object> result, ResultSet row)
      throws SQLException {
    String state = row.getString("list_state");
    result.put("known", state != null);
    if (state != null) {
      result.put("state", ListKeeper.state(state, row.getString("sent_state")));
      result.put("stateZh", ListKeeper.stateZh(state, row.getString("sent_state")));
      String department = row.getString("department_name");
      result.put("department", department == null ? "" : department);
    }
    return result;
  }

  // ---------------------------------------------------------------- counts

  @Override
  public List<Map<String, Object>> counts(YearMonth month) {
    LocalDate first = month.atDay(1);
    LocalDate last = month.atEndOfMonth();
    return database.read(
        READ_FAILED,
        tx -> {
          Map<String, CountComparison> byInstitution = new TreeMap<>();
          tx.query(
              "SELECT l.institution, s.state, COUNT(*) AS lists FROM settlement_list l"
                  + " JOIN list_fact f ON f.list_id = l.list_id"
                  + " LEFT JOIN submission s ON s.setl_id = l.setl_id"
                  + " WHERE l.setl_id IS NOT NULL AND l.state <> ? AND f.settled_at >= ?"
                  + " AND f.settled_at < ? GROUP BY l.institution, s.state",
              row -> own(byInstitution, row),
              ListDraft.State.NOT_DUE,
              first.atStartOfDay(),
              last.plusDays(1).atStartOfDay());
          tx.query(
              "SELECT * FROM platform_count WHERE from_day = ? AND to_day = ?",
              row -> platform(byInstitution, row),
              first,
              last);
          List<Map<String, Object>> shown = new ArrayList<>();
          byInstitution.forEach(
              (institution, counts) -> shown.add(counts.shown(institution, first, last)));
          return shown;
        });
  }

  private static CountComparison own(Map<String, CountComparison> counts, ResultSet row)
      throws SQLException {
    CountComparison counted = of(counts, row);
    String sent = row.getString("state");
    counted.own(
        sent == null ? Submission.State.NONE : Submission.State.valueOf(sent), row.getInt("lists"));
    return counted;
  }

  private static CountComparison platform(Map<String, CountComparison> counts, ResultSet row)
      throws SQLException {
    CountComparison counted = of(counts, row);
    for (CountComparison.Number number : CountComparison.Number.values()) {
      counted.platform(number, (Integer) row.getObject(number.column()));
    }
    counted.askedAt(Tx.instant(row, "asked_at"));
    return counted;
  }

  private static CountComparison of(Map<String, CountComparison> counts, ResultSet row)
      throws SQLException {
    return counts.computeIfAbsent(row.getString("institution"), code -> new CountComparison());
  }
}
