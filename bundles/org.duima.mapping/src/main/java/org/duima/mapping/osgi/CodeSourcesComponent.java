package org.duima.mapping.osgi;

import java.time.Clock;
import java.util.Arrays;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.HospitalFiles;
import org.duima.api.spi.CodeTableSource;
import org.duima.mapping.internal.CodeSources;
import org.duima.mapping.internal.MappingTables;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Hands the node's code table sources to the tables as they come and go. A source that goes may be
 * back; only the uninstalling of its bundle, which is somebody's wish, takes its tables out.
 */
@Component(
    service = {HealthCheck.class, HospitalFiles.class},
    immediate = true)
public final class CodeSourcesComponent extends CodeSources {
  private final BundleContext context;
  private final BundleListener uninstalled;

  @Activate
  public CodeSourcesComponent(BundleContext context, @Reference MappingTables tables) {
    super(tables, Clock.systemUTC(), bundle -> isInstalled(context, bundle));
    this.context = context;
    this.uninstalled =
        event -> {
          String name = event.getBundle().getSymbolicName();
          if (event.getType() == BundleEvent.UNINSTALLED && name != null) {
            uninstalled(name);
          }
        };
    context.addBundleListener(uninstalled);
  }

  private static boolean isInstalled(BundleContext context, String symbolicName) {
    return Arrays.stream(context.getBundles())
        .anyMatch(bundle -> symbolicName.equals(bundle.getSymbolicName()));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addSource(CodeTableSource source, ServiceReference<CodeTableSource> reference) {
    add(source, reference.getBundle().getSymbolicName());
  }

  void removeSource(CodeTableSource source) {
    remove(source);
  }

  @Deactivate
  void deactivate() {
    context.removeBundleListener(uninstalled);
    close();
  }
}
