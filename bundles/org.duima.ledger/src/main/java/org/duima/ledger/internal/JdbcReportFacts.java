package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.platform.Submission;
import org.duima.api.report.FinanceRow;
import org.duima.api.report.ListStatus;
import org.duima.api.report.ReportFacts;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.Waiting;

/**
 * Reads whole tables window by window of list numbers, each window in a short transaction of its
 * own: memory stays constant, no connection is held for long, and no old versions of rows pile up
 * behind a long one. A list that changes meanwhile is told as it was before or after.
 */
final class JdbcReportFacts implements ReportFacts {
  private static final String READ_FAILED = "读取报表数据失败 / reading facts for a report failed";

  /** Lists of one window. H2 keeps results of up to 40,000 rows in memory. */
  private static final int WINDOW = 5_000;

  private static final String FINANCE_COLUMNS =
      "n.setl_id, n.mdtrt_id, n.psn_no, n.department, n.settled_at, n.total_fen, n.fund_fen,"
          + " n.account_fen, n.refunded";

  private static final String LISTS =
      "SELECT l.setl_id, l.stay_id, l.mdtrt_id, l.state, l.reason, l.version, l.held_by,"
          + " l.discharged_on, f.settled_at, f.department_id, f.physician_id, f.total_fen,"
          + " CASE WHEN l.state = 'WAITING' THEN l.waiting END AS waiting,"
          + " CASE WHEN l.state = 'HELD' THEN l.findings END AS findings,"
          + " s.state AS sent_state, s.uploaded_version, "
          + FINANCE_COLUMNS
          + " FROM settlement_list l LEFT JOIN list_fact f ON f.list_id = l.list_id"
          + " LEFT JOIN submission s ON s.setl_id = l.setl_id"
          + " LEFT JOIN finance_settlement n ON n.setl_id = l.setl_id"
          + " WHERE l.list_id BETWEEN ? AND ?";

  private final Database database;

  JdbcReportFacts(Database database) {
    this.database = database;
  }

  private record Bounds(long first, long last) {}

  private record Department(String code, String name) {
    static final Department UNKNOWN = new Department("", "");
  }

  /** The row of a list while its codes are collected. */
  private record Head(
      long listId,
      LocalDate dischargedOn,
      int department,
      int physician,
      Money total,
      boolean held) {}

  /** Words that lists point to by number; they grow with the hospital, not with its lists. */
  private static final class Words {
    private final Map<Integer, Department> departments = new HashMap<>();
    private final Map<Integer, String> physicians = new HashMap<>();
    private CodeUse[] cases = new CodeUse[0];
    private CodeUse[] principals = new CodeUse[0];

    Department department(Tx tx, int id) throws SQLException {
      if (id > 0 && !departments.containsKey(id)) {
        tx.query(
            "SELECT department_id, code, name FROM department",
            row ->
                departments.put(row.getInt(1), new Department(row.getString(2), row.getString(3))));
      }
      return departments.getOrDefault(id, Department.UNKNOWN);
    }

    String physician(Tx tx, int id) throws SQLException {
      if (id > 0 && !physicians.containsKey(id)) {
        tx.query(
            "SELECT physician_id, name FROM physician",
            row -> physicians.put(row.getInt(1), row.getString(2)));
      }
      return physicians.getOrDefault(id, "");
    }

    /** The use of a case; always the same object. */
    CodeUse use(Tx tx, int caseId, boolean principal) throws SQLException {
      if (caseId >= cases.length || cases[caseId] == null) {
        readCases(tx);
      }
      return principal ? principals[caseId] : cases[caseId];
    }

    private void readCases(Tx tx) throws SQLException {
      tx.query(
          "SELECT * FROM code_case",
          row -> {
            int id = row.getInt("case_id");
            if (id >= cases.length) {
              int length = Math.max(id + 1, cases.length * 2);
              cases = Arrays.copyOf(cases, length);
              principals = Arrays.copyOf(principals, length);
            }
            if (cases[id] == null) {
              cases[id] = JdbcReportFacts.use(row, false);
              principals[id] = JdbcReportFacts.use(row, true);
            }
            return id;
          });
    }
  }

  private <T> List<T> read(String sql, Tx.Row<T> reader, Object... values) {
    return database.read(READ_FAILED, tx -> tx.query(sql, reader, values));
  }

  private static CodeUse use(ResultSet row, boolean principal) throws SQLException {
    return new CodeUse(
        principal,
        new Code(
            CodeSystem.ofId(row.getString("code_system")),
            row.getString("edition"),
            row.getString("code")),
        row.getString("name"),
        CodeUse.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
        row.getString("target_code"),
        row.getString("target_name"),
        row.getBoolean("gray_as_principal"),
        row.getBoolean("other_code"),
        row.getBoolean("many_to_one"),
        row.getBoolean("category_changed"),
        row.getBoolean("name_differs"),
        row.getString("decided_by"));
  }

