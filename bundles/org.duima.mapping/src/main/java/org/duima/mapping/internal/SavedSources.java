package org.duima.mapping.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeTable;

/**
 * What sources of code tables gave last, in the form of table files, so that a restart, the offline
 * commands and a source that is away keep it: {@code data/code-sources/NAME/source.properties}
 * names the folder beside it that holds the tables in force. Reading is safe beside one who writes;
 * writers take turns.
 */
final class SavedSources {
  /** Folder of the node's own data that holds the sources. */
  static final String FOLDER = "code-sources";

  private static final String POINTER = "source.properties";
  private static final int VERSION_LENGTH = 16;

  private final Path folder;

  SavedSources(Path home) {
    this.folder = home.resolve("data").resolve(FOLDER);
  }

  /**
   * What a source gave last.
   *
   * @param name the source's name
   * @param version hash of its tables, which is the name of their folder
   * @param bundle symbolic name of the bundle that the source was of
   * @param since when it came into force
   * @param rows of all its tables
   */
  record Saved(String name, String version, String bundle, Instant since, int rows) {}

  /** The sources by name; one whose files are damaged has an empty version. */
  List<Saved> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Saved> all = new ArrayList<>();
    try (Stream<Path> sources = Files.list(folder)) {
      for (Path source : sources.sorted().toList()) {
        read(source).ifPresent(all::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** The source of a name. */
  Optional<Saved> of(String name) {
    try {
      return read(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Saved> read(Path source) throws IOException {
    Path pointer = source.resolve(POINTER);
    if (!Files.exists(pointer)) {
      return Optional.empty();
    }
    String name = source.getFileName().toString();
    Properties said = new Properties();
    try {
      said.load(new StringReader(Files.readString(pointer)));
      String version = said.getProperty("version", "");
      if (Files.isDirectory(source.resolve(version)) && !version.isEmpty()) {
        return Optional.of(
            new Saved(
                name,
                version,
                said.getProperty("bundle", ""),
                Instant.parse(said.getProperty("since", "")),
                Integer.parseInt(said.getProperty("rows", ""))));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // falls through: whoever asks sees that it is damaged
    }
    return Optional.of(new Saved(name, "", "", Instant.EPOCH, 0));
  }

  /** The folder with the tables of a source in one version. */
  Path tables(String name, String version) {
    return folder.resolve(name).resolve(version);
  }

  /** The files whose change brings other tables into force. */
  List<Path> pointers() {
    return all().stream().map(saved -> folder.resolve(saved.name()).resolve(POINTER)).toList();
  }

  /**
   * Writes tables without bringing them into force.
   *
   * @return the version that they are, equal for equal tables
   * @throws UncheckedIOException if they cannot be written
   */
  String write(String name, List<CodeTable> tables) {
    Map<String, byte[]> files = new TreeMap<>();
    for (CodeTable table : tables) {
      if (files.put(table.name() + ".csv", rows(table)) != null) {
        throw new IllegalArgumentException("two tables " + table.name());
      }
      files.put(table.name() + ".properties", metadata(table));
    }
    MessageDigest digest = sha256();
    files.forEach(
        (file, content) -> {
          digest.update(file.getBytes(StandardCharsets.UTF_8));
          digest.update(content);
        });
    String version = HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
    Path target = tables(name, version);
    if (of(name).filter(saved -> saved.version().equals(version)).isPresent()) {
      return version;
    }
    try {
      Files.createDirectories(target);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        writeDurably(target.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return version;
  }

  /**
   * Names a version that was written as the one in force, and removes older ones but the last.
   *
   * @throws UncheckedIOException if that cannot be written; the former version stays named
   */
  void name(Saved saved) {
    Path source = folder.resolve(saved.name());
    String former = of(saved.name()).map(Saved::version).orElse("");
    Properties said = new Properties();
    said.setProperty("version", saved.version());
    said.setProperty("bundle", saved.bundle());
    said.setProperty("since", saved.since().toString());
    said.setProperty("rows", Integer.toString(saved.rows()));
    try {
      Path draft = source.resolve(POINTER + ".new");
      writeDurably(draft, text(said));
      Files.move(
          draft,
          source.resolve(POINTER),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      // whoever began to read the former version must be able to end
      try (Stream<Path> versions = Files.list(source)) {
        for (Path version : versions.filter(Files::isDirectory).toList()) {
          String its = version.getFileName().toString();
          if (!its.equals(saved.version()) && !its.equals(former)) {
            delete(version);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a version away that did not come into force. */
  void discard(String name, String version) {
    if (of(name).filter(saved -> saved.version().equals(version)).isEmpty()) {
      try {
        delete(tables(name, version));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes a source away with its tables. */
  void remove(String name) {
    Path source = folder.resolve(name);
    try {
      // first what brings them into force
      Files.deleteIfExists(source.resolve(POINTER));
      delete(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  // ---------------------------------------------------------------- the form of a table file

  private static byte[] rows(CodeTable table) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            // a code that begins like a comment is a code
            .quoteStrategy(QuoteStrategies.ALWAYS)
            .build(text)) {
      switch (table.kind()) {
        case CROSSWALK -> {
          csv.writeRecord("source_code", "source_name", "target_code", "target_name");
          for (CodeTable.Row row : table.rows()) {
            csv.writeRecord(
                line(row.code()), line(row.name()), line(row.targetCode()), line(row.targetName()));
          }
        }
        case VALUES -> {
          csv.writeRecord("value", "code");
          for (CodeTable.Row row : table.rows()) {
            csv.writeRecord(line(row.code()), line(row.targetCode()));
          }
        }
        case DICTIONARY, GRAY -> {
          csv.writeRecord("code", "name");
          for (CodeTable.Row row : table.rows()) {
            csv.writeRecord(line(row.code()), line(row.name()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** On one line, so that the number of a line tells the number of the row. */
  private static String line(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }

  private static byte[] metadata(CodeTable table) {
    boolean translates =
        table.kind() == CodeTable.Kind.CROSSWALK || table.kind() == CodeTable.Kind.VALUES;
    String to = translates ? table.to() : table.from();
    if (to.isEmpty() && table.kind() == CodeTable.Kind.DICTIONARY && !isOfCodes(table)) {
      to = Editions.LOCAL;
    }
    Properties said = new Properties();
    said.setProperty("kind", table.kind().name().toLowerCase(Locale.ROOT));
    said.setProperty("system", table.system());
    said.setProperty("from", translates ? table.from() : "");
    said.setProperty("to", to);
    said.setProperty("origin", "site");
    said.setProperty("source", table.origin());
    said.setProperty("valid-from", Objects.toString(table.validFrom(), ""));
    said.setProperty("valid-to", Objects.toString(table.validTo(), ""));
    said.setProperty("complete", Boolean.toString(table.complete()));
    return text(said);
  }

  private static boolean isOfCodes(CodeTable table) {
    return TableSet.isCodeSystem(table.system());
  }

  /** Equal for equal settings: without the date that the library writes. */
  private static byte[] text(Properties settings) {
    StringWriter text = new StringWriter();
    try {
      settings.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringBuilder sorted = new StringBuilder();
    text.toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .forEach(line -> sorted.append(line).append('\n'));
    return sorted.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
