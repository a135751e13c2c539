package org.duima.settlement.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;

/** The tables of {@code mappings/settlement} in force. Safe for use by several threads. */
public final class SettlementFiles implements HospitalFiles {
  private final Path mappings;
  private final List<Finding> loadFindings;
  private volatile Loaded loaded;

  private record Loaded(Tables tables, InForce inForce) {}

  /**
   * Reads the tables for the first time. If they have an error nothing is in force until a reload
   * succeeds: no list is better than an unchecked one.
   *
   * @param mappings the mappings folder of the node
   * @throws UncheckedIOException if a file cannot be read
   */
  public SettlementFiles(Path mappings) {
    this.mappings = mappings;
    this.loadFindings = reload();
  }

  /** What the first loading found; an error means that nothing was in force then. */
  public List<Finding> loadFindings() {
    return loadFindings;
  }

  /**
   * The tables in force.
   *
   * @throws IllegalStateException while none are, saying what is wrong with file and line
   */
  Tables tables() {
    Loaded now = loaded;
    if (now == null) {
      throw new IllegalStateException(
          loadFindings.stream()
              .filter(Finding::isError)
              .map(finding -> finding.path() + ": " + finding.text())
              .collect(Collectors.joining("; ")));
    }
    return now.tables();
  }

  @Override
  public String name() {
    return "mappings/settlement";
  }

  @Override
  public List<Path> watched() {
    return Tables.files(mappings);
  }

  @Override
  public synchronized List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    Tables tables = Tables.read(mappings, Checks.ids(), findings);
    if (findings.stream().noneMatch(Finding::isError)) {
      loaded =
          new Loaded(
              tables,
              new InForce(
                  hash(),
                  Instant.now(),
                  tables.fields().of("").size() + tables.rules().size() + tables.money().size()));
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
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
