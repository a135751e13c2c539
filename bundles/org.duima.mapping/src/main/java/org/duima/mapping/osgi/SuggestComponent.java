package org.duima.mapping.osgi;

import java.time.Clock;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.Sites;
import org.duima.mapping.internal.MappingTables;
import org.duima.mapping.internal.Suggester;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes suggestions from the tables of the node's home directory, and lets the tables answer
 * with sure ones where the site wants it.
 */
@Component(
    service = {CodeSuggester.class, HospitalFiles.class},
    immediate = true)
public class SuggestComponent extends Suggester {
  private static final Logger LOG = LoggerFactory.getLogger(SuggestComponent.class);

  @Activate
  public SuggestComponent(
      BundleContext context, @Reference MappingTables tables, @Reference Sites sites) {
    super(MappingComponent.home(context), tables, Clock.systemDefaultZone());
    tables.applySuggestions(this::suggest, () -> sites.current().suggestionsFrom());
    for (Finding finding : loadFindings()) {
      if (finding.isError()) {
        LOG.error("{}", finding.text());
      } else {
        LOG.warn("{}", finding.text());
      }
    }
    tables.applySuggestions(this::suggest, () -> sites.current().suggestionsFrom());
  }
}
