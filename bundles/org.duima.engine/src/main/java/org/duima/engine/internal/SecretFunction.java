package org.duima.engine.internal;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.spi.PropertiesFunction;
import org.duima.api.site.SecretFile;

/** {@code {{secret:NAME}}} in a route file: what stands in {@code secrets/NAME} of the home. */
final class SecretFunction implements PropertiesFunction {
  private final Path secrets;

  SecretFunction(Path home) {
    this.secrets = home.resolve("secrets");
  }

  @Override
  public String getName() {
    return "secret";
  }

  @Override
  public String apply(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "{{secret:…}}: 应为 secrets/ 中的文件名 / the name of a file in secrets/");
    }
    return SecretFile.read(Map.of("secret:" + name, name), "secret:" + name, secrets);
  }
}
