package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.junit.jupiter.api.Test;

class WireFormTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static byte[] document(String form) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/checks/" + form + ".json"));
  }

  private static List<Finding> check(byte[] document) {
    return TestWorld.maker().check(document, TestWorld.NOW);
  }

  @Test
  void aDocumentCutAnywhereIsAFindingAndNeverAStackTrace() throws IOException {
    byte[] whole = document("4101A");
    for (int length = 0; length < whole.length - 1; length += 7) {
      assertThat(check(Arrays.copyOf(whole, length)))
          .singleElement()
          .satisfies(f -> assertThat(f.rule()).isEqualTo("SL-F-json"));
    }
  }

  @Test
  void garbageIsAFindingAndNeverAStackTrace() throws IOException {
    byte[] whole = document("4101");
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = whole.clone();
      for (int j = 0; j <= random.nextInt(4); j++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      // the findings of one place each, or none where the change met a space or a free text
      assertThat(check(broken)).allSatisfy(f -> assertThat(f.path()).startsWith("$"));
    }
  }

  @Test
  void aTextThatIsNotUtf8IsAFinding() {
    byte[] gb =
        "{\"setlinfo\":{\"curr_addr\":\"测试\"}}"
            .getBytes(java.nio.charset.Charset.forName("GB18030"));
    assertThat(check(gb))
        .singleElement()
        .satisfies(f -> assertThat(f.text().en()).contains("UTF-8"));
  }

  @Test
  void deepNestingIsAFinding() {
    byte[] deep = ("{\"setlinfo\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    assertThat(check(deep)).extracting(Finding::rule).containsExactly("SL-F-json");
  }

  @Test
  void tenThousandDiagnosesAreCheckedOneByOne() throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(document("4101A"));
    ArrayNode rows = (ArrayNode) tree.at("/input/diseinfo");
    for (int i = 2; i < 10_000; i++) {
      rows.add(rows.get(1).deepCopy());
    }
    List<Finding> findings = check(JSON.writeValueAsBytes(tree));
    assertThat(findings).filteredOn(f -> f.rule().equals("SL-X04")).hasSize(9_998);
  }

  @Test
  void whatTheMakerWritesTheCheckerFindsSound() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      for (Path file :
          files.filter(f -> f.toString().endsWith(".expected.json")).sorted().toList()) {
        // one is held on purpose, one is in a region's own names, some have no discharge yet
        boolean special =
            Stream.of("13-", "14-", "SETL0011A", "SETL0017A", "SETL0017B")
                .anyMatch(s -> file.toString().contains(s));
        if (!special) {
          assertThat(check(Files.readAllBytes(file)))
              .as(file.toString())
              .noneMatch(Finding::isError);
        }
      }
    }
  }

  @Test
  void namesOfARegionAreReadInThatRegion() throws IOException {
    byte[] document =
        Files.readAllBytes(
            Path.of("src/test/resources/golden/13-old-names-of-a-region.4101A.expected.json"));
    var settings = TestWorld.settings();
    assertThat(check(document)).anyMatch(f -> f.rule().equals("SL-F-unknown"));
    settings.put("region", "pre-2021-12");
    assertThat(TestWorld.maker(settings).check(document, TestWorld.NOW))
        .noneMatch(f -> f.rule().equals("SL-F-unknown"));
  }

  @Test
  void aRegionWritesItsOwnValuesAndAnUnknownOneIsSaid() throws IOException {
    ObjectNode tree =
        StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
    var settings = TestWorld.settings();
    settings.put("region", "trt-type-dotted");
    var dotted =
        TestWorld.maker(settings).draft(StayJson.read(tree), TestWorld.options("4101A")).get(0);
    assertThat(JSON.readTree(dotted.input()).at("/setlinfo/trt_type").asText()).isEqualTo("1");
    assertThat(dotted.content().info("trt_type")).isEqualTo("10");
    settings.put("region", "atlantis");
    var unknown =
        TestWorld.maker(settings).draft(StayJson.read(tree), TestWorld.options("4101A")).get(0);
    assertThat(unknown.findings())
        .anySatisfy(f -> assertThat(f.text().en()).contains("atlantis", "trt-type-dotted"));
  }

  @Test
  void everyWireFieldSaysWhereItCameFrom() throws IOException {
    ObjectNode tree =
        StayJson.tree(
            Files.readString(
                Path.of("src/test/resources/golden/05-intensive-care-with-ventilator.in.json")));
    var draft = TestWorld.maker().draft(StayJson.read(tree), TestWorld.options("4101A")).get(0);
    List<String> fields = new ArrayList<>();
    JSON.readTree(draft.input())
        .fields()
        .forEachRemaining(
            node -> {
              if (node.getValue().isObject()) {
                node.getValue()
                    .fieldNames()
                    .forEachRemaining(f -> fields.add(node.getKey() + "." + f));
              } else {
                for (int i = 0; i < node.getValue().size(); i++) {
                  String row = node.getKey() + "[" + i + "].";
                  node.getValue().get(i).fieldNames().forEachRemaining(f -> fields.add(row + f));
                }
              }
            });
    assertThat(draft.provenance().keySet()).containsExactlyInAnyOrderElementsOf(fields);
  }
}
