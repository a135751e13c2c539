package org.duima.catalogue.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Severity;
import org.duima.api.Text;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.KnowledgeBase.Understood;
import org.duima.api.alert.KnowledgeBase.Written;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.mapping.TableImports.ClassCount;
import org.duima.api.mapping.TableImports.PointReading;
import org.duima.api.mapping.TableImports.Points;
import org.duima.catalogue.internal.Point.Standing;

/**
 * The knowledge points of a file that can be taken, in the file's order. What a point's words mean
 * the alert room says; what it does not understand is off, not guessed.
 */
final class PointDraft {
  private static final int LONGEST_TEXT = 4_000;
  private static final int LONGEST_ID = 100;
  private static final int MOST_READINGS_OF_A_CLASS = 3;
  private static final int MOST_TEXTS_REMEMBERED = 10_000;

  /** Names of values in which points of one class and code can exclude one another. */
  private static final List<String> EXCLUDING =
      List.of("sex", "insurance", "ageFrom", "ageTo", "visit", "visitNot");

  /** A column with the number of a batch: as such, as a spreadsheet has it, or in words. */
  private static final Pattern BATCH =
      Pattern.compile("(?:第|批次|batch[ _-]?)?0*(\\d{1,4})(?:\\.0)?批?次?");

  private static final Pattern DATE =
      Pattern.compile("(\\d{4})[-/.年]?(\\d{1,2})[-/.月]?(\\d{1,2})日?(?:[ T]00:00(?::00)?)?");

  private final KnowledgeBase knowledge;
  private final PointState loudest;
  private final LocalDate firstDay;
  private final String batchOfFile;
  private final int mostRows;
  private final Findings findings;
  private final MessageDigest digest = sha256();

