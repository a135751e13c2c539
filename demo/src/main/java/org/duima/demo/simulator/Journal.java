package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/**
 * An append-only file of JSON lines, readable by its owner only, used by one process at a time.
 *
 * <p>Not thread-safe: the caller holds its lock.
 */
final class Journal implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private Journal(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the journal of a folder and hands every line to the reader, oldest first. A last line
   * without its end was never answered to anybody and is cut off.
   *
   * @throws SetupException naming the file and the line that cannot be read
   */
  static Journal open(Path folder, Consumer<JsonNode> reader) {
    Path file = folder.resolve("journal.jsonl");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
          Files.createFile(file);
        }
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new SetupException("存储目录正被另一进程使用 / the store is in use: " + folder);
      }
      try {
        long whole = replay(file, reader);
        channel.truncate(whole);
        channel.position(whole);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return new Journal(file, channel, lock);
    } catch (IOException e) {
      throw new SetupException("存储目录无法使用 / the store cannot be used: " + folder, e);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Length of the whole lines. */
  private static long replay(Path file, Consumer<JsonNode> reader) throws IOException {
    long whole = 0;
    long number = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        number++;
        whole += line.size() + 1L;
        try {
          reader.accept(Json.read(line.toByteArray()));
        } catch (IOException | RuntimeException e) {
          throw new SetupException("存储文件损坏 / store damaged: " + file + ":" + number, e);
        }
        line.reset();
      }
    }
    return whole;
  }

  /**
   * Appends a line.
   *
   * @param sync whether the line is on disk when this returns
   * @throws UncheckedIOException when it could not be written; the file is then as before
   */
  void append(JsonNode line, boolean sync) {
    byte[] json = Json.bytes(line);
    ByteBuffer buffer = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    long before = -1;
    try {
      before = channel.position();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (sync) {
        channel.force(false);
      }
    } catch (IOException e) {
      IOException failure = new IOException("cannot write " + file, e);
      if (before >= 0) {
        try {
          channel.truncate(before);
        } catch (IOException again) {
          failure.addSuppressed(again);
        }
      }
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
