package org.duima.alert.internal.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.duima.api.Finding;

/**
 * A mappings folder for tests: the shipped classes, patterns and reasons, and points of the test.
 */
final class KnowledgeFolder {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);

  /** The knowledge folder of the distribution. */
  static final Path SHIPPED = Path.of("../../mappings/knowledge");

  static final String HEADER = String.join(",", PointTables.COLUMNS) + "\n";

  private final Path mappings;

  KnowledgeFolder(Path mappings) throws IOException {
    this.mappings = mappings;
    Files.createDirectories(folder());
    for (String table : List.of("classes", "patterns", "reasons", "switches")) {
      Files.copy(SHIPPED.resolve(table + ".csv"), folder().resolve(table + ".csv"));
    }
  }

  Path mappings() {
    return mappings;
  }

  Path folder() {
    return mappings.resolve("knowledge");
  }

  /** Writes a file below the knowledge folder. */
  KnowledgeFolder write(String file, String content) throws IOException {
    Path target = folder().resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
    return this;
  }

  /** Writes a point table; each row has all columns. */
  KnowledgeFolder points(String file, String... rows) throws IOException {
    return write(file, HEADER + String.join("\n", rows) + "\n");
  }

  /** The small table of hand-made points among the test resources. */
  KnowledgeFolder handMade() throws IOException {
    try (InputStream in = KnowledgeFolder.class.getResourceAsStream("/points.csv")) {
      Files.write(folder().resolve("starter-test.csv"), in.readAllBytes());
    }
    return this;
  }

  String read(String file) throws IOException {
    return Files.readString(folder().resolve(file));
  }

  Stream<Path> files() throws IOException {
    return Files.list(folder());
  }

  KnowledgeFiles load() {
    return new KnowledgeFiles(mappings, CLOCK);
  }

  /** Places and Chinese texts of findings, for assertions that show what was said. */
  static List<String> said(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.severity() + " " + finding.path() + " " + finding.text())
        .toList();
  }
}
