package org.duima.alert.internal.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Subject;
import org.junit.jupiter.api.Test;

/** The knowledge that is shipped: enough of it, well-formed, with sources, and never by hearsay. */
class StarterKnowledgeTest {
  private static final Path MAPPINGS = Path.of("../../mappings");
  private static final Path DICTIONARIES = Path.of("../../../shared/data/codes");
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  /** Grade of evidence of what somebody only remembers. */
  private static final Pattern FROM_MEMORY = Pattern.compile("（M）|，M）|凭记忆");

  private static final KnowledgeFiles FILES = new KnowledgeFiles(MAPPINGS, Clock.systemUTC());
  private static final Knowledge KNOWLEDGE = FILES.current();

  private static List<KnowledgePoint> points() {
    return KNOWLEDGE.classes().stream()
        .flatMap(ruleClass -> KNOWLEDGE.pointsOf(ruleClass.id()).stream())
        .toList();
  }

  private static RuleClass classOf(KnowledgePoint point) {
    return KNOWLEDGE.ruleClass(point.ruleClass()).orElseThrow();
  }

  /** Classes with the ids of points that name a code or name and are not off. */
  private static Set<String> classesThatName(String code, String name) {
    Set<String> found = new TreeSet<>();
    KNOWLEDGE.points(code, name, TODAY, (point, isOther) -> found.add(point.ruleClass()));
    return found;
  }

  @Test
  void theTablesLoadWithoutErrors() {
    assertThat(FILES.loadFindings().stream().filter(Finding::isError)).isEmpty();
    assertThat(FILES.loadFindings().stream().map(Finding::toString)).isEmpty();
  }

  @Test
  void thereAreAtLeast250PointsOver30Classes() {
    Map<String, Integer> counts = new TreeMap<>();
    points().forEach(point -> counts.merge(point.ruleClass(), 1, Integer::sum));
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(all).as("points per class: %s", counts).isGreaterThanOrEqualTo(250);
    assertThat(counts.keySet()).as("points per class: %s", counts).hasSizeGreaterThanOrEqualTo(30);
    assertThat(KNOWLEDGE.size()).isEqualTo(all);
  }

  @Test
  void atLeast200PointsSpeakOrAreTriedOver20Classes() {
    List<KnowledgePoint> alive =
        points().stream().filter(point -> point.state() != PointState.OFF).toList();
    assertThat(alive).hasSizeGreaterThanOrEqualTo(200);
    assertThat(alive.stream().map(KnowledgePoint::ruleClass).distinct().count())
        .isGreaterThanOrEqualTo(20);
  }

  @Test
  void everyPointNamesItsSourceItsBatchAndItsItem() {
    for (KnowledgePoint point : points()) {
      assertThat(point.basis()).as(point.id()).hasSizeGreaterThan(5);
      assertThat(point.batch()).as(point.id()).isNotBlank();
      assertThat(point.itemName()).as(point.id()).isNotBlank();
      assertThat(point.published()).as(point.id()).isNotBlank();
    }
  }

  @Test
  void whatIsOnlyRememberedDoesNotSpeak() {
    assertThat(
            points().stream()
                .filter(point -> point.state() == PointState.ON)
                .filter(point -> FROM_MEMORY.matcher(point.basis()).find())
                .map(point -> point.id() + " " + point.basis()))
        .isEmpty();
  }

  @Test
  void aPublishedPointNamesItsPublishedBatch() {
    List<KnowledgePoint> published =
        points().stream().filter(point -> point.id().startsWith("P")).toList();
    assertThat(published).isNotEmpty();
    for (KnowledgePoint point : published) {
      assertThat(point.batch()).as(point.id()).matches("第[0-9]{1,2}批");
      assertThat(point.basis()).as(point.id()).contains(point.batch());
    }
  }

  @Test
  void codesHaveTheFormOfTheirKind() {
    Pattern item =
        Pattern.compile("X[A-Z0-9]{2,22}\\*?|Z[A-Z0-9]{4,19}\\*?|T\\d{9}|00\\d{4,13}\\*?");
    Pattern full = Pattern.compile("X.{22}|Z.{19}|T.{9}|00.{13}|.*\\*");
    for (KnowledgePoint point : points()) {
      if (classOf(point).subject() != Subject.LINE) {
        continue;
      }
      Stream.concat(point.codes().stream(), point.others().stream())
          .filter(code -> !code.startsWith("name:"))
          .forEach(
              code ->
                  assertThat(code).as(point.id()).matches(item.pattern()).matches(full.pattern()));
    }
  }

