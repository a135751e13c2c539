package org.example.duima.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.regex.Pattern;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.spi.PlatformConnector;
import org.osgi.service.component.annotations.Component;

/**
 * {@code connector = folder}: each delivery is a file of the folder that {@code folder.path} names,
 * such as one that the region's own client watches. The file's name is the delivery's id, so a
 * repeat writes nothing.
 */
@Component(service = PlatformConnector.class)
public final class FolderConnector implements PlatformConnector {
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public Line open(Map<String, String> settings, Path home) {
    String path = settings.getOrDefault("folder.path", "").trim();
    if (path.isEmpty()) {
      throw new IllegalArgumentException("folder.path: 必填 / required");
    }
    Path folder = home.resolve(path);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("folder.path: 不是目录 / is no folder: " + path);
    }
    return new FolderLine(folder);
  }

  private record FolderLine(Path folder) implements Line {
    @Override
    public Receipt submit(Delivery delivery) {
      if (!FILE_NAME.matcher(delivery.id()).matches()) {
        return new Receipt.Refused(Receipt.Kind.CONFIGURATION, "file-name", "");
      }
      Path file = file(delivery);
      if (Files.exists(file)) {
        return accepted(file);
      }
      Path draft = folder.resolve("." + delivery.id() + "." + Thread.currentThread().getId());
      try {
        Files.createDirectories(folder);
        writeDurably(draft, delivery.input());
        // whoever looks into the folder sees the whole file or none
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        keepDurably(folder);
        return accepted(file);
      } catch (IOException e) {
        // its text names the path, which is no secret, but may name what is in it
        return new Receipt.Unknown(Files.exists(file), e.getClass().getSimpleName());
      }
    }

    @Override
    public Receipt query(Delivery delivery) {
      if (!Files.isDirectory(folder)) {
        // a share that is not mounted may well hold it
        return new Receipt.Unknown(false, "NoFolder");
      }
      Path file = file(delivery);
      boolean present = Files.exists(file);
      return new Receipt.Held(present, present, -1, present ? file.getFileName().toString() : "");
    }

    private static Receipt accepted(Path file) {
      return new Receipt.Accepted(file.getFileName().toString(), "");
    }

    private Path file(Delivery delivery) {
      return folder.resolve(delivery.id() + ".json");
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

    /** Without it a power cut could take the name of the file away again. */
    private static void keepDurably(Path folder) throws IOException {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }

    @Override
    public void close() {
      // nothing is held between calls
    }
  }
}
