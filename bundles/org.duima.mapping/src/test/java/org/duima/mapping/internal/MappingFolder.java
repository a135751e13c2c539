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

  private final Path home;
  private final Path mappings;

  /** The site's region; a change shows at once. */
  String region = "";

  MappingFolder(Path home) {
    this.home = home;
    this.mappings = home.resolve("mappings");
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
    Path csv = mappings.resolve(file + ".csv").normalize();
    Files.createDirectories(csv.getParent());
    Files.writeString(csv, header + "\n" + String.join("\n", rows) + "\n");
    Files.writeString(mappings.resolve(file + ".properties").normalize(), metadata);
    return this;
  }

  /** The decisions of coders, as the node writes them; rows begin with the number. */
  MappingFolder decisions(String... rows) throws IOException {
    Path file = home.resolve("data/decisions.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "number,system,from,code,name,department,to,target_code,valid_from,valid_to,who,decided_at,why\n"
            + String.join("\n", rows)
            + "\n");
    return this;
  }

  MappingTables load() {
    return new MappingTables(home, CLOCK, () -> region);
  }
}
