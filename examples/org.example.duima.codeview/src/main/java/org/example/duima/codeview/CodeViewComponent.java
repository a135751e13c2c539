package org.example.duima.codeview;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.duima.api.spi.CodeTableSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * A source for each {@code etc/org.example.duima.codeview-NAME.cfg}, while the database is there
 * that {@code database.target} chooses among those of {@code etc/org.ops4j.datasource-*.cfg}.
 */
@Component(
    service = CodeTableSource.class,
    configurationPid = "org.example.duima.codeview",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class CodeViewComponent extends CodeView {
  @Activate
  public CodeViewComponent(
      @Reference(name = "database", target = "(dataSourceName=his)") DataSource database,
      Map<String, Object> settings) {
    super(database, texts(settings));
  }

  private static Map<String, String> texts(Map<String, Object> settings) {
    Map<String, String> texts = new HashMap<>();
    settings.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }
}
