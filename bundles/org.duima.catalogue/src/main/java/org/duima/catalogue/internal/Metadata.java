package org.duima.catalogue.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Version;

/**
 * What is written down beside the rows of a version: what the mapping room needs to know, and where
 * they came from.
 *
 * @param version empty until it is a version
 * @param validFrom null from ever
 * @param fileName the file's name as its owner knows it
 * @param sha256 of that file
 * @param who empty until it is a version
 * @param at null until it is a version
 */
record Metadata(
    Subject subject,
    String table,
    String version,
    LocalDate validFrom,
    boolean complete,
    String fileName,
    String sha256,
    int rowCount,
    String who,
    Instant at) {

  static final String CROSSWALK = "crosswalk";
  static final String KNOWLEDGE = "knowledge";

  Metadata as(String newVersion, String newWho, Instant newAt) {
    return new Metadata(
        subject, table, newVersion, validFrom, complete, fileName, sha256, rowCount, newWho, newAt);
  }

  Version asVersion(boolean inForce) {
    return new Version(table, version, fileName, sha256, rowCount, validFrom, who, at, inForce);
  }

  /** As a properties file of the mapping room's form. */
  String text() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(
        "kind",
        switch (subject.kind()) {
          case CODES -> CROSSWALK;
          case DICTIONARY -> "dictionary";
          case KNOWLEDGE -> KNOWLEDGE;
        });
    keys.put("system", subject.system());
    keys.put("from", subject.from());
    keys.put("to", subject.to());
    keys.put("origin", "imported");
    keys.put("source", fileName + " (SHA-256 " + sha256 + ")");
    keys.put("valid-from", validFrom == null ? "" : validFrom.toString());
    keys.put("valid-to", "");
    keys.put("complete", String.valueOf(complete));
    keys.put(
        "unknown",
        switch (subject.kind()) {
          case CODES -> "hold";
          case DICTIONARY -> "finding";
          case KNOWLEDGE -> "not-evaluated";
        });
    keys.put("table", table);
    keys.put("version", version);
    keys.put("file", fileName);
    keys.put("sha256", sha256);
    keys.put("row-count", String.valueOf(rowCount));
    keys.put("who", who);
    keys.put("at", at == null ? "" : at.toString());
    return lines(keys);
  }

  /** Lines of a properties file. */
  static String lines(Map<String, String> keys) {
    StringBuilder text = new StringBuilder();
    keys.forEach(
        (key, value) ->
            text.append(key)
                .append('=')
                .append(Spelling.oneLine(value).replace("\\", "\\\\"))
                .append('\n'));
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IOException if the file cannot be read or was changed by hand so that it says nothing
   */
  static Metadata read(Path file) throws IOException {
    Properties keys = properties(file);
    try {
      Kind kind =
          switch (keys.getProperty("kind", "")) {
            case CROSSWALK -> Kind.CODES;
            case KNOWLEDGE -> Kind.KNOWLEDGE;
            default -> Kind.DICTIONARY;
          };
      String validFrom = keys.getProperty("valid-from", "");
      String at = keys.getProperty("at", "");
      return new Metadata(
          new Subject(
              kind,
              keys.getProperty("system", ""),
              keys.getProperty("from", ""),
              keys.getProperty("to", "")),
          keys.getProperty("table", ""),
          keys.getProperty("version", ""),
          validFrom.isEmpty() ? null : LocalDate.parse(validFrom),
          Boolean.parseBoolean(keys.getProperty("complete", "")),
          keys.getProperty("file", ""),
          keys.getProperty("sha256", ""),
          Integer.parseInt(keys.getProperty("row-count", "")),
          keys.getProperty("who", ""),
          at.isEmpty() ? null : Instant.parse(at));
    } catch (DateTimeException | NumberFormatException e) {
      throw new IOException(file.getFileName() + " 内容有误 / is malformed: " + e.getMessage(), e);
    }
  }

  static Properties properties(Path file) throws IOException {
    Properties keys = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      keys.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(file.getFileName() + " 内容有误 / is malformed", e);
    }
    return keys;
  }
}
