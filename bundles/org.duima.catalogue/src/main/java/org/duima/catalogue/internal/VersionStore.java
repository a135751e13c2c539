package org.duima.catalogue.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of imported tables, in files. The rows of a version are written once and never
 * touched again; which version of a table is in force says one small file, {@code
 * imported/TABLE.properties}, that is replaced by a rename. So nobody ever sees half a version, and
 * going back is a rename too. Whatever a crash leaves behind is named by no such file.
 */
final class VersionStore {
  /** Stands for having no version in force. */
  static final String NONE = "none";

  private static final String METADATA = ".properties";
  private static final String ROWS = ".csv";
  private static final String TEMPORARY = ".tmp";
  private static final DateTimeFormatter NAME_OF_VERSION =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path imported;
  private final Path kept;
  private final boolean hasRowsBeside;

  /** A store whose readers follow {@code imported/TABLE.properties} to the rows. */
  VersionStore(Path imported) {
    this(imported, false);
  }

  /**
   * @param hasRowsBeside whether readers want the rows in force as {@code imported/TABLE.csv}. The
   *     properties are then replaced first, so that whoever works next can finish what a crash
   *     interrupted
   */
  VersionStore(Path imported, boolean hasRowsBeside) {
    this.imported = imported;
    this.kept = imported.resolve(".versions");
    this.hasRowsBeside = hasRowsBeside;
  }

  Path folder() {
    return imported;
  }

