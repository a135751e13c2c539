package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.alert.PointState;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports over real HTTP; what checks and keeps the tables is played. */
class TablesTest {
  private static final String OFFICE = "key-of-the-office";
  private static final String CODER = "key-of-a-coder";
  private static final Instant NOW = Instant.parse("2026-11-22T03:04:05Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final Played imports = new Played();
  private boolean running = true;
  private TestServer server;
  @TempDir Path uploads;

  /** Remembers what it was given. */
  private static final class Played implements TableImports {
    private Order order;
    private String content;
    private final List<Version> versions = new ArrayList<>();

    @Override
    public Checked check(Path file, Order given) throws IOException {
      order = given;
      content = Files.readString(file);
      if (given.kind() == Kind.KNOWLEDGE) {
        return points(given);
      }
      return new Checked(
          "id-1",
          "diagnosis.insurance-2.0",
          2,
          1,
          1,
          List.of(Finding.error("import.empty", "a.csv:2:code", "编码为空", "the code is empty")),
          new Difference(1, 0, 0, -1, List.of(new Row("added", "I10.x00", "", "高血压", 0))));
    }

    private static Checked points(Order given) {
      Text nothing = new Text("", "");
      Points points =
          new Points(
              given.state(),
              List.of(new ClassCount("drug-sex", new Text("性别", "sex"), 2, 1, 1, true)),
              List.of(
                  new PointReading(
                      "p1",
                      "drug-sex",
                      "a.csv:2",
                      "甲",
                      "前列腺",
                      "sex=male",
                      List.of("male"),
                      PointState.ON,
                      nothing)),
              List.of());
      return new Checked(
          "id-1",
          "knowledge.batch-1",
          2,
          2,
          0,
          List.of(),
          new Difference(2, 0, 0, -1, List.of()),
          Optional.of(points));
    }

    @Override
    public Version apply(String checkedId, String who, Instant at) {
      if (!checkedId.equals("id-1")) {
        throw new ImportRefusedException("没有这次检查", "no such check");
      }
      return keep(new Version("t", "v1", "a.csv", "00", 1, null, who, at, true));
    }

    private Version keep(Version version) {
      versions.add(version);
      return version;
    }

    @Override
    public List<Version> versions() {
      return versions;
    }

    @Override
    public Version restore(String table, String version, String who, Instant at) {
      if (version.equals("v9")) {
        throw new IllegalArgumentException(version);
      }
      return keep(
          new Version(table, version, "a.csv", "00", 1, LocalDate.of(2026, 1, 1), who, at, true));
    }
  }

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(CLOCK);
    access.addKey("office", OFFICE, Set.of(Role.OFFICE), "test");
    access.addKey("coder", CODER, Set.of(Role.CODER), "test");
    TablesResource tables =
        new TablesResource(() -> running ? Optional.of(imports) : Optional.empty(), uploads, CLOCK);
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    server =
        new TestServer()
            .serve(new ApiServlet(gate, List.of(tables), TestServer.metrics()), "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> call(String key, String method, String path, String body)
      throws Exception {
    return server.call(method, path, body, "Authorization", "Bearer " + key);
  }

  @Test
  void knowledgeIsSilentUnlessMoreIsAskedForAndItsReadingsAreShown() throws Exception {
    String path = "/api/tables/checks?kind=knowledge&name=a.csv";
    call(OFFICE, "POST", path, "x");
    assertThat(imports.order.state()).isEqualTo(PointState.SILENT);
    HttpResponse<String> answer = call(OFFICE, "POST", path + "&system=all&state=on", "x");
    assertThat(imports.order.kind()).isEqualTo(TableImports.Kind.KNOWLEDGE);
    assertThat(imports.order.system()).isEqualTo("all");
    assertThat(imports.order.state()).isEqualTo(PointState.ON);
    JsonNode points = TestServer.json(answer).get("points");
    assertThat(points.get("state").asText()).isEqualTo("on");
    assertThat(points.get("classes").get(0).get("waiting").asInt()).isEqualTo(1);
    assertThat(points.get("readings").get(0).get("reading").asText()).isEqualTo("sex=male");
    assertThat(call(OFFICE, "POST", path + "&state=loud", "x").statusCode()).isEqualTo(400);
  }

  @Test
  void aFileIsCheckedWithWhatIsSaidOfIt() throws Exception {
    HttpResponse<String> answer =
        call(
            OFFICE,
            "POST",
            "/api/tables/checks?kind=dictionary&system=diagnosis&from=clinical-2.0&to=insurance-2.0"
                + "&validFrom=2026-12-01&complete=true&skipRefused=true"
                + "&name=C:%5Ctemp%5C%E5%AD%97%E5%85%B8.csv",
            "code,name\nI10.x00,高血压\n");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(imports.order)
        .isEqualTo(
            new TableImports.Order(
                TableImports.Kind.DICTIONARY,
                "diagnosis",
                "",
                "insurance-2.0",
                LocalDate.of(2026, 12, 1),
                true,
                true,
                "字典.csv"));
    assertThat(imports.content).isEqualTo("code,name\nI10.x00,高血压\n");
    JsonNode json = TestServer.json(answer);
    assertThat(json.toString())
        .isEqualTo(
            "{\"id\":\"id-1\",\"table\":\"diagnosis.insurance-2.0\",\"read\":2,\"kept\":1,"
                + "\"refused\":1,\"canBeApplied\":false,\"findings\":"
                + json.get("findings")
                + ",\"difference\":{\"added\":1,\"removed\":0,\"changed\":0,\"touchedInUse\":-1,"
                + "\"rows\":[{\"what\":\"added\",\"code\":\"I10.x00\",\"before\":\"\","
                + "\"after\":\"高血压\",\"uses\":0}]}}");
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.get("severity").asText()).isEqualTo("E");
    assertThat(finding.get("path").asText()).isEqualTo("a.csv:2:code");
    assertThat(finding.get("text").get("zh").asText()).isEqualTo("编码为空");
    try (Stream<Path> left = Files.list(uploads)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aFileThatIsTooLargeIsRefusedAndNotKept() throws Exception {
    String large = "x".repeat((64 << 20) + 1);
    HttpResponse<String> answer =
        call(OFFICE, "POST", "/api/tables/checks?kind=codes&name=a.csv", large);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(imports.order).isNull();
    try (Stream<Path> left = Files.list(uploads)) {
      assertThat(left).isEmpty();
    }
  }

  /** As curl says of every file that it sends. */
  @Test
  void aFileThatIsSaidToBeAFormIsAFile() throws Exception {
    HttpResponse<String> answer =
        server.call(
            "POST",
            "/api/tables/checks?kind=codes&name=a.csv",
            "code,name\n100%=&a",
            "Authorization",
            "Bearer " + OFFICE,
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(imports.content).isEqualTo("code,name\n100%=&a");
  }

  @Test
  void wrongParametersAreNamed() throws Exception {
    for (String query :
        List.of(
            "name=a.csv",
            "kind=reasons&name=a.csv",
            "kind=codes",
            "kind=codes&name=a.csv&validFrom=soon",
            "kind=codes&name=a.csv&complete=maybe")) {
      assertThat(call(OFFICE, "POST", "/api/tables/checks?" + query, "x").statusCode())
          .as(query)
          .isEqualTo(400);
    }
  }

  @Test
  void whatWasCheckedIsPutIntoForceInTheNameOfTheCaller() throws Exception {
    HttpResponse<String> answer = call(OFFICE, "POST", "/api/tables/checks/id-1/apply", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(answer).get("who").asText()).isEqualTo("key:office");
    assertThat(TestServer.json(answer).get("at").asText()).isEqualTo(NOW.toString());
    assertThat(TestServer.json(call(CODER, "GET", "/api/tables", null)).size()).isEqualTo(1);
    HttpResponse<String> unknown = call(OFFICE, "POST", "/api/tables/checks/id-2/apply", null);
    assertThat(unknown.statusCode()).isEqualTo(409);
    assertThat(unknown.body()).contains("没有这次检查");
  }

  @Test
  void aVersionComesBack() throws Exception {
    String table = "/api/tables/diagnosis.insurance-2.0%402026-12-01/versions/";
    HttpResponse<String> answer = call(OFFICE, "POST", table + "v1/restore", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(answer).get("table").asText())
        .isEqualTo("diagnosis.insurance-2.0@2026-12-01");
    assertThat(TestServer.json(answer).get("validFrom").asText()).isEqualTo("2026-01-01");
    assertThat(call(OFFICE, "POST", table + "v9/restore", null).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyTheOfficeAndItMayImport() throws Exception {
    for (String path :
        List.of(
            "/api/tables/checks?kind=codes&name=a.csv",
            "/api/tables/checks/id-1/apply",
            "/api/tables/t/versions/v1/restore")) {
      assertThat(call(CODER, "POST", path, "x").statusCode()).as(path).isEqualTo(403);
    }
    assertThat(imports.order).isNull();
    assertThat(imports.versions).isEmpty();
  }

  @Test
  void withoutTheRoomThatImportsTheNodeSaysSo() throws Exception {
    running = false;
    assertThat(call(OFFICE, "GET", "/api/tables", null).statusCode()).isEqualTo(503);
  }
}
