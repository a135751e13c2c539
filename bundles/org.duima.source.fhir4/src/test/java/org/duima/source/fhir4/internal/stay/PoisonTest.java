package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duima.api.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resources with a part missing or of nonsense cost findings, never an exception. */
class PoisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Fixture FIXTURE = Fixture.loaded();
  private static final String SECRET = "9Z-secret-9Z";

  static Stream<Path> messages() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/stay"))) {
      return files
          .filter(file -> file.toString().endsWith(".in") && !file.endsWith("xml.in"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static void parse(JsonNode message, String what) {
    assertThatCode(
            () -> {
              Parsed parsed = FIXTURE.parse(JSON.writeValueAsBytes(message));
              assertThat(parsed.findings().toString()).doesNotContain(SECRET);
            })
        .as(what)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void takesEveryElementAwayAndPutsNonsenseInItsPlace(Path file) throws IOException {
    JsonNode root = JSON.readTree(Files.readAllBytes(file));
    List<ObjectNode> objects = new ArrayList<>();
    collect(root, objects);
    int changes = 0;
    for (ObjectNode object : objects) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode before = object.remove(name);
        parse(root, file + " without " + name);
        if (before.isValueNode()) {
          object.put(name, SECRET);
          parse(root, file + " with nonsense in " + name);
        }
        object.set(name, before);
        changes++;
      }
    }
    assertThat(changes).isGreaterThan(4);
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    if (node.isContainerNode() && (node instanceof ArrayNode || node instanceof ObjectNode)) {
      node.forEach(child -> collect(child, objects));
    }
  }

  @Test
  void endsAtABodyThatIsNoFhir() {
    for (String body : new String[] {"", "{", "<a", "{\"resourceType\":\"Nothing\"}", "null"}) {
      Parsed parsed = FIXTURE.parse(body);
      assertThat(parsed.events()).isEmpty();
      assertThat(parsed.findings()).as(body).anyMatch(finding -> finding.isError());
    }
  }
}
