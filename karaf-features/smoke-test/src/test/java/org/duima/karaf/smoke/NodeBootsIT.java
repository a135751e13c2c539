package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** One boot of the assembled product, looked at from all sides, then one kill. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class NodeBootsIT {

  /** Fragments have no life of their own: they stay resolved. */
  private static final Set<String> FRAGMENTS =
      Set.of(
          "org.apache.karaf.features.extension",
          "org.duima.karaf.servlet-contract",
          "org.ops4j.pax.web.pax-web-compatibility-annotation",
          "org.ops4j.pax.web.pax-web-compatibility-el");

  private static Node node;

  @BeforeAll
  static void boots() {
    node = Node.fresh("boots");
    node.start();
  }

  @AfterAll
  static void ends() {
    node.close();
  }

  @Test
  @Order(1)
  void runsEveryBundle() {
    assertThat(notActive(bundleList(node))).containsExactlyInAnyOrderElementsOf(FRAGMENTS);
    assertThat(rows(bundleList(node)))
        .anyMatch(line -> line.contains("org.duima.ledger"))
        .anyMatch(line -> line.contains("org.duima.web"))
        .anyMatch(line -> line.contains("camel-netty"));
  }

  @Test
  @Order(1)
  void saysThatItIsReady() {
    HttpResponse<String> answer = node.get("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"status\":\"UP\"");
    assertThat(node.launcher("status").exitCode()).isZero();
  }

  @Test
  @Order(1)
  void logsNoError() {
    assertThat(node.errors()).isEmpty();
  }

  @Test
  @Order(1)
  void offersBrokerAndDatabase() {
    assertThat(node.shell("service:list jakarta.jms.ConnectionFactory"))
        .contains("broker = embedded");
    assertThat(node.shell("service:list javax.sql.DataSource")).contains("dataSourceName = duima");
  }

  @Test
  @Order(1)
  void listensOnTheLoopbackInterfaceAlone() throws IOException {
    Optional<InetAddress> outside = addressOutside();
    assumeTrue(outside.isPresent(), "this machine has no other interface");
    for (int port : List.of(node.httpPort(), node.shellPort(), node.mllpPort())) {
      try (Socket inside = new Socket()) {
        inside.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      }
      assertThatThrownBy(
              () -> {
                try (Socket socket = new Socket()) {
                  socket.connect(new InetSocketAddress(outside.get(), port), 5_000);
                }
              })
          .as("port %d on %s", port, outside.get())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  @Order(1)
  void keepsItsSecretsToItself() throws IOException {
    try (Stream<Path> files = Files.list(node.home().resolve("secrets"))) {
      assertThat(files.toList())
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    String password = Files.readString(node.home().resolve("secrets/admin-password")).strip();
    String key = Files.readString(node.home().resolve("secrets/api-key")).strip();
    assertThat(password).hasSize(32).isNotEqualTo(key);
    assertThat(node.log()).doesNotContain(password, key);
    assertThat(Files.readString(node.home().resolve("etc/users.properties")))
        .contains("admin")
        .doesNotContain(password);
  }

  @Test
  @Order(1)
  void staysBelowOneGigabyte() throws IOException {
    Path status = Path.of("/proc", String.valueOf(node.process().orElseThrow().pid()), "status");
    assumeTrue(Files.exists(status), "no /proc on this system");
    long kilobytes =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
    assertThat(kilobytes).isBetween(50_000L, 1_000_000L);
  }

  @Test
  @Order(2)
  void refusesASecondNodeOnTheSamePort() {
    try (Node second = Node.fresh("second")) {
      second.set("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", node.httpPort());
      Node.Output output = second.launcher("start");
      assertThat(output.exitCode()).isEqualTo(1);
      assertThat(output.text())
          .contains(
              String.valueOf(node.httpPort()),
              "org.ops4j.pax.web.cfg",
              "org.osgi.service.http.port");
      assertThat(second.process()).isEmpty();
    }
  }

  @Test
  @Order(3)
  void comesBackAfterAKill() {
    node.kill();
    assertThat(node.launcher("status").exitCode()).isEqualTo(3);
    node.start();
    assertThat(notActive(bundleList(node))).containsExactlyInAnyOrderElementsOf(FRAGMENTS);
    assertThat(node.errors()).isEmpty();
  }

  @Test
  @Order(4)
  void stopsInGoodOrder() {
    Node.Output output = node.launcher("stop").requireSuccess();
    assertThat(output.text()).doesNotContain("killing");
    assertThat(node.process()).isEmpty();
  }

  private static String bundleList(Node node) {
    return node.shell("bundle:list -t 0 -s --no-format");
  }

  /**
   * Symbolic names of the bundles that are not active, among them those that Karaf calls "Waiting":
   * active, but a component lacks a service.
   */
  private static List<String> notActive(String list) {
    return rows(list).stream()
        .filter(row -> !row.contains("\tActive"))
        .map(row -> row.substring(row.lastIndexOf('\t') + 1).strip())
        .toList();
  }

  private static List<String> rows(String list) {
    return list.lines().filter(line -> line.matches("\\s*\\d+\\t.*")).toList();
  }

  private static Optional<InetAddress> addressOutside() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }
}
