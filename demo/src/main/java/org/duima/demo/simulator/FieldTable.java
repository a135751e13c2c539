package org.duima.demo.simulator;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The fields of one transaction, node by node, read from a field table in CSV. */
final class FieldTable {
  private static final Pattern EXPRESSION = Pattern.compile("[a-z0-9_]+(!?=[^=]+)?");

  private final Map<String, Map<String, FieldRule>> nodes;

  private FieldTable(Map<String, Map<String, FieldRule>> nodes) {
    this.nodes = nodes;
  }

  /** Node names in the order of the table. */
  Set<String> nodes() {
    return nodes.keySet();
  }

  /** Fields of a node by wire name, in the order of the table. */
  Map<String, FieldRule> fields(String node) {
    return nodes.get(node);
  }

  /** One field, or null. */
  FieldRule field(String node, String field) {
    Map<String, FieldRule> fields = nodes.get(node);
    return fields == null ? null : fields.get(field);
  }

  int size() {
    return nodes.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * Reads the fields of one transaction.
   *
   * @throws SetupException naming file, line and column of what is not understood
   */
  static FieldTable read(Path file, String infno) {
    if (!Files.isRegularFile(file)) {
      throw new SetupException("找不到字段表 / field table not found: " + file);
    }
    Map<String, List<String>> aliases = aliases(file.resolveSibling("regions"), infno);
    Map<String, Map<String, FieldRule>> nodes = new LinkedHashMap<>();
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        Row line = new Row(file, row);
        if (!line.text("infno").equals(infno)) {
          continue;
        }
        FieldRule rule = rule(line, aliases);
        Map<String, FieldRule> fields =
            nodes.computeIfAbsent(rule.node(), node -> new LinkedHashMap<>());
        if (fields.putIfAbsent(rule.field(), rule) != null) {
          throw line.error("field", "重复 / twice: " + rule.node() + "." + rule.field());
        }
      }
    } catch (CsvParseException | IOException e) {
      throw new SetupException("字段表无法读取 / field table unreadable: " + file, e);
    }
    if (!nodes.containsKey("setlinfo")) {
      throw new SetupException("字段表没有 / no rows in the field table for " + infno + ": " + file);
    }
    return new FieldTable(nodes);
  }

  private static FieldRule rule(Row line, Map<String, List<String>> aliases) {
    FieldRule.Type type;
    try {
      type = FieldRule.Type.valueOf(line.text("type"));
    } catch (IllegalArgumentException e) {
      throw line.error("type", "应为 C、N、D、DT 之一 / must be C, N, D or DT");
    }
    String condition = line.text("condition");
    FieldRule.Requirement requirement =
        switch (line.text("required")) {
          case "" ->
              condition.equals("region")
                  ? FieldRule.Requirement.REGIONAL
                  : FieldRule.Requirement.OPTIONAL;
          case "Y" -> FieldRule.Requirement.REQUIRED;
          case "cond" ->
              switch (condition) {
                case "when:one-year-or-older" -> FieldRule.Requirement.ONE_YEAR_OR_OLDER;
                case "when:under-one-year" -> FieldRule.Requirement.UNDER_ONE_YEAR;
                case "when:inpatient" -> FieldRule.Requirement.INPATIENT;
                default -> FieldRule.Requirement.CONDITIONAL;
              };
          default -> throw line.error("required", "应为空、Y、cond 之一 / must be empty, Y or cond");
        };
    FieldRule.Condition parsed = null;
    if (requirement == FieldRule.Requirement.CONDITIONAL) {
      parsed = condition(line, condition);
      if (parsed == null) {
        requirement = FieldRule.Requirement.OPTIONAL;
      }
    }
    return new FieldRule(
        line.text("node"),
        line.text("field"),
        line.text("name_zh"),
        type,
        line.number("length"),
        line.number("scale"),
        line.text("dictionary"),
        requirement,
        parsed,
        aliases.getOrDefault(line.text("node") + "." + line.text("field"), List.of()));
  }

  /** Null where a further word softens it: no platform can tell what a hospital knows. */
  private static FieldRule.Condition condition(Row line, String text) {
    String[] words = text.split("\\s+");
    if (!words[0].startsWith("when:")) {
      throw line.error("condition", "不认识的条件 / unknown condition: " + text);
    }
    boolean softened = false;
    for (String word : List.of(words).subList(1, words.length)) {
      if (!word.matches("if-known|(unless|accepts|only):.+")) {
        throw line.error("condition", "不认识的条件 / unknown condition: " + text);
      }
      softened |= word.equals("if-known") || word.startsWith("unless:");
    }
    if (softened) {
      return null;
    }
    String expression = words[0].substring("when:".length());
    if (!EXPRESSION.matcher(expression).matches()) {
      throw line.error("condition", "不认识的条件 / unknown condition: " + text);
    }
    int equals = expression.indexOf('=');
    if (equals < 0) {
      return new FieldRule.Condition(expression, Set.of(), false);
    }
    boolean negated = equals > 0 && expression.charAt(equals - 1) == '!';
    String other = expression.substring(0, negated ? equals - 1 : equals);
    Set<String> values = Set.of(expression.substring(equals + 1).split("\\|"));
    return new FieldRule.Condition(other, values, negated);
  }

  /** The names that regions give to fields, {@code node.field} to names. */
  private static Map<String, List<String>> aliases(Path regions, String infno) {
    Map<String, List<String>> aliases = new LinkedHashMap<>();
    if (!Files.isDirectory(regions)) {
      return aliases;
    }
    try (Stream<Path> files = Files.list(regions)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).sorted().toList()) {
        try (CsvReader<NamedCsvRecord> rows =
            CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
          for (NamedCsvRecord row : rows) {
            String wire = row.findField("wire").orElse("").strip();
            if (row.getField("infno").equals(infno) && !wire.isEmpty()) {
              aliases
                  .computeIfAbsent(
                      row.getField("node") + "." + row.getField("field"), f -> new ArrayList<>())
                  .add(wire);
            }
          }
        }
      }
    } catch (CsvParseException | IOException e) {
      throw new SetupException("地区差异无法读取 / regional names unreadable: " + regions, e);
    }
    return aliases;
  }

  private record Row(Path file, NamedCsvRecord row) {
    String text(String column) {
      return row.findField(column)
          .orElseThrow(() -> error(column, "缺少此列 / column is missing"))
          .strip();
    }

    int number(String column) {
      String text = text(column);
      try {
        return text.isEmpty() ? 0 : Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw error(column, "不是整数 / not a whole number: " + text);
      }
    }

    SetupException error(String column, String what) {
      return new SetupException(
          file + ":" + row.getStartingLineNumber() + " 列 / column " + column + ": " + what);
    }
  }
}
