package org.duima.karaf.smoke.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The drill's tables: a header, then columns with tabs between them. */
public final class Tables {
  private Tables() {}

  /** Rows below the header; every column of the header is there. */
  public static List<String[]> rows(Path table) {
    try {
      return Files.readAllLines(table, StandardCharsets.UTF_8).stream()
          .skip(1)
          .filter(line -> !line.isBlank())
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
