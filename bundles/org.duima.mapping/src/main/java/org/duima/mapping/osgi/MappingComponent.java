package org.duima.mapping.osgi;

import java.nio.file.Path;
import java.time.Clock;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.Sites;
import org.duima.mapping.internal.MappingTables;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the tables of the node's home directory; as {@link MappingTables} only to this bundle,
 * which does not export that class.
 */
@Component(
    service = {CodeMapper.class, Dictionaries.class, HospitalFiles.class, MappingTables.class})
public class MappingComponent extends MappingTables {
  private static final Logger LOG = LoggerFactory.getLogger(MappingComponent.class);

  @Activate
  public MappingComponent(BundleContext context, @Reference Sites sites) {
    super(home(context), Clock.systemDefaultZone(), () -> sites.current().region());
    for (Finding finding : loadFindings()) {
      if (finding.isError()) {
        LOG.error("{}", finding.text());
      } else {
        LOG.warn("{}", finding.text());
      }
    }
    LOG.info("{}: {} 行 / rows", name(), inForce().entries());
  }

  static Path home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return Path.of(home != null ? home : context.getProperty("karaf.base"));
  }
}
