package org.duima.settlement.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;

/**
 * Fields, checks and settings of the filling rules in force, read together.
 *
 * @param rules every check by id
 * @param fixed fields that nobody corrects by hand, {@code node.field} or {@code node.*}, with the
 *     reason
 * @param codeRules what the checks on diagnoses and procedures know of codes
 * @param filling settings of the filling rules
 * @param money how the region counts money
 */
record Tables(
    FieldTables fields,
    Map<String, Rule> rules,
    Map<String, Text> fixed,
    CodeRules codeRules,
    Filling filling,
    MoneyTable money) {
  static final String FIELDS = "settlement/fields.csv";
  static final String CHECKS = "settlement/checks.csv";
  static final String REGIONS = "settlement/regions";
  static final String FIXED = "settlement/fixed.csv";

  /** The hospital's own field names, lengths and requirements; need not be there. */
  static final String SITE_FIELDS = "site/fields.csv";

  /** The hospital's own severities; need not be there. */
  static final String SITE_CHECKS = "site/checks.csv";

  static final String MONEY = "settlement/money.csv";

  /** The hospital's own ways of counting money; need not be there. */
  static final String SITE_MONEY = "site/money.csv";

  Tables {
    rules = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    fixed = Map.copyOf(fixed);
  }

  /** Why a field cannot be corrected by hand; empty if it can. */
  Optional<Text> fixed(String node, String field) {
    return Optional.ofNullable(fixed.get(node + "." + field))
        .or(() -> Optional.ofNullable(fixed.get(node + ".*")));
  }

  /**
   * The rule of an id.
   *
   * @throws IllegalArgumentException if there is none, which reading the tables rules out
   */
  Rule rule(String id) {
    Rule rule = rules.get(id);
    if (rule == null) {
      throw new IllegalArgumentException("no rule " + id);
    }
    return rule;
  }

  /**
   * Reads the tables.
   *
   * @param mappings the mappings folder
   * @param logic ids that the programme has logic for
   * @param findings gets what is wrong; with an error the result must not be used
   */
  static Tables read(Path mappings, java.util.Set<String> logic, List<Finding> findings) {
    FieldTables fields =
        FieldTables.read(
            mappings.resolve(FIELDS),
            mappings.resolve(REGIONS),
            mappings.resolve(SITE_FIELDS),
            findings);
    Path file = mappings.resolve(CHECKS);
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (CsvTable.Line line :
        CsvTable.read(file, List.of("id", "severity", "text_zh", "text_en", "basis"), findings)) {
      String id = line.cell("id");
      if (!logic.contains(id)) {
        CsvTable.error(
            findings, file, line.number(), "没有编号为 " + id + " 的校验逻辑", "no logic for check " + id);
      }
      if (line.cell("text_zh").isEmpty() || line.cell("text_en").isEmpty()) {
        CsvTable.error(
            findings, file, line.number(), "须有中文与英文说明", "a text in Chinese and English is needed");
      }
      severity(file, line, findings)
          .ifPresent(
              severity -> {
                Rule rule =
                    new Rule(
                        id,
                        severity.severity(),
                        new Text(line.cell("text_zh"), line.cell("text_en")),
                        line.cell("basis"));
                if (rules.putIfAbsent(id, rule) != null) {
                  CsvTable.error(findings, file, line.number(), "编号重复：" + id, "id twice: " + id);
                }
              });
    }
    TreeSet<String> without = new TreeSet<>(logic);
    without.removeAll(rules.keySet());
    if (!without.isEmpty()) {
      CsvTable.error(findings, file, 1, "缺少校验 " + without, "missing checks " + without);
    }
    site(mappings.resolve(SITE_CHECKS), rules, findings);
    return new Tables(
        fields,
        rules,
        fixed(mappings.resolve(FIXED), fields.of(""), findings),
        CodeRules.read(mappings, findings),
        Filling.read(mappings, findings),
        MoneyTable.read(mappings.resolve(MONEY), mappings.resolve(SITE_MONEY), findings));
  }

  private static Map<String, Text> fixed(Path file, FieldTable fields, List<Finding> findings) {
    Map<String, Text> fixed = new LinkedHashMap<>();
    for (CsvTable.Line line :
        CsvTable.read(file, List.of("field", "why_zh", "why_en", "source"), findings)) {
      String name = line.cell("field");
      int dot = name.indexOf('.');
      boolean known =
          dot > 0
              && FieldTable.FORMS.stream()
                  .anyMatch(
                      form ->
                          name.endsWith(".*")
                              ? fields.nodes(form).contains(name.substring(0, dot))
                              : fields
                                  .find(form, name.substring(0, dot), name.substring(dot + 1))
                                  .isPresent());
      if (!known) {
        CsvTable.error(findings, file, line.number(), "没有字段 " + name, "no field " + name);
      }
      fixed.put(name, new Text(line.cell("why_zh"), line.cell("why_en")));
    }
    return fixed;
  }

  private static void site(Path file, Map<String, Rule> rules, List<Finding> findings) {
    if (!Files.exists(file)) {
      return;
    }
    for (CsvTable.Line line : CsvTable.read(file, List.of("id", "severity"), findings)) {
      String id = line.cell("id");
      Rule rule = rules.get(id);
      if (rule == null) {
        CsvTable.error(findings, file, line.number(), "没有校验 " + id, "no check " + id);
        continue;
      }
      severity(file, line, findings)
          .ifPresent(
              severity ->
                  rules.put(id, new Rule(id, severity.severity(), rule.text(), rule.basis())));
    }
  }

  /** A severity as written; empty inside means off. */
  record Written(Optional<Severity> severity) {}

  /** The severity in a line; empty with a finding if it is none. */
  static Optional<Written> severity(Path file, CsvTable.Line line, List<Finding> findings) {
    String cell = line.cell("severity");
    if (cell.equals("off")) {
      return Optional.of(new Written(Optional.empty()));
    }
    try {
      return Optional.of(new Written(Optional.of(Severity.ofLetter(cell))));
    } catch (IllegalArgumentException e) {
      CsvTable.error(
          findings,
          file,
          line.number(),
          "severity 应为 E、W、I 或 off",
          "severity must be E, W, I or off");
      return Optional.empty();
    }
  }

  /** Files that belong to the set, for watching and hashing. */
  static List<Path> files(Path mappings) {
    List<Path> files = new ArrayList<>();
    files.add(mappings.resolve(FIELDS));
    files.add(mappings.resolve(CHECKS));
    files.addAll(FieldTables.regionFiles(mappings.resolve(REGIONS)));
    files.add(mappings.resolve(FIXED));
    files.add(mappings.resolve(SITE_FIELDS));
    files.add(mappings.resolve(SITE_CHECKS));
    files.add(mappings.resolve(MONEY));
    files.add(mappings.resolve(SITE_MONEY));
    files.addAll(CodeRules.files(mappings));
    files.add(mappings.resolve(Filling.FILE));
    files.add(mappings.resolve(Filling.SITE_FILE));
    return files;
  }
}
