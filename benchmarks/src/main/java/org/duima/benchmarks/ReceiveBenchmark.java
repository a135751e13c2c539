package org.duima.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * P1: messages received for good per second, beside bare group-committed inserts and HAPI's server
 * in the same sitting, taken in turns so that a noisy machine disturbs all alike.
 */
public final class ReceiveBenchmark {
  private ReceiveBenchmark() {}

  /**
   * @param arguments {@code HOST:PORT} of a running node on this machine, seconds for each run,
   *     number of rounds
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 1 || !arguments[0].startsWith("127.0.0.1:")) {
      System.err.println("usage: ReceiveBenchmark 127.0.0.1:PORT [SECONDS] [ROUNDS]");
      System.exit(2);
    }
    int port = Integer.parseInt(arguments[0].substring(arguments[0].indexOf(':') + 1));
    Duration length =
        Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20);
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
    int hapiPort = freePort();
    Process hapi = startHapi(hapiPort);
    Path scratch = Files.createTempDirectory(Path.of("target"), "bare");
    try {
      awaitPort(hapiPort);
      System.out.println("round\tsystem\tconnections\tper_second\tp50_ms\tp99_ms");
      for (int round = 1; round <= rounds; round++) {
        for (int connections : new int[] {8, 1}) {
          double bare =
              BareInserts.perSecond(
                  scratch.resolve(round + "-" + connections), connections, length);
          print(round, "bare-inserts", connections, bare, Double.NaN, Double.NaN);
          MllpLoad.Result peer = MllpLoad.run("127.0.0.1", hapiPort, connections, length);
          print(round, "hapi-server", connections, peer);
          MllpLoad.Result duima = MllpLoad.run("127.0.0.1", port, connections, length);
          print(round, "duima", connections, duima);
          System.out.printf(
              Locale.ROOT,
              "%d\tratio\t%d\tto bare inserts %.2f, to HAPI server %.2f%n",
              round,
              connections,
              duima.perSecond() / bare,
              duima.perSecond() / peer.perSecond());
        }
      }
    } finally {
      hapi.destroy();
      delete(scratch);
    }
  }

  private static void print(int round, String system, int connections, MllpLoad.Result result) {
    print(round, system, connections, result.perSecond(), result.p50Millis(), result.p99Millis());
  }

  private static void print(
      int round, String system, int connections, double perSecond, double p50, double p99) {
    System.out.printf(
        Locale.ROOT,
        "%d\t%s\t%d\t%.0f\t%.2f\t%.2f%n",
        round,
        system,
        connections,
        perSecond,
        p50,
        p99);
  }

  private static Process startHapi(int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            HapiPeer.class.getName(),
            Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(new File("target/hapi-peer.log"))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(end)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("the HAPI server did not start");
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
