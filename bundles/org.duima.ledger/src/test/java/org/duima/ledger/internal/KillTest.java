package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.duima.api.alert.Alert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it takes messages and records alerts has lost none that it
 * acknowledged, and has no half of one. That the bytes are on the disk and not only with the
 * operating system no test of this kind can show.
 */
class KillTest {
  private static final int ACKNOWLEDGED = 3_000;

  @TempDir Path folder;

  /** The process to be killed: prints the number of each message after it was acknowledged. */
  public static final class Child {
    private Child() {}

    /**
     * @param args folder of the database
     */
    public static void main(String[] args) throws Exception {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      TestDatabase database = TestDatabase.h2File(Path.of(args[0]));
      Ledger ledger = Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, Clock.systemUTC());
      for (int sender = 0; sender < 4; sender++) {
        int own = sender;
        new Thread(() -> send(ledger, own, out)).start();
        new Thread(() -> alert(ledger, out)).start();
      }
    }

    private static void alert(Ledger ledger, PrintStream out) {
      while (true) {
        Alert alert = AlertSamples.shown("drug-sex", "K1", "K2");
        ledger
            .alerts()
            .record(
                AlertSamples.order()
                    .under(Samples.visit("V1"))
                    .with(alert, AlertSamples.silent("drug-sex", "K1")))
            .join();
        out.println("alert " + alert.id());
      }
    }

    private static void send(Ledger ledger, int sender, PrintStream out) {
      for (int i = 0; ; i++) {
        String controlId = sender + "-" + i;
        long number =
            ledger
                .inbox()
                .accept(List.of(Samples.message(controlId, "P" + i, Clock.systemUTC().instant())))
                .join()
                .get(0)
                .arrivalNumber();
        out.println(number + " " + controlId);
      }
    }
  }

  @Test
  @Timeout(120)
  void losesNothingThatItAcknowledgedWhenKilled() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Set<String> acknowledged = new HashSet<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      while (acknowledged.size() < ACKNOWLEDGED) {
        String line = lines.readLine();
        assertThat(line).as("the child stopped by itself").isNotNull();
        acknowledged.add(line);
      }
      // Process.destroyForcibly would close the stream that is still to be read
      child.toHandle().destroyForcibly();
      readRest(lines, acknowledged);
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();

    try (TestDatabase database = TestDatabase.h2File(folder);
        Ledger ledger =
            Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, Clock.systemUTC())) {
      Set<String> stored = stored(database.dataSource());
      Set<String> alerts = alerts(database.dataSource());
      assertThat(acknowledged)
          .allMatch(one -> one.startsWith("alert ") ? alerts.contains(one) : stored.contains(one));
      assertThat(acknowledged).anyMatch(alerts::contains);
      assertNoAlertIsHalfThere(database.dataSource(), alerts.size());
      assertThat(ledger.view().isUp()).isTrue();
      long next =
          ledger
              .inbox()
              .accept(List.of(Samples.message("after", "P1", Clock.systemUTC().instant())))
              .get(20, TimeUnit.SECONDS)
              .get(0)
              .arrivalNumber();
      assertThat(stored).noneMatch(row -> Long.parseLong(row.split(" ")[0]) >= next);
    }
  }

  /** Whole lines that were written before the end; the last may be cut. */
  private static void readRest(BufferedReader lines, Set<String> acknowledged) throws IOException {
    String last = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (last != null) {
        acknowledged.add(last);
      }
      last = line;
    }
  }

  private static Set<String> stored(HikariDataSource dataSource) throws Exception {
    Set<String> rows = new HashSet<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT i.arrival_no, i.control_id FROM inbox i JOIN pending p"
                    + " ON MOD(p.work_no, "
                    + Lanes.laneStep()
                    + ") = i.arrival_no")) {
      while (row.next()) {
        rows.add(row.getLong(1) + " " + row.getString(2));
      }
    }
    return rows;
  }

  private static Set<String> alerts(HikariDataSource dataSource) throws Exception {
    Set<String> ids = new HashSet<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT a.alert_id FROM alert a JOIN alert_detail d ON d.alert_no = a.alert_no"
                    + " WHERE a.shown")) {
      while (row.next()) {
        ids.add("alert " + row.getString(1));
      }
    }
    return ids;
  }

  /** Each order had one shown alert of two points and a silent hit of one, and was counted. */
  private static void assertNoAlertIsHalfThere(HikariDataSource dataSource, long orders)
      throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT COUNT(*) FROM alert), (SELECT COUNT(*) FROM alert_detail),"
                    + " (SELECT COUNT(*) FROM alert_point), (SELECT SUM(judged) FROM alert_day)")) {
      row.next();
      assertThat(row.getLong(1)).isEqualTo(2 * orders);
      assertThat(row.getLong(2)).isEqualTo(2 * orders);
      assertThat(row.getLong(3)).isEqualTo(3 * orders);
      assertThat(row.getLong(4)).isEqualTo(orders);
    }
  }
}
