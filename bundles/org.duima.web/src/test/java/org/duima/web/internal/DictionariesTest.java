package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.duima.api.CodeSystem;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.duima.api.mapping.Dictionaries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dictionaries of fields over real HTTP. */
class DictionariesTest {
  private static final String CODER = "key-of-a-coder";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:04:05Z"), ZoneOffset.UTC);

  /** Knows the sexes. */
  private static final class Sexes implements Dictionaries {
    private static final Map<String, String> VALUES = new TreeMap<>(Map.of("1", "男", "2", "女"));

    @Override
    public Map<String, String> values(String dictionary) {
      return has(dictionary) ? VALUES : Map.of();
    }

    @Override
    public Optional<String> name(String dictionary, String code) {
      return Optional.ofNullable(values(dictionary).get(code));
    }

    @Override
    public boolean has(String dictionary) {
      return dictionary.equals("gend");
    }

    @Override
    public boolean isComplete(String dictionary) {
      return has(dictionary);
    }

    @Override
    public Optional<String> translate(String dictionary, String format, String value) {
      return Optional.empty();
    }

    @Override
    public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
      return Optional.empty();
    }

    @Override
    public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
      return false;
    }
  }

  private TestServer server;
  private boolean loaded = true;

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(CLOCK);
    access.addKey("coder", CODER, Set.of(Role.CODER), "test");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    DictionariesResource dictionaries =
        new DictionariesResource(() -> loaded ? Optional.of(new Sexes()) : Optional.empty());
    server =
        new TestServer()
            .serve(new ApiServlet(gate, List.of(dictionaries), TestServer.metrics()), "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> ask(String name) throws Exception {
    return server.call(
        "GET", "/api/dictionaries/" + name, null, "Authorization", "Bearer " + CODER);
  }

  @Test
  void listsTheValuesOfADictionaryInOrder() throws Exception {
    HttpResponse<String> answer = ask("gend");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(answer).path("name").asText()).isEqualTo("gend");
    assertThat(TestServer.json(answer).path("complete").asBoolean()).isTrue();
    assertThat(TestServer.json(answer).path("values").findValuesAsText("code"))
        .containsExactly("1", "2");
    assertThat(TestServer.json(answer).path("values").findValuesAsText("name"))
        .containsExactly("男", "女");
  }

  @Test
  void saysThatADictionaryIsNotLoaded() throws Exception {
    assertThat(ask("admdvs").statusCode()).isEqualTo(404);
  }

  @Test
  void saysThatTheDictionariesAreNotThereYet() throws Exception {
    loaded = false;
    assertThat(ask("gend").statusCode()).isEqualTo(503);
  }

  @Test
  void asksWhoIsThere() throws Exception {
    assertThat(server.call("GET", "/api/dictionaries/gend", null).statusCode()).isEqualTo(401);
  }
}
