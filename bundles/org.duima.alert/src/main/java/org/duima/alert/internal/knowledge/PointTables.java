package org.duima.alert.internal.knowledge;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;

/**
 * Reads point tables, the weakest first: a row of a stronger table replaces the one of the same id.
 * Equal texts, lists and constraints are held once. Used for one loading, by one thread.
 */
final class PointTables {
  static final List<String> COLUMNS =
      List.of(
          "id",
          "rule_class",
          "codes",
          "others",
          "item_name",
          "constraint",
          "reading",
          "detect_logic",
          "basis",
          "batch",
          "valid_from",
          "valid_to",
          "reaction",
          "state");

  private static final List<String> NEEDED =
      List.of("id", "rule_class", "codes", "item_name", "constraint", "reading", "batch", "state");

  static final Text NO_OTHER_SIDE =
      new Text("成对的规则缺少 others", "its class is about pairs and others is empty");

  /** Of one table; what is more is counted only. */
  private static final int MOST_FINDINGS = 50;

  private final Map<String, RuleClass> classes;
  private final Switches switches;
  private final List<Finding> findings;
  private final List<KnowledgePoint> points = new ArrayList<>();
  private final CodeIndex.Builder numbers = new CodeIndex.Builder();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Map<String, Map<String, ReadConstraint>> constraints = new HashMap<>();
  private final Map<String, LocalDate> dates = new HashMap<>();
  private final MessageDigest digest = sha256();

  /** Where each point stands: number of its file, and its line. */
  private int[] files = new int[1024];

  private int[] lines = new int[1024];
  private final List<String> fileNames = new ArrayList<>();
  private final List<Integer> levels = new ArrayList<>();

  private int said;
  private int unsaid;
  private boolean unsaidErrors;

  /** A constraint completed by the defaults of its class. */
  private record ReadConstraint(Constraint constraint, boolean isEnough, List<Text> problems) {}

  PointTables(Map<String, RuleClass> classes, Switches switches, List<Finding> findings) {
    this.classes = classes;
    this.switches = switches;
    this.findings = findings;
  }

  /** What was read, in the order of the tables. */
  List<KnowledgePoint> points() {
    return points;
  }

  /** File and line of a point. */
  String at(int number) {
    return fileNames.get(files[number]) + ":" + lines[number];
  }

  /**
   * Reads a table.
   *
   * @param level how strong it is: 0 for what is shipped, 1 for what was imported, 2 for the site's
   */
  void read(TableReader tables, Path file, int level) {
    fileNames.add(tables.shown(file));
    levels.add(level);
    said = 0;
    unsaid = 0;
    unsaidErrors = false;
    tables.read(file, NEEDED, this::read);
    if (unsaid > 0) {
      String zh = "还有 " + unsaid + " 处";
      String en = unsaid + " more";
      findings.add(
          unsaidErrors
              ? Finding.error(TableReader.RULE, tables.shown(file), zh, en)
              : Finding.warning(TableReader.RULE, tables.shown(file), zh, en));
    }
  }

  private void error(TableReader.Row row, String column, String zh, String en) {
    if (said++ < MOST_FINDINGS) {
      row.error(column, zh, en);
    } else {
      unsaid++;
      unsaidErrors = true;
    }
  }

  private void warning(TableReader.Row row, String column, String zh, String en) {
    if (said++ < MOST_FINDINGS) {
      row.warning(column, zh, en);
    } else {
      unsaid++;
    }
  }

