package org.duima.source.transaction.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;
import org.duima.source.transaction.internal.TransactionMapping;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Loads the mapping of transactions from the node's home. */
@Component(service = {HospitalFiles.class, TransactionMappingComponent.class})
public final class TransactionMappingComponent extends TransactionMapping {
  /**
   * @throws IllegalStateException if the files have errors: nothing can be read without a mapping
   */
  @Activate
  public TransactionMappingComponent(BundleContext context) {
    super(home(context).resolve("mappings"), Clock.systemDefaultZone());
    List<Finding> findings = reload();
    if (!isLoaded()) {
      throw new IllegalStateException(
          findings.stream()
              .map(finding -> finding.path() + ": " + finding.text())
              .collect(Collectors.joining("; ")));
    }
  }

  private static Path home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return Path.of(home != null ? home : context.getProperty("karaf.base"));
  }
}
