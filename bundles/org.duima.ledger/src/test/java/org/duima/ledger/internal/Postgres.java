package org.duima.ledger.internal;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for tests: the one that {@code -Dduima.postgres=jdbc:…} names (its user may
 * create databases), else one that is started from the machine's own programs on a free port.
 */
final class Postgres {
  private final String url;
  private final String user;
  private final Process server;
  private final Path folder;

  private Postgres(String url, String user, Process server, Path folder) {
    this.url = url;
    this.user = user;
    this.server = server;
    this.folder = folder;
  }

  /** Empty if there is neither a server named nor one on the machine. */
  static Optional<Postgres> start() throws IOException, InterruptedException {
    String given = System.getProperty("duima.postgres", "");
    if (!given.isBlank()) {
      return Optional.of(
          new Postgres(given, System.getProperty("duima.postgres.user", "postgres"), null, null));
    }
    Optional<Path> initdb = program("initdb");
    Optional<Path> postgres = program("postgres");
    if (initdb.isEmpty() || postgres.isEmpty()) {
      return Optional.empty();
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root && program("setpriv").isEmpty()) {
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory("duima-postgres");
    Path data = folder.resolve("data");
    List<String> as = List.of();
    if (root) {
      // the server refuses to run as root
      as = List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
      run(List.of("chown", "postgres", folder.toString()), folder);
    }
    run(
        with(
            as,
            initdb.get().toString(),
            "-D",
            data.toString(),
            "-U",
            "duima",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale"),
        folder);
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process server =
        new ProcessBuilder(
                with(
                    as,
                    postgres.get().toString(),
                    "-D",
                    data.toString(),
                    "-p",
                    Integer.toString(port),
                    "-k",
                    folder.toString(),
                    "-c",
                    "listen_addresses=127.0.0.1"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Postgres started =
        new Postgres("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "duima", server, folder);
    started.awaitReady();
    return Optional.of(started);
  }

  private static List<String> with(List<String> first, String... rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(rest));
    return all;
  }

  private static Optional<Path> program(String name) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String entry : System.getenv("PATH").split(File.pathSeparator)) {
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

  private static void run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("duima-postgres", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command.get(0) + " failed: " + Files.readString(log));
    }
    Files.delete(log);
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try (Connection connection = DriverManager.getConnection(url, user, "")) {
        connection.isValid(1);
        return;
      } catch (SQLException e) {
        if (server.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IOException("PostgreSQL did not start", e);
        }
      }
    }
  }

  TestDatabase freshDatabase() throws SQLException {
    String name = "duima_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    int slash = url.lastIndexOf('/');
    int query = url.indexOf('?', slash);
    String options = query < 0 ? "" : url.substring(query);
    return TestDatabase.at(url.substring(0, slash + 1) + name + options, user);
  }

  void stop() throws IOException, InterruptedException {
    if (server == null) {
      return;
    }
    // fast shutdown: TERM would wait for every connection, and KILL leaves its children writing
    run(List.of("kill", "-INT", Long.toString(server.pid())), folder);
    // it syncs the databases of all tests first
    if (!server.waitFor(120, TimeUnit.SECONDS)) {
      throw new IOException("PostgreSQL did not stop; its files stay in " + folder);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
