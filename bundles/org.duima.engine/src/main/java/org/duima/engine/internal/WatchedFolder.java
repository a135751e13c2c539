package org.duima.engine.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duima.api.Text;
import org.duima.api.site.HealthCheck;

/** The folder whose files are taken, as a monitor sees it. Safe for use by several threads. */
final class WatchedFolder implements HealthCheck {
  /** A monitor wants to know that there are many, and soon. */
  private static final int MOST = 10_000;

  private final Path folder;

  WatchedFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public Health check() {
    if (!Files.isDirectory(folder)) {
      return new Health(false, false, new Text("文件夹不存在", "the folder is not there"));
    }
    try {
      long waiting = count(folder, WatchedFolder::isMessage);
      long unreadable = count(folder, file -> isMessage(file) && !Files.isReadable(file));
      long failed = failed();
      return new Health(
          unreadable == 0,
          false,
          new Text(
              "等待 %d，失败 %d，无权读取 %d".formatted(waiting, failed, unreadable),
              "%d waiting, %d failed, %d unreadable".formatted(waiting, failed, unreadable)));
    } catch (UncheckedIOException e) {
      return new Health(false, false, new Text("文件夹无法读取", "the folder cannot be read"));
    }
  }

  /** Files that were refused, wholly or in part, and lie there still. */
  long failed() {
    return count(folder.resolve("failed"), WatchedFolder::isMessage);
  }

  private static boolean isMessage(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && !name.endsWith(MoveFile.REASON) && Files.isRegularFile(file);
  }

  private static long count(Path directory, Predicate<Path> which) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(which).limit(MOST).count();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
