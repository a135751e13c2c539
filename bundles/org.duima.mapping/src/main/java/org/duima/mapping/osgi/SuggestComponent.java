package org.duima.mapping.osgi;

import java.time.Clock;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.site.HospitalFiles;
import org.duima.mapping.internal.MappingTables;
import org.duima.mapping.internal.Suggester;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes suggestions from the tables of the node's home directory. */
@Component(service = {CodeSuggester.class, HospitalFiles.class})
public class SuggestComponent extends Suggester {
  private static final Logger LOG = LoggerFactory.getLogger(SuggestComponent.class);

  @Activate
  public SuggestComponent(BundleContext context, @Reference MappingTables tables) {
    super(MappingComponent.home(context), tables, Clock.systemDefaultZone());
    for (Finding finding : loadFindings()) {
      if (finding.isError()) {
        LOG.error("{}", finding.text());
      } else {
        LOG.warn("{}", finding.text());
      }
    }
  }
}
