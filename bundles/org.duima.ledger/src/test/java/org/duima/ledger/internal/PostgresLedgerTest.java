package org.duima.ledger.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The same on a real PostgreSQL. */
class PostgresLedgerTest {
  private static Postgres postgres;

  @BeforeAll
  static void start() throws Exception {
    Optional<Postgres> started = Postgres.start();
    assumeTrue(
        started.isPresent(),
        "no PostgreSQL here: install initdb and postgres, or give -Dduima.postgres=jdbc:…");
    postgres = started.get();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.stop();
    }
  }

  @Nested
  class InboxOnPostgres extends InboxContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class WorkOnPostgres extends WorkContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class HeldOnPostgres extends HeldContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class StaysOnPostgres extends StayContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class OutboxOnPostgres extends OutboxContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class ConversationOnPostgres extends ConversationContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class CorrectionsOnPostgres extends CorrectionContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class ViewOnPostgres extends ViewContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class CodesOnPostgres extends CodeContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class ReportsOnPostgres extends ReportContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class AccessOnPostgres extends AccessContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class InquiriesOnPostgres extends InquiryContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class AlertsOnPostgres extends AlertContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class EncountersOnPostgres extends EncounterContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }

  @Nested
  class DeliveriesOnPostgres extends DeliveryContract {
    @Override
    TestDatabase freshDatabase() throws SQLException {
      return postgres.freshDatabase();
    }
  }
}
