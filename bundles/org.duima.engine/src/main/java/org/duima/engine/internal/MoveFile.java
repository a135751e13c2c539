package org.duima.engine.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDate;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.duima.api.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:move}: puts a file that {@code duima:receive} has dealt with where it belongs: to
 * {@code done/yyyy-MM-dd/}, or to {@code failed/} with the reason beside it. A crash at any point
 * leaves it where it was, to be received again and recognised, or in its place.
 */
final class MoveFile {
  static final String REASON = ".reason.txt";

  private static final Logger LOG = LoggerFactory.getLogger(MoveFile.class);

  private final Rooms rooms;

  /** Whether somebody was told of it already. */
  private final AtomicBoolean troubled = new AtomicBoolean();

  MoveFile(Rooms rooms) {
    this.rooms = rooms;
  }

  void process(Exchange exchange) throws IOException {
    Outcome outcome = exchange.getProperty(Outcome.PROPERTY, Outcome.class);
    String path = exchange.getMessage().getHeader("CamelFileAbsolutePath", String.class);
    if (outcome == null || path == null) {
      throw new IllegalStateException(
          "duima:move: 应在 from file 与 duima:receive 之后 / belongs behind from file and"
              + " duima:receive");
    }
    if (outcome.kind() == Outcome.Kind.ERROR) {
      return;
    }
    try {
      move(Path.of(path), outcome);
      troubled.set(false);
    } catch (IOException e) {
      // The class alone: the name of a file may hold a patient's.
      if (troubled.compareAndSet(false, true)) {
        LOG.warn("文件无法移动，将一直重试 / a file cannot be moved, trying on: {}", e.getClass().getName());
      }
      LOG.debug("move", e);
      throw e;
    }
  }

  private void move(Path file, Outcome outcome) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    boolean done = outcome.kind() == Outcome.Kind.ACCEPTED;
    Path target =
        done
            ? below(below(folder, folder.resolve("done")), folder.resolve("done").resolve(today()))
            : below(folder, folder.resolve("failed"));
    Path place = free(target, file.getFileName().toString());
    if (!outcome.lines().isEmpty()) {
      explain(file, place, outcome);
    }
    try {
      Files.move(file, place);
    } catch (NoSuchFileException e) {
      LOG.info("文件已被移走 / a file was taken away by somebody else");
    }
  }

  private String today() {
    return LocalDate.ofInstant(rooms.clock().instant(), rooms.sites().current().zone()).toString();
  }

  /** A directory with the rights of the one above it, made where it is not there. */
  private static Path below(Path above, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
      allowLike(above, directory);
    }
    return directory;
  }

  /** No file is ever written over: a further one of the same name gets a number. */
  private static Path free(Path directory, String name) {
    Path place = directory.resolve(name);
    for (int number = 2; Files.exists(place); number++) {
      place = directory.resolve(name + "." + number);
    }
    return place;
  }

  /** Stands there before the file does, so that no failed file is ever without its reason. */
  private static void explain(Path file, Path place, Outcome outcome) throws IOException {
    Path reason = place.resolveSibling(place.getFileName() + REASON);
    Path draft = place.resolveSibling("." + place.getFileName() + REASON + ".part");
    Files.writeString(draft, text(outcome), StandardCharsets.UTF_8);
    allowLike(file, draft);
    Files.move(draft, reason, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  static String text(Outcome outcome) {
    StringBuilder text = new StringBuilder();
    Text head =
        switch (outcome.kind()) {
          case ACCEPTED -> new Text("全部已保存，但请核对", "all of it is stored, but look at this");
          case PARTLY ->
              new Text(
                  "部分消息未收。改正后把整个文件再放入即可，已保存的不会重复",
                  "some messages were not taken. Mend them and put the whole file in again; what is"
                      + " stored is not stored twice");
          default -> new Text("没有收。改正后再放入", "not taken. Mend it and put it in again");
        };
    text.append(head.zh()).append('\n').append(head.en()).append("\n\n");
    text.append("格式 / format: ").append(outcome.format().isEmpty() ? "?" : outcome.format());
    text.append("\n消息 / messages: ").append(outcome.messages());
    text.append("\n已保存 / stored: ").append(outcome.accepted());
    text.append("\n未收 / not taken: ").append(outcome.messages() - outcome.accepted());
    text.append("\n");
    for (Text line : outcome.lines()) {
      text.append('\n').append(line.zh()).append('\n').append(line.en()).append('\n');
    }
    return text.toString();
  }

  /** Who could read the file can read what is said about it. */
  private static void allowLike(Path model, Path made) throws IOException {
    PosixFileAttributeView from = Files.getFileAttributeView(model, PosixFileAttributeView.class);
    PosixFileAttributeView to = Files.getFileAttributeView(made, PosixFileAttributeView.class);
    if (from == null || to == null) {
      return;
    }
    Set<PosixFilePermission> rights;
    try {
      rights = from.readAttributes().permissions();
    } catch (NoSuchFileException e) {
      return;
    }
    to.setPermissions(rights);
  }
}
