package org.duima.demo.simulator;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The tables under src/test/resources. */
final class TestMappings {
  static final Path FOLDER = resource("/mappings");
  static final Path DIAGNOSES = resource("/codes/diagnoses.csv");
  static final Path PROCEDURES = resource("/codes/procedures.csv");

  private TestMappings() {}

  static Path resource(String name) {
    URL url = TestMappings.class.getResource(name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
