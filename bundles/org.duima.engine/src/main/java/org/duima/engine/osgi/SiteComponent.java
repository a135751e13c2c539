package org.duima.engine.osgi;

import java.util.HashMap;
import java.util.Map;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds {@code etc/org.duima.site.cfg}. */
@Component(
    service = Sites.class,
    configurationPid = "org.duima.site",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SiteComponent implements Sites {
  private static final Logger LOG = LoggerFactory.getLogger(SiteComponent.class);

  private volatile Site site;

  @Activate
  public SiteComponent(Map<String, Object> configuration) {
    site = Site.of(texts(configuration));
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    try {
      site = Site.of(texts(configuration));
      LOG.info("etc/org.duima.site.cfg 已生效 / in force");
    } catch (IllegalArgumentException e) {
      LOG.error(
          "etc/org.duima.site.cfg 有误，沿用原配置 / has an error, the former settings stay: {}",
          e.getMessage());
    }
  }

  static Map<String, String> texts(Map<String, Object> configuration) {
    Map<String, String> texts = new HashMap<>();
    configuration.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  @Override
  public Site current() {
    return site;
  }
}