  @Test
  void diagnosesAndProceduresAreInTheInsuranceDictionaries() throws IOException {
    assumeTrue(Files.exists(DICTIONARIES), "no published dictionaries on this machine");
    List<String> diagnoses = codes("insurance-icd10-dictionary.csv");
    List<String> procedures = codes("insurance-icd9-dictionary.csv");
    List<String> unknown = new ArrayList<>();
    for (KnowledgePoint point : points()) {
      switch (classOf(point).subject()) {
        case DIAGNOSIS -> check(point, point.codes(), diagnoses, unknown);
        case PROCEDURE -> check(point, point.codes(), procedures, unknown);
        case LINE -> {}
      }
      List<String> set =
          point.constraint().value("dx").map(dx -> Arrays.asList(dx.split(","))).orElse(List.of());
      check(point, set, diagnoses, unknown);
    }
    assertThat(unknown).isEmpty();
  }

  private static void check(
      KnowledgePoint point, List<String> entries, List<String> known, List<String> unknown) {
    for (String entry : entries) {
      boolean isKnown =
          entry.endsWith("*")
              ? known.stream().anyMatch(c -> c.startsWith(entry.substring(0, entry.length() - 1)))
              : known.contains(entry);
      if (!isKnown) {
        unknown.add(point.id() + " " + entry);
      }
    }
  }

  private static List<String> codes(String file) throws IOException {
    try (Stream<String> lines = Files.lines(DICTIONARIES.resolve(file))) {
      return lines.skip(1).map(line -> line.split(",", 2)[0]).toList();
    }
  }

  @Test
  void noCodeOfMenIsNamedForWomen() {
    Map<String, Set<String>> sexes = new TreeMap<>();
    points().stream()
        .filter(point -> point.constraint().value("sex").isPresent())
        .forEach(
            point ->
                point
                    .codes()
                    .forEach(
                        code ->
                            sexes
                                .computeIfAbsent(code, c -> new TreeSet<>())
                                .add(point.constraint().value("sex").orElseThrow())));
    assertThat(
            sexes.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey))
        .isEmpty();
    String[] codes = sexes.keySet().toArray(String[]::new);
    for (String prefix : codes) {
      for (String code : codes) {
        if (prefix.endsWith("*") && code.startsWith(prefix.substring(0, prefix.length() - 1))) {
          assertThat(sexes.get(code)).as("%s in %s", code, prefix).isEqualTo(sexes.get(prefix));
        }
      }
    }
  }

  @Test
  void theEighteenIncompatiblesAreWhole() {
    List<String> aconites = List.of("川乌", "草乌", "附子");
    List<String> against =
        List.of("半夏", "瓜蒌", "天花粉", "川贝母", "浙贝母", "平贝母", "伊贝母", "湖北贝母", "白蔹", "白及");
    Set<String> pairs =
        KNOWLEDGE.pointsOf("slice-incompatible").stream()
            .filter(point -> point.state() == PointState.ON)
            .map(KnowledgePoint::itemName)
            .collect(Collectors.toSet());
    for (String aconite : aconites) {
      for (String other : against) {
        assertThat(pairs).contains(aconite + "×" + other);
      }
    }
    for (String other : List.of("甘遂", "京大戟", "红大戟", "海藻", "芫花")) {
      assertThat(pairs).contains("甘草×" + other);
    }
    for (String other :
        List.of("人参", "西洋参", "党参", "丹参", "玄参", "南沙参", "北沙参", "苦参", "细辛", "白芍", "赤芍")) {
      assertThat(pairs).contains("藜芦×" + other);
    }
  }

  @Test
  void bothSidesOfAPairAreFoundByTheNamesOfTheirProcessedForms() {
    assertThat(classesThatName("", "炙甘草")).contains("slice-incompatible");
    assertThat(classesThatName("", "醋甘遂")).contains("slice-incompatible", "drug-pregnancy");
    assertThat(classesThatName("", "白附子")).isEmpty();
  }

  @Test
  void aWholeDrugClassIsNamedByItsBeginning() {
    assertThat(classesThatName("XJ01MAM122B002010101445", ""))
        .contains("drug-children-ban", "drug-contraindication", "prophylaxis");
    assertThat(classesThatName("XN02ABF027V002020199999", "")).contains("internet-drug");
    assertThat(classesThatName("XA02BCA348X001010100001", "")).containsExactly("drug-repeat");
  }
}
