package org.duima.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.report.Report;
import org.duima.api.report.ReportFacts;
import org.duima.api.site.Site;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.duima.report.internal.AlertRooms;
import org.duima.report.internal.HtmlRenderer;
import org.duima.report.internal.ReportMaker;

/**
 * P6: the code report over a ledger of invented lists with five diagnoses each, in an H2 file with
 * a node's settings, beside a bare two-key group over the same rows of codes, in turns.
 */
public final class ReportBenchmark {
  private static final int STEP = 100_000;
  private static final int CASES = 20_000;
  private static final int DEPARTMENTS = 60;
  private static final int PHYSICIANS = 800;

  /** Spreads numbers over cases without a pattern that the database could profit from. */
  private static final String CASE_OF =
      "CAST(MOD(MOD(l.X * 7919 + p.X * 104729, 1000003) * MOD(l.X + p.X, 97), "
          + CASES
          + ") + 1 AS INTEGER)";

  private ReportBenchmark() {}

  /**
   * @param arguments a directory for the database, kept and used again; number of lists; rounds
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 1) {
      System.err.println("usage: ReportBenchmark DIRECTORY [LISTS] [ROUNDS]");
      System.exit(2);
    }
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    int lists = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    Files.createDirectories(directory);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:file:" + directory.resolve("ledger") + ";QUERY_CACHE_SIZE=128");
    config.setUsername("sa");
    config.setPassword("");
    config.setMaximumPoolSize(12);
    try (HikariDataSource database = new HikariDataSource(config);
        Ledger ledger = Ledger.open(database, LedgerSettings.DEFAULT, Clock.systemUTC())) {
      fill(database, lists);
      CodeMapper mapper = question -> new CodeMatch.Unmapped();
      Site site = Site.of(Map.of());
      ReportMaker reports =
          new ReportMaker(
              ledger.reportFacts(), mapper, () -> site, Clock.systemUTC(), AlertRooms.NONE);
      System.out.printf("%d lists, %d codes%n", lists, 5L * lists);
      for (int round = 1; round <= rounds; round++) {
        Took bare = took(() -> group(database));
        Took codes = took(() -> ledger.reportFacts().codes(ReportFacts.Period.ALL, list -> {}));
        Took standing = took(() -> ledger.reportFacts().lists(ReportFacts.Period.ALL, list -> {}));
        Took report = took(() -> render(reports));
        System.out.printf(
            Locale.ROOT,
            "bare two-key group %s   reading codes %s   reading lists %s   code-match %s, live heap"
                + " after it %d MB of at most %d   ratio to bare %.1f%n",
            bare,
            codes,
            standing,
            report,
            liveHeap() >> 20,
            Runtime.getRuntime().maxMemory() >> 20,
            report.seconds / bare.seconds);
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** The processor time tells what a shared machine would have done alone. */
  private record Took(double seconds, double cpuSeconds) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f s (cpu %.1f s)", seconds, cpuSeconds);
    }
  }

  private static Took took(Work work) throws Exception {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begin = System.nanoTime();
    long cpu = process.getProcessCpuTime();
    work.run();
    return new Took((System.nanoTime() - begin) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9);
  }

  private static void render(ReportMaker reports) throws Exception {
    Report report = reports.make("code-match", Map.of());
    new HtmlRenderer().render(report, OutputStream.nullOutputStream());
  }

  private static void group(HikariDataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT case_id, principal, COUNT(*) FROM code_use GROUP BY case_id, principal")) {
      long codes = 0;
      while (rows.next()) {
        codes += rows.getLong(3);
      }
      if (codes == 0) {
        throw new IllegalStateException("no codes");
      }
    }
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void fill(HikariDataSource database, int lists) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      long there = one(statement, "SELECT COUNT(*) FROM list_fact");
      if (there == lists) {
        return;
      }
      if (there != 0) {
        throw new IllegalStateException("the directory holds " + there + " lists");
      }
      statement.execute(
          "INSERT INTO department (identity, institution, code, name) SELECT HASH('SHA-256', 'd' ||"
              + " X), 'H1', 'D' || X, '科室' || X FROM SYSTEM_RANGE(1, "
              + DEPARTMENTS
              + ")");
      statement.execute(
          "INSERT INTO physician (identity, institution, name) SELECT HASH('SHA-256', 'p' || X),"
              + " 'H1', 'D50103' || X FROM SYSTEM_RANGE(1, "
              + PHYSICIANS
              + ")");
      // nine of ten are mapped
      statement.execute(
          "INSERT INTO code_case (identity, source_key, code_system, edition, code, name, outcome,"
              + " target_code, target_name, gray_as_principal, other_code, many_to_one,"
              + " category_changed, name_differs, decided_by) SELECT HASH('SHA-256', 'c' || X), 'k'"
              + " || X, 'diagnosis', CASE WHEN MOD(X, 7) = 0 THEN 'clinical-1.1' ELSE"
              + " 'clinical-2.0' END, 'A' || X, '诊断' || X, CASE WHEN MOD(X, 10) > 0 THEN 'mapped'"
              + " WHEN MOD(X, 20) = 0 THEN 'unmapped' ELSE 'ambiguous' END, CASE WHEN MOD(X, 10) >"
              + " 0 THEN 'B' || X ELSE '' END, CASE WHEN MOD(X, 10) > 0 THEN '医保诊断' || X ELSE ''"
              + " END, MOD(X, 50) = 1, TRUE, FALSE, MOD(X, 90) = 1, MOD(X, 3) = 0, CASE WHEN MOD(X,"
              + " 10) > 0 THEN 'icd10 2.0' ELSE '' END FROM SYSTEM_RANGE(1, "
              + CASES
              + ")");
      connection.setAutoCommit(false);
      for (int from = 1; from <= lists; from += STEP) {
        String range = "SYSTEM_RANGE(" + from + ", " + Math.min(from + STEP - 1, lists) + ") l";
        statement.execute(
            "INSERT INTO list_fact SELECT l.X, MOD(l.X, 25) = 0, DATE '2024-01-01' + CAST(l.X * 700"
                + " / "
                + lists
                + " AS INTEGER), TIMESTAMP '2024-01-02 10:00:00', MOD(l.X, "
                + DEPARTMENTS
                + ") + 1, MOD(l.X * 31, "
                + PHYSICIANS
                + ") + 1, MOD(l.X * 7907, 5000000), 5, 4, 5, 4, 0, 0, 1, NULL FROM "
                + range);
        statement.execute(
            "INSERT INTO code_use SELECT l.X * 1024 + p.X, "
                + CASE_OF
                + ", p.X = 0 FROM "
                + range
                + " CROSS JOIN SYSTEM_RANGE(0, 4) p ORDER BY 1");
        statement.execute(
            "INSERT INTO settlement_list (list_id, stay_id, setl_id, state, reason, waiting,"
                + " findings, version, discharged_on, psn_no, mdtrt_id, insured_division,"
                + " institution, infno, dead_hold, changed_at) SELECT l.X, l.X, 'S' || LPAD(l.X,"
                + " 18, '0'), CASE WHEN MOD(l.X, 25) = 0 THEN 'HELD' ELSE 'READY' END, '', '[]',"
                + " CASE WHEN MOD(l.X, 25) = 0 THEN"
                + " '[{\"rule\":\"SL-C01\",\"severity\":\"ERROR\",\"path\":\"diseinfo[0]\",\"text\":{\"zh\":\"诊断编码无对照\",\"en\":\"no"
                + " code\"}}]' ELSE '[]' END, 1, DATE '2024-01-01' + CAST(l.X * 700 / "
                + lists
                + " AS INTEGER), 'P' || l.X, 'M' || l.X, '500103', 'H50010300001', '4101A', FALSE,"
                + " CURRENT_TIMESTAMP FROM "
                + range);
        statement.execute(
            "INSERT INTO submission (setl_id, psn_no, mdtrt_id, insured_division, institution,"
                + " infno, list_version, uploaded_version, state, goal, retired, attempts,"
                + " reference, lock_no, changed_at) SELECT 'S' || LPAD(l.X, 18, '0'), 'P' || l.X,"
                + " 'M' || l.X, '500103', 'H50010300001', '4101A', 1, 1, 'SUBMITTED', 'SUBMIT',"
                + " FALSE, 0, 'R' || l.X, 1, CURRENT_TIMESTAMP FROM "
                + range);
        statement.execute(
            "INSERT INTO finance_settlement SELECT 'S' || LPAD(l.X, 18, '0'), 'M' || l.X, 'P' ||"
                + " l.X, '', TIMESTAMP '2024-01-02 10:00:00', MOD(l.X * 7907, 5000000), NULL, NULL,"
                + " FALSE, 'f', 'b', CURRENT_TIMESTAMP FROM "
                + range);
        connection.commit();
      }
      connection.setAutoCommit(true);
      statement.execute("ANALYZE");
      statement.execute("CHECKPOINT SYNC");
    }
  }

  private static long one(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
