package org.duima.broker.osgi;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.duima.api.site.HealthCheck;
import org.duima.broker.internal.Broker;
import org.duima.broker.internal.BrokerFailedException;
import org.duima.broker.internal.BrokerHealth;
import org.duima.broker.internal.BrokerSettings;
import org.duima.broker.internal.Brokers;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers {@link ConnectionFactory} as a service with the property {@code name=duima}. After a
 * change of {@code etc/org.duima.broker.cfg} the broker is opened anew; a wrong file leaves the
 * running one in force.
 */
@Component(
    immediate = true,
    service = {},
    configurationPid = "org.duima.broker",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class BrokerComponent {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerComponent.class);

  private final BundleContext bundles;
  private final Path data;
  private BrokerSettings settings;
  private Broker broker;
  private BrokerHealth health;
  private ServiceRegistration<ConnectionFactory> registration;
  private ServiceRegistration<HealthCheck> healthRegistration;

  @Activate
  public BrokerComponent(BundleContext bundles, Map<String, Object> properties) {
    this.bundles = bundles;
    this.data = Path.of(bundles.getProperty("karaf.data"));
    open(BrokerSettings.of(properties, data));
  }

  @Modified
  void change(Map<String, Object> properties) {
    BrokerSettings wanted;
    try {
      wanted = BrokerSettings.of(properties, data);
    } catch (IllegalArgumentException e) {
      LOG.error(
          "配置有误，沿用原配置 / wrong configuration, the one before stays in force: {}", e.getMessage());
      return;
    }
    if (wanted.equals(settings)) {
      return;
    }
    BrokerSettings before = settings;
    close();
    try {
      open(wanted);
    } catch (BrokerFailedException e) {
      LOG.error("新配置无法启用，恢复原配置 / the new configuration does not work, going back", e);
      open(before);
    }
  }

  @Deactivate
  void close() {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
    if (healthRegistration != null) {
      healthRegistration.unregister();
      healthRegistration = null;
      health.close();
    }
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  private void open(BrokerSettings wanted) {
    long began = System.nanoTime();
    broker = Brokers.open(wanted);
    settings = wanted;
    String kind = wanted.outsideUrl().isPresent() ? "outside" : "embedded";
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("name", "duima");
    properties.put("broker", kind);
    properties.put("osgi.jndi.service.name", "jms/duima");
    registration =
        bundles.registerService(ConnectionFactory.class, broker.connections(), properties);
    health = new BrokerHealth(broker.connections());
    healthRegistration = bundles.registerService(HealthCheck.class, health, null);
    LOG.info("消息服务器已就绪 / broker ready: {}, {} ms", kind, (System.nanoTime() - began) / 1_000_000);
  }
}