  /** Does something while no other process changes versions. */
  <T> T locked(Work<T> work) throws IOException {
    Files.createDirectories(kept);
    try (FileChannel channel =
            FileChannel.open(
                kept.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (hasRowsBeside) {
        for (Metadata version : inForce()) {
          putRowsBeside(version);
        }
      }
      return work.run();
    }
  }

  /** The rows in force are those that the properties name, or are made so. */
  private void putRowsBeside(Metadata version) throws IOException {
    Path beside = imported.resolve(version.table() + ROWS);
    Path rows = rows(version);
    if (!Files.exists(rows) || Files.exists(beside) && Files.mismatch(rows, beside) < 0) {
      return;
    }
    Path temporary = beside.resolveSibling("." + beside.getFileName() + TEMPORARY);
    Files.copy(rows, temporary, StandardCopyOption.REPLACE_EXISTING);
    settle(temporary, beside);
  }

  /** Something that changes versions. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  // ---------------------------------------------------------------- look

  /** The version of a table that is in force. */
  Optional<Metadata> inForce(String table) throws IOException {
    Path pointer = pointer(table);
    try {
      return Optional.of(Metadata.read(pointer));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** All versions in force. */
  List<Metadata> inForce() throws IOException {
    List<Metadata> all = new ArrayList<>();
    for (Path file : files(imported, METADATA)) {
      all.add(Metadata.read(file));
    }
    return all;
  }

  Optional<Metadata> find(String table, String version) throws IOException {
    return all(table).stream().filter(known -> known.version().equals(version)).findFirst();
  }

  /** All versions of all tables. */
  List<Metadata> all() throws IOException {
    List<Metadata> all = new ArrayList<>();
    if (Files.isDirectory(kept)) {
      List<Path> folders;
      try (Stream<Path> entries = Files.list(kept)) {
        folders = entries.filter(Files::isDirectory).toList();
      }
      for (Path folder : folders) {
        all.addAll(all(folder.getFileName().toString()));
      }
    }
    return all;
  }

  private List<Metadata> all(String table) throws IOException {
    List<Metadata> all = new ArrayList<>();
    Path folder = kept.resolve(table);
    // a name from outside must not lead out of the folder
    if (!folder.normalize().getParent().equals(kept.normalize())) {
      return all;
    }
    for (Path file : files(folder, METADATA)) {
      all.add(Metadata.read(file));
    }
    return all;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** The rows of a version. */
  Path rows(Metadata version) {
    return kept.resolve(version.table()).resolve(version.version() + ROWS);
  }

  private Path pointer(String table) {
    return imported.resolve(table + METADATA);
  }

  // ---------------------------------------------------------------- change

  /**
   * Keeps rows as a new version, which is not in force yet.
   *
   * @param rows a file with them, which stays
   */
  Metadata add(Metadata draft, Path rows, String who, Instant at) throws IOException {
    Path folder = kept.resolve(draft.table());
    Files.createDirectories(folder);
    String name = NAME_OF_VERSION.format(at);
    String free = name;
    for (int i = 2;
        Files.exists(folder.resolve(free + ROWS)) || Files.exists(folder.resolve(free + METADATA));
        i++) {
      free = name + "-" + i;
    }
    Metadata version = draft.as(free, who, at);
    Path temporary = folder.resolve(free + ROWS + TEMPORARY);
    Files.copy(rows, temporary, StandardCopyOption.REPLACE_EXISTING);
    settle(temporary, rows(version));
    // with this file the version exists
    write(folder.resolve(free + METADATA), version.text());
    return version;
  }

  /** Puts a version into force, at once and as a whole. */
  void putIntoForce(Metadata version) throws IOException {
    Map<String, String> pointer = new LinkedHashMap<>();
    pointer.put("rows", imported.relativize(rows(version)).toString().replace('\\', '/'));
    write(
        pointer(version.table()),
        "# 由 duima import 维护，请勿手改；恢复旧版本用 duima import restore\n"
            + "# Kept by duima import, not to be edited; go back with duima import restore\n"
            + version.text()
            + Metadata.lines(pointer));
    if (hasRowsBeside) {
      putRowsBeside(version);
    }
  }

  /** Leaves a table without a version in force. */
  void putOutOfForce(String table) throws IOException {
    if (hasRowsBeside) {
      Files.deleteIfExists(imported.resolve(table + ROWS));
    }
    Files.deleteIfExists(pointer(table));
    force(imported);
  }

  /** Takes a version away that never came into force. */
  void forget(Metadata version) throws IOException {
    Files.deleteIfExists(kept.resolve(version.table()).resolve(version.version() + METADATA));
    Files.deleteIfExists(rows(version));
  }

  /** Adds a line to the record of who put which version into force. */
  void record(String what, Metadata version, String who, Instant at) throws IOException {
    String line =
        String.join(
                "\t",
                at.toString(),
                Spelling.oneLine(who),
                what,
                version.table(),
                version.version(),
                Spelling.oneLine(version.fileName()),
                version.sha256())
            + "\n";
    try (FileChannel channel =
        FileChannel.open(
            kept.resolve("history.tsv"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      write(channel, line);
    }
  }

  /** Drops the oldest versions of a table beyond so many, and what crashes left behind. */
  void prune(String table, int most) throws IOException {
    String inForce = inForce(table).map(Metadata::version).orElse("");
    List<Metadata> old =
        all(table).stream()
            .filter(version -> !version.version().equals(inForce))
            .sorted(Comparator.comparing(Metadata::at).reversed())
            .skip(Math.max(0, most - 1))
            .toList();
    for (Metadata version : old) {
      forget(version);
    }
    Path folder = kept.resolve(table);
    for (Path rows : files(folder, ROWS)) {
      String name = rows.getFileName().toString();
      String version = name.substring(0, name.length() - ROWS.length());
      if (!Files.exists(folder.resolve(version + METADATA))) {
        Files.delete(rows);
      }
    }
    for (Path leftOver : files(folder, TEMPORARY)) {
      Files.delete(leftOver);
    }
    for (Path leftOver : files(imported, TEMPORARY)) {
      Files.delete(leftOver);
    }
  }

  // ---------------------------------------------------------------- files

  private static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, text);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    force(file.getParent());
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static void settle(Path temporary, Path file) throws IOException {
    force(temporary);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    force(file.getParent());
  }

  /** Brings a file, or the names in a folder, to the disk. */
  private static void force(Path path) throws IOException {
    StandardOpenOption how =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