  private final Map<String, Point> points = new LinkedHashMap<>();
  private final Set<String> contradicted = new HashSet<>();
  private final Map<String, List<Point>> excluding = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Boolean> pairs = new HashMap<>();
  private final Map<List<String>, Understood> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Understood> eldest) {
          return size() > MOST_TEXTS_REMEMBERED;
        }
      };

  private int read;
  private int duplicates;
  private int withoutNeed;

  /**
   * Begins a draft.
   *
   * @param loudest state that a point may have at most
   * @param firstDay of points that name none, null from ever
   * @param batchOfFile batch of rows that name none
   */
  PointDraft(
      KnowledgeBase knowledge,
      PointState loudest,
      LocalDate firstDay,
      String batchOfFile,
      int mostRows,
      Findings findings) {
    this.knowledge = knowledge;
    this.loudest = loudest;
    this.firstDay = firstDay;
    this.batchOfFile = batchOfFile;
    this.mostRows = mostRows;
    this.findings = findings;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A batch as it is written everywhere: 7, 第7批 and 批次7 are one. */
  static String batch(String cell) {
    Matcher number = BATCH.matcher(cell.replace(" ", ""));
    return number.matches() ? "第" + number.group(1) + "批" : cell;
  }

  // ---------------------------------------------------------------- rows

  /** A row while it is read, with what it says so far. */
  private final class Row {
    private final KnowledgeLayout layout;
    private final long number;
    private final List<String> cells;
    private boolean isRefused;

    Row(KnowledgeLayout layout, long number, List<String> cells) {
      this.layout = layout;
      this.number = number;
      this.cells = cells;
    }

    String cell(String field) {
      return layout.cell(cells, field);
    }

    void refuse(String rule, String field, String zh, String en) {
      // one reason is enough: the row counts once
      if (!isRefused) {
        findings.refuse(rule, layout.place(), number, layout.header(field), zh, en);
      }
      isRefused = true;
    }

    void remark(String rule, String field, Text text) {
      findings.remark(rule, layout.place(), number, layout.header(field), text);
    }
  }

  /**
   * What a point demands.
   *
   * @param isEnough whether its rule can be evaluated
   */
  private record Meaning(Constraint constraint, boolean isEnough) {}

  /**
   * Takes a row, or tells why not.
   *
   * @throws TableException if there are more rows than may be
   */
  void add(KnowledgeLayout layout, long number, List<String> cells) throws TableException {
    read++;
    if (read > mostRows) {
      throw new TableException(
          "too-many-rows",
          findings.place(),
          findings.place()
              + "：超过 "
              + mostRows
              + " 行，未导入（上限见 etc/org.duima.catalogue.cfg 的 maxRows）",
          findings.place()
              + ": more than "
              + mostRows
              + " rows (maxRows in etc/org.duima.catalogue.cfg)");
    }
    Row row = new Row(layout, number, cells);
    if (cells.size() > layout.width()) {
      row.refuse(
          "cells",
          "codes",
          "有 " + cells.size() + " 列，表头只有 " + layout.width() + " 列；含逗号的值要加双引号",
          cells.size()
              + " cells, but the header has "
              + layout.width()
              + "; a value with a comma needs double quotes");
      return;
    }
    RuleClass ruleClass = ruleClass(row);
    if (ruleClass == null) {
      return;
    }
    if (row.cell("codes").isEmpty() && !ruleClass.usesPoints()) {
      withoutNeed++;
      return;
    }
    Point point = point(row, ruleClass);
    if (point != null) {
      place(row, point);
    }
  }

  private RuleClass ruleClass(Row row) {
    String name = row.cell("rule_class");
    String code = row.cell("gz_code");
    Optional<RuleClass> named = knowledge.current().ruleClass(name);
    Optional<RuleClass> coded = knowledge.current().ruleClass(code);
    if (named.isPresent() && coded.isPresent() && !named.equals(coded)) {
      row.refuse(
          "class",
          "gz_code",
          code + " 是 " + coded.get().name().zh() + "，不是 " + name,
          code + " is " + coded.get().id() + ", not " + named.get().id());
      return null;
    }
    RuleClass ofSheet = name.isEmpty() && code.isEmpty() ? row.layout.ofSheet() : null;
    RuleClass found = named.or(() -> coded).orElse(ofSheet);
    if (found == null) {
      String said = (name + " " + code).strip();
      row.refuse(
          "class",
          row.layout.has("rule_class") ? "rule_class" : "gz_code",
          said.isEmpty() ? "没有写规则类" : "没有规则类 " + said + "（见 mappings/knowledge/classes.csv）",
          said.isEmpty()
              ? "no rule class is named"
              : "no rule class " + said + " (see mappings/knowledge/classes.csv)");
    }
    return found;
  }

  private Point point(Row row, RuleClass ruleClass) {
    List<List<String>> sides = PointCodes.sides(row.cell("codes"));
    boolean isPair =
        pairs.computeIfAbsent(ruleClass.id(), knowledge::isAboutPairs) && sides.size() < 3;
    List<String> codes = sides.get(0);
    List<String> others = sides(row, sides, isPair);
    if (sides.size() > 1 && !isPair) {
      codes = sides.stream().flatMap(List::stream).distinct().toList();
    }
    if (isPair && others.isEmpty() && codes.size() == 2) {
      others = codes.subList(1, 2);
      codes = codes.subList(0, 1);
    }
    if (!areGood(row, "codes", codes, ruleClass) || !areGood(row, "others", others, ruleClass)) {
      return null;
    }
    if (codes.isEmpty()) {
      row.refuse(
          "empty",
          "codes",
          "编码为空；只有名称的写 name:名称",
          "no codes; what has a name only is written as name:…");
      return null;
    }
    if (!others.isEmpty() && !isPair && !pairs.get(ruleClass.id())) {
      row.refuse(
          "others",
          "others",
          ruleClass.name().zh() + " 不成对，另一方应为空",
          ruleClass.id() + " is not about pairs: the other side must be empty");
      return null;
    }
    String itemName = row.cell("item_name");
    String published = row.cell("constraint");
    String detectLogic = row.cell("detect_logic");
    for (String field : List.of("item_name", "constraint", "detect_logic", "basis")) {
      if (row.cell(field).length() > LONGEST_TEXT) {
        row.refuse(
            "text-too-long",
            field,
            "超过 " + LONGEST_TEXT + " 字，可能是引号没有成对",
            "longer than " + LONGEST_TEXT + " characters; perhaps a quote is missing");
      }
    }
    Meaning meaning = meaning(row, ruleClass, published, itemName, detectLogic);
    String from = date(row, "valid_from");
    String to = date(row, "valid_to");
    if (from.isEmpty() && firstDay != null) {
      from = firstDay.toString();
    }
    if (!from.isEmpty() && !to.isEmpty() && to.compareTo(from) < 0) {
      row.refuse("date", "valid_to", to + " 早于 " + from, to + " is before " + from);
    }
    String reaction = reaction(row);
    PointState own = state(row);
    if (row.isRefused) {
      return null;
    }
    Standing standing =
        ruleClass.logic().equals("none")
            ? Standing.NOT_EVALUATED
            : pairs.get(ruleClass.id()) && others.isEmpty()
                ? Standing.WITHOUT_SIDES
                : meaning.isEnough() ? Standing.UNDERSTOOD : Standing.WAITING;
    String codeList = String.join(";", codes);
    String otherList = String.join(";", others);
    String id = row.cell("id");
    return new Point(
        id.isEmpty() ? madeId(ruleClass.id(), codeList, otherList, itemName, published) : id,
        ruleClass.id(),
        codeList,
        otherList,
        itemName,
        pooled(published),
        pooled(meaning.constraint().toString()),
        pooled(detectLogic),
        pooled(row.cell("basis")),
        pooled(row.cell("batch").isEmpty() ? batchOfFile : batch(row.cell("batch"))),
        pooled(from),
        pooled(to),
        reaction,
        standing == Standing.UNDERSTOOD ? quieter(own, loudest) : PointState.OFF,
        standing,
        row.layout.place(),
        row.number);
  }

  private List<String> sides(Row row, List<List<String>> sides, boolean isPair) {
    if (!row.cell("others").isEmpty()) {
      return PointCodes.sides(row.cell("others")).stream().flatMap(List::stream).toList();
    }
    return isPair && sides.size() == 2 ? sides.get(1) : List.of();
  }

  private static PointState quieter(PointState one, PointState other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static boolean areGood(Row row, String field, List<String> entries, RuleClass ruleClass) {
    for (String entry : entries) {
      Text refusal = PointCodes.refusal(entry, ruleClass.subject());
      if (refusal != null) {
        row.refuse("shape", field, refusal.zh(), refusal.en());
        return false;
      }
    }
    for (String entry : entries) {
      Text remark = PointCodes.remark(entry, ruleClass.subject());
      if (remark != null) {
        row.remark("unusual-code", field, remark);
      }
    }
    return true;
  }

  /** What the file itself says goes before what its words are understood to mean. */
  private Meaning meaning(
      Row row, RuleClass ruleClass, String published, String itemName, String detectLogic) {
    String reading = row.cell("reading");
    if (!reading.isEmpty()) {
      Written written = knowledge.written(ruleClass.id(), reading);
      written.problems().forEach(p -> row.refuse("reading", "reading", p.zh(), p.en()));
      return new Meaning(written.constraint(), written.isEnough());
    }
    Understood understood =
        remembered.computeIfAbsent(
            List.of(ruleClass.id(), published, itemName, detectLogic),
            key -> knowledge.understand(ruleClass.id(), published, itemName, detectLogic));
    return new Meaning(understood.constraint(), understood.isEnough());
  }

  private String date(Row row, String field) {
    String cell = row.cell(field);
    if (cell.isEmpty()) {
      return "";
    }
    Matcher parts = DATE.matcher(cell);
    try {
      if (parts.matches()) {
        return LocalDate.of(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)))
            .toString();
      }
    } catch (DateTimeException e) {
      // 2026-02-30 is refused like what is no date at all
    }
    row.refuse(
        "date",
        field,
        cell + " 应为日期，如 2026-01-31",
        cell + ": a date such as 2026-01-31 is expected");
    return "";
  }

  private static String reaction(Row row) {
    String cell = row.cell("reaction");
    try {
      return cell.isEmpty() ? "" : Reaction.ofLetter(cell).letter();
    } catch (IllegalArgumentException e) {
      row.refuse("reaction", "reaction", cell + " 应为 B、W 或 I", cell + ": must be B, W or I");
      return "";
    }
  }

  /** A file may say that a row is quieter than the others. */
  private static PointState state(Row row) {
    String cell = row.cell("state");
    try {
      return cell.isEmpty() ? PointState.ON : PointState.ofId(cell);
    } catch (IllegalArgumentException e) {
      row.refuse(
          "state", "state", cell + " 应为 off、silent 或 on", cell + ": must be off, silent or on");
      return PointState.OFF;
    }
  }

  /** As the alert room makes it: the same point has the same id in every table. */
  private String madeId(
      String ruleClass, String codes, String others, String itemName, String published) {
    String said = String.join("\n", codes, others, itemName, published);
    byte[] hash = digest.digest(said.getBytes(StandardCharsets.UTF_8));
    return ruleClass + "-" + HexFormat.of().formatHex(hash, 0, 8);
  }

  private String pooled(String text) {
    String former = texts.putIfAbsent(text, text);
    return former == null ? text : former;
  }

  // ---------------------------------------------------------------- rows against rows

  private void place(Row row, Point point) {
    String id = point.id();
    if (id.length() > LONGEST_ID) {
      row.refuse(
          "id",
          "id",
          "编号超过 " + LONGEST_ID + " 字",
          "the id is longer than " + LONGEST_ID + " characters");
      return;
    }
    Point former = points.get(id);
    if (former != null && former.saysSame(point)) {
      duplicates++;
      return;
    }
    if (former != null || contradicted.contains(id)) {
      if (former == null) {
        row.refuse(
            "contradiction",
            "id",
            "知识点 " + id + " 前面已有互相矛盾的行",
            "the point " + id + " stands in contradicting rows above");
      } else {
        drop(former, "id", "知识点 " + id, "the point " + id, point);
        refuse(point, "id", "知识点 " + id, "the point " + id, former);
      }
      return;
    }
    points.put(id, point);
    holdAgainstOthers(point);
  }

  /** Of two rows that exclude one another neither is known to be right. */
  private void holdAgainstOthers(Point point) {
    if (point.standing() != Standing.UNDERSTOOD) {
      return;
    }
    Constraint constraint = Constraint.parse(point.reading());
    if (EXCLUDING.stream().noneMatch(name -> constraint.value(name).isPresent())) {
      return;
    }
    boolean isDropped = false;
    for (String code : point.codes().split(";")) {
      List<Point> same =
          excluding.computeIfAbsent(point.ruleClass() + " " + code, key -> new ArrayList<>(1));
      for (Point other : same) {
        if (!excludes(point, constraint, other)) {
          continue;
        }
        drop(other, "constraint", code, code, point);
        if (!isDropped) {
          points.remove(point.id());
          contradicted.add(point.id());
          refuse(point, "constraint", code, code, other);
          isDropped = true;
        }
      }
      same.add(point);
    }
  }

  private boolean excludes(Point point, Constraint constraint, Point other) {
    return other != point
        && other.others().equals(point.others())
        && overlap(point, other)
        && !knowledge
            .contradiction(point.ruleClass(), constraint, Constraint.parse(other.reading()))
            .isEmpty();
  }

  private static boolean overlap(Point one, Point other) {
    return startsBeforeEnd(one, other) && startsBeforeEnd(other, one);
  }

  private static boolean startsBeforeEnd(Point one, Point other) {
    return one.validFrom().isEmpty()
        || other.validTo().isEmpty()
        || one.validFrom().compareTo(other.validTo()) <= 0;
  }

  /** Takes a point back that was taken, if it still is. */
  private void drop(Point former, String field, String zh, String en, Point by) {
    if (points.remove(former.id(), former)) {
      contradicted.add(former.id());
      refuse(former, field, zh, en, by);
    }
  }

  private void refuse(Point point, String field, String zh, String en, Point other) {
    findings.refuse(
        "contradiction",
        point.place(),
        point.row(),
        field,
        zh + "：" + said(point) + "，但" + place(other, point, true) + said(other) + "；不能同时成立",
        en
            + ": "
            + said(point)
            + ", but "
            + place(other, point, false)
            + said(other)
            + "; both cannot hold");
  }

  private static String place(Point other, Point point, boolean zh) {
    String sheet = other.place().equals(point.place()) ? "" : other.place() + " ";
    return zh ? " " + sheet + "第 " + other.row() + " 行是 " : sheet + "row " + other.row() + " says ";
  }

  private static String said(Point point) {
    String words = point.published().isEmpty() ? point.itemName() : point.published();
    String shortened = words.length() <= 60 ? words : words.substring(0, 60) + "…";
    return point.reading().isEmpty() ? shortened : point.reading() + "（" + shortened + "）";
  }

  // ---------------------------------------------------------------- what there is

  /** Says what is to be said once all rows were added. */
  void finish() {
    if (duplicates > 0) {
      findings.about(
          Severity.INFO,
          "duplicates",
          duplicates + " 行与前面的行是同一知识点，只留一行",
          duplicates + " rows repeat an earlier point and are kept once");
    }
    if (withoutNeed > 0) {
      findings.about(
          Severity.INFO,
          "without-need",
          withoutNeed + " 行的规则类不用知识点、也没有编码，不导入",
          withoutNeed + " rows are of classes that need no points and have no codes; left out");
    }
    excluding.clear();
    texts.clear();
  }

  int read() {
    return read;
  }

  int kept() {
    return points.size();
  }

  Collection<Point> points() {
    return points.values();
  }

  Point point(String id) {
    return points.get(id);
  }

  /** Batches of the points that are kept, in the file's order. */
  Set<String> batches() {
    Set<String> batches = new LinkedHashSet<>();
    points.values().forEach(point -> batches.add(point.batch()));
    return batches;
  }

  /**
   * What became of the points.
   *
   * @param mostWaiting how many of those that wait are told
   */
  Points summary(int mostWaiting) {
    Map<String, int[]> counts = new HashMap<>();
    List<PointReading> readings = new ArrayList<>();
    List<PointReading> waiting = new ArrayList<>();
    for (Point point : points.values()) {
      int[] ofClass = counts.computeIfAbsent(point.ruleClass(), id -> new int[3]);
      ofClass[0]++;
      switch (point.standing()) {
        case UNDERSTOOD -> {
          if (ofClass[1]++ < MOST_READINGS_OF_A_CLASS) {
            readings.add(reading(point));
          }
        }
        case WAITING, WITHOUT_SIDES -> {
          ofClass[2]++;
          if (waiting.size() < mostWaiting) {
            waiting.add(reading(point));
          }
        }
        case NOT_EVALUATED -> {
          // counted only
        }
      }
    }
    List<ClassCount> classes = new ArrayList<>();
    for (RuleClass known : knowledge.current().classes()) {
      int[] ofClass = counts.get(known.id());
      if (ofClass != null) {
        classes.add(
            new ClassCount(
                known.id(),
                known.name(),
                ofClass[0],
                ofClass[1],
                ofClass[2],
                !known.logic().equals("none")));
      }
    }
    return new Points(loudest, classes, readings, waiting);
  }

  private PointReading reading(Point point) {
    Understood understood =
        knowledge.understand(
            point.ruleClass(), point.published(), point.itemName(), point.detectLogic());
    boolean isOfPatterns = understood.constraint().toString().equals(point.reading());
    Text why =
        switch (point.standing()) {
          case UNDERSTOOD, NOT_EVALUATED -> new Text("", "");
          case WITHOUT_SIDES ->
              new Text(
                  "分不清哪些编码属于哪一方，请写 others 列",
                  "which codes are of which side is not told: use others");
          case WAITING -> knowledge.written(point.ruleClass(), point.reading()).lacking();
        };
    return new PointReading(
        point.id(),
        point.ruleClass(),
        point.place() + ":" + point.row(),
        point.itemName(),
        point.published(),
        point.reading(),
        isOfPatterns ? understood.patterns() : List.of(),
        point.state(),
        why);
  }

  /** Writes the points as the alert room reads them. */
  void write(Path file) throws IOException {
    try (CsvWriter writer =
        CsvWriter.builder().build(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
      writer.writeRecord(Point.COLUMNS);
      for (Point point : points.values()) {
        writer.writeRecord(point.cells());
      }
    }
  }
}
