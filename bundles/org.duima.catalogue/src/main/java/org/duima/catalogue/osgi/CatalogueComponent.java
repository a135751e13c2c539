package org.duima.catalogue.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.TableImports;
import org.duima.api.site.HospitalFiles;
import org.duima.catalogue.internal.Limits;
import org.duima.catalogue.internal.PublishedTables;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes imports into the node's home. A wrong setting leaves the former ones in force. */
@Component(service = TableImports.class, configurationPid = Limits.PID)
public final class CatalogueComponent extends PublishedTables {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueComponent.class);

  /** What may change while the component lives. */
  private static final class Surroundings {
    volatile Limits limits = Limits.of(Map.of());
    volatile List<HospitalFiles> readers = List.of();
    volatile KnowledgeBase knowledge;
  }

  private final Surroundings surroundings;

  @Activate
  public CatalogueComponent(
      BundleContext context,
      @Reference Dictionaries dictionaries,
      Map<String, Object> configuration) {
    this(context, dictionaries, configuration, new Surroundings());
  }

  private CatalogueComponent(
      BundleContext context,
      Dictionaries dictionaries,
      Map<String, Object> configuration,
      Surroundings surroundings) {
    super(
        home(context),
        Clock.systemDefaultZone(),
        () -> surroundings.limits,
        () -> dictionaries,
        () -> Optional.ofNullable(surroundings.knowledge),
        () -> surroundings.readers);
    this.surroundings = surroundings;
    modified(configuration);
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    Map<String, String> texts = new HashMap<>();
    configuration.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    try {
      surroundings.limits = Limits.of(texts);
    } catch (IllegalArgumentException e) {
      LOG.error(
          "etc/{}.cfg 有误，未生效 / has an error and is not in force: {}", Limits.PID, e.getMessage());
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  synchronized void bindReader(HospitalFiles reader) {
    List<HospitalFiles> more = new ArrayList<>(surroundings.readers);
    more.add(reader);
    surroundings.readers = List.copyOf(more);
  }

  synchronized void unbindReader(HospitalFiles reader) {
    List<HospitalFiles> fewer = new ArrayList<>(surroundings.readers);
    fewer.remove(reader);
    surroundings.readers = List.copyOf(fewer);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  synchronized void bindKnowledge(KnowledgeBase knowledge) {
    surroundings.knowledge = knowledge;
  }

  synchronized void unbindKnowledge(KnowledgeBase knowledge) {
    if (surroundings.knowledge == knowledge) {
      surroundings.knowledge = null;
    }
  }

  private static Path home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return Path.of(home != null ? home : context.getProperty("karaf.base"));
  }
}
