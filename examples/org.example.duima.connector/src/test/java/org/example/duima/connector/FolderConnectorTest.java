package org.example.duima.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.spi.PlatformConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connector promises, where the destination is a folder. */
class FolderConnectorTest {
  private static final String INPUT = "{\"setlinfo\":{\"psn_name\":\"张三\"}}";

  @TempDir Path home;

  private PlatformConnector.Line line() {
    return new FolderConnector().open(Map.of("folder.path", "out"), home);
  }

  private static Delivery delivery(String id) {
    return new Delivery(
        id,
        "region",
        "S1",
        "H50010300001",
        "4101A",
        1,
        Delivery.Subject.LIST,
        Submission.State.NONE,
        "",
        "",
        INPUT.getBytes(StandardCharsets.UTF_8),
        null,
        Instant.EPOCH,
        0);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("out"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aDeliveryBecomesAFileAndARepeatDoesNot() throws IOException {
    try (PlatformConnector.Line line = line()) {
      Receipt first = line.submit(delivery("d-1"));
      assertThat(first).isEqualTo(new Receipt.Accepted("d-1.json", ""));
      assertThat(line.submit(delivery("d-1"))).isEqualTo(first);
      assertThat(files()).containsExactly("d-1.json");
      assertThat(home.resolve("out/d-1.json")).hasContent(INPUT);
      assertThat(first.toString()).doesNotContain("张三");
    }
  }

  @Test
  void whatWasNeverHandedOverIsNotPresent() throws IOException {
    try (PlatformConnector.Line line = line()) {
      assertThat(line.query(delivery("d-1"))).isInstanceOf(Receipt.Unknown.class);
      line.submit(delivery("d-1"));
      assertThat(line.query(delivery("d-1")))
          .isEqualTo(new Receipt.Held(true, true, -1, "d-1.json"));
      assertThat(line.query(delivery("d-2"))).isEqualTo(new Receipt.Held(false, false, -1, ""));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToIsUnknownAndNothingWasSent() throws IOException {
    PlatformConnector.Line line = line();
    Files.writeString(home.resolve("out"), "a file is in the way");
    assertThat(line.submit(delivery("d-1")))
        .isInstanceOfSatisfying(
            Receipt.Unknown.class, unknown -> assertThat(unknown.sent()).isFalse());
    line.close();
  }

  @Test
  void aNameThatLeadsElsewhereIsRefused() {
    try (PlatformConnector.Line line = line()) {
      assertThat(line.submit(delivery("../d-1"))).isInstanceOf(Receipt.Refused.class);
      assertThat(home.resolve("d-1.json")).doesNotExist();
    }
  }

  @Test
  void severalThreadsWriteEachDeliveryOnce() throws Exception {
    try (PlatformConnector.Line line = line()) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<Receipt>> receipts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Delivery delivery = delivery("d-" + i % 16);
        receipts.add(threads.submit(() -> line.submit(delivery)));
      }
      for (Future<Receipt> receipt : receipts) {
        assertThat(receipt.get()).isInstanceOf(Receipt.Accepted.class);
      }
      threads.shutdown();
      assertThat(files()).hasSize(16).allMatch(name -> name.endsWith(".json"));
    }
  }

  @Test
  void wrongSettingsAreRefusedByName() throws IOException {
    FolderConnector connector = new FolderConnector();
    assertThat(connector.name()).isEqualTo("folder");
    assertThatThrownBy(() -> connector.open(Map.of(), home))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("folder.path");
    Files.writeString(home.resolve("file"), "");
    assertThatThrownBy(() -> connector.open(Map.of("folder.path", "file"), home))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("folder.path");
  }
}
