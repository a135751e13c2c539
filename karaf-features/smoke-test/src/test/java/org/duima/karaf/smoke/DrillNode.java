package org.duima.karaf.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.duima.demo.simulator.PlatformSimulator;
import org.duima.demo.simulator.SimulatorOptions;

/**
 * A node set up as the demo's hospital, beside a platform simulator that it forwards to. The
 * simulator lives in this process, so it outlives kills of the node.
 */
final class DrillNode implements AutoCloseable {
  static final Path REPOSITORY = Path.of(System.getProperty("duima.repository")).normalize();
  static final JsonMapper JSON = new JsonMapper();

  private static DrillNode shared;

  private final Node node;
  private final PlatformSimulator simulator;

  private DrillNode(Node node, PlatformSimulator simulator) {
    this.node = node;
    this.simulator = simulator;
  }

  /**
   * The node that test classes share, running. It has two institutions, so that a sender can be
   * unknown, and ends with this process.
   */
  static synchronized DrillNode shared() {
    if (shared == null) {
      DrillNode fresh = fresh("shared");
      fresh.node.set("org.duima.site.cfg", "institution.H50010300002.name", "对码演示分院");
      fresh.node.set("org.duima.site.cfg", "institution.H50010300002.level", "2");
      fresh.node.set("org.duima.site.cfg", "institution.H50010300002.division", "500103");
      fresh.node.set("org.duima.site.cfg", "sender.*|TESTHOSP", "H50010300001");
      Runtime.getRuntime().addShutdownHook(new Thread(fresh::close, "end-of-shared-node"));
      fresh.node.start();
      shared = fresh;
    }
    return shared;
  }

  /** A node of its own, not started yet. */
  static DrillNode fresh(String name) {
    String secret = UUID.randomUUID().toString();
    PlatformSimulator simulator;
    try {
      simulator =
          new PlatformSimulator(
                  SimulatorOptions.builder(REPOSITORY.resolve("mappings"), secret)
                      .paasid("duima-demo")
                      .build())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Node node = Node.fresh(name);
    copyInto(REPOSITORY.resolve("demo/home"), node.home());
    writeSecret(node.home().resolve("secrets/platform-token"), secret);
    node.set("org.duima.platform.cfg", "baseUrl", simulator.baseUrl());
    return new DrillNode(node, simulator);
  }

  Node node() {
    return node;
  }

  PlatformSimulator simulator() {
    return simulator;
  }

  /** What {@code GET /api/status} counts. */
  JsonNode counts() {
    return json("/api/status").path("counts");
  }

  /** Messages in the inbox. */
  long stored() {
    return counts().path("messages").path("all").asLong();
  }

  /** JSON of a path that must answer 200. */
  JsonNode json(String path) {
    HttpResponse<String> answer = node.get(path);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": HTTP " + answer.statusCode());
    }
    return parse(answer.body());
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether nothing waits to be applied, evaluated or forwarded now. */
  boolean isIdle() {
    JsonNode counts = counts();
    return counts.path("messages").path("waiting").asLong() == 0
        && counts.path("staysDue").asLong() == 0
        && counts.path("outbox").path("due").asLong() == 0;
  }

  /** Waits until every stored message was applied or put aside. */
  void awaitApplied(Duration limit) {
    Node.await(limit, () -> counts().path("messages").path("waiting").asLong() == 0);
  }

  /** Waits until a stay of that name exists, and gives it. */
  JsonNode awaitStay(String id, Duration limit) {
    Node.await(limit, () -> node.get("/api/stays/" + id).statusCode() == 200);
    return json("/api/stays/" + id);
  }

  @Override
  public void close() {
    node.close();
    try {
      simulator.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyInto(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeSecret(Path file, String secret) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