  @Override
  public void codes(Period period, Consumer<CodedList> each) {
    Words words = new Words();
    Bounds bounds = bounds("list_fact", period, false);
    for (long first = bounds.first; first <= bounds.last; first += WINDOW) {
      long from = first;
      long to = Math.min(first + WINDOW - 1, bounds.last);
      database.read(READ_FAILED, tx -> codes(tx, words, from, to)).stream()
          .filter(list -> within(period, list.dischargedOn()))
          .filter(
              list ->
                  period.department().isEmpty() || period.department().equals(list.department()))
          .forEach(each);
    }
  }

  private static List<CodedList> codes(Tx tx, Words words, long from, long to) throws SQLException {
    List<Head> heads =
        tx.query(
            "SELECT list_id, discharged_on, department_id, physician_id, total_fen, held"
                + " FROM list_fact WHERE list_id BETWEEN ? AND ? ORDER BY list_id",
            JdbcReportFacts::head,
            from,
            to);
    List<CodedList> lists = new ArrayList<>(heads.size());
    List<CodeUse> codes = new ArrayList<>();
    Iterator<Head> next = heads.iterator();
    Head[] at = {next.hasNext() ? next.next() : null};
    tx.query(
        "SELECT use_no, case_id, principal FROM code_use WHERE use_no BETWEEN ? AND ?"
            + " ORDER BY use_no",
        row -> {
          long listId = row.getLong(1) / ListFacts.PLACES;
          while (at[0] != null && at[0].listId < listId) {
            close(tx, words, at[0], codes, lists);
            at[0] = next.hasNext() ? next.next() : null;
          }
          if (at[0] != null && at[0].listId == listId) {
            codes.add(words.use(tx, row.getInt(2), row.getBoolean(3)));
          }
          return null;
        },
        from * ListFacts.PLACES,
        (to + 1) * ListFacts.PLACES - 1);
    if (at[0] != null) {
      close(tx, words, at[0], codes, lists);
    }
    return lists;
  }

  private static void close(
      Tx tx, Words words, Head head, List<CodeUse> codes, List<CodedList> lists)
      throws SQLException {
    if (codes.isEmpty()) {
      return;
    }
    Department department = words.department(tx, head.department);
    lists.add(
        new CodedList(
            head.listId,
            department.code,
            department.name,
            words.physician(tx, head.physician),
            head.dischargedOn,
            head.total,
            head.held,
            List.copyOf(codes)));
    codes.clear();
  }

  private static Head head(ResultSet row) throws SQLException {
    InOrder in = new InOrder(row);
    return new Head(
        in.number(), in.date(), (int) in.number(), (int) in.number(), in.money(), in.flag());
  }

  /** Numbers of lists among which those of a period are. */
  private Bounds bounds(String table, Period period, boolean withoutDischarge) {
    StringBuilder sql =
        new StringBuilder("SELECT MIN(list_id), MAX(list_id) FROM " + table + " WHERE 1 = 1");
    List<Object> values = new ArrayList<>();
    String or = withoutDischarge ? " OR discharged_on IS NULL)" : ")";
    if (period.from() != null) {
      sql.append(" AND (discharged_on >= ?").append(or);
      values.add(period.from());
    }
    if (period.to() != null) {
      sql.append(" AND (discharged_on <= ?").append(or);
      values.add(period.to());
    }
    return read(
            sql.toString(),
            row -> {
              long first = row.getLong(1);
              return row.wasNull() ? new Bounds(1, 0) : new Bounds(first, row.getLong(2));
            },
            values.toArray())
        .get(0);
  }

  private static boolean within(Period period, LocalDate day) {
    if (day == null) {
      return period.from() == null && period.to() == null;
    }
    return (period.from() == null || !day.isBefore(period.from()))
        && (period.to() == null || !day.isAfter(period.to()));
  }

  @Override
  public void lists(Period period, Consumer<ListStatus> each) {
    Words words = new Words();
    Bounds bounds = bounds("settlement_list", period, true);
    for (long first = bounds.first; first <= bounds.last; first += WINDOW) {
      long from = first;
      long to = Math.min(first + WINDOW - 1, bounds.last);
      database
          .read(READ_FAILED, tx -> tx.query(LISTS, row -> list(tx, row, words), from, to))
          .stream()
          .filter(list -> within(period, day(list)) && of(period.department(), list))
          .forEach(each);
    }
    neverArrived(period, each);
  }

