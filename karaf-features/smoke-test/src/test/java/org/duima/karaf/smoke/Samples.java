package org.duima.karaf.smoke;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sample plug-ins, as they were built. */
final class Samples {
  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  static final List<String> ALL =
      List.of("rule", "delimited", "codeview", "connector", "renderer", "signer");

  private Samples() {}

  static Path folder(String sample) {
    return REPOSITORY.resolve("examples/org.example.duima." + sample);
  }

  static Path jar(String sample) throws IOException {
    Path target = folder(sample).resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("org\\.example\\..*SNAPSHOT\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("the sample is not built: " + target));
    }
  }
}