  private void read(TableReader.Row row) {
    RuleClass ruleClass = classes.get(row.cell("rule_class"));
    if (ruleClass == null) {
      error(
          row,
          "rule_class",
          "没有规则类 " + row.cell("rule_class"),
          "no rule class " + row.cell("rule_class"));
      return;
    }
    Optional<List<String>> codes = codes(row, "codes");
    Optional<List<String>> others = codes(row, "others");
    Optional<ReadConstraint> constraint = constraint(row, ruleClass);
    Optional<PointState> own = state(row);
    Optional<Reaction> reaction = reaction(row, ruleClass);
    if (codes.isEmpty()
        || others.isEmpty()
        || constraint.isEmpty()
        || own.isEmpty()
        || reaction.isEmpty()
        || !isDate(row, "valid_from")
        || !isDate(row, "valid_to")) {
      return;
    }
    if (codes.get().isEmpty()) {
      error(row, "codes", "没有编码", "no codes");
      return;
    }
    String logic = ruleClass.logic();
    boolean isPair = ConstraintRules.isPair(logic);
    if (!others.get().isEmpty() && !isPair && ConstraintRules.knows(logic)) {
      error(
          row,
          "others",
          ruleClass.id() + " 不成对，others 应为空",
          ruleClass.id() + " is not about pairs: others must be empty");
      return;
    }
    LocalDate from = date(row, "valid_from");
    LocalDate to = date(row, "valid_to");
    if (from != null && to != null && to.isBefore(from)) {
      error(row, "valid_to", "早于 valid_from", "is before valid_from");
      return;
    }
    String id = row.cell("id");
    if (id.isEmpty()) {
      id = madeId(row);
    }
    PointState state = switches.effective(own.get(), id, row.cell("batch"), ruleClass.id());
    boolean lacksSide = isPair && others.get().isEmpty();
    if ((lacksSide || !constraint.get().isEnough()) && state != PointState.OFF) {
      Text lacking = lacksSide ? NO_OTHER_SIDE : ConstraintRules.lacking(logic);
      warning(
          row,
          lacksSide ? "others" : "reading",
          "知识点 " + id + " 停用：" + lacking.zh(),
          "the point " + id + " stays off: " + lacking.en());
      state = PointState.OFF;
    }
    add(
        row,
        new KnowledgePoint(
            id,
            ruleClass.id(),
            codes.get(),
            others.get(),
            pooled(row.cell("item_name")),
            pooled(row.cell("constraint")),
            constraint.get().constraint(),
            pooled(row.cell("detect_logic")),
            pooled(row.cell("basis")),
            pooled(row.cell("batch")),
            from,
            to,
            reaction.get(),
            state));
  }

  private void add(TableReader.Row row, KnowledgePoint point) {
    int file = fileNames.size() - 1;
    int former = numbers.firstOf(point.id());
    if (former < 0) {
      int number = points.size();
      points.add(point);
      numbers.add(point.id(), number);
      if (number == files.length) {
        files = Arrays.copyOf(files, number * 2);
        lines = Arrays.copyOf(lines, number * 2);
      }
      files[number] = file;
      lines[number] = row.line();
    } else if (levels.get(files[former]) < levels.get(file)) {
      points.set(former, point);
      files[former] = file;
      lines[former] = row.line();
    } else if (files[former] == file || !saySame(points.get(former), point)) {
      error(
          row,
          "id",
          "知识点 " + point.id() + " 与 " + at(former) + " 重复",
          "the point " + point.id() + " is also at " + at(former));
    }
  }

  /** A point that was published twice is one point. */
  private static boolean saySame(KnowledgePoint one, KnowledgePoint other) {
    return one.ruleClass().equals(other.ruleClass())
        && one.codes().equals(other.codes())
        && one.others().equals(other.others())
        && one.constraint().equals(other.constraint());
  }

  private Optional<List<String>> codes(TableReader.Row row, String column) {
    String cell = row.cell(column);
    if (cell.isEmpty()) {
      return Optional.of(List.of());
    }
    List<String> known = lists.get(cell);
    if (known != null) {
      return Optional.of(known);
    }
    List<String> entries = new ArrayList<>(1);
    for (String part :
        cell.indexOf(';') < 0 && cell.indexOf('；') < 0 ? new String[] {cell} : cell.split("[;；]")) {
      String entry = part.strip();
      if (entry.isEmpty()) {
        continue;
      }
      if (!isEntry(entry)) {
        error(
            row,
            column,
            entry + " 应为编码、以 * 结尾的前缀或 name:名称，用分号分开",
            entry + " must be a code, a beginning with * at its end or name:…, with semicolons");
        return Optional.empty();
      }
      entries.add(pooled(entry));
    }
    List<String> list = List.copyOf(entries);
    if (list.size() > 1) {
      lists.put(cell, list);
    }
    return Optional.of(list);
  }

  private static boolean isEntry(String entry) {
    if (Codes.isName(entry)) {
      return !entry.substring(Codes.NAME.length()).isBlank() && !entry.endsWith("*");
    }
    int end = entry.endsWith("*") ? entry.length() - 1 : entry.length();
    for (int i = 0; i < end; i++) {
      char c = entry.charAt(i);
      boolean isPart =
          c >= '0' && c <= '9'
              || c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || ".-+/_".indexOf(c) >= 0;
      if (!isPart) {
        return false;
      }
    }
    return end > 0;
  }

