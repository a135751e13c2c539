package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A node of the assembled product as a process of its own, driven through the launcher like a
 * hospital would. It listens on free ports of the loopback interface. Not thread-safe.
 *
 * <pre>
 * try (Node node = Node.fresh("my-test")) {
 *   node.start();
 *   …
 *   node.kill();
 *   node.start();
 * }
 * </pre>
 */
public final class Node implements AutoCloseable {

  private static final Path DISTRIBUTION = Path.of(System.getProperty("duima.distribution"));
  private static final Path NODES = Path.of(System.getProperty("duima.nodes"));

  /**
   * Generous, because tests share the machine with builds; how fast a boot is, is measured
   * elsewhere.
   */
  private static final Duration START_LIMIT = Duration.ofSeconds(180);

  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
  private static final Random PORTS = new Random();
  private static final Set<Integer> HANDED_OUT = new HashSet<>();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Path home;
  private final int httpPort = freePort();
  private final int mllpPort = freePort();
  private final int shellPort = freePort();

  private Node(Path home) {
    this.home = home;
  }

  /**
   * Makes a new home below {@code target/nodes}, with free ports, and does not start it.
   *
   * @param name of the directory; an older one of that name is removed
   */
  public static Node fresh(String name) {
    Node node = new Node(NODES.resolve(name));
    node.launcher("stop");
    deleteTree(node.home);
    node.launcher("init").requireSuccess();
    node.set("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", node.httpPort);
    node.set("org.apache.karaf.shell.cfg", "sshPort", node.shellPort);
    node.set("org.duima.receive.cfg", "mllpPort", node.mllpPort);
    return node;
  }

  /**
   * A node on a home that another build left behind, with free ports; not started.
   *
   * @param name of the directory; an older one of that name is removed
   * @param homeInZip zip file with a folder {@code home}
   */
  static Node ofFormerHome(String name, Path homeInZip) {
    Node node = new Node(NODES.resolve(name));
    node.launcher("stop");
    deleteTree(node.home);
    unzip(homeInZip, "home/", node.home);
    ownersOnly(node.home.resolve("secrets"));
    node.set("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", node.httpPort);
    node.set("org.apache.karaf.shell.cfg", "sshPort", node.shellPort);
    node.set("org.duima.receive.cfg", "mllpPort", node.mllpPort);
    return node;
  }

  /** As a backup would restore them; a zip file does not keep modes. */
  private static void ownersOnly(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unpacks what is below a folder of a zip file. */
  static void unzip(Path zip, String below, Path target) {
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (entry.getName().startsWith(below) && !entry.isDirectory()) {
          Path file = target.resolve(entry.getName().substring(below.length()));
          Files.createDirectories(file.getParent());
          Files.copy(entries, file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command of the launcher printed, both streams in one, with its exit code. */
  public record Output(int exitCode, String text) {
    /** Fails with the output unless the exit code is 0. */
    public Output requireSuccess() {
      if (exitCode != 0) {
        throw new IllegalStateException("exit code " + exitCode + ":\n" + text);
      }
      return this;
    }
  }

  /** Starts the node; returns when it says that it is ready. */
  public void start() {
    launcher(START_LIMIT, "", "start").requireSuccess();
  }

  /** Stops the node in good order. */
  public void stop() {
    launcher("stop").requireSuccess();
  }

  /** Ends the process at once, as a power cut would; returns when it is gone. */
  public void kill() {
    ProcessHandle process =
        process().orElseThrow(() -> new IllegalStateException("the node does not run"));
    process.destroyForcibly();
    await(COMMAND_LIMIT, () -> !process.isAlive());
  }

  /** The node's process, if it runs. */
  public Optional<ProcessHandle> process() {
    Path file = home.resolve("data/node.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(read(file).strip())).filter(ProcessHandle::isAlive)
        : Optional.empty();
  }

  /** Runs a command of the launcher with this home. */
  public Output launcher(String... arguments) {
    return launcher(COMMAND_LIMIT, "", arguments);
  }

  /** Runs a command in the node's Karaf shell and gives what it printed. */
  public String shell(String command) {
    return launcher("shell", command).requireSuccess().text();
  }

  /** Sets one value in a file of the home's {@code etc}. */
  public void set(String file, String key, Object value) {
    Path path = home.resolve("etc").resolve(file);
    try {
      List<String> lines = new ArrayList<>();
      if (Files.exists(path)) {
        lines.addAll(Files.readAllLines(path));
      }
      lines.removeIf(line -> line.replace(" ", "").startsWith(key + "="));
      lines.add(key + " = " + value);
      Files.write(path, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** GET with the node's key. */
  public HttpResponse<String> get(String path) {
    return exchange(request(path).GET().build());
  }

  /** POST of a JSON document with the node's key. */
  public HttpResponse<String> post(String path, String json) {
    return exchange(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** POST of FHIR with the node's key; the content type says JSON or XML. */
  public HttpResponse<String> postFhir(String path, String body, String contentType) {
    return exchange(
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /**
   * A call without the node's key.
   *
   * @param json null for no body
   * @param headers names and values in turn
   */
  public HttpResponse<String> call(String method, String path, String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request.build());
  }

  /** Runs a command of the launcher with this home and something on its standard input. */
  public Output launcherWithInput(String input, String... arguments) {
    return launcher(COMMAND_LIMIT, input, arguments);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + read(home.resolve("secrets/api-key")).strip());
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  public int httpPort() {
    return httpPort;
  }

  public int mllpPort() {
    return mllpPort;
  }

  public int shellPort() {
    return shellPort;
  }

  public Path home() {
    return home;
  }

  /** The whole log of this node. */
  public String log() {
    return read(home.resolve("data/log/duima.log"));
  }

  /** The lines of the log that report an error. */
  public List<String> errors() {
    return log()
        .lines()
        .filter(line -> line.contains(" ERROR ") || line.contains(" FATAL "))
        .toList();
  }

  @Override
  public void close() {
    if (process().isPresent()) {
      launcher("stop");
    }
  }

  /**
   * Waits for a condition.
   *
   * @throws IllegalStateException if it does not hold in time
   */
  public static void await(Duration limit, BooleanSupplier condition) {
    Instant end = Instant.now().plus(limit);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("did not happen within " + limit.toSeconds() + " s");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private Output launcher(Duration limit, String input, String... arguments) {
    Process process = begin(arguments);
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            String.join(" ", arguments) + " took too long:\n" + read(launcherOutput(arguments[0])));
      }
      return new Output(process.exitValue(), read(launcherOutput(arguments[0])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Output goes to a file, because a node in the background would keep a pipe open. */
  private Process begin(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("bash", DISTRIBUTION.resolve("duima").toString()));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--home", home.toString()));
    try {
      Files.createDirectories(NODES);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(launcherOutput(arguments[0]).toFile());
      builder
          .environment()
          .put("DUIMA_START_SECONDS", String.valueOf(START_LIMIT.toSeconds() - 30));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path launcherOutput(String command) {
    return NODES.resolve(home.getFileName() + "." + command + ".log");
  }

  /** A free port that no other node of this test run was given. */
  public static synchronized int freePort() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      // below the range from which connections take theirs: a stopped node finds its port free
      // again
      int port = 20_000 + PORTS.nextInt(12_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (HANDED_OUT.add(socket.getLocalPort())) {
          return port;
        }
      } catch (BindException e) {
        // taken: try another
        HANDED_OUT.add(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no free port");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
