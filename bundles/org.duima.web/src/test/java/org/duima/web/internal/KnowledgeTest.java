package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The knowledge base over real HTTP, with the shipped classes and points of the test. */
class KnowledgeTest {
  private static final String OFFICE = "key-of-the-office";
  private static final String CODER = "key-of-a-coder";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:04:05Z"), ZoneOffset.UTC);
  private static final Path SHIPPED = Path.of("../../mappings/knowledge");
  private static final String POINTS =
      """
      id,rule_class,codes,others,item_name,constraint,reading,detect_logic,basis,batch,valid_from,valid_to,reaction,state
      T-1,drug-sex,XG04CAT023;XG04*,,坦索罗辛,限前列腺增生,sex=male,,目录,第18批,,,,silent
      T-2,drug-sex,XG02,,黄体酮,限女性,sex=female,,目录,第18批,,,,silent
      T-3,drug-children-only,XR05,,小儿止咳糖浆,限12岁以下,ageTo=12y,,目录,第17批,,,,on
      T-4,drug-hospital-level,XL01,,某药,限有条件的机构,,,目录,第18批,,,,off
      T-5,slice-alone,name:八角茴香,,八角茴香,单独使用不予支付,,,目录,第9批,,,,off
      """;

  private final PlayedAlertStore store = new PlayedAlertStore();
  @TempDir private Path mappings;
  private TestServer server;
  private Optional<KnowledgeBase> base = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    Path folder = Files.createDirectories(mappings.resolve("knowledge"));
    for (String table : List.of("classes", "patterns", "reasons", "switches")) {
      Files.copy(SHIPPED.resolve(table + ".csv"), folder.resolve(table + ".csv"));
    }
    Files.writeString(folder.resolve("starter-test.csv"), POINTS);
    base = Optional.of(new KnowledgeFiles(mappings, CLOCK));
    MemoryAccess access = new MemoryAccess(CLOCK);
    access.addKey("office", OFFICE, Set.of(Role.OFFICE), "test");
    access.addKey("coder", CODER, Set.of(Role.CODER), "test");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    KnowledgeResource knowledge =
        new KnowledgeResource(() -> base, () -> Optional.of(store), CLOCK);
    server =
        new TestServer()
            .serve(new ApiServlet(gate, List.of(knowledge), TestServer.metrics()), "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private JsonNode ask(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return TestServer.json(answer);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return server.call("GET", path, null, "Authorization", "Bearer " + OFFICE);
  }

  private HttpResponse<String> change(
      String key, String scope, String name, String department, String state, String why)
      throws Exception {
    String body =
        Json.MAPPER.writeValueAsString(
            Map.of(
                "scope",
                scope,
                "name",
                name,
                "department",
                department,
                "state",
                state,
                "why",
                why));
    return server.call(
        "POST",
        "/api/knowledge/switch",
        body,
        "Authorization",
        "Bearer " + key,
        "Content-Type",
        "application/json");
  }

  private List<String> ids(String query) throws Exception {
    return ask("/api/knowledge/points?" + query).path("points").findValuesAsText("id");
  }

  private JsonNode batch(String name) throws Exception {
    for (JsonNode one : ask("/api/knowledge").path("batches")) {
      if (one.path("batch").asText().equals(name)) {
        return one;
      }
    }
    throw new AssertionError("no batch " + name);
  }

  @Test
  void showsHowManyPointsOfClassesAndBatchesSpeak() throws Exception {
    store.silent.put("T-3", CLOCK.instant());

    JsonNode overview = ask("/api/knowledge");

    assertThat(overview.path("points").asInt()).isEqualTo(5);
    assertThat(overview.path("classes").size()).isEqualTo(88);
    assertThat(batch("第18批").path("silent").asInt()).isEqualTo(2);
    assertThat(batch("第18批").path("off").asInt()).isEqualTo(1);
    assertThat(batch("第17批").path("on").asInt()).isEqualTo(1);
    assertThat(overview.path("ignored").has("T-3")).isTrue();
    assertThat(overview.path("reasons").path(0).path("code").asText()).isEqualTo("rescue");
    assertThat(overview.path("reasons").path(0).path("text").path("en").asText())
        .contains("rescue");
    assertThat(overview.path("switches")).isEmpty();
  }

