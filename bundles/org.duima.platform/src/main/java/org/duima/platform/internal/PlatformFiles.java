package org.duima.platform.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;

/** The tables of {@code mappings/platform} in force. Safe for use by several threads. */
public final class PlatformFiles implements HospitalFiles {
  private final Path mappings;
  private final Clock clock;
  private final List<Finding> loadFindings;
  private volatile Loaded loaded;

  private record Loaded(PlatformTables tables, InForce inForce) {}

  /**
   * Reads the tables for the first time. If they have an error none are in force until a reload
   * succeeds; what the platform refuses then waits instead of being judged.
   *
   * @param mappings the mappings folder of the node
   */
  public PlatformFiles(Path mappings, Clock clock) {
    this.mappings = mappings;
    this.clock = clock;
    this.loadFindings = firstLoad();
  }

  private List<Finding> firstLoad() {
    try {
      return reload();
    } catch (UncheckedIOException e) {
      return List.of(
          Finding.error(
              "platform.table",
              name(),
              "无法读取；请从发行包复制",
              "cannot be read; copy it from the distribution"));
    }
  }

  /** What the first loading found; an error means that nothing was in force then. */
  public List<Finding> loadFindings() {
    return loadFindings;
  }

  /** The tables in force, empty while none are. */
  Optional<PlatformTables> tables() {
    return Optional.ofNullable(loaded).map(Loaded::tables);
  }

  @Override
  public String name() {
    return "mappings/platform";
  }

  @Override
  public List<Path> watched() {
    return PlatformTables.files(mappings);
  }

  @Override
  public synchronized List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    PlatformTables tables = PlatformTables.read(mappings, findings);
    if (findings.stream().noneMatch(Finding::isError)) {
      loaded = new Loaded(tables, new InForce(hash(), clock.instant(), tables.entries()));
    }
    return List.copyOf(findings);
  }

  @Override
  public InForce inForce() {
    Loaded now = loaded;
    return now == null ? new InForce("", Instant.EPOCH, 0) : now.inForce();
  }

  private String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : watched()) {
        if (Files.exists(file)) {
          digest.update(Files.readAllBytes(file));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
