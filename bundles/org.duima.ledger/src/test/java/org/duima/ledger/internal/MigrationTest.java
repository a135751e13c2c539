package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.duima.api.alert.Alert;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.encounter.internal.EventFolder;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A home of an earlier release. */
class MigrationTest {
  private static void migrateTo(String version, TestDatabase database) {
    Flyway.configure()
        .dataSource(database.dataSource())
        .locations("classpath:db/migration")
        .placeholders(
            Map.of(
                "bytes", Dialect.H2.bytesType(),
                "large", Dialect.H2.largeType(),
                "cache", Dialect.H2.sequenceCache()))
        .target(version)
        .load()
        .migrate();
  }

  @Test
  void staysWithListsAreEvaluatedOnceSoThatTheirListsGetTheirFacts() throws Exception {
    TestClock clock = new TestClock();
    try (TestDatabase database = TestDatabase.h2Memory()) {
      migrateTo("1", database);
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        for (int stay : new int[] {11, 12}) {
          statement.execute(
              "INSERT INTO stay (stay_id, version, last_arrival_at) VALUES ("
                  + stay
                  + ", 3, TIMESTAMP '2026-03-01 10:00:00')");
        }
        statement.execute(
            "INSERT INTO settlement_list (stay_id, setl_id, state, reason, waiting, findings,"
                + " version, psn_no, mdtrt_id, insured_division, institution, infno, dead_hold,"
                + " changed_at) VALUES (11, 'S1', 'HELD', '', '[]', '[]', 0, '', '', '', 'H1',"
                + " '4101A', FALSE, TIMESTAMP '2026-03-01 10:00:00')");
      }

      try (Ledger ledger = Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, clock)) {
        Instant afterMigration = Instant.now().plusSeconds(60);
        assertThat(ledger.stays().due("test", afterMigration, 10, Duration.ofMinutes(1)))
            .extracting(DueStay::stayId)
            .containsExactly("11");
        assertThat(ledger.stays().due("test", afterMigration, 10, Duration.ofMinutes(1))).isEmpty();
      }
    }
  }

  /** Alerts came with version 11; what was there before is read as it is. */
  @Test
  void alertsAreRecordedInAHomeThatHadNoneAndItsStaysAreRead() throws Exception {
    TestClock clock = new TestClock();
    try (TestDatabase database = TestDatabase.h2Memory()) {
      migrateTo("9", database);
      EncounterEvent event = Samples.stated(7, Samples.patient("P1"), Samples.visit("V1"));
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement();
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO event (event_no, stay_id, kind, event_time, body)"
                      + " VALUES (?, 11, 'Stated', TIMESTAMP '2026-03-02 08:00:00', ?)")) {
        statement.execute(
            "INSERT INTO stay (stay_id, version, last_arrival_at) VALUES"
                + " (11, 3, TIMESTAMP '2026-03-01 10:00:00')");
        statement.execute(
            "INSERT INTO stay_key (name, plain, stay_id) VALUES ('"
                + Samples.visit("V1")
                + "', 'V1', 11)");
        statement.execute(
            "INSERT INTO stay_patient (name, stay_id) VALUES ('"
                + Samples.patient("P1")
                + "', 11)");
        insert.setLong(1, Lanes.eventNo(7, 0));
        insert.setBytes(2, LedgerJson.event(event));
        insert.executeUpdate();
      }

      try (Ledger ledger = Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, clock)) {
        Alert alert = AlertSamples.shown("drug-sex", "K1");
        ledger
            .alerts()
            .record(AlertSamples.order().under(Samples.visit("V1")).with(alert))
            .get(20, TimeUnit.SECONDS);
        assertThat(
                ledger
                    .alerts()
                    .feedback(List.of(AlertSamples.overridden(alert, "R1", clock.instant()))))
            .isEmpty();
        assertThat(ledger.alerts().overridden(List.of(Samples.visit("V1")), Instant.EPOCH))
            .hasSize(1);
        assertThat(
                ledger
                    .encounterReader(new EventFolder())
                    .read(List.of(Samples.visit("V1")), Samples.MORNING, LocalDate.of(2026, 1, 1))
                    .visit())
            .hasValueSatisfying(stay -> assertThat(stay.fact("psn_name")).isPresent());
      }
    }
  }
}
