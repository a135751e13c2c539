package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.duima.api.ledger.StayStore.DueStay;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A home of an earlier release. */
class MigrationTest {
  @Test
  void staysWithListsAreEvaluatedOnceSoThatTheirListsGetTheirFacts() throws Exception {
    TestClock clock = new TestClock();
    try (TestDatabase database = TestDatabase.h2Memory()) {
      Flyway.configure()
          .dataSource(database.dataSource())
          .locations("classpath:db/migration")
          .placeholders(
              Map.of(
                  "bytes", Dialect.H2.bytesType(),
                  "large", Dialect.H2.largeType(),
                  "cache", Dialect.H2.sequenceCache()))
          .target("1")
          .load()
          .migrate();
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
}
