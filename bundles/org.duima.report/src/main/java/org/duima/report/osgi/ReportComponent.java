package org.duima.report.osgi;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.Board;
import org.duima.api.report.Report;
import org.duima.api.report.ReportFacts;
import org.duima.api.report.Reports;
import org.duima.api.site.Sites;
import org.duima.report.internal.AlertRooms;
import org.duima.report.internal.ReportMaker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Publishes reports and the board while the ledger is there. */
@Component(service = {Reports.class, Board.class})
public final class ReportComponent implements Reports, Board {
  private final ReportMaker maker;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile AlertFacts alertFacts;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile KnowledgeBase knowledge;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile OrderAlerts alerts;

  @Activate
  public ReportComponent(
      @Reference ReportFacts facts, @Reference CodeMapper mapper, @Reference Sites sites) {
    maker =
        new ReportMaker(
            facts,
            mapper,
            sites,
            Clock.systemUTC(),
            new AlertRooms(
                () -> Optional.ofNullable(alertFacts),
                () -> Optional.ofNullable(knowledge),
                () -> Optional.ofNullable(alerts)));
  }

  @Override
  public List<Kind> kinds() {
    return maker.kinds();
  }

  @Override
  public Report make(String name, Map<String, String> parameters) throws RefusedException {
    return maker.make(name, parameters);
  }

  @Override
  public Page rows(Query query) {
    return maker.rows(query);
  }
}
