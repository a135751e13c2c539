package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duima.api.Finding;
import org.junit.jupiter.api.Test;

/**
 * The form's items, the wire fields, where they come from and what checks them: all from the data,
 * and written into docs/settlement-list.md with {@code -Dgolden.write=true}.
 */
class ListDocumentTest {
  private static final Path MAPPINGS = Path.of("../../mappings");
  private static final Path DOCUMENT = Path.of("../../docs/settlement-list.md");
  private static final String BEGIN = "<!-- generated from the tables: begin -->\n";
  private static final String END = "<!-- generated from the tables: end -->\n";
  private static final Pattern FIELD_OF_PATH =
      Pattern.compile("(?:\\$\\.)?(?:input\\.)?([a-z]+)(?:\\[\\d+])?\\.([a-z0-9_]+)");

  /** Fields of the wire forms that are on no paper form: ids, codes and names of the platform. */
  private static final Set<String> WIRE_ONLY =
      Set.of(
          "setlinfo.psn_no",
          "setlinfo.mdtrt_id",
          "setlinfo.setl_id",
          "setlinfo.stas_type",
          "setlinfo.maindiag_flag",
          "setlinfo.adm_dept_codg",
          "setlinfo.adm_dept_name",
          "setlinfo.dscg_dept_codg",
          "setlinfo.dscg_dept_name",
          "diseinfo.diag_type",
          "diseinfo.maindiag_flag",
          "oprninfo.oprn_oprt_type",
          "opspdiseinfo.maindiag_flag",
          "payinfo.fund_pay_type",
          "iteminfo.med_chrgitm");

  private static List<CsvTable.Line> table(String name, String... columns) {
    List<Finding> findings = new ArrayList<>();
    List<CsvTable.Line> lines =
        CsvTable.read(MAPPINGS.resolve(name), Arrays.asList(columns), findings);
    assertThat(findings).isEmpty();
    return lines;
  }

  private static List<CsvTable.Line> items() {
    return table(
        "settlement/items.csv", "row", "item", "name_zh", "fields", "hl7v2", "transaction");
  }

  private static List<String> words(String cell) {
    return cell.isBlank() ? List.of() : List.of(cell.trim().split(" +"));
  }

  @Test
  void noneOfThe193ItemsIsMissing() {
    Map<String, Set<Integer>> byPart = new TreeMap<>();
    for (CsvTable.Line item : items()) {
      assertThat(item.cell("name_zh")).isNotBlank();
      byPart
          .computeIfAbsent(item.cell("row").substring(0, 1), p -> new TreeSet<>())
          .add(Integer.valueOf(item.cell("item")));
    }
    assertThat(byPart.values().stream().flatMap(Set::stream).sorted())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 193).boxed().toList());
    assertThat(byPart.values().stream().map(Set::size)).containsExactly(32, 6, 58, 97);
  }

  @Test
  void everyItemIsOnTheWireAndEveryWireFieldIsAnItem() {
    Set<String> onTheForm = new TreeSet<>(WIRE_ONLY);
    items().forEach(item -> onTheForm.addAll(words(item.cell("fields"))));
    Set<String> onTheWire =
        table("settlement/fields.csv", "infno", "node", "field").stream()
            .map(field -> field.cell("node") + "." + field.cell("field"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(onTheForm).isEqualTo(onTheWire);
  }

  @Test
  void noneOfThe106ChecksIsMissing() throws IOException {
    List<String> rules =
        Files.readAllLines(Path.of("src/test/resources/checks/rules-of-the-form.txt"));
    assertThat(rules).hasSize(106);
    assertThat(Checks.ids()).containsAll(rules);
  }

  @Test
  void theDocumentShowsTheTablesAsTheyAre() throws IOException {
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

  private static String generated() throws IOException {
    Map<String, Set<String>> checks = checksByField();
    Map<String, Set<String>> hl7 = sources("sources/hl7v2.csv", "message", false);
    Map<String, Set<String>> transactions = sources("sources/transaction.csv", "infno", true);
    StringBuilder text = new StringBuilder();
    text.append("| 行 | 项 | 项目 item | 上传字段 wire field | HL7 v2 | 交易副本 transaction | 校验 checks |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (CsvTable.Line item : items()) {
      List<String> fields = words(item.cell("fields"));
      Set<String> ids = new TreeSet<>();
      fields.forEach(field -> ids.addAll(checks.getOrDefault(field, Set.of())));
      text.append("| ")
          .append(item.cell("row"))
          .append(" | ")
          .append(item.cell("item"))
          .append(" | ")
          .append(item.cell("name_zh"))
          .append("<br>")
          .append(item.cell("name_en"))
          .append(" | ")
          .append(wire(fields, item.cell("rows_where")))
          .append(" | ")
          .append(from(hl7, item.cell("hl7v2"), item.cell("derived")))
          .append(" | ")
          .append(from(transactions, item.cell("transaction"), ""))
          .append(" | ")
          .append(ids.isEmpty() ? "" : String.join(" ", ids))
          .append(" |\n");
    }
    text.append("\n| 校验 check | 级别 | 内容 what it says | 依据 basis |\n|---|---|---|---|\n");
    for (CsvTable.Line check :
        table("settlement/checks.csv", "id", "severity", "text_zh", "text_en", "basis")) {
      text.append("| ")
          .append(check.cell("id"))
          .append(" | ")
          .append(check.cell("severity"))
          .append(" | ")
          .append(cell(check.cell("text_zh")))
          .append("<br>")
          .append(cell(check.cell("text_en")))
          .append(" | ")
          .append(cell(check.cell("basis")))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String wire(List<String> fields, String where) {
    String names = fields.stream().map(f -> "`" + f + "`").collect(Collectors.joining("<br>"));
    return where.isEmpty() ? names : names + "<br>" + cell(where);
  }

  private static String from(Map<String, Set<String>> sources, String facts, String derived) {
    Set<String> places = new LinkedHashSet<>();
    for (String fact : words(facts)) {
      places.addAll(sources.getOrDefault(fact, Set.of()));
    }
    if (!derived.isEmpty()) {
      places.add("（" + derived + "）");
    }
    return cell(String.join("<br>", places));
  }

  /** What feeds a field, in the order in which it counts. */
  private static Map<String, Set<String>> sources(String file, String kind, boolean naming) {
    Map<String, Set<String>> sources = new LinkedHashMap<>();
    for (CsvTable.Line line : table(file, kind, "field", "path")) {
      String place = naming ? line.cell(kind) + " " + line.cell("path") : line.cell("path");
      if (line.cell("field").equals("*") || line.cell("path").isEmpty()) {
        continue;
      }
      sources
          .computeIfAbsent(line.cell("field"), f -> new LinkedHashSet<>())
          .add(place.replaceAll("(input|output)\\.", ""));
    }
    return sources;
  }

  /** Which checks speak of a field: those whose failing cases point to it. */
  private static Map<String, Set<String>> checksByField() throws IOException {
    Map<String, Set<String>> checks = new TreeMap<>();
    for (CheckCasesTest.Case given : CheckCasesTest.cases()) {
      Matcher path = FIELD_OF_PATH.matcher(given.path());
      if (given.fails() && path.matches() && !given.rule().startsWith("SL-F-")) {
        checks
            .computeIfAbsent(path.group(1) + "." + path.group(2), f -> new TreeSet<>())
            .add(given.rule());
      }
    }
    return checks;
  }
}
