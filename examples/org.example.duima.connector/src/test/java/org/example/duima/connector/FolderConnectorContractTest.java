package org.example.duima.connector;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duima.api.platform.Delivery;
import org.duima.api.spi.PlatformConnector;
import org.duima.api.spi.PlatformConnectorContract;

class FolderConnectorContractTest extends PlatformConnectorContract {
  @Override
  protected PlatformConnector connector() {
    return new FolderConnector();
  }

  @Override
  protected Destination destination() throws Exception {
    Path folder = Files.createDirectories(home.resolve("out"));
    Files.writeString(home.resolve("in-the-way"), "no folder", StandardCharsets.UTF_8);
    return new Destination() {
      @Override
      public int holds(Delivery delivery) throws Exception {
        int held = 0;
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            String name = file.getFileName().toString();
            if (name.startsWith(delivery.id() + ".")
                && Arrays.equals(Files.readAllBytes(file), delivery.input())) {
              held++;
            }
          }
        }
        return held;
      }

      @Override
      public void close() {
        // the folder goes with the home
      }
    };
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("connector", "folder", "folder.path", "out");
  }

  @Override
  protected Map<String, String> wrong() {
    return Map.of("folder.path", "in-the-way");
  }

  @Override
  protected List<String> secrets() {
    return List.of();
  }
}
