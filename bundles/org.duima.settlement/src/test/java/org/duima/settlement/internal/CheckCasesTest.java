package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check with a failing and a passing case: src/test/resources/checks/cases*.tsv. */
class CheckCasesTest {
  private static final Path FOLDER = Path.of("src/test/resources/checks");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Shown by tests of their own: a mapper that leaves a homograph as it is, corrections, regions.
   */
  private static final Set<String> ELSEWHERE =
      Set.of("SL-X26", "SL-F-region", "SL-C-gone", "SL-C-changed", "SL-C-agrees");

  record Case(String line, String rule, String fixture, boolean fails, String path, String edits) {
    @Override
    public String toString() {
      return line + " " + rule + (fails ? " fails " : " passes ") + fixture + " " + edits;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file :
          files
              .filter(f -> f.getFileName().toString().matches("cases.*\\.tsv"))
              .sorted()
              .toList()) {
        cases.addAll(cases(file));
      }
    }
    return cases;
  }

  private static List<Case> cases(Path file) throws IOException {
    List<Case> cases = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("#")) {
        continue;
      }
      String line = file.getFileName() + ":" + (i + 1);
      String[] cells = lines.get(i).split("\t", -1);
      assertThat(cells).as(line).hasSize(5);
      assertThat(cells[2]).isIn("fails", "passes");
      cases.add(new Case(line, cells[0], cells[1], cells[2].equals("fails"), cells[3], cells[4]));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsWhatIsWrongAndNothingElse(Case given) throws IOException {
    List<Finding> ofRule =
        findings(given).stream().filter(finding -> finding.rule().equals(given.rule())).toList();
    if (given.fails()) {
      assertThat(ofRule).extracting(Finding::path).contains(given.path());
      assertThat(ofRule)
          .allSatisfy(f -> assertThat(f.text().zh() + f.text().en()).doesNotContain("{"));
    } else {
      assertThat(ofRule).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void theFixturesAreSound(String fixture) throws IOException {
    assertThat(findings(new Case("", "", fixture, false, "", ""))).isEmpty();
  }

  static Stream<String> fixtures() {
    return Stream.of("4101A", "4101", "stay");
  }

  @Test
  void everyCheckHasAFailingAndAPassingCase() throws IOException {
    for (boolean fails : new boolean[] {true, false}) {
      Set<String> covered =
          cases().stream()
              .filter(c -> c.fails() == fails)
              .map(Case::rule)
              .collect(Collectors.toCollection(TreeSet::new));
      covered.addAll(ELSEWHERE);
      assertThat(covered).isEqualTo(Checks.ids());
    }
  }

  @Test
  void noFindingQuotesAValueOfThePatient() throws IOException {
    for (Case given : cases()) {
      for (Finding finding : findings(given)) {
        assertThat(finding.toString())
            .doesNotContain("张三测试", "李四测试", "联系人测试", "13900000001", "99010119");
      }
    }
  }

  /** A document of the fixtures with edits. */
  static byte[] document(String fixture, String edits) throws IOException {
    ObjectNode tree = StayJson.tree(Files.readString(FOLDER.resolve(fixture + ".json")));
    edit(tree, edits);
    return JSON.writeValueAsBytes(tree);
  }

  /** Fixtures: a document, {@code stay} as 4101A, {@code stay-4101}, or {@code raw}. */
  static List<Finding> findings(Case given) throws IOException {
    if (given.fixture().equals("raw")) {
      return TestWorld.maker().check(given.edits().getBytes(StandardCharsets.UTF_8), TestWorld.NOW);
    }
    if (!given.fixture().startsWith("stay")) {
      return TestWorld.maker().check(document(given.fixture(), given.edits()), TestWorld.NOW);
    }
    ObjectNode tree = StayJson.tree(Files.readString(FOLDER.resolve("stay.json")));
    edit(tree, given.edits());
    Map<String, String> settings = new HashMap<>(TestWorld.settings());
    tree.path("site")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    return TestWorld.maker(settings)
        .draft(
            StayJson.read(tree),
            TestWorld.options(given.fixture().endsWith("4101") ? "4101" : "4101A"))
        .get(0)
        .findings();
  }

  private static void edit(ObjectNode tree, String edits) throws IOException {
    for (String edit : edits.split(" ; ")) {
      if (edit.isBlank()) {
        continue;
      }
      int equals = edit.indexOf('=');
      boolean remove = equals < 0;
      String pointer = remove ? edit.substring(0, edit.length() - 1) : edit.substring(0, equals);
      JsonPointer at = JsonPointer.compile(pointer);
      JsonNode value = remove ? null : big(edit.substring(equals + 1));
      String name = at.last().getMatchingProperty();
      JsonNode parent = tree.at(at.head());
      if (parent.isMissingNode()) {
        parent = tree.putObject(at.head().getMatchingProperty());
      }
      if (parent instanceof ArrayNode array) {
        int index = Integer.parseInt(name);
        if (index < array.size()) {
          array.set(index, value);
        } else {
          array.add(value);
        }
      } else if (remove) {
        ((ObjectNode) parent).remove(name);
      } else {
        ((ObjectNode) parent).set(name, value);
      }
    }
  }

  private static JsonNode big(String json) throws IOException {
    return JSON.reader()
        .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .readTree(json);
  }

  @Test
  void anUnknownCodeIsAnErrorOnlyWhereTheDictionaryIsWhole() throws IOException {
    Path folder = Files.createTempDirectory(Path.of("target"), "whole").resolve("mappings");
    TestWorld.copy(TestWorld.MAPPINGS, folder);
    Path metadata = folder.resolve("site/insurance-diagnosis.properties");
    Files.writeString(
        metadata, Files.readString(metadata).replace("complete=false", "complete=true"));
    var tables = TestWorld.codes(folder);
    var maker =
        new SettlementLists(
            TestWorld.FILES,
            tables,
            tables,
            () -> org.duima.api.site.Site.of(TestWorld.settings()));
    ObjectNode tree = StayJson.tree(Files.readString(FOLDER.resolve("4101A.json")));
    edit(tree, "/input/diseinfo/1/diag_code=\"K80.000\"");
    byte[] document = JSON.writeValueAsBytes(tree);
    assertThat(severityOf("SL-X02", maker.check(document, TestWorld.NOW)))
        .isEqualTo(Severity.ERROR);
    assertThat(severityOf("SL-X02", TestWorld.maker().check(document, TestWorld.NOW)))
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void theDeadlineIsThatOfTheSite() throws IOException {
    byte[] document = document("4101A", "/input/setlinfo/dcla_time=\"2026-03-21 09:00:00\"");
    Map<String, String> settings = new HashMap<>(TestWorld.settings());
    assertThat(TestWorld.maker(settings).check(document, TestWorld.NOW))
        .extracting(Finding::rule)
        .containsExactly("SL-D14");
    settings.put("deadline", "month+10");
    assertThat(TestWorld.maker(settings).check(document, TestWorld.NOW)).isEmpty();
    settings.put("deadline", "discharge+10");
    assertThat(TestWorld.maker(settings).check(document, TestWorld.NOW))
        .extracting(Finding::rule)
        .containsExactly("SL-D14");
  }

  private static Severity severityOf(String rule, List<Finding> findings) {
    return findings.stream()
        .filter(f -> f.rule().equals(rule))
        .findFirst()
        .orElseThrow()
        .severity();
  }

  @Test
  void aClinicalCodeThatMeansSomethingElseIsNeverPassedThrough() throws IOException {
    // a coder's wrong decision would leave the code as it is
    var leaving =
        new org.duima.api.mapping.CodeMapper() {
          private int asked;

          @Override
          public org.duima.api.mapping.CodeMatch map(org.duima.api.mapping.CodeQuestion question) {
            boolean assembling = asked++ < 2;
            return assembling
                ? new org.duima.api.mapping.CodeMatch.Mapped(
                    new org.duima.api.Code(
                        question.code().system(),
                        question.targetEdition(),
                        question.code().value()),
                    "慢性肾脏病",
                    false,
                    true,
                    "test",
                    org.duima.api.mapping.CodeMatch.Relation.SAME)
                : TestWorld.CODES.map(question);
          }
        };
    ObjectNode tree = StayJson.tree(Files.readString(FOLDER.resolve("stay.json")));
    edit(
        tree, "/diagnoses=[\"PRINCIPAL N18.900 慢性肾衰竭 1\",\"OTHER J18.900 肺炎 1\"] ; /procedures=[]");
    var maker =
        new SettlementLists(
            TestWorld.FILES,
            leaving,
            TestWorld.CODES,
            () -> org.duima.api.site.Site.of(TestWorld.settings()));
    var draft = maker.draft(StayJson.read(tree), TestWorld.options("4101A")).get(0);
    assertThat(draft.findings())
        .filteredOn(f -> f.rule().equals("SL-X26"))
        .extracting(Finding::path)
        .containsExactly("diseinfo[0].diag_code");
  }
}
