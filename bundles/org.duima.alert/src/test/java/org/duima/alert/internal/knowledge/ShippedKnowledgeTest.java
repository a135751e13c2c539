package org.duima.alert.internal.knowledge;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.Text;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Audience;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.alert.RuleClass.Subject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of the distribution. */
class ShippedKnowledgeTest {
  private static final Path MAPPINGS = KnowledgeFolder.SHIPPED.getParent();
  private static KnowledgeFiles files;

  @BeforeAll
  static void load() {
    files = new KnowledgeFiles(MAPPINGS, KnowledgeFolder.CLOCK);
  }

  @Test
  void nothingIsWrongWithThem() {
    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
  }

  @Test
  void theEightyEightClassesStandInPublishedOrder() {
    List<RuleClassRow> rows = files.ruleClassRows();
    assertEquals(88, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(i + 1, rows.get(i).sequence());
    }
    Map<Category, Long> counts =
        rows.stream()
            .collect(Collectors.groupingBy(r -> r.ruleClass().category(), Collectors.counting()));
    assertEquals(
        Map.of(Category.POLICY, 34L, Category.MANAGEMENT, 29L, Category.MEDICAL, 25L), counts);
    assertEquals(
        10, rows.stream().filter(row -> row.ruleClass().gzCode().isEmpty()).count(), "new in 2025");
  }

  @Test
  void whatNoOrderDecidesSaysWhatItWouldNeed() {
    for (RuleClassRow row : files.ruleClassRows()) {
      assertEquals(
          row.ruleClass().logic().equals("none"), !row.needs().isEmpty(), row.ruleClass().id());
    }
    assertEquals(18, files.ruleClassRows().stream().filter(row -> !row.needs().isEmpty()).count());
  }

  @Test
  void subjectsAreThoseOfThePublication() {
    assertEquals(
        Set.of("diagnosis-code", "diagnosis-sex", "diagnosis-age"), ofSubject(Subject.DIAGNOSIS));
    assertEquals(
        Set.of("procedure-code", "procedure-sex", "diagnosis-procedure"),
        ofSubject(Subject.PROCEDURE));
    assertEquals(
        Set.of(
            "drug-days-supplied",
            "diagnosis-code",
            "procedure-code",
            "charge-date",
            "drug-count",
            "slice-large",
            "slice-over-upload",
            "drug-disease-catalogue"),
        classes()
            .filter(c -> !c.usesPoints() && !c.logic().equals("none"))
            .map(RuleClass::id)
            .collect(Collectors.toSet()));
  }

  @Test
  void doctorsNeverSeeBilling() {
    Set<String> billing =
        Set.of(
            "service-unit-price",
            "operation-discount",
            "service-duplicate",
            "service-decomposed",
            "service-frequency",
            "service-consumable-duplicate");
    classes()
        .filter(c -> billing.contains(c.id()))
        .forEach(c -> assertFalse(c.audiences().contains(Audience.DOCTOR), c.id()));
    classes()
        .filter(c -> c.logic().equals("none"))
        .forEach(c -> assertFalse(c.audiences().contains(Audience.DOCTOR), c.id()));
    assertTrue(
        files.current().ruleClass("drug-sex").orElseThrow().audiences().contains(Audience.DOCTOR));
  }

  @Test
  void whatHarmsNeverFallsSilentByItself() {
    assertEquals(
        new TreeSet<>(
            Set.of(
                "drug-children-ban",
                "drug-contraindication",
                "drug-interaction",
                "drug-pregnancy",
                "service-contraindication",
                "slice-incompatible")),
        classes()
            .filter(RuleClass::neverSilencedByItself)
            .map(RuleClass::id)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyClassSpeaksWithAndWithoutItsWords() {
    Map<String, String> all = new HashMap<>();
    TextPattern.KNOWN_WORDS.forEach(word -> all.put(word, "某某"));
    all.put("item", "ω-3甘油三酯(2%)中/长链脂肪乳/氨基酸(16)/葡萄糖(36%)注射液");
    all.put("other", "小儿复方氨基酸注射液(18AA-Ⅱ)");
    assertAll(
        classes()
            .flatMap(
                ruleClass ->
                    Stream.of(all, Map.<String, String>of())
                        .map(words -> () -> speaks(ruleClass, words))));
  }

  private static void speaks(RuleClass ruleClass, Map<String, String> words) {
    Text text = TextPattern.render(ruleClass.text(), words, 500);
    String zh = text.zh().substring(0, text.zh().indexOf('。') + 1);
    String en = text.en().split("(?<=\\.)( |$)")[0];
    assertTrue(zh.length() > 4 && zh.length() < 140, zh);
    assertTrue(en.length() > 4 && en.length() < 140, en);
    for (String part : List.of(text.zh(), text.en())) {
      assertFalse(part.matches(".*[\\[\\]{}].*|.*不详.*|.*not stated.*"), part);
      assertFalse(part.matches(".*(，，|，。|「」|  | \\.|,,|;;|\\(\\)|（）).*"), part);
    }
    Text suggestion = TextPattern.render(ruleClass.suggestion(), words, 500);
    assertFalse(suggestion.zh().contains("{"), suggestion.zh());
    assertEquals(ruleClass.logic().equals("none"), suggestion.zh().isEmpty(), ruleClass.id());
  }

  @Test
  void policyOffersThatThePatientPays() {
    assertTrue(
        classes()
            .filter(c -> c.category() == Category.POLICY && c.logic().equals("insurance"))
            .allMatch(c -> c.suggestion().zh().contains("自费")));
  }

  @Test
  void thereAreReasonsToChooseFrom() {
    List<OverrideReason> reasons = files.reasons();
    assertTrue(reasons.size() >= 8, "reasons: " + reasons.size());
    assertEquals("rescue", reasons.get(0).code());
  }

  @Test
  void everyTableSaysWhereItIsFrom() throws IOException {
    try (Stream<Path> tables = Files.list(KnowledgeFolder.SHIPPED)) {
      for (Path table : tables.filter(file -> file.toString().endsWith(".csv")).toList()) {
        Path metadata =
            table.resolveSibling(table.getFileName().toString().replace(".csv", ".properties"));
        assertTrue(Files.readString(metadata).contains("\nsource="), metadata.toString());
      }
    }
  }

  private static Stream<RuleClass> classes() {
    return files.current().classes().stream();
  }

  private static Set<String> ofSubject(Subject subject) {
    return classes()
        .filter(c -> c.subject() == subject)
        .map(RuleClass::id)
        .collect(Collectors.toSet());
  }
}
