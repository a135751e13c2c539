package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The samples of every plug-in interface in one node: dropped in, used, taken out again. */
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PluginsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final String EXPORT =
      """
      H|H50010300001|HIS|B0001|20260310120000
      A|PLUG0001|BA900417|测试一|1|20260301083000|0301|心血管内科
      Z|PLUG0001|BA900417|I10.x00|高血压|1
      D|PLUG0001|BA900417|20260306100000|1|0301|心血管内科
      """;

  private static DrillNode drill;
  private static Node node;

  @BeforeAll
  static void boots() throws Exception {
    drill = DrillNode.fresh("plugins");
    node = drill.node();
    Path database = node.home().resolve("data/his");
    makeHis(database);
    node.set("org.ops4j.datasource-his.cfg", "dataSourceName", "his");
    node.set("org.ops4j.datasource-his.cfg", "osgi.jdbc.driver.name", "H2 JDBC Driver");
    node.set("org.ops4j.datasource-his.cfg", "url", "jdbc:h2:file:" + database);
    node.set("org.ops4j.datasource-his.cfg", "user", "his");
    Path key = node.home().resolve("secrets/hmac-key");
    Files.writeString(key, "NotARealKeyOf32Characters-------");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    node.set("org.duima.platform.cfg", "hmac.appId", "hospital-1");
    node.set("org.duima.platform.cfg", "hmac.keyFile", "secrets/hmac-key");
    node.set("org.duima.site.cfg", "quietMinutes", "0.02");
    node.start();
  }

  @AfterAll
  static void stops() {
    drill.close();
  }

  private static void makeHis(Path file) throws SQLException, IOException {
    Files.createDirectories(file.getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + file, "his", "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE v_duima_diagnosis(code VARCHAR(50), name VARCHAR(200),"
              + " target_code VARCHAR(50), target_name VARCHAR(200))");
      statement.execute(
          "INSERT INTO v_duima_diagnosis VALUES ('HIS001', '院内高血压', 'I10.x00', '特发性高血压')");
    }
  }

  @Test
  @Order(1)
  void allSamplesResolveAndStart() throws IOException {
    Files.copy(
        Samples.folder("codeview").resolve("etc/org.example.duima.codeview-diagnosis.cfg"),
        node.home().resolve("etc/org.example.duima.codeview-diagnosis.cfg"));
    for (String sample : Samples.ALL) {
      deploy(Samples.jar(sample), sample + ".jar");
    }
    Node.await(
        LIMIT,
        () -> {
          String bundles = node.shell("bundle:list -s");
          return Samples.ALL.stream()
              .allMatch(
                  sample ->
                      bundles
                          .lines()
                          .anyMatch(
                              line ->
                                  line.contains("Active")
                                      && line.contains("org.example.duima." + sample)));
        });
  }

  @Test
  @Order(2)
  void aBundleBuiltForOtherInterfacesIsNotStarted() throws IOException {
    Path odd = node.home().resolve("data/too-new.jar");
    rebuild(Samples.jar("renderer"), odd);
    deploy(odd, "too-new.jar");
    Node.await(LIMIT, () -> node.get("/api/status").body().contains("too-new.jar"));
    assertThat(node.launcher("status").text())
        .containsPattern("deploy/too-new\\.jar: 未生效.*org\\.duima\\.api\\.");
    assertThat(node.shell("bundle:list -s")).doesNotContain("org.example.duima.toonew");
    Files.delete(deployed("too-new.jar"));
  }

  @Test
  @Order(3)
  void theAdapterTakesAFileOfItsFormat() throws IOException {
    Files.copy(
        Samples.folder("delimited").resolve("routes/60-delimited.xml"),
        node.home().resolve("routes/60-delimited.xml"));
    Path folder = Files.createDirectories(node.home().resolve("data/export"));
    Path draft = folder.resolve("visits.part");
    Files.write(draft, EXPORT.getBytes(GB18030));
    Files.move(draft, folder.resolve("visits.txt"), StandardCopyOption.ATOMIC_MOVE);
    drill.awaitStay("PLUG0001", LIMIT);
    Node.await(
        LIMIT,
        () -> {
          JsonNode stay = drill.json("/api/stays/PLUG0001");
          return stay.path("admittedAt").asText().startsWith("2026-03-01")
              && stay.path("dischargedAt").asText().startsWith("2026-03-06");
        });
    Node.await(LIMIT, () -> names(folder.resolve("done")).equals(List.of("visits.txt")));
    String damaged = EXPORT.replace("B0001", "B0002").replaceFirst("A\\|PLUG0001", "A|");
    Files.write(draft, damaged.getBytes(GB18030));
    Files.move(draft, folder.resolve("damaged.txt"), StandardCopyOption.ATOMIC_MOVE);
    Node.await(LIMIT, () -> Files.exists(folder.resolve("failed/damaged.txt")));
    assertThat(Files.readString(folder.resolve("failed/damaged.txt.reason.txt")))
        .isEqualTo(block(Samples.folder("delimited"), "部分消息未收"));
    assertThat(node.log()).doesNotContain("测试一");
  }

  @Test
  @Order(4)
  void theViewIsACodeTableInTheNodeAndOffline() {
    Node.await(LIMIT, () -> health("code-sources").contains("his-diagnosis (1)"));
    assertThat(drill.json("/api/status").path("inForce").toString()).contains("code-sources");
    Node.await(
        LIMIT,
        () ->
            Files.exists(node.home().resolve("data/code-sources/his-diagnosis/source.properties")));
    assertThat(node.launcher("map", "--from", "local", "HIS001").requireSuccess().text())
        .contains("I10.x00", "his-diagnosis/V-DUIMA-DIAGNOSIS");
  }

  @Test
  @Order(5)
  void theReportIsThereInTheNewFormat() {
    Node.await(LIMIT, () -> node.get("/api/reports/lists?format=md").statusCode() == 200);
    HttpResponse<String> report = node.get("/api/reports/lists?format=md");
    assertThat(report.headers().firstValue("Content-Type").orElse(""))
        .isEqualToIgnoringCase("text/markdown; charset=utf-8");
    assertThat(report.body()).startsWith("# ").contains("\n|---|");
  }

  @Test
  @Order(6)
  void listsBecomeFilesOnceAndWaitWhileTheConnectorIsAway() throws IOException {
    Files.writeString(
        node.home().resolve("etc/org.duima.destination-region.cfg"),
        block(Samples.folder("connector"), "connector = folder"));
    PlayedDay day = new PlayedDay(1);
    Path folder = node.home().resolve("data/to-region");
    try (Senders senders = new Senders(node)) {
      senders.start(day.of("ZY26030001"));
      senders.await(LIMIT);
      Node.await(LIMIT, () -> isTold(folder, "JS2603000101"));

      Files.delete(deployed("connector.jar"));
      Node.await(LIMIT, () -> !node.shell("bundle:list -s").contains("org.example.duima.conn"));
      senders.start(day.of("ZY26030002"));
      senders.await(LIMIT);
      Node.await(LIMIT, () -> deliveries("waiting").stream().anyMatch(isListOf("JS2603000201")));
      assertThat(names(folder)).noneMatch(isListOf("JS2603000201"));
    }
    deploy(Samples.jar("connector"), "connector.jar");
    Node.await(LIMIT, () -> isTold(folder, "JS2603000201") && deliveries("waiting").isEmpty());
    assertThat(names(folder))
        .containsExactlyInAnyOrderElementsOf(
            deliveries("delivered").stream().map(id -> id + ".json").toList());
    assertThat(node.log()).doesNotContain(day.names().toArray(String[]::new));
  }

  private static boolean isTold(Path folder, String setlId) {
    return names(folder).stream().anyMatch(isListOf(setlId));
  }

  private static Predicate<String> isListOf(String setlId) {
    return id -> id.startsWith("region." + setlId + ".") && id.contains(".list.");
  }

  private static List<String> deliveries(String state) {
    List<String> ids = new ArrayList<>();
    for (JsonNode one : drill.json("/api/deliveries?destination=region&state=" + state)) {
      ids.add(one.path("id").asText());
    }
    return ids;
  }

  @Test
  @Order(7)
  void theSignerCanBeChosen() {
    node.set("org.duima.platform.cfg", "signing", "hmac");
    Node.await(LIMIT, () -> health("platform-settings").contains("signing hmac"));
  }

  @Test
  @Order(8)
  void takenOutTheyAreGoneWithoutARestart() throws IOException {
    Files.delete(node.home().resolve("routes/60-delimited.xml"));
    for (String sample : Samples.ALL) {
      Files.delete(deployed(sample + ".jar"));
    }
    Node.await(LIMIT, () -> !node.shell("bundle:list -s").contains("org.example.duima"));
    assertThat(node.get("/api/reports/lists?format=md").statusCode()).isEqualTo(400);
    Node.await(LIMIT, () -> health("platform-settings").contains("is not there"));
    node.set("org.duima.platform.cfg", "signing", "header-sha256");
    Node.await(LIMIT, () -> health("platform-settings").contains("signing header-sha256"));
    Path saved = node.home().resolve("data/code-sources/his-diagnosis");
    Node.await(LIMIT, () -> !Files.exists(saved));
    assertThat(node.launcher("map", "--from", "local", "HIS001").text()).doesNotContain("I10.x00");
    assertThat(drill.awaitStay("PLUG0001", LIMIT).toString()).as("what came stays").isNotEmpty();
  }

  /** Files in a folder and those below, by name. */
  private static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The block of a sample's README that begins so. */
  private static String block(Path sample, String begin) throws IOException {
    String page = Files.readString(sample.resolve("README.md"));
    int from = page.indexOf("```\n" + begin) + "```\n".length();
    return page.substring(from, page.indexOf("```", from));
  }

  private static String health(String check) {
    return DrillNode.parse(node.call("GET", "/health", null).body())
        .path("checks")
        .path(check)
        .toString();
  }

  private static Path deployed(String name) {
    return node.home().resolve("deploy").resolve(name);
  }

  /** Moved into place at once, so that the node never sees half of it. */
  private static void deploy(Path jar, String name) throws IOException {
    Path parked = node.home().resolve("data").resolve("parked-" + name);
    Files.copy(jar, parked, StandardCopyOption.REPLACE_EXISTING);
    Files.move(parked, deployed(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The same plug-in, as if built for the next major version of the interfaces. */
  private static void rebuild(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      String imports = manifest.getMainAttributes().getValue("Import-Package");
      String odd =
          imports.replaceAll(
              "(org\\.duima\\.api\\.spi;version=\"\\[)[0-9.]+,[0-9.]+\\)", "$12.0,3)");
      assertThat(odd).isNotEqualTo(imports);
      manifest.getMainAttributes().putValue("Import-Package", odd);
      manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.example.duima.toonew");
      try (OutputStream out = Files.newOutputStream(to);
          JarOutputStream files = new JarOutputStream(out, manifest)) {
        Enumeration<JarEntry> entries = jar.entries();
        while (entries.hasMoreElements()) {
          JarEntry entry = entries.nextElement();
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            files.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream in = jar.getInputStream(entry)) {
              in.transferTo(files);
            }
          }
        }
      }
    }
  }
}
