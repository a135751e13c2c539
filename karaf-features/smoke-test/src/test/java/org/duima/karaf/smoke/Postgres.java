package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the test's own, from the programs of this machine, that can be stopped,
 * frozen and started again. Its only user is {@code duima}, trusted from this machine.
 */
final class Postgres implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final Path program;
  private final List<String> asServer;
  private final int port = Node.freePort();
  private Process server;

  private Postgres(Path folder, Path program, List<String> asServer) {
    this.folder = folder;
    this.program = program;
    this.asServer = asServer;
  }

  /** A running server, or empty where PostgreSQL is not installed. */
  static Optional<Postgres> start() throws IOException {
    Optional<Path> initdb = program("initdb");
    Optional<Path> postgres = program("postgres");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (initdb.isEmpty() || postgres.isEmpty() || root && program("setpriv").isEmpty()) {
      return Optional.empty();
    }
    // not below target/, which the server's user may not be allowed to enter
    Path folder = Files.createTempDirectory("duima-drill");
    // the server refuses to run as root
    List<String> asServer =
        root
            ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
            : List.of();
    Postgres cluster = new Postgres(folder, postgres.get(), asServer);
    if (root) {
      cluster.run(List.of("chown", "postgres", folder.toString()));
    }
    List<String> command = new ArrayList<>(asServer);
    command.addAll(List.of(initdb.get().toString(), "-D", folder.resolve("data").toString()));
    command.addAll(List.of("-U", "duima", "--auth=trust", "--encoding=UTF8", "--no-locale"));
    cluster.run(command);
    cluster.startAgain();
    return Optional.of(cluster);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Starts the server on its data; returns when it listens. */
  void startAgain() throws IOException {
    List<String> command = new ArrayList<>(asServer);
    command.addAll(List.of(program.toString(), "-D", folder.resolve("data").toString()));
    command.addAll(List.of("-p", String.valueOf(port), "-k", folder.toString()));
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
    server =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    folder.resolveSibling(folder.getFileName() + ".log").toFile()))
            .start();
    Node.await(LIMIT, this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      if (!server.isAlive()) {
        throw new IllegalStateException("PostgreSQL ended, see " + folder + ".log", e);
      }
      return false;
    }
  }

  /** Stops the server; its clients lose their connections. */
  void stop() throws IOException {
    // SIGINT is the fast shutdown: SIGTERM would wait for the clients
    signal("-INT", List.of(server.toHandle()));
    Node.await(LIMIT, () -> !server.isAlive());
  }

  /** Freezes the server: connections stay, nothing is answered. */
  void freeze() throws IOException {
    signal("-STOP", processes());
  }

  void thaw() throws IOException {
    signal("-CONT", processes());
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(server.toHandle()), server.toHandle().descendants()).toList();
  }

  private void signal(String name, List<ProcessHandle> processes) throws IOException {
    for (ProcessHandle process : processes) {
      try {
        run(List.of("kill", name, String.valueOf(process.pid())));
      } catch (IOException e) {
        // a process of a connection may end between the listing and the signal
        if (process.isAlive()) {
          throw e;
        }
      }
    }
  }

  private static Optional<Path> program(String name) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String entry : System.getenv("PATH").split(":")) {
      folders.add(Path.of(entry));
    }
    Path installed = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> versions = Files.list(installed)) {
        versions.sorted(Comparator.reverseOrder()).forEach(v -> folders.add(v.resolve("bin")));
      }
    }
    return folders.stream().map(f -> f.resolve(name)).filter(Files::isExecutable).findFirst();
  }

  private void run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (server.isAlive()) {
      thaw();
      stop();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + ".log"));
  }
}
