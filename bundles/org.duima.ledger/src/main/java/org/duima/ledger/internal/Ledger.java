package org.duima.ledger.internal;

import java.time.Clock;
import java.time.Instant;
import javax.sql.DataSource;
import org.duima.api.alert.AlertStore;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.StayFolder;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.Corrections;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.FinanceSettlements;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.InquiryView;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.ReportFacts;

/** The parts of the ledger on one database. */
public final class Ledger implements AutoCloseable {
  private final Database database;
  private final Clock clock;
  private final InboxWriter inbox;
  private final MessageWork work;
  private final StayStore stays;
  private final Outbox outbox;
  private final Deliveries deliveries;
  private final LedgerView view;
  private final AccessStore access;
  private final CodeDecisions codeDecisions;
  private final CodeQueue codeQueue;
  private final Corrections corrections;
  private final ReportFacts reportFacts;
  private final FinanceSettlements financeSettlements;
  private final Inquiries inquiries;
  private final InquiryView inquiryView;
  private final JdbcAlertStore alerts;
  private final AlertFacts alertFacts;

  /**
   * Migrates the database and starts the writers of inbox and alerts.
   *
   * @throws org.duima.api.ledger.StoreUnavailableException if the database cannot be reached
   */
  public static Ledger open(DataSource dataSource, LedgerSettings settings, Clock clock) {
    Ledger ledger = new Ledger(LedgerSchema.migrate(dataSource), settings, clock);
    ledger.inbox.start();
    ledger.alerts.start();
    return ledger;
  }

  private Ledger(Database database, LedgerSettings settings, Clock clock) {
    this.database = database;
    this.clock = clock;
    Decisions decisions = new Decisions();
    ArisingDeliveries arising = new ArisingDeliveries();
    inbox = new InboxWriter(database, settings, clock);
    work = new LaneWork(database, inbox, new EventRecorder(settings), decisions, clock);
    stays = new JdbcStayStore(database, new ListKeeper(arising), new ListFacts(database), clock);
    outbox = new JdbcOutbox(database, decisions, arising);
    deliveries = new JdbcDeliveries(database, decisions, arising);
    view = new JdbcLedgerView(database);
    access = new JdbcAccessStore(database, decisions, clock);
    codeDecisions = new JdbcCodeDecisions(database);
    codeQueue = new JdbcCodeQueue(database);
    corrections = new JdbcCorrections(database);
    reportFacts = new JdbcReportFacts(database);
    financeSettlements = new JdbcFinanceSettlements(database, decisions);
    inquiries = new JdbcInquiries(database, decisions);
    inquiryView = new JdbcInquiryView(database);
    alerts = new JdbcAlertStore(database, settings, clock);
    alertFacts = new JdbcAlertFacts(database);
  }

  /**
   * Frees the messages, stays, inquiries and deliveries that a process held when it was killed.
   * Only for a database file that one process alone can open, so that whoever held a lease is gone;
   * does nothing on others. Calls to the platform and to destinations keep their lease: it gives a
   * slow one time to take a list before it is asked about it.
   */
  public void endLeasesOfFormerProcess() {
    if (database.dialect() != Dialect.H2) {
      return;
    }
    Instant now = clock.instant();
    database.change(
        "释放租约失败 / ending leases failed",
        tx -> {
          tx.update("UPDATE lane SET leased_by = NULL, lease_token = NULL, leased_until = NULL");
          tx.update("UPDATE inquiry SET leased_by = NULL, leased_until = NULL");
          tx.update(
              "UPDATE delivery SET leased_by = NULL, leased_until = NULL WHERE asking = FALSE");
          return tx.update("UPDATE stay SET due_at = ? WHERE due_at > ?", now, now);
        });
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

  public Deliveries deliveries() {
    return deliveries;
  }

  public LedgerView view() {
    return view;
  }

  public AccessStore access() {
    return access;
  }

  public CodeDecisions codeDecisions() {
    return codeDecisions;
  }

  public CodeQueue codeQueue() {
    return codeQueue;
  }

  public Corrections corrections() {
    return corrections;
  }

  public ReportFacts reportFacts() {
    return reportFacts;
  }

  public FinanceSettlements financeSettlements() {
    return financeSettlements;
  }

  public Inquiries inquiries() {
    return inquiries;
  }

  public InquiryView inquiryView() {
    return inquiryView;
  }

  public AlertStore alerts() {
    return alerts;
  }

  public AlertFacts alertFacts() {
    return alertFacts;
  }

  /** A reader that folds with the given folder and keeps what it folded last. */
  public EncounterReader encounterReader(StayFolder folder) {
    return new JdbcEncounterReader(database, folder);
  }

  /** Stores what waits and stops both writers; the other parts hold nothing to be stored. */
  @Override
  public void close() {
    inbox.close();
    alerts.close();
  }
}