  /** The day that a period asks for. */
  private static LocalDate day(ListStatus list) {
    if (list.dischargedOn() != null) {
      return list.dischargedOn();
    }
    if (list.settledAt() != null) {
      return list.settledAt().toLocalDate();
    }
    return list.finance() == null || list.finance().settledAt() == null
        ? null
        : list.finance().settledAt().toLocalDate();
  }

  private static boolean of(String department, ListStatus list) {
    return department.isEmpty()
        || department.equals(list.department())
        || list.state() == null && department.equals(list.finance().department());
  }

  private void neverArrived(Period period, Consumer<ListStatus> each) {
    String after = "";
    List<ListStatus> rows;
    do {
      rows =
          read(
              "SELECT "
                  + FINANCE_COLUMNS
                  + " FROM finance_settlement n WHERE n.setl_id > ? AND NOT EXISTS (SELECT 1 FROM"
                  + " settlement_list l WHERE l.setl_id = n.setl_id) ORDER BY n.setl_id"
                  + " FETCH FIRST "
                  + WINDOW
                  + " ROWS ONLY",
              row -> neverArrived(finance(new InOrder(row))),
              after);
      for (ListStatus row : rows) {
        after = row.setlId();
        if (within(period, day(row)) && of(period.department(), row)) {
          each.accept(row);
        }
      }
    } while (rows.size() == WINDOW);
  }

  private static ListStatus neverArrived(FinanceRow finance) {
    return new ListStatus(
        finance.setlId(),
        0,
        finance.mdtrtId(),
        "",
        "",
        "",
        null,
        null,
        null,
        null,
        "",
        List.of(),
        List.of(),
        "",
        null,
        0,
        0,
        finance);
  }

  private static ListStatus list(Tx tx, ResultSet row, Words words) throws SQLException {
    InOrder in = new InOrder(row);
    String setlId = in.text();
    long stayId = in.number();
    String mdtrtId = in.text();
    ListDraft.State state = ListDraft.State.valueOf(in.text());
    String reason = in.text();
    int version = (int) in.number();
    String keptBy = in.text();
    LocalDate dischargedOn = in.date();
    LocalDateTime settledAt = in.time();
    Department department = words.department(tx, (int) in.number());
    String physician = words.physician(tx, (int) in.number());
    Money total = in.money();
    List<Waiting> waiting = LedgerJson.records(Waiting.class, in.text());
    List<Finding> findings = LedgerJson.records(Finding.class, in.text());
    String sent = in.text();
    int uploadedVersion = (int) in.number();
    return new ListStatus(
        setlId == null ? "" : setlId,
        stayId,
        mdtrtId,
        department.code,
        department.name,
        physician,
        dischargedOn,
        settledAt,
        total,
        state,
        reason,
        waiting,
        findings.stream().filter(Finding::isError).toList(),
        keptBy == null ? "" : keptBy,
        sent == null ? null : Submission.State.valueOf(sent),
        uploadedVersion,
        version,
        finance(in));
  }

  /** Null if the row has none. */
  private static FinanceRow finance(InOrder in) throws SQLException {
    String setlId = in.text();
    return setlId == null
        ? null
        : new FinanceRow(
            setlId,
            in.text(),
            in.text(),
            in.text(),
            in.time(),
            in.money(),
            in.money(),
            in.money(),
            in.flag());
  }

  /** Reads the columns of a row one after another: finding them by name costs as much again. */
  private static final class InOrder {
    private final ResultSet row;
    private int column;

    InOrder(ResultSet row) {
      this.row = row;
    }

    String text() throws SQLException {
      return row.getString(++column);
    }

    /** 0 for null. */
    long number() throws SQLException {
      return row.getLong(++column);
    }

    Money money() throws SQLException {
      long fen = row.getLong(++column);
      return row.wasNull() ? null : new Money(fen);
    }

    LocalDate date() throws SQLException {
      return row.getObject(++column, LocalDate.class);
    }

    LocalDateTime time() throws SQLException {
      return row.getObject(++column, LocalDateTime.class);
    }

    boolean flag() throws SQLException {
      return row.getBoolean(++column);
    }
  }

  @Override
  public Optional<Coverage> finance() {
    return read(
            "SELECT COUNT(*) AS settlements, MIN(settled_at) AS earliest, MAX(settled_at) AS latest"
                + " FROM finance_settlement",
            row ->
                new Coverage(
                    row.getLong("settlements"),
                    date(Tx.local(row, "earliest")),
                    date(Tx.local(row, "latest"))))
        .stream()
        .filter(known -> known.settlements() > 0)
        .findFirst();
  }

  private static LocalDate date(LocalDateTime at) {
    return at == null ? null : at.toLocalDate();
  }
}
