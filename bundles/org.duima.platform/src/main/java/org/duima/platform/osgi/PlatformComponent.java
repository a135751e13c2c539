package org.duima.platform.osgi;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.site.Sites;
import org.duima.platform.internal.NationalProtocol;
import org.duima.platform.internal.PlatformSettings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the national protocol while {@code etc/org.duima.platform.cfg} says where the platform
 * is. A version of the file with an error leaves the former settings in force.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.duima.platform",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PlatformComponent {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformComponent.class);

  private final BundleContext bundle;
  private final Sites sites;
  private final PlatformFilesComponent files;
  private volatile PlatformSettings settings;
  private ServiceRegistration<PlatformProtocol> registration;

  @Activate
  public PlatformComponent(
      BundleContext bundle,
      @Reference Sites sites,
      @Reference PlatformFilesComponent files,
      Map<String, Object> configuration) {
    this.bundle = bundle;
    this.sites = sites;
    this.files = files;
    modified(configuration);
  }

  @Modified
  synchronized void modified(Map<String, Object> configuration) {
    Map<String, String> texts = new HashMap<>();
    configuration.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    if (texts.getOrDefault("baseUrl", "").isBlank()) {
      LOG.info("未配置医保平台，清单停留在待上传 / no platform is configured, lists stay ready");
      deactivate();
      return;
    }
    String home = System.getProperty("duima.home", System.getProperty("karaf.base", "."));
    try {
      settings = PlatformSettings.of(texts, Path.of(home));
    } catch (IllegalArgumentException e) {
      LOG.error(
          "etc/org.duima.platform.cfg 有误，未生效 / has an error and is not in force: {}",
          e.getMessage());
      return;
    }
    if (registration == null) {
      registration =
          bundle.registerService(
              PlatformProtocol.class,
              new NationalProtocol(() -> settings, sites::current, files.files()),
              null);
    }
  }

  @Deactivate
  synchronized void deactivate() {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
  }
}
