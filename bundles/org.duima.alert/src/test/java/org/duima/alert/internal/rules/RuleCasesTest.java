package org.duima.alert.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.RuleClass;
import org.duima.api.spi.OrderRule;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule class with cases that hit, pass and cannot tell: src/test/resources/cases. */
class RuleCasesTest {
  private static final Path FOLDER = Path.of("src/test/resources/cases");
  private static final Map<String, OrderRule> RULES =
      Rules.all().stream().collect(Collectors.toMap(OrderRule::logic, Function.identity()));

  @TestFactory
  Stream<DynamicContainer> judgesEveryCaseAsExpected() throws IOException {
    return files().stream()
        .map(
            file -> {
              CaseFile cases = read(file);
              return DynamicContainer.dynamicContainer(
                  cases.id(),
                  Stream.concat(
                      Stream.of(
                          DynamicTest.dynamicTest("is complete", () -> isComplete(file, cases))),
                      cases.cases().stream()
                          .map(
                              each ->
                                  DynamicTest.dynamicTest(each.name(), () -> judge(cases, each)))));
            });
  }

  private static void judge(CaseFile file, CaseFile.Case each) {
    assertThat(file.opinions(rule(file), each))
        .as(file.id() + ": " + each.name())
        .containsExactlyInAnyOrderElementsOf(each.expect());
  }

  private static OrderRule rule(CaseFile file) {
    return assertThat(RULES.get(file.logic())).as("a rule " + file.logic()).isNotNull().actual();
  }

  /** A class whose cases only ever pass, or never pass, shows nothing. */
  private static void isComplete(Path file, CaseFile cases) {
    assertThat(file.getFileName()).hasToString(cases.id() + ".json");
    assertThat(cases.cases()).extracting(CaseFile.Case::name).doesNotHaveDuplicates();
    assertThat(cases.cases()).extracting(CaseFile.Case::expect).doesNotContainNull();
    assertThat(cases.cases()).as("a case that hits").anyMatch(each -> says(each, "hit "));
    assertThat(cases.cases()).as("a case that passes").anyMatch(each -> each.expect().isEmpty());
    assertThat(cases.needsNothing() != null)
        .as("either a case that cannot tell or why there is none")
        .isNotEqualTo(cases.cases().stream().anyMatch(each -> says(each, "cannot-tell ")));
  }

  private static boolean says(CaseFile.Case each, String kind) {
    return each.expect().stream().anyMatch(line -> line.startsWith(kind));
  }

  @TestFactory
  Stream<DynamicTest> hitsNameTheirFactsWithSources() throws IOException {
    return files().stream()
        .map(RuleCasesTest::read)
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.id(), () -> file.cases().forEach(each -> hasFacts(file, each))));
  }

  private static void hasFacts(CaseFile file, CaseFile.Case each) {
    RuleClass ruleClass = file.ruleClass();
    var order = file.order(each);
    var matches = CaseFile.matches(order, ruleClass);
    if (ruleClass.usesPoints() && matches.isEmpty()) {
      return;
    }
    for (Opinion opinion : rule(file).evaluate(order, ruleClass, matches)) {
      if (opinion instanceof Opinion.Hit hit) {
        assertThat(hit.facts()).as(file.id() + ": " + each.name()).isNotEmpty();
        assertThat(hit.facts())
            .allSatisfy(
                fact -> {
                  assertThat(fact.value()).isNotBlank();
                  assertThat(fact.source()).isNotBlank();
                });
      } else if (opinion instanceof Opinion.CannotTell cannotTell) {
        assertThat(cannotTell.missing()).as(file.id() + ": " + each.name()).isNotEmpty();
      }
    }
  }

  @Test
  void everyLogicHasCases() throws IOException {
    Set<String> shown =
        files().stream()
            .map(RuleCasesTest::read)
            .map(CaseFile::logic)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).containsAll(RULES.keySet());
  }

  /** What the table of classes says of a class is what its cases were tried with. */
  @TestFactory
  Stream<DynamicTest> casesAgreeWithTheTableOfClasses() throws IOException {
    Path table = Path.of("../../mappings/knowledge/classes.csv");
    assumeThat(table).exists();
    Map<String, CaseFile> byId =
        files().stream()
            .map(RuleCasesTest::read)
            .collect(Collectors.toMap(CaseFile::id, Function.identity()));
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(table)) {
      return rows.stream()
          .filter(row -> RULES.containsKey(row.getField("logic")))
          .map(row -> DynamicTest.dynamicTest(row.getField("id"), () -> agrees(row, byId)))
          .toList()
          .stream();
    }
  }

  private static void agrees(NamedCsvRecord row, Map<String, CaseFile> byId) {
    CaseFile cases = byId.get(row.getField("id"));
    assertThat(cases).as("cases of " + row.getField("id")).isNotNull();
    assertThat(cases.logic()).isEqualTo(row.getField("logic"));
    assertThat(cases.subject())
        .isEqualTo(RuleClass.Subject.valueOf(row.getField("subject").toUpperCase(Locale.ROOT)));
    assertThat(cases.usesPoints() ? "Y" : "N").isEqualTo(row.getField("uses_points"));
    assertThat(cases.ruleClass().defaults()).isEqualTo(Constraint.parse(row.getField("defaults")));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static CaseFile read(Path file) {
    try {
      return CaseFile.read(file);
    } catch (IOException wrong) {
      throw new UncheckedIOException(file.toString(), wrong);
    }
  }
}
