package org.duima.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A home directory as the first start makes it, from the files that the repository ships. */
final class TestHome {
  private static final Path REPOSITORY = Path.of("../..");

  private TestHome() {}

  static Path in(Path folder) throws IOException {
    Path home = folder.resolve("home");
    copy(REPOSITORY.resolve("mappings"), home.resolve("mappings"));
    copy(REPOSITORY.resolve("demo/home/etc"), home.resolve("etc"));
    return home;
  }

  static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }
}
