package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.duima.api.Origin;
import org.duima.api.RawMessage;
import org.duima.api.alert.Alert;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Location;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.encounter.internal.EventFolder;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void theDatabaseIsCopiedBeforeItsTablesChangeAndTheCopyCanBeOpened(@TempDir Path folder)
      throws Exception {
    try (TestDatabase database = TestDatabase.h2File(folder)) {
      migrateTo("9", database);
      Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, new TestClock()).close();
    }
    Path copy = folder.resolve("ledger.before-upgrade-from-9.zip");
    Path restored = Files.createDirectory(folder.resolve("restored"));
    try (ZipFile zip = new ZipFile(copy.toFile());
        InputStream file = zip.getInputStream(zip.getEntry("ledger.mv.db"))) {
      Files.copy(file, restored.resolve("ledger.mv.db"));
    }
    try (TestDatabase database = TestDatabase.h2File(restored);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet newest =
            statement.executeQuery(
                "SELECT \"version\" FROM \"flyway_schema_history\" ORDER BY \"installed_rank\" DESC")) {
      newest.next();
      assertThat(newest.getString(1)).isEqualTo("9");
    }
  }

  @Test
  void aNewDatabaseAndOneOfThisVersionAreNotCopied(@TempDir Path folder) throws Exception {
    try (TestDatabase database = TestDatabase.h2File(folder)) {
      Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, new TestClock()).close();
      Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, new TestClock()).close();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.zip");
  }

  @Test
  void aDatabaseOfALaterVersionIsRefusedAndLeftAlone() throws Exception {
    try (TestDatabase database = TestDatabase.h2Memory()) {
      Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, new TestClock()).close();
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO \"flyway_schema_history\" VALUES (99, '99', 'later', 'SQL',"
                + " 'V99__later.sql', 1, 'SA', CURRENT_TIMESTAMP, 1, TRUE)");
      }
      assertThatThrownBy(
              () -> Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, new TestClock()))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("V99")
          .hasMessageContaining("later version");
    }
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
            .hasValueSatisfying(stay -> assertThat(stay.fact("adm_way")).isPresent());
      }
    }
  }

  /** Statements about persons got a table of their own with version 14. */
  @Test
  void whatWasSaidOfAPersonBeforeTheUpgradeHoldsForAStayThatBeginsAfterIt() throws Exception {
    TestClock clock = new TestClock();
    try (TestDatabase database = TestDatabase.h2Memory()) {
      migrateTo("12", database);
      EncounterEvent said =
          Samples.stated(7, 0, Samples.MORNING, Map.of("curr_addr", "北街1号"), Samples.patient("P1"));
      LocalDateTime aWeekLater = Samples.MORNING.plusDays(7);
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement();
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO event (event_no, stay_id, kind, event_time, body)"
                      + " VALUES (?, NULL, 'Stated', TIMESTAMP '2026-03-02 08:00:00', ?)")) {
        insert.setLong(1, Lanes.eventNo(7, 0));
        insert.setBytes(2, LedgerJson.event(said));
        insert.executeUpdate();
        statement.execute(
            "INSERT INTO unassigned (name, event_no) VALUES ('"
                + Samples.patient("P1")
                + "', "
                + Lanes.eventNo(7, 0)
                + ")");
        statement.execute(
            "INSERT INTO stay (stay_id, version, last_arrival_at) VALUES"
                + " (11, 3, TIMESTAMP '2026-03-09 10:00:00')");
        statement.execute(
            "INSERT INTO stay_key (name, plain, stay_id) VALUES ('"
                + Samples.visit("V1")
                + "', 'V1', 11)");
        statement.execute(
            "INSERT INTO stay_patient (name, stay_id) VALUES ('"
                + Samples.patient("P1")
                + "', 11)");
        insert.setLong(1, Lanes.eventNo(8, 0));
        insert.setBytes(
            2,
            LedgerJson.event(
                new EncounterEvent.Moved(
                    Samples.header(8, 0, aWeekLater, Samples.patient("P1"), Samples.visit("V1")),
                    EncounterEvent.Movement.ADMIT,
                    aWeekLater,
                    Location.UNKNOWN,
                    new Origin(8, "ADT^A01 T8", "PV1"))));
        insert.executeUpdate();
        statement.execute("UPDATE event SET stay_id = 11 WHERE event_no = " + Lanes.eventNo(8, 0));
      }

      try (Ledger ledger = Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, clock)) {
        assertThat(
                ledger
                    .encounterReader(new EventFolder())
                    .read(List.of(Samples.visit("V1")), aWeekLater, LocalDate.of(2026, 1, 1))
                    .visit())
            .hasValueSatisfying(
                stay -> assertThat(stay.fact("curr_addr").orElseThrow().value()).isEqualTo("北街1号"));
      }
    }
  }

  /** Names came with version 13: what came before is kept and has none. */
  @Test
  void messagesOfAHomeWithoutNamesAreKeptAndLaterOnesAreFoundByThem() throws Exception {
    TestClock clock = new TestClock();
    try (TestDatabase database = TestDatabase.h2Memory()) {
      migrateTo("12", database);
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO inbox (arrival_no, received_at, format, sender, control_id,"
                      + " message_type, lane_key, sha256, body_size, body) VALUES (NEXT VALUE FOR"
                      + " arrival_number, TIMESTAMP '2026-03-01 10:00:00', 'fhir-r4', '', '', 'Practitioner', '', ?, 3, ?)")) {
        insert.setBytes(1, InboxRow.sha256("old".getBytes(StandardCharsets.UTF_8)));
        insert.setBytes(2, Deflated.deflate("old".getBytes(StandardCharsets.UTF_8)));
        insert.executeUpdate();
      }

      try (Ledger ledger = Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, clock)) {
        RawMessage named =
            new RawMessage(
                "fhir-r4",
                "",
                "",
                "Practitioner",
                "",
                "new".getBytes(StandardCharsets.UTF_8),
                clock.instant(),
                Set.of("Practitioner/5"));
        long number =
            ledger.inbox().accept(List.of(named)).get(20, TimeUnit.SECONDS).get(0).arrivalNumber();
        assertThat(
                ledger
                    .work()
                    .holding("fhir-r4", Set.of("Practitioner/5"), Long.MAX_VALUE, any -> true)
                    .get("Practitioner/5")
                    .arrivalNumber())
            .isEqualTo(number);
        try (Connection connection = database.dataSource().getConnection();
            Statement statement = connection.createStatement();
            ResultSet kept = statement.executeQuery("SELECT COUNT(*) FROM inbox")) {
          kept.next();
          assertThat(kept.getInt(1)).isEqualTo(2);
        }
      }
    }
  }
}
