package org.duima.engine.osgi;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds {@code report3103} of {@code etc/org.duima.alert.cfg}: whether the platform is told what
 * doctors answered to alerts. A change takes effect at once; nothing restarts.
 */
@Component(
    service = OverrideReportComponent.class,
    configurationPid = "org.duima.alert",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class OverrideReportComponent {
  private static final Logger LOG = LoggerFactory.getLogger(OverrideReportComponent.class);

  private volatile boolean wanted;

  @Activate
  @Modified
  void configure(Map<String, Object> configuration) {
    Object value = configuration.get("report3103");
    String text = value == null ? "" : value.toString().strip();
    switch (text) {
      case "true" -> wanted = true;
      case "", "false" -> wanted = false;
      default ->
          LOG.error(
              "etc/org.duima.alert.cfg: report3103: 应为 true 或 false，沿用 {} / expected true or false,"
                  + " {} stays",
              wanted,
              wanted);
    }
  }

  boolean isWanted() {
    return wanted;
  }
}