  @Test
  void findsPointsByCodeNameBatchClassAndState() throws Exception {
    assertThat(ids("search=XG02")).containsExactly("T-2");
    assertThat(ids("search=%E5%B0%8F%E5%84%BF")).containsExactly("T-3");
    assertThat(ids("batch=%E7%AC%AC18%E6%89%B9&state=silent")).containsExactly("T-1", "T-2");
    assertThat(ids("class=drug-children-only")).containsExactly("T-3");
    JsonNode cut = ask("/api/knowledge/points?class=drug-sex&max=1");
    assertThat(cut.path("total").asInt()).isEqualTo(2);
    assertThat(cut.path("points").size()).isEqualTo(1);
    assertThat(cut.path("points").path(0).path("published").asText()).isEqualTo("限前列腺增生");
    assertThat(cut.path("points").path(0).path("reading").asText()).isEqualTo("sex=male");
    assertThat(get("/api/knowledge/points?state=loud").statusCode()).isEqualTo(400);
  }

  @Test
  void findsPointsThatWaitForAPharmacist() throws Exception {
    assertThat(ids("waiting=true")).containsExactly("T-4");
    assertThat(ids("state=off")).as("T-5 needs no reading").containsExactly("T-5", "T-4");
  }

  @Test
  void switchesABatchOnForGood() throws Exception {
    HttpResponse<String> answer = change(OFFICE, "batch", "第18批", "", "on", "静默一周，误报 0");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(batch("第18批").path("on").asInt()).isEqualTo(2);
    assertThat(batch("第18批").path("off").asInt()).as("not understood").isEqualTo(1);
    assertThat(ask("/api/knowledge").path("switches").path(0).path("name").asText())
        .isEqualTo("第18批");
    assertThat(Files.readString(mappings.resolve("knowledge/switches.csv")))
        .contains("第18批")
        .contains("静默一周，误报 0")
        .contains("office");
    assertThat(new KnowledgeFiles(mappings, CLOCK).switches()).hasSize(1);
  }

  @Test
  void switchesAClassForOneDepartmentOnly() throws Exception {
    assertThat(change(OFFICE, "class", "drug-sex", "0301", "silent", "泌尿科自有审方").statusCode())
        .isEqualTo(200);

    JsonNode one = ask("/api/knowledge").path("switches").path(0);
    assertThat(one.path("department").asText()).isEqualTo("0301");
    assertThat(one.path("state").asText()).isEqualTo("silent");
  }

  @Test
  void letsAPointSpeakAgainThatHadFallenSilent() throws Exception {
    store.silent.put("T-3", CLOCK.instant());

    assertThat(change(OFFICE, "point", "T-3", "", "on", "已与科室沟通").statusCode()).isEqualTo(200);

    assertThat(store.silent).isEmpty();
  }

  @Test
  void refusesWhatCannotBeSwitched() throws Exception {
    assertThat(change(OFFICE, "class", "drug-colour", "", "off", "w").statusCode()).isEqualTo(409);
    assertThat(change(OFFICE, "batch", "第99批", "", "off", "w").statusCode()).isEqualTo(409);
    assertThat(change(OFFICE, "point", "T-4", "", "on", "w").statusCode())
        .as("its words were not understood")
        .isEqualTo(409);
    assertThat(change(OFFICE, "ward", "3", "", "off", "w").statusCode()).isEqualTo(400);
    assertThat(change(OFFICE, "class", "drug-sex", "", "loud", "w").statusCode()).isEqualTo(400);
    assertThat(change(OFFICE, "class", "drug-sex", "", "off", " ").statusCode())
        .as("without a reason")
        .isEqualTo(400);
    assertThat(change(CODER, "class", "drug-sex", "", "off", "w").statusCode()).isEqualTo(403);
    assertThat(ask("/api/knowledge").path("switches")).isEmpty();
  }

  @Test
  void saysThatTheKnowledgeBaseIsNotThereYet() throws Exception {
    base = Optional.empty();
    assertThat(get("/api/knowledge").statusCode()).isEqualTo(503);
    assertThat(get("/api/knowledge/points").statusCode()).isEqualTo(503);
    assertThat(change(OFFICE, "class", "drug-sex", "", "off", "w").statusCode()).isEqualTo(503);
  }
}
