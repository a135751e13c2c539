package org.duima.settlement.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duima.api.Finding;
import org.duima.api.Text;

/** The upload fields of every form in one region. Immutable. */
final class FieldTable {
  /** The wire forms that must be there, the fuller setlinfo last. */
  static final List<String> FORMS = List.of("4101A", "4101");

  private static final List<String> COLUMNS =
      List.of(
          "infno",
          "node",
          "field",
          "name_zh",
          "name_en",
          "type",
          "length",
          "scale",
          "dictionary",
          "required",
          "condition");

  /** infno, then node, then field; in the order of the file. */
  private final Map<String, Map<String, Map<String, Field>>> forms;

  private final int size;

  private FieldTable(Map<String, Map<String, Map<String, Field>>> forms, int size) {
    this.forms = forms;
    this.size = size;
  }

  /** A line with the file that it, or its last change, stands in. */
  record Source(Path file, CsvTable.Line line) {}

  /**
   * Reads the table of the national interface.
   *
   * @param findings gets what is wrong
   */
  static Map<String, Source> read(Path file, List<Finding> findings) {
    Map<String, Source> sources = new LinkedHashMap<>();
    for (CsvTable.Line line : CsvTable.read(file, COLUMNS, findings)) {
      if (sources.putIfAbsent(key(line), new Source(file, line)) != null) {
        CsvTable.error(
            findings,
            file,
            line.number(),
            "字段重复：" + line.cell("field"),
            "field twice: " + line.cell("field"));
      }
    }
    return sources;
  }

  /** Reads an overlay: rows that name a field with the cells in which it differs. */
  static List<Source> overlay(Path file, List<Finding> findings) {
    return CsvTable.read(file, COLUMNS.subList(0, 3), findings).stream()
        .map(line -> new Source(file, line))
        .toList();
  }

  /**
   * The table with overlays laid over it, the last one on top.
   *
   * @param findings gets what is wrong
   */
  static FieldTable of(
      Map<String, Source> national, List<Source> overlays, List<Finding> findings) {
    Map<String, Source> sources = new LinkedHashMap<>(national);
    for (Source overlay : overlays) {
      CsvTable.Line line = overlay.line();
      Source former = sources.get(key(line));
      if (former == null && line.cell("type").isEmpty()) {
        CsvTable.error(
            findings,
            overlay.file(),
            line.number(),
            "没有字段 " + line.cell("field") + "；新增字段须写 type",
            "no field " + line.cell("field") + "; a new one needs a type");
        continue;
      }
      Map<String, String> cells =
          new LinkedHashMap<>(former == null ? Map.of() : former.line().cells());
      line.cells().forEach((column, cell) -> cells.merge(column, cell, FieldTable::filled));
      sources.put(key(line), new Source(overlay.file(), new CsvTable.Line(line.number(), cells)));
    }
    Map<String, Map<String, Map<String, Field>>> forms = new LinkedHashMap<>();
    for (Source source : sources.values()) {
      field(source.file(), source.line(), findings)
          .ifPresent(
              field ->
                  forms
                      .computeIfAbsent(field.infno(), i -> new LinkedHashMap<>())
                      .computeIfAbsent(field.node(), n -> new LinkedHashMap<>())
                      .put(field.name(), field));
    }
    return new FieldTable(forms, sources.size());
  }

  private static String key(CsvTable.Line line) {
    return line.cell("infno") + " " + line.cell("node") + " " + line.cell("field");
  }

  private static String filled(String former, String cell) {
    return cell.isBlank() ? former : cell;
  }

  private static Optional<Field> field(Path file, CsvTable.Line line, List<Finding> findings) {
    int before = findings.size();
    String node = line.cell("node");
    String name = line.cell("field");
    if (node.isEmpty() || name.isEmpty() || line.cell("infno").isEmpty()) {
      CsvTable.error(
          findings,
          file,
          line.number(),
          "infno、node、field 不能为空",
          "infno, node and field are needed");
    }
    Field.Type type = null;
    try {
      type = Field.Type.valueOf(line.cell("type"));
    } catch (IllegalArgumentException e) {
      CsvTable.error(
          findings, file, line.number(), "type 应为 C、N、D 或 DT", "type must be C, N, D or DT");
    }
    Field.Required required =
        switch (line.cell("required")) {
          case "Y" -> Field.Required.ALWAYS;
          case "cond" -> Field.Required.CONDITIONAL;
          case "" -> Field.Required.NO;
          default -> null;
        };
    if (required == null) {
      CsvTable.error(
          findings,
          file,
          line.number(),
          "required 应为 Y、cond 或空",
          "required must be Y, cond or empty");
    }
    Optional<Condition> condition = Optional.empty();
    try {
      condition = Condition.parse(line.cell("condition"));
      boolean decided = condition.map(c -> c.operator() != Condition.Operator.REGION).orElse(false);
      if (required == Field.Required.CONDITIONAL && !decided) {
        CsvTable.error(
            findings,
            file,
            line.number(),
            "required 为 cond 时 condition 须写 when:…",
            "cond needs a when: in its condition");
      }
    } catch (IllegalArgumentException e) {
      CsvTable.error(
          findings,
          file,
          line.number(),
          "condition 看不懂：" + e.getMessage(),
          "condition not understood: " + e.getMessage());
    }
    int length = whole(file, line, "length", findings);
    int scale = whole(file, line, "scale", findings);
    String wire = line.cell("wire");
    Map<String, String> values = values(file, line, findings);
    if (findings.size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new Field(
            line.cell("infno"),
            node,
            name,
            new Text(line.cell("name_zh"), line.cell("name_en")),
            type,
            length,
            scale,
            line.cell("dictionary"),
            required,
            condition,
            wire.isEmpty() ? name : wire,
            values));
  }

  private static Map<String, String> values(Path file, CsvTable.Line line, List<Finding> findings) {
    Map<String, String> values = new TreeMap<>();
    for (String pair : line.cell("values").split(";")) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals <= 0 || equals == pair.length() - 1) {
        CsvTable.error(
            findings,
            file,
            line.number(),
            "values 应为 国家值=地区值;…",
            "values must be NATIONAL=REGIONAL;…");
      } else {
        values.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
      }
    }
    return values;
  }

  private static int whole(Path file, CsvTable.Line line, String column, List<Finding> findings) {
    String cell = line.cell(column);
    if (cell.isEmpty()) {
      return 0;
    }
    if (!cell.matches("[0-9]{1,6}")) {
      CsvTable.error(
          findings, file, line.number(), column + " 应为非负整数", column + " must be a whole number");
      return 0;
    }
    return Integer.parseInt(cell);
  }

  boolean knows(String infno) {
    return forms.containsKey(infno);
  }

  /** Nodes of a form in the order of the file. */
  Collection<String> nodes(String infno) {
    return forms.getOrDefault(infno, Map.of()).keySet();
  }

  /** Fields of a node in the order of the file. */
  Collection<Field> fields(String infno, String node) {
    return forms.getOrDefault(infno, Map.of()).getOrDefault(node, Map.of()).values();
  }

  Optional<Field> find(String infno, String node, String name) {
    return Optional.ofNullable(
        forms.getOrDefault(infno, Map.of()).getOrDefault(node, Map.of()).get(name));
  }

  /** The setlinfo fields of all forms, each name once. */
  List<Field> infoFields() {
    Map<String, Field> all = new LinkedHashMap<>();
    forms
        .values()
        .forEach(
            form -> form.getOrDefault(SettlementList.INFO, Map.of()).forEach(all::putIfAbsent));
    return new ArrayList<>(all.values());
  }

  int size() {
    return size;
  }
}
