package org.duima.alert.internal.knowledge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.duima.api.Text;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.alert.Scene;

/** Reads {@code classes.csv}; a site's own rows replace shipped ones of the same id. */
final class RuleClassTable {
  private static final List<String> COLUMNS =
      List.of(
          "seq",
          "id",
          "gz_code",
          "category",
          "name_zh",
          "name_en",
          "logic",
          "subject",
          "uses_points",
          "reaction",
          "audiences",
          "scenes",
          "never_silent",
          "defaults",
          "text_zh",
          "text_en",
          "suggestion_zh",
          "suggestion_en");

  private static final Map<String, Category> CATEGORIES = byName(Category.values(), Category::zh);
  private static final Map<String, Subject> SUBJECTS =
      Map.of("line", Subject.LINE, "diagnosis", Subject.DIAGNOSIS, "procedure", Subject.PROCEDURE);
  private static final Map<String, Reaction> REACTIONS =
      byName(Reaction.values(), Reaction::letter);
  private static final Map<String, Audience> AUDIENCES = byName(Audience.values(), Audience::id);
  private static final Map<String, Scene> SCENES = byName(Scene.values(), Scene::id);
  private static final Map<String, Boolean> YES_OR_NO = Map.of("Y", true, "N", false);

  private RuleClassTable() {}

  private static <T> Map<String, T> byName(T[] values, Function<T, String> name) {
    Map<String, T> names = new LinkedHashMap<>();
    for (T value : values) {
      names.put(name.apply(value), value);
    }
    return names;
  }

  /** All classes in the published order. */
  static List<RuleClassRow> read(TableReader tables, Path shipped, Path site) {
    Map<String, RuleClassRow> rows = new LinkedHashMap<>();
    for (Path file : List.of(shipped, site)) {
      if (Files.exists(file)) {
        Map<String, Integer> lines = new HashMap<>();
        tables.read(file, COLUMNS, row -> read(row, rows, lines));
      }
    }
    List<RuleClassRow> inOrder = new ArrayList<>(rows.values());
    inOrder.sort(Comparator.comparingInt(RuleClassRow::sequence));
    return inOrder;
  }

  private static void read(
      TableReader.Row row, Map<String, RuleClassRow> rows, Map<String, Integer> lines) {
    String id = row.cell("id");
    if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      row.error("id", "应为小写字母、数字和连字符", "must be of small letters, digits and hyphens");
      return;
    }
    Integer former = lines.putIfAbsent(id, row.line());
    if (former != null) {
      row.error("id", id + " 与第 " + former + " 行重复", id + " is also in line " + former);
      return;
    }
    Cells cells = new Cells(row);
    int sequence = cells.sequence();
    String logic = row.cell("logic");
    if (!logic.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      cells.wrong("logic", "应为小写字母、数字和连字符", "must be of small letters, digits and hyphens");
    }
    Category category = cells.one("category", CATEGORIES);
    Subject subject = cells.one("subject", SUBJECTS);
    Boolean usesPoints = cells.one("uses_points", YES_OR_NO);
    Reaction reaction = cells.one("reaction", REACTIONS);
    Set<Audience> audiences = cells.several("audiences", AUDIENCES);
    Set<Scene> scenes = cells.several("scenes", SCENES);
    Boolean neverSilent = cells.one("never_silent", YES_OR_NO);
    Constraint defaults = cells.constraint("defaults", logic);
    Text name = cells.text("name");
    Text text = cells.pattern("text", logic);
    Text suggestion = cells.pattern("suggestion", logic);
    if (text.zh().isEmpty() || text.en().isEmpty() || name.zh().isEmpty() || name.en().isEmpty()) {
      cells.wrong("text_zh", "名称和文字要有中英文", "names and texts are needed in both languages");
    }
    if (cells.isSound) {
      rows.put(
          id,
          new RuleClassRow(
              sequence,
              row.cell("subcategory"),
              new RuleClass(
                  id,
                  row.cell("gz_code"),
                  category,
                  name,
                  logic,
                  subject,
                  usesPoints,
                  reaction,
                  audiences,
                  scenes,
                  neverSilent,
                  defaults,
                  text,
                  suggestion),
              row.cell("needs"),
              row.cell("source")));
    }
  }

  /** The cells of a row; what is wrong makes the row unsound, and all of it is said. */
  private static final class Cells {
    private final TableReader.Row row;
    private boolean isSound = true;

    Cells(TableReader.Row row) {
      this.row = row;
    }

    void wrong(String column, String zh, String en) {
      row.error(column, zh, en);
      isSound = false;
    }

    int sequence() {
      String cell = row.cell("seq");
      if (!cell.matches("[0-9]{1,6}")) {
        wrong("seq", "应为数字", "must be a number");
        return 0;
      }
      return Integer.parseInt(cell);
    }

    <T> T one(String column, Map<String, T> values) {
      T value = values.get(row.cell(column));
      if (value == null) {
        String known = String.join(", ", new TreeSet<>(values.keySet()));
        wrong(column, "应为其中之一：" + known, "must be one of: " + known);
      }
      return value;
    }

    <T> Set<T> several(String column, Map<String, T> values) {
      Set<T> found = new HashSet<>();
      for (String part : row.cell(column).split(",")) {
        T value = values.get(part.strip());
        if (value != null) {
          found.add(value);
        } else if (!part.isBlank()) {
          String known = String.join(", ", values.keySet());
          wrong(column, part.strip() + " 不认识，应为：" + known, part.strip() + " is none of: " + known);
        }
      }
      return found;
    }

    Constraint constraint(String column, String logic) {
      ConstraintRules.Read read = ConstraintRules.read(logic, row.cell(column));
      read.problems().forEach(problem -> wrong(column, problem.zh(), problem.en()));
      return read.constraint();
    }

    Text text(String column) {
      return new Text(row.cell(column + "_zh"), row.cell(column + "_en"));
    }

    Text pattern(String column, String logic) {
      Text patterns = text(column);
      check(column + "_zh", patterns.zh(), logic);
      check(column + "_en", patterns.en(), logic);
      return patterns;
    }

    private void check(String column, String written, String logic) {
      try {
        Set<String> unknown = new TreeSet<>(TextPattern.of(written).words());
        unknown.removeAll(TextPattern.KNOWN_WORDS);
        if (!unknown.isEmpty() && ConstraintRules.knows(logic)) {
          wrong(column, "没有这样的词 " + unknown, "no such words " + unknown);
        }
      } catch (IllegalArgumentException e) {
        wrong(column, "花括号或方括号不成对", "braces or brackets do not match");
      }
    }
  }
}
