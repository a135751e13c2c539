package org.duima.alert.internal.knowledge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.duima.alert.internal.knowledge.ReadingPattern.Where;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgeBase.Understood;
import org.duima.api.alert.RuleClass;

/**
 * Reads what published constraints mean, with the patterns of {@code patterns.csv}. What is not
 * understood for certain is not understood. Immutable.
 */
final class Readings {
  static final Readings NONE = new Readings(List.of());

  private static final List<String> COLUMNS =
      List.of("name", "about", "where", "rank", "regex", "unless", "constraint", "example");
  private static final Map<String, Where> PLACES =
      Map.of("text", Where.TEXT, "name", Where.NAME, "logic", Where.LOGIC);

  private final List<ReadingPattern> patterns;

  private Readings(List<ReadingPattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  int size() {
    return patterns.size();
  }

  // ---------------------------------------------------------------- reading a constraint

  /** Where something was found. */
  private record Span(Where where, int start, int end) {
    boolean overlaps(Span other) {
      return where == other.where && start < other.end && other.start < end;
    }
  }

  /** What was read for one value name, with the rank of it. */
  private record Reading(int rank, Set<String> values) {}

  /** Reads the words of a point. */
  Understood understand(
      RuleClass ruleClass, String published, String itemName, String detectLogic) {
    Map<Where, String> texts = new EnumMap<>(Where.class);
    texts.put(Where.TEXT, ReadingPattern.normalized(published));
    texts.put(Where.NAME, ReadingPattern.normalized(itemName));
    texts.put(Where.LOGIC, ReadingPattern.normalized(detectLogic));
    String logic = ruleClass.logic();
    Map<String, Reading> readings = new TreeMap<>();
    Set<String> spoke = new LinkedHashSet<>();
    List<Span> read = new ArrayList<>();
    Map<Span, String> doubts = new LinkedHashMap<>();
    for (ReadingPattern pattern : patterns) {
      if (!pattern.speaksFor(logic, ruleClass.id())) {
        continue;
      }
      for (Where where : pattern.where()) {
        String text = texts.get(where);
        Matcher found = pattern.regex().matcher(text);
        // few patterns find anything, so what blocks them is looked for afterwards
        if (text.isEmpty() || !found.find() || pattern.isBlocked(text)) {
          continue;
        }
        do {
          Span span = new Span(where, found.start(), found.end());
          if (pattern.isDoubt()) {
            doubts.putIfAbsent(span, pattern.name());
          } else {
            spoke.add(pattern.name());
            read.add(span);
            pattern.values(found).forEach((name, value) -> add(readings, name, pattern, value));
          }
        } while (found.find());
      }
    }
    boolean isClear = readings.values().stream().allMatch(r -> r.values().size() == 1);
    for (Map.Entry<Span, String> doubt : doubts.entrySet()) {
      if (read.stream().noneMatch(doubt.getKey()::overlaps)) {
        spoke.add(doubt.getValue());
        isClear = false;
      }
    }
    Map<String, String> values = new HashMap<>();
    readings.forEach((name, r) -> values.put(name, r.values().iterator().next()));
    Constraint constraint = isClear ? Constraint.of(values) : Constraint.NONE;
    boolean isEnough =
        isClear && ConstraintRules.isEnough(logic, constraint.or(ruleClass.defaults()));
    return new Understood(
        isEnough || ConstraintRules.problems(logic, constraint).isEmpty()
            ? constraint
            : Constraint.NONE,
        isEnough,
        List.copyOf(spoke));
  }

  private static void add(
      Map<String, Reading> readings, String name, ReadingPattern pattern, String value) {
    Reading former = readings.get(name);
    if (former == null || pattern.rank() < former.rank()) {
      readings.put(name, new Reading(pattern.rank(), new TreeSet<>(Set.of(value))));
    } else if (pattern.rank() == former.rank()) {
      former.values().add(value);
    }
  }

  // ---------------------------------------------------------------- the table

  /** Reads the table; a site's own rows replace shipped ones of the same name. */
  static Readings read(TableReader tables, Path shipped, Path site) {
    Map<String, ReadingPattern> patterns = new LinkedHashMap<>();
    for (Path file : List.of(shipped, site)) {
      if (Files.exists(file)) {
        Map<String, Integer> lines = new HashMap<>();
        tables.read(file, COLUMNS, row -> read(row, patterns, lines));
      }
    }
    return new Readings(List.copyOf(patterns.values()));
  }

  private static void read(
      TableReader.Row row, Map<String, ReadingPattern> patterns, Map<String, Integer> lines) {
    String name = row.cell("name");
    Integer former = lines.putIfAbsent(name, row.line());
    if (name.isEmpty()) {
      row.error("name", "名称为空", "the name is empty");
      return;
    }
    if (former != null) {
      row.error("name", name + " 与第 " + former + " 行重复", name + " is also in line " + former);
      return;
    }
    Set<Where> where = EnumSet.noneOf(Where.class);
    for (String place : parts(row.cell("where"))) {
      Where known = PLACES.get(place.toLowerCase(Locale.ROOT));
      if (known == null) {
        row.error("where", "应为 text、name、logic", "must be of text, name, logic");
        return;
      }
      where.add(known);
    }
    if (!row.cell("rank").matches("[1-9]") || where.isEmpty()) {
      row.error("rank", "rank 应为 1–9，where 不能为空", "rank must be 1 to 9, where must not be empty");
      return;
    }
    Pattern regex = compiled(row, "regex");
    Pattern unless = row.cell("unless").isEmpty() ? null : compiled(row, "unless");
    if (regex == null || unless == null && !row.cell("unless").isEmpty()) {
      return;
    }
    ReadingPattern pattern =
        new ReadingPattern(
            name,
            new LinkedHashSet<>(parts(row.cell("about"))),
            where,
            Integer.parseInt(row.cell("rank")),
            regex,
            unless,
            row.cell("constraint"));
    if (isSound(row, pattern)) {
      patterns.put(name, pattern);
    }
  }

  private static List<String> parts(String cell) {
    return Arrays.stream(cell.split("[;,\\s]+")).filter(part -> !part.isEmpty()).toList();
  }

  private static Pattern compiled(TableReader.Row row, String column) {
    try {
      if (row.cell(column).isEmpty()) {
        row.error(column, "正则表达式为空", "the regular expression is empty");
        return null;
      }
      return Pattern.compile(row.cell(column));
    } catch (PatternSyntaxException e) {
      row.error(
          column,
          "正则表达式有错，第 " + (e.getIndex() + 1) + " 个字符",
          "not a regular expression: "
              + e.getDescription()
              + " at character "
              + (e.getIndex() + 1));
      return null;
    }
  }

  /** The example proves the pattern: it must be found there, and what it reads must be a value. */
  private static boolean isSound(TableReader.Row row, ReadingPattern pattern) {
    if (pattern.about().isEmpty()) {
      row.error("about", "没有写逻辑或规则类", "names no logic or class");
      return false;
    }
    String example = ReadingPattern.normalized(row.cell("example"));
    Matcher found = pattern.regex().matcher(example);
    if (pattern.isBlocked(example) || !found.find()) {
      row.error("example", "例子不符合该模式", "the pattern does not find anything in its example");
      return false;
    }
    if (pattern.isDoubt()) {
      return true;
    }
    Map<String, String> values;
    try {
      values = pattern.values(found.toMatchResult());
    } catch (IllegalArgumentException e) {
      row.error(
          "constraint",
          "引用了不存在的组，或对非数字计算",
          "names a group that there is not, or counts with words");
      return false;
    }
    if (values.isEmpty()) {
      row.error("constraint", "应为 名称=值 或 ?", "must be name=value or ?");
      return false;
    }
    for (String logic : pattern.about()) {
      if (ConstraintRules.knows(logic)
          && !ConstraintRules.problems(logic, Constraint.of(values)).isEmpty()) {
        ConstraintRules.problems(logic, Constraint.of(values))
            .forEach(problem -> row.error("constraint", problem.zh(), problem.en()));
        return false;
      }
    }
    return true;
  }
}
