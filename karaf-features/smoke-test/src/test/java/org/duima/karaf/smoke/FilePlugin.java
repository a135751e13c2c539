package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A connector whose destination is a file, built where it is needed: it ships with nothing. While a
 * file named as {@code hang} says is there, its answers come late.
 */
final class FilePlugin {
  private static final String NAME = "org.example.filed";
  private static final String COMPONENT = "OSGI-INF/filed.xml";

  private static final String SOURCE =
      """
      package org.example.filed;

      import java.io.IOException;
      import java.io.UncheckedIOException;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.List;
      import java.util.Map;
      import java.util.concurrent.TimeUnit;
      import java.util.concurrent.locks.LockSupport;
      import org.duima.api.platform.Delivery;
      import org.duima.api.platform.Receipt;
      import org.duima.api.spi.PlatformConnector;

      public final class FileConnector implements PlatformConnector {
        @Override
        public String name() {
          return "test-file";
        }

        @Override
        public Line open(Map<String, String> settings, Path home) {
          if (!settings.containsKey("file")) {
            throw new IllegalArgumentException("file: 必须写明 / must be there");
          }
          Path file = home.resolve(settings.get("file"));
          Path hang = home.resolve(settings.get("hang"));
          return new Line() {
            @Override
            public Receipt submit(Delivery delivery) {
              String line = "submit " + delivery.id() + " " + delivery.subject() + "\\n";
              write(file, line);
              long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
              while (Files.exists(hang) && System.nanoTime() < until) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
              }
              return new Receipt.Accepted("", "");
            }

            @Override
            public Receipt query(Delivery delivery) {
              write(file, "query " + delivery.id() + "\\n");
              try {
                boolean there =
                    Files.readAllLines(file).stream()
                        .anyMatch(line -> line.startsWith("submit " + delivery.id() + " "));
                return new Receipt.Held(there, there, -1, "");
              } catch (IOException e) {
                return new Receipt.Unknown(false, "unreadable");
              }
            }

            @Override
            public void close() {}
          };
        }

        private static void write(Path file, String line) {
          try {
            Files.writeString(
                file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
      """;

  private FilePlugin() {}

  /** Builds the jar and moves it into place at once. */
  static void deploy(Path work, Path into) throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    Path source = work.resolve("FileConnector.java");
    Files.writeString(source, SOURCE);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    if (result != 0) {
      throw new IllegalStateException("the plug-in does not compile");
    }
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", NAME);
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Import-Package", "org.duima.api.platform,org.duima.api.spi");
    main.putValue("Service-Component", COMPONENT);
    Path jar = work.resolve("filed.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream files = new JarOutputStream(out, manifest)) {
      files.putNextEntry(new JarEntry(COMPONENT));
      files.write(
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="org.example.filed">
            <implementation class="org.example.filed.FileConnector"/>
            <service><provide interface="org.duima.api.spi.PlatformConnector"/></service>
          </scr:component>
          """
              .getBytes(StandardCharsets.UTF_8));
      try (Stream<Path> compiled = Files.list(classes.resolve("org/example/filed"))) {
        for (Path one : compiled.sorted().toList()) {
          files.putNextEntry(new JarEntry("org/example/filed/" + one.getFileName()));
          Files.copy(one, files);
        }
      }
    }
    Files.move(jar, into, StandardCopyOption.REPLACE_EXISTING);
  }
}
