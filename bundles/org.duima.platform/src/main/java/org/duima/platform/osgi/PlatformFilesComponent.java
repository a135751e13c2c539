package org.duima.platform.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;
import org.duima.platform.internal.PlatformFiles;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the tables of {@code mappings/platform}, so that the engine watches them. */
@Component(service = {HospitalFiles.class, PlatformFilesComponent.class})
public final class PlatformFilesComponent implements HospitalFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformFilesComponent.class);

  private final PlatformFiles files;

  @Activate
  public PlatformFilesComponent(BundleContext context) {
    String home = context.getProperty("duima.home");
    files =
        new PlatformFiles(
            Path.of(home != null ? home : context.getProperty("karaf.base")).resolve("mappings"),
            Clock.systemUTC());
    for (Finding finding : files.loadFindings()) {
      LOG.error("{}: {}", finding.path(), finding.text());
    }
    LOG.info("{}: {} 行 / rows", name(), inForce().entries());
  }

  PlatformFiles files() {
    return files;
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public List<Path> watched() {
    return files.watched();
  }

  @Override
  public List<Finding> reload() {
    return files.reload();
  }

  @Override
  public InForce inForce() {
    return files.inForce();
  }
}
