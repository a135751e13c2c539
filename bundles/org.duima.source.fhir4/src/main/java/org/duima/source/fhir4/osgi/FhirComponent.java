package org.duima.source.fhir4.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Hashtable;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;
import org.duima.source.fhir4.internal.stay.FhirAdapter;
import org.duima.source.fhir4.internal.stay.TableFiles;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers FHIR R4 to the node: the mapping files at once, the adapter as soon as a mapping has been
 * loaded. Until then messages are taken and wait in the inbox.
 */
@Component(
    immediate = true,
    service = HospitalFiles.class,
    property = {"format=fhir-r4"})
public final class FhirComponent implements HospitalFiles {
  private static final Logger LOG = LoggerFactory.getLogger(FhirComponent.class);

  private final BundleContext bundles;
  private final TableFiles files;
  private final SourceAdapter adapter;
  private ServiceRegistration<SourceAdapter> registration;

  /** Loads {@code mappings/} of the node's home. */
  @Activate
  public FhirComponent(
      BundleContext bundles, @Reference Sites sites, @Reference Dictionaries dictionaries) {
    this.bundles = bundles;
    this.files = new TableFiles(home(bundles).resolve("mappings"), Clock.systemUTC());
    this.adapter = new FhirAdapter(sites, () -> dictionaries, files);
    reload();
  }

  private static Path home(BundleContext bundles) {
    String home = bundles.getProperty("duima.home");
    return Path.of(home != null ? home : bundles.getProperty("karaf.base"));
  }

  @Override
  public synchronized List<Finding> reload() {
    List<Finding> findings = files.reload();
    for (Finding finding : findings) {
      if (finding.isError()) {
        LOG.error("{}", finding.text());
      } else {
        LOG.warn("{}", finding.text());
      }
    }
    if (registration == null && files.isLoaded()) {
      Hashtable<String, Object> properties = new Hashtable<>();
      properties.put("format", adapter.format());
      registration = bundles.registerService(SourceAdapter.class, adapter, properties);
    }
    return findings;
  }

  @Deactivate
  synchronized void deactivate() {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
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
  public InForce inForce() {
    return files.inForce();
  }
}
