package org.duima.report.osgi;

import java.time.Clock;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.report.Board;
import org.duima.api.report.ReportFacts;
import org.duima.api.report.Reports;
import org.duima.api.site.Sites;
import org.duima.report.internal.ReportMaker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Publishes reports and the board while the ledger is there. */
@Component(service = {Reports.class, Board.class})
public final class ReportComponent extends ReportMaker {
  @Activate
  public ReportComponent(
      @Reference ReportFacts facts, @Reference CodeMapper mapper, @Reference Sites sites) {
    super(facts, mapper, sites, Clock.systemUTC());
  }
}
