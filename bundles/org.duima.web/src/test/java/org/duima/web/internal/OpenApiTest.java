package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of operations, read by Swagger's parser and held against what is served. */
class OpenApiTest {
  private static final String KEY = "a-key-of-this-test";

  private final TestClock clock = new TestClock();
  private final MemoryAccess access = new MemoryAccess(clock);
  private final PlayedLedger ledger = new PlayedLedger();
  private TestServer server;
  private OpenAPI document;
  @TempDir Path directory;

  @BeforeEach
  void start() throws Exception {
    access.ensureKey("tester", KEY);
    Limits limits = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
    Logins logins = new Logins(access, limits, new Passwords(1_000), clock);
    Health health = new Health(Optional::empty, Optional::empty, List::of, directory, clock);
    List<Resource> resources =
        new ArrayList<>(
            List.of(
                new TransactionsResource(new BraceReader(), ledger),
                new StatusResource(ledger, health, Optional::empty, Optional::empty, clock),
                new QueueResource(ledger),
                new StaysResource(ledger),
                new ListsResource(ledger, ledger, clock),
                new DictionariesResource(Optional::empty),
                new MessagesResource(ledger),
                new SessionResource(access, logins),
                new UsersResource(access, logins),
                new KeysResource(access),
                new CodesResource(Optional::empty, clock),
                new ReportsResource(Optional::empty, List::of),
                new BoardResource(Optional::empty),
                new SettlementsResource(Optional::empty),
                new PlatformResource(Optional::empty, Optional::empty, Optional::empty, clock),
                new NationalAlertsResource(Optional::empty, Optional::empty, clock),
                new TablesResource(Optional::empty, directory, clock),
                new FhirResource(Optional::empty, ledger, clock),
                new TerminologyResource(Optional::empty, Optional::empty, Optional::empty, clock),
                new CdsHooksResource(new AskAlerts(Optional::empty, Optional::empty, clock))));
    resources.add(new DeliveriesResource(Optional::empty, clock));
    resources.add(new OpenApiResource("1.2.3", resources));
    Gate gate = new Gate(access, limits);
    ApiServlet servlet = new ApiServlet(gate, resources, TestServer.metrics());
    server =
        new TestServer()
            .serve(servlet, "/api/*")
            .serve(servlet, "/fhir/*")
            .serve(servlet, "/cds-services/*")
            .start();
    HttpResponse<String> answer = call("GET", "/api/openapi.json");
    assertThat(answer.statusCode()).isEqualTo(200);
    SwaggerParseResult read = new OpenAPIV3Parser().readContents(answer.body(), null, null);
    assertThat(read.getMessages()).isEmpty();
    document = read.getOpenAPI();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    return server.call(method, path, null, "Authorization", "Bearer " + KEY);
  }

  private static String filled(String path) {
    return path.replace("{type}", "Patient").replaceAll("[{][^}]+[}]", "x");
  }

  @Test
  void servesForEachPathTheMethodsThatAreDescribedAndNoOther() throws Exception {
    assertThat(document.getPaths()).hasSizeGreaterThan(15);
    for (Map.Entry<String, PathItem> path : document.getPaths().entrySet()) {
      HttpResponse<String> answer = call("PATCH", filled(path.getKey()));
      assertThat(answer.statusCode()).as(path.getKey()).isEqualTo(405);
      Set<String> described =
          path.getValue().readOperationsMap().keySet().stream()
              .map(Enum::name)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(
              new TreeSet<>(
                  List.of(answer.headers().firstValue("Allow").orElseThrow().split(", "))))
          .as(path.getKey())
          .isEqualTo(described);
    }
  }

  @Test
  void describesEveryAnswerThatAnOperationGives() throws Exception {
    for (Map.Entry<String, PathItem> path : document.getPaths().entrySet()) {
      for (var operation : path.getValue().readOperationsMap().entrySet()) {
        String method = operation.getKey().name().toUpperCase(Locale.ROOT);
        HttpResponse<String> answer = call(method, filled(path.getKey()));
        assertThat(operation.getValue().getResponses().keySet())
            .as(method + " " + path.getKey())
            .contains(String.valueOf(answer.statusCode()));
      }
    }
  }

  @Test
  void saysInBothLanguagesWhatItDoesAndWhoMay() {
    document
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperations()
                    .forEach(
                        operation -> {
                          assertThat(operation.getSummary())
                              .as(path)
                              .matches(".*[\\u4e00-\\u9fff].* / .*[a-z].*");
                          assertThat(operation.getOperationId()).as(path).isNotBlank();
                          operation
                              .getResponses()
                              .values()
                              .forEach(
                                  response ->
                                      assertThat(response.getDescription())
                                          .as(path)
                                          .matches(".* / .+"));
                        }));
    assertThat(document.getPaths().get("/api/session").getPost().getSecurity()).isEmpty();
    assertThat(document.getPaths().get("/api/users").getGet().getExtensions())
        .containsEntry("x-duima-roles", List.of(Role.ADMIN.id()));
    assertThat(document.getPaths().get("/api/queue").getGet().getExtensions())
        .containsEntry("x-duima-roles", List.of("admin", "coder", "office", "it"));
    assertThat(document.getPaths().get("/fhir/ConceptMap/$translate").readOperations()).hasSize(2);
  }

  @Test
  void givesEachOperationANameOfItsOwn() {
    List<String> ids =
        document.getPaths().values().stream()
            .flatMap(item -> item.readOperations().stream())
            .map(operation -> operation.getOperationId())
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
  }
}
