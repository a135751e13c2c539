package org.duima.mapping.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** Writes tables into a mappings folder as a hospital would. */
final class MappingFolder {
  static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-06-15T04:00:00Z"), ZoneId.of("Asia/Shanghai"));

  private final Path mappings;

  MappingFolder(Path mappings) {
    this.mappings = mappings;
  }

  MappingFolder crosswalk(String file, String metadata, String... rows) throws IOException {
    return write(
        "codes/" + file,
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=starter\n"
            + metadata,
        "clinical_code,clinical_name,insurance_code,insurance_name",
        rows);
  }

  MappingFolder dictionary(String file, String metadata, String... rows) throws IOException {
    return write(
        "codes/" + file,
        "kind=dictionary\nsystem=diagnosis\nto=insurance-2.0\norigin=imported\n" + metadata,
        "code,name",
        rows);
  }

  MappingFolder write(String file, String metadata, String header, String... rows)
      throws IOException {
    Path csv = mappings.resolve(file + ".csv");
    Files.createDirectories(csv.getParent());
    Files.writeString(csv, header + "\n" + String.join("\n", rows) + "\n");
    Files.writeString(mappings.resolve(file + ".properties"), metadata);
    return this;
  }

  MappingTables load() {
    return new MappingTables(mappings, CLOCK);
  }
}
