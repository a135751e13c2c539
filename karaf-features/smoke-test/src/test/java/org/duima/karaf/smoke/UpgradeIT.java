package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.demo.simulator.ListRecord;
import org.duima.demo.simulator.ListState;
import org.duima.demo.simulator.PlatformSimulator;
import org.duima.demo.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** This distribution on the home that an earlier build left behind. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class UpgradeIT {
  private static final Duration ENDED = Duration.ofMinutes(2);
  private static final String EDITED = "mappings/sources/README.md";
  private static final String UNEDITED = "routes/README.md";

  private static Node node;
  private static PlatformSimulator simulator;
  private static Map<String, String> hospitalsFiles;
  private static String listedBefore;

  @BeforeAll
  static void starts() throws IOException, URISyntaxException {
    URL resource = UpgradeIT.class.getResource("/homes/before-fhir.zip");
    Path zip = Path.of(resource.toURI());
    node = Node.ofFormerHome("upgraded", zip);
    Path store = node.home().resolveSibling("upgraded-simulator");
    Files.createDirectories(store);
    Files.deleteIfExists(store.resolve("journal.jsonl"));
    Node.unzip(zip, "simulator/", store);
    simulator =
        new PlatformSimulator(
                SimulatorOptions.builder(
                        DrillNode.REPOSITORY.resolve("mappings"),
                        Files.readString(node.home().resolve("secrets/platform-token")).strip())
                    .paasid("duima-demo")
                    .store(store)
                    .build())
            .start();
    node.set("org.duima.platform.cfg", "baseUrl", simulator.baseUrl());
    hospitalsFiles = hospitalsFiles();
    listedBefore = node.launcher("upgrade").requireSuccess().text();
    node.start();
  }

  @AfterAll
  static void ends() throws IOException {
    if (node != null) {
      node.close();
    }
    if (simulator != null) {
      simulator.close();
    }
  }

  private static Map<String, String> hospitalsFiles() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String folder : List.of("etc", "routes", "mappings")) {
      try (Stream<Path> found = Files.walk(node.home().resolve(folder))) {
        for (Path file : found.filter(Files::isRegularFile).toList()) {
          String name = node.home().relativize(file).toString();
          if (!folder.equals("etc") || name.startsWith("etc/org.duima.")) {
            files.put(name, text(file));
          }
        }
      }
    }
    return files;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(1)
  void theHospitalsFilesAreUntouchedAndNewOnesCome() {
    assertThat(hospitalsFiles)
        .allSatisfy(
            (name, content) -> assertThat(text(node.home().resolve(name))).isEqualTo(content));
    List<String> fresh =
        listedBefore
            .lines()
            .filter(line -> line.startsWith("new "))
            .map(line -> line.substring("new ".length()))
            .toList();
    assertThat(fresh)
        .contains("mappings/sources/fhir-r4.csv")
        .allSatisfy(name -> assertThat(node.home().resolve(name)).isRegularFile());
    assertThat(node.home().resolve("mappings/codes/starter-tcm-syndrome.csv"))
        .as("deleted by the hospital")
        .doesNotExist();
  }

  @Test
  @Order(1)
  void theDatabaseIsMigratedAfterACopyOfIt() {
    assertThat(node.home().resolve("data/db/duima.before-upgrade-from-11.zip")).isRegularFile();
    assertThat(node.errors()).isEmpty();
  }

  @Test
  @Order(1)
  void theHospitalsOwnRouteAndItsEditedOneRun() {
    JsonNode status = DrillNode.parse(node.get("/api/status").body());
    assertThat(status.toString()).contains("own-heartbeat").contains("\"list\"");
  }

  @Test
  @Order(2)
  void listsThatWaitedForThePlatformGoOutAndNoneGoesTwice() {
    Node.await(
        ENDED,
        () ->
            simulator.records().size() == 20
                && simulator.records().values().stream()
                    .allMatch(list -> list.state() == ListState.SUBMITTED));
    assertThat(simulator.records().values())
        .extracting(ListRecord::uploads)
        .allSatisfy(uploads -> assertThat(uploads).hasSize(1));
  }

  @Test
  @Order(3)
  void aMessageForAStayOfTheFormerBuildReachesIt() throws Exception {
    JsonNode list = DrillNode.parse(node.get("/api/lists").body()).get(0);
    JsonNode stay = DrillNode.parse(node.get("/api/stays/" + list.path("stayId").asText()).body());
    String visit = visitOf(stay);
    int before = stay.path("messages").size();
    try (Mllp sender = new Mllp(node.mllpPort())) {
      Mllp.Answer answer =
          sender.send(
              Adt.admission("UPGRADED-1", visit).event("A08").facility("H50010300001").bytes());
      assertThat(answer.text()).contains("MSA|AA|UPGRADED-1");
    }
    Node.await(
        ENDED,
        () ->
            DrillNode.parse(node.get("/api/stays/" + list.path("stayId").asText()).body())
                    .path("messages")
                    .size()
                == before + 1);
    assertThat(DrillNode.parse(node.get("/api/queue?state=dead").body())).isEmpty();
  }

  private static String visitOf(JsonNode stay) {
    for (JsonNode key : stay.path("keys")) {
      if (key.asText().startsWith("VISIT:")) {
        return key.asText().substring(key.asText().lastIndexOf(':') + 1);
      }
    }
    throw new AssertionError("no visit number in " + stay.path("keys"));
  }

  @Test
  @Order(4)
  void changedDefaultsAreShownAndTakenOrKeptAsTheHospitalSays() {
    assertThat(listed()).contains("both " + EDITED, "update " + UNEDITED);

    assertThat(node.launcher("upgrade", "--diff", UNEDITED).requireSuccess().text())
        .contains("--- " + UNEDITED + " (默认，原版 / default before)")
        .contains("+++ " + UNEDITED);
    assertThat(node.launcher("upgrade", "--diff", EDITED).requireSuccess().text())
        .as("the build before kept no origins, so the hospital's own lines show too")
        .contains("--- " + EDITED + " (您的文件 / your file)")
        .contains("-本院：接口联系信息科。");

    node.launcher("upgrade", "--keep", EDITED).requireSuccess();
    node.launcher("upgrade", "--take-unedited").requireSuccess();
    assertThat(listed()).noneMatch(line -> line.endsWith(EDITED) || line.startsWith("update "));
    assertThat(text(node.home().resolve(EDITED))).contains("接口联系信息科");
    assertThat(text(node.home().resolve(UNEDITED)))
        .isEqualTo(text(DrillNode.REPOSITORY.resolve(UNEDITED)));
    assertThat(keptCopies()).anySatisfy(file -> assertThat(file.toString()).endsWith(UNEDITED));
    assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
  }

  private static List<String> listed() {
    return node.launcher("upgrade").requireSuccess().text().lines().toList();
  }

  private static List<Path> keptCopies() {
    try (Stream<Path> files = Files.walk(node.home().resolve("data/replaced"))) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(5)
  void aSecondStartHasNothingToDo() {
    node.stop();
    node.start();
    assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(simulator.records()).hasSize(20);
  }
}