  private Optional<ReadConstraint> constraint(TableReader.Row row, RuleClass ruleClass) {
    String cell = row.cell("reading");
    Map<String, ReadConstraint> ofClass =
        constraints.computeIfAbsent(ruleClass.id(), id -> new HashMap<>());
    ReadConstraint read = ofClass.get(cell);
    if (read == null) {
      ConstraintRules.Read written = ConstraintRules.read(ruleClass.logic(), cell);
      Constraint whole = written.constraint().or(ruleClass.defaults());
      List<Text> problems = new ArrayList<>(written.problems());
      if (problems.isEmpty()) {
        problems.addAll(ConstraintRules.problems(ruleClass.logic(), whole));
      }
      read =
          new ReadConstraint(
              whole, ConstraintRules.isEnough(ruleClass.logic(), whole), List.copyOf(problems));
      ofClass.put(cell, read);
    }
    read.problems().forEach(problem -> error(row, "reading", problem.zh(), problem.en()));
    return read.problems().isEmpty() ? Optional.of(read) : Optional.empty();
  }

  private Optional<PointState> state(TableReader.Row row) {
    try {
      return Optional.of(PointState.ofId(row.cell("state")));
    } catch (IllegalArgumentException e) {
      error(row, "state", "应为 off、silent 或 on", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Reaction> reaction(TableReader.Row row, RuleClass ruleClass) {
    String cell = row.cell("reaction");
    if (cell.isEmpty()) {
      return Optional.of(ruleClass.reaction());
    }
    try {
      return Optional.of(Reaction.ofLetter(cell));
    } catch (IllegalArgumentException e) {
      error(row, "reaction", "应为 B、W 或 I", e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isDate(TableReader.Row row, String column) {
    try {
      date(row, column);
      return true;
    } catch (DateTimeParseException e) {
      error(row, column, "应为日期，如 2026-01-31", "must be a date such as 2026-01-31");
      return false;
    }
  }

  private LocalDate date(TableReader.Row row, String column) {
    String cell = row.cell(column);
    return cell.isEmpty() ? null : dates.computeIfAbsent(cell, LocalDate::parse);
  }

  private String pooled(String text) {
    String former = texts.putIfAbsent(text, text);
    return former == null ? text : former;
  }

  /** Of class, codes and text: the same point has the same id in every table. */
  private String madeId(TableReader.Row row) {
    String said =
        String.join(
            "\n",
            row.cell("codes"),
            row.cell("others"),
            row.cell("item_name"),
            row.cell("constraint"));
    byte[] hash = digest.digest(said.getBytes(StandardCharsets.UTF_8));
    return row.cell("rule_class") + "-" + HexFormat.of().formatHex(hash, 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Says which points cannot both hold. */
  void findContradictions(KnowledgeIndex index) {
    int[] count = {0};
    index.forEachPair(
        (one, other, code) -> {
          KnowledgePoint former = points.get(one);
          KnowledgePoint later = points.get(other);
          String logic = classes.get(former.ruleClass()).logic();
          if (!ConstraintRules.knows(logic)
              || !former.others().equals(later.others())
              || !overlap(former, later)) {
            return;
          }
          String about = ConstraintRules.contradiction(former.constraint(), later.constraint());
          if (!about.isEmpty() && count[0]++ < MOST_FINDINGS) {
            findings.add(
                Finding.error(
                    "knowledge.contradiction",
                    at(Math.max(one, other)) + ":reading",
                    code
                        + "："
                        + about
                        + " 与 "
                        + at(Math.min(one, other))
                        + " 矛盾："
                        + former.constraint()
                        + " / "
                        + later.constraint(),
                    code + ": " + about + " contradicts " + at(Math.min(one, other))));
          }
        });
  }

  private static boolean overlap(KnowledgePoint one, KnowledgePoint other) {
    return (one.validFrom() == null
            || other.validTo() == null
            || !one.validFrom().isAfter(other.validTo()))
        && (other.validFrom() == null
            || one.validTo() == null
            || !other.validFrom().isAfter(one.validTo()));
  }
}
