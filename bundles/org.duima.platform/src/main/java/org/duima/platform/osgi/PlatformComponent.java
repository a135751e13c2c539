package org.duima.platform.osgi;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.Sites;
import org.duima.api.spi.PlatformSigner;
import org.duima.platform.internal.NationalProtocol;
import org.duima.platform.internal.PlatformConfiguration;
import org.duima.platform.internal.PlatformSettings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Publishes the national protocol and its questions while {@code etc/org.duima.platform.cfg} says
 * where the platform is and the signing plug-in that it names is there.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.duima.platform",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PlatformComponent {
  private final PlatformConfiguration configuration =
      new PlatformConfiguration(
          Path.of(System.getProperty("duima.home", System.getProperty("karaf.base", "."))));

  @Reference private Sites sites;

  private BundleContext bundle;
  private ServiceRegistration<HealthCheck> health;
  private ServiceRegistration<PlatformProtocol> protocol;
  private ServiceRegistration<PlatformInquiries> inquiries;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void addSigner(PlatformSigner signer) {
    configuration.arrive(signer);
    publish();
  }

  synchronized void removeSigner(PlatformSigner signer) {
    configuration.leave(signer);
    publish();
  }

  @Activate
  synchronized void activate(BundleContext context, Map<String, Object> settings) {
    bundle = context;
    health = bundle.registerService(HealthCheck.class, configuration, null);
    modified(settings);
  }

  @Modified
  synchronized void modified(Map<String, Object> settings) {
    Map<String, String> texts = new HashMap<>();
    settings.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    configuration.change(texts);
    publish();
  }

  @Deactivate
  synchronized void deactivate() {
    withdraw();
    health.unregister();
    bundle = null;
  }

  private void publish() {
    if (configuration.inForce().isEmpty()) {
      withdraw();
    } else if (protocol == null && bundle != null) {
      NationalProtocol national = new NationalProtocol(this::inForce, sites::current);
      protocol = bundle.registerService(PlatformProtocol.class, national, null);
      inquiries = bundle.registerService(PlatformInquiries.class, national.inquiries(), null);
    }
  }

  private void withdraw() {
    if (protocol != null) {
      inquiries.unregister();
      protocol.unregister();
      protocol = null;
    }
  }

  private PlatformSettings inForce() {
    return configuration
        .inForce()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "etc/org.duima.platform.cfg: 平台配置已撤下 / the platform's settings were withdrawn"));
  }
}
