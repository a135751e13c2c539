package org.duima.report.internal;

import java.time.Clock;
import java.time.LocalDate;
import org.duima.api.Text;
import org.duima.api.report.DeadlineWatch;
import org.duima.api.report.ReportFacts;
import org.duima.api.site.Deadline;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;

/**
 * Counts the lists whose deadline has passed or soon will, and tells monitors. Safe for use by
 * several threads; {@link #look} by one.
 */
public class DeadlineLook implements DeadlineWatch, HealthCheck {
  /** Older stays are for the reports: reading all of a large ledger takes seconds. */
  private static final int DAYS_BACK = 200;

  private final ReportFacts facts;
  private final Sites sites;
  private final Clock clock;
  private volatile Alarm alarm = Alarm.NONE;

  protected DeadlineLook(ReportFacts facts, Sites sites, Clock clock) {
    this.facts = facts;
    this.sites = sites;
    this.clock = clock;
  }

  /**
   * Looks through the lists.
   *
   * @throws org.duima.api.ledger.StoreUnavailableException if the store cannot be reached
   */
  public final Alarm look() {
    Site site = sites.current();
    if (site.deadline().base() == Deadline.Base.NONE) {
      alarm = Alarm.NONE;
      return alarm;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), site.zone());
    ListRows rows = new ListRows(site.deadline(), today);
    long[] counts = new long[2];
    facts.lists(
        new ReportFacts.Period(today.minusDays(DAYS_BACK), null, ""),
        list -> {
          if (rows.isOverdue(list)) {
            counts[0]++;
          } else if (rows.isDueSoon(list)) {
            counts[1]++;
          }
        });
    alarm = new Alarm(counts[0], counts[1], site.deadline().warnDays());
    return alarm;
  }

  @Override
  public final Alarm alarm() {
    return alarm;
  }

  @Override
  public final String name() {
    return "deadline";
  }

  /** A late list is work for people, not a fault of the node. */
  @Override
  public final Health check() {
    return new Health(true, false, text(alarm));
  }

  /** The alarm in words. */
  public static Text text(Alarm alarm) {
    return alarm.isRaised()
        ? new Text(
            alarm.overdue() + " 份清单已逾期，" + alarm.soon() + " 份将在 " + alarm.warnDays() + " 天内到期",
            alarm.overdue()
                + " lists are overdue, "
                + alarm.soon()
                + " are due within "
                + alarm.warnDays()
                + " days")
        : new Text("没有逾期或将到期的清单", "no list is overdue or soon due");
  }
}
