package org.duima.finance.osgi;

import java.nio.file.Path;
import java.time.Clock;
import org.duima.api.ledger.FinanceSettlements;
import org.duima.api.report.SettlementImports;
import org.duima.finance.internal.FinanceImports;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Publishes the import while the ledger is there. */
@Component(service = SettlementImports.class)
public final class FinanceComponent extends FinanceImports {
  @Activate
  public FinanceComponent(BundleContext context, @Reference FinanceSettlements ledger) {
    super(home(context).resolve("mappings"), ledger, Clock.systemUTC());
  }

  private static Path home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return Path.of(home != null ? home : context.getProperty("karaf.base"));
  }
}
