package org.duima.source.transaction.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;
import org.duima.source.transaction.internal.OrderTables;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Loads what values of 3101 and 3102 mean from the node's home. */
@Component(service = {HospitalFiles.class, OrderTablesComponent.class})
public final class OrderTablesComponent extends OrderTables {
  /**
   * @throws IllegalStateException if the files have errors
   */
  @Activate
  public OrderTablesComponent(BundleContext context) {
    super(Path.of(home(context)).resolve("mappings"), Clock.systemDefaultZone());
    List<Finding> findings = reload();
    if (!isLoaded()) {
      throw new IllegalStateException(
          findings.stream()
              .map(finding -> finding.path() + ": " + finding.text())
              .collect(Collectors.joining("; ")));
    }
  }

  private static String home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return home != null ? home : context.getProperty("karaf.base");
  }
}
