package org.duima.settlement.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.Site;
import org.duima.mapping.internal.MappingTables;

/** The repository's own mappings with a test hospital's site files, and the real rooms on them. */
final class TestWorld {
  static final String HOSPITAL = "H99000100001";
  static final LocalDateTime NOW = LocalDateTime.of(2026, 4, 1, 8, 0);
  static final Path MAPPINGS = copyMappings();
  static final MappingTables CODES = codes(MAPPINGS);
  static final SettlementFiles FILES = new SettlementFiles(MAPPINGS);

  private TestWorld() {}

  /**
   * @param mappings the folder of that name in a home directory
   */
  static MappingTables codes(Path mappings) {
    MappingTables tables =
        new MappingTables(
            mappings.getParent(),
            Clock.fixed(Instant.parse("2026-04-01T00:00:00Z"), ZoneOffset.UTC),
            () -> "");
    if (!tables.loadFindings().isEmpty()) {
      throw new IllegalStateException(tables.loadFindings().toString());
    }
    return tables;
  }

  static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("institution." + HOSPITAL + ".name", "测试市第一医院");
    settings.put("institution." + HOSPITAL + ".level", "3");
    settings.put("institution." + HOSPITAL + ".division", "990100");
    settings.put("edition.diagnosis", "clinical-2.0");
    settings.put("edition.procedure", "clinical-3.0");
    settings.put("payer.310", "insured");
    settings.put("payer.390", "insured");
    settings.put("payer.410", "work-injury");
    settings.put("payer.07", "self-pay");
    settings.put("payer.三者责任", "third-party");
    settings.put("payer.外院结算", "settled-elsewhere");
    settings.put("default.hi_paymtd", "4");
    settings.put("default.medins_fill_dept", "医保办");
    settings.put("default.medins_fill_psn", "填报员测试");
    settings.put("quietMinutes", "10");
    return settings;
  }

  static SettlementLists maker(Map<String, String> settings) {
    Site site = Site.of(settings);
    return new SettlementLists(FILES, CODES, CODES, () -> site);
  }

  static SettlementLists maker() {
    return maker(settings());
  }

  static SettlementListMaker.Options options(String infno) {
    return new SettlementListMaker.Options(infno, false, NOW, Duration.ofHours(2), List.of());
  }

  static Background background() {
    return new Background(FILES.tables(), CODES, CODES, NOW, "", org.duima.api.site.Deadline.NONE);
  }

  /** The line that golden files and messages of failing tests show. */
  static String line(Finding finding) {
    return finding.rule()
        + "\t"
        + finding.severity().letter()
        + "\t"
        + finding.path()
        + "\t"
        + finding.text();
  }

  static Path repositoryMappings() {
    return Path.of("..", "..", "mappings").toAbsolutePath().normalize();
  }

  static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path copyMappings() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "home").resolve("mappings");
      for (String part : new String[] {"codes", "dictionaries", "settlement"}) {
        copy(repositoryMappings().resolve(part), folder.resolve(part));
      }
      copy(Path.of("src/test/resources/mappings"), folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
