package org.duima.alert.internal.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.alert.Audience;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.junit.jupiter.api.Test;

/**
 * docs/alerts.md tells of every rule class and of every value that a logic understands as the
 * tables and the programme have them; the table of classes is written with {@code
 * -Dgolden.write=true}.
 */
class AlertDocumentTest {
  private static final Path KNOWLEDGE = Path.of("../../mappings/knowledge");
  private static final Path DOCUMENT = Path.of("../../docs/alerts.md");
  private static final String BEGIN = "<!-- generated from the tables: begin -->\n";
  private static final String END = "<!-- generated from the tables: end -->\n";
  private static final String VALUES_BEGIN = "<!-- values of logics: begin -->\n";
  private static final String VALUES_END = "<!-- values of logics: end -->\n";
  private static final Pattern QUOTED = Pattern.compile("`([A-Za-z0-9]+)`");
  private static final Set<String> ALL_VALUES =
      Set.of(
          "sex",
          "ageFrom",
          "ageTo",
          "insurance",
          "level",
          "visit",
          "visitNot",
          "dx",
          "allergy",
          "days",
          "per",
          "interval",
          "count",
          "amount",
          "price1",
          "price2",
          "price3",
          "group",
          "dept",
          "disease",
          "first",
          "dose",
          "dayDose",
          "substance",
          "slices",
          "weight",
          "doses",
          "need",
          "hours",
          "max",
          "title",
          "kinds",
          "outpatientDays",
          "emergencyDays",
          "chronicDays",
          "dischargeDays",
          "maternity");

  private static List<RuleClassRow> classes() {
    List<Finding> findings = new ArrayList<>();
    List<RuleClassRow> rows =
        RuleClassTable.read(
            tables(findings), KNOWLEDGE.resolve("classes.csv"), KNOWLEDGE.resolve("none.csv"));
    assertThat(findings).isEmpty();
    return rows;
  }

  private static TableReader tables(List<Finding> findings) {
    try {
      return new TableReader(KNOWLEDGE, MessageDigest.getInstance("SHA-256"), findings);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void eachStarterPoint(Consumer<TableReader.Row> each) throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (Stream<Path> files = Files.list(KNOWLEDGE)) {
      files
          .filter(file -> file.getFileName().toString().matches("starter-.+\\.csv"))
          .sorted()
          .forEach(file -> tables(findings).read(file, List.of("rule_class", "state"), each));
    }
    assertThat(findings).isEmpty();
  }

  @Test
  void noneOfThe88ClassesIsMissing() {
    assertThat(classes().stream().map(RuleClassRow::sequence))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 88).boxed().toList());
  }

  @Test
  void aClassThatIsNotJudgedSaysWhatItWouldNeed() {
    for (RuleClassRow row : classes()) {
      assertThat(row.needs().isEmpty())
          .as(row.ruleClass().id())
          .isEqualTo(!row.ruleClass().logic().equals("none"));
    }
  }

  @Test
  void theDocumentShowsTheClassesAsTheyAre() throws IOException {
    String generated = generated();
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    assertThat(begin).isPositive();
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(
          DOCUMENT, document.substring(0, begin) + BEGIN + generated + document.substring(end));
      return;
    }
    assertThat(document.substring(begin + BEGIN.length(), end)).isEqualTo(generated);
  }

  @Test
  void theDocumentTellsOfEveryValueOfEveryLogic() throws IOException {
    String document = Files.readString(DOCUMENT);
    String table =
        document.substring(
            document.indexOf(VALUES_BEGIN) + VALUES_BEGIN.length(), document.indexOf(VALUES_END));
    Map<String, Set<String>> told = new TreeMap<>();
    table
        .lines()
        .skip(2)
        .forEach(
            line -> {
              String[] cells = line.split(" *(?<!\\\\)\\| *");
              Matcher names = QUOTED.matcher(cells[2]);
              Set<String> values = new TreeSet<>();
              while (names.find()) {
                values.add(names.group(1));
              }
              told.put(cells[1].strip(), values);
            });
    Map<String, Set<String>> understood = new TreeMap<>();
    for (RuleClassRow row : classes()) {
      String logic = row.ruleClass().logic();
      if (!logic.equals("none")) {
        understood.put(
            logic,
            ALL_VALUES.stream()
                .filter(value -> ConstraintRules.takes(logic, value))
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    assertThat(told).isEqualTo(understood);
  }

  private static String generated() throws IOException {
    Map<String, Map<PointState, Integer>> points = new HashMap<>();
    eachStarterPoint(
        row ->
            points
                .computeIfAbsent(row.cell("rule_class"), id -> new EnumMap<>(PointState.class))
                .merge(PointState.ofId(row.cell("state")), 1, Integer::sum));
    StringBuilder text = new StringBuilder();
    text.append("| 序号 | 规则类 class | 逻辑 | 对谁 audience | 时机 scenes | 反应 | 起步 | 需要 needs |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (RuleClassRow row : classes()) {
      RuleClass ruleClass = row.ruleClass();
      boolean isJudged = !ruleClass.logic().equals("none");
      text.append("| ")
          .append(row.sequence())
          .append(" | ")
          .append(ruleClass.name().zh())
          .append("<br>")
          .append(ruleClass.name().en())
          .append("<br>`")
          .append(ruleClass.id())
          .append("` ")
          .append(ruleClass.category().zh())
          .append(" | ")
          .append(isJudged ? ruleClass.logic() : "—")
          .append(" | ")
          .append(isJudged ? audiences(ruleClass) : "")
          .append(" | ")
          .append(scenes(ruleClass))
          .append(" | ")
          .append(isJudged ? ruleClass.reaction().letter() : "")
          .append(" | ")
          .append(
              ruleClass.usesPoints()
                  ? counts(points.getOrDefault(ruleClass.id(), Map.of()))
                  : isJudged ? "每张医嘱" : "")
          .append(" | ")
          .append(row.needs().replace("|", "\\|"))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String audiences(RuleClass ruleClass) {
    return Stream.of(Audience.values())
        .filter(ruleClass.audiences()::contains)
        .map(Audience::id)
        .collect(Collectors.joining(" "));
  }

  private static String scenes(RuleClass ruleClass) {
    return Stream.of(Scene.values())
        .filter(ruleClass.scenes()::contains)
        .map(Scene::id)
        .collect(Collectors.joining(" "));
  }

  private static String counts(Map<PointState, Integer> states) {
    return states.isEmpty()
        ? "0"
        : states.getOrDefault(PointState.ON, 0)
            + " / "
            + states.getOrDefault(PointState.SILENT, 0)
            + " / "
            + states.getOrDefault(PointState.OFF, 0);
  }
}
