package org.duima.ledger.internal;

import java.time.Clock;
import javax.sql.DataSource;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;

/** The parts of the ledger on one database. */
public final class Ledger implements AutoCloseable {
  private final InboxWriter inbox;
  private final MessageWork work;
  private final StayStore stays;
  private final Outbox outbox;
  private final LedgerView view;
  private final AccessStore access;

  /**
   * Migrates the database and starts the inbox.
   *
   * @throws org.duima.api.ledger.StoreUnavailableException if the database cannot be reached
   */
  public static Ledger open(DataSource dataSource, LedgerSettings settings, Clock clock) {
    Ledger ledger = new Ledger(LedgerSchema.migrate(dataSource), settings, clock);
    ledger.inbox.start();
    return ledger;
  }

  private Ledger(Database database, LedgerSettings settings, Clock clock) {
    Decisions decisions = new Decisions();
    inbox = new InboxWriter(database, settings, clock);
    work = new LaneWork(database, inbox, new EventRecorder(settings), decisions, clock);
    stays = new JdbcStayStore(database, new ListKeeper(), clock);
    outbox = new JdbcOutbox(database, decisions);
    view = new JdbcLedgerView(database);
    access = new JdbcAccessStore(database, clock);
  }

  public Inbox inbox() {
    return inbox;
  }

  public MessageWork work() {
    return work;
  }

  public StayStore stays() {
    return stays;
  }

  public Outbox outbox() {
    return outbox;
  }

  public LedgerView view() {
    return view;
  }

  public AccessStore access() {
    return access;
  }

  /** Stores what waits and stops the inbox; the other parts hold nothing. */
  @Override
  public void close() {
    inbox.close();
  }
}
