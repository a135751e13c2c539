package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Plays the demo's day, asks for the reports, and counts the same in the node's database with plain
 * SQL once it was stopped.
 */
class ReportIT {
  private static final Duration ENDED = Duration.ofMinutes(6);
  private static final Path GOLDEN = Path.of("src/test/resources/code-match-of-the-demo-day.txt");

  /** Sections whose figures the golden file holds. */
  private static final List<String> HELD =
      List.of(
          "summary", "by-system", "by-edition", "by-department", "open-codes", "category-changed");

  @Test
  void figuresEqualAPlainCountOverTheDemoDay() throws Exception {
    PlayedDay day = new PlayedDay(0);
    try (DrillNode drill = DrillNode.fresh("report");
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      node.set("org.duima.site.cfg", "deadline", "discharge+7");
      node.start();
      senders.start(day.first());
      senders.await(ENDED);
      for (String setlId : day.accepted()) {
        Node.await(ENDED, () -> PlayedDay.isSubmitted(drill, setlId));
      }
      senders.start(day.later());
      senders.await(ENDED);
      day.awaitRight(drill, ENDED);

      importSettlements(node);
      JsonNode match = drill.json("/api/reports/code-match?rows=100000");
      JsonNode lists = drill.json("/api/reports/lists?rows=100000");
      JsonNode board = drill.json("/api/board?max=10000");
      Path page = node.home().resolveSibling("report-lists.html");
      node.launcher("report", "lists", "-o", page.toString()).requireSuccess();
      assertThat(page).content(StandardCharsets.UTF_8).contains("应上传未完成", "JS0000000001");
      assertThat(
              node.launcher("report", "code-match", "--section", "summary").requireSuccess().text())
          .contains("主要诊断");
      node.stop();

      for (String name : day.names()) {
        assertThat(match + lists.toString() + board).doesNotContain(name);
      }
      compareCodes(node, match);
      compareLists(node, lists, board);
      compareGolden(match);
    }
  }

  /** The finance office's list: all that the node knows as settled, and one that never came. */
  private static void importSettlements(Node node) throws IOException {
    StringBuilder csv = new StringBuilder("结算ID,医疗费总额,结算时间\n");
    JsonNode board = DrillNode.parse(node.get("/api/board?max=10000").body());
    for (JsonNode row : board.path("rows")) {
      if (!row.path("setlId").asText().isEmpty() && row.hasNonNull("amountFen")) {
        csv.append(row.path("setlId").asText())
            .append(',')
            .append(BigDecimal.valueOf(row.path("amountFen").asLong(), 2))
            .append(',')
            .append(row.path("settledAt").asText().replace('T', ' '))
            .append('\n');
      }
    }
    csv.append("JS0000000001,12345.67,2026-03-31 10:00:00\n");
    Path file = node.home().resolveSibling("settlements.csv");
    Files.writeString(file, csv);
    assertThat(node.launcher("import", "settlements", file.toString()).requireSuccess().text())
        .contains("拒绝 refused 0");
  }

  private static void compareCodes(Node node, JsonNode report) throws SQLException {
    String uses =
        " FROM code_use u JOIN code_case c ON c.case_id = u.case_id"
            + " JOIN list_fact f ON f.list_id = u.use_no / 1024";
    String matched = "SUM(CASE WHEN c.outcome = 'mapped' THEN 1 ELSE 0 END)";
    try (Connection database = database(node)) {
      List<Long> codes = longs(database, "SELECT COUNT(*), " + matched + uses);
      assertThat(figures(report, "summary", "编码（次）")).isEqualTo(codes);
      assertThat(figures(report, "summary", "清单（份）"))
          .isEqualTo(
              longs(
                  database,
                  "SELECT COUNT(*), SUM(CASE WHEN n = m THEN 1 ELSE 0 END) FROM (SELECT f.list_id,"
                      + " COUNT(*) AS n, "
                      + matched
                      + " AS m"
                      + uses
                      + " GROUP BY f.list_id)"));
      assertThat(figures(report, "summary", "主要诊断"))
          .isEqualTo(
              longs(
                  database,
                  "SELECT COUNT(*), "
                      + matched
                      + uses
                      + " WHERE u.principal AND c.code_system = 'diagnosis'"));
      assertThat(codes.get(0)).isGreaterThan(200);
      assertThat(column(report, "by-department", "department", "codes"))
          .isEqualTo(
              pairs(
                  database,
                  "SELECT d.code, COUNT(*)"
                      + uses
                      + " JOIN department d ON d.department_id = f.department_id GROUP BY d.code"));
      assertThat(column(report, "by-month", "month", "lists"))
          .isEqualTo(
              pairs(
                  database,
                  "SELECT FORMATDATETIME(f.discharged_on, 'yyyy-MM'), COUNT(DISTINCT f.list_id)"
                      + uses
                      + " GROUP BY FORMATDATETIME(f.discharged_on, 'yyyy-MM')"));
      assertThat(column(report, "open-codes", "code", "uses"))
          .isEqualTo(
              pairs(
                  database,
                  "SELECT c.code, COUNT(*)"
                      + uses
                      + " WHERE c.outcome <> 'mapped' GROUP BY c.code"));
      assertThat(column(report, "open-codes", "code", "amount"))
          .isEqualTo(
              pairs(
                  database,
                  "SELECT code, SUM(total_fen) FROM (SELECT DISTINCT c.code, f.list_id, f.total_fen"
                      + uses
                      + " WHERE c.outcome <> 'mapped') GROUP BY code"));
    }
  }

  private static void compareLists(Node node, JsonNode report, JsonNode board) throws SQLException {
    String lists =
        " FROM settlement_list l LEFT JOIN submission s ON s.setl_id = l.setl_id LEFT JOIN list_fact"
            + " f ON f.list_id = l.list_id";
    try (Connection database = database(node)) {
      long held = longs(database, "SELECT COUNT(*)" + lists + " WHERE l.state = 'HELD'").get(0);
      long submitted =
          longs(
                  database,
                  "SELECT COUNT(*)" + lists + " WHERE l.state = 'READY' AND s.state = 'SUBMITTED'")
              .get(0);
      long waiting =
          longs(
                  database,
                  "SELECT COUNT(*)"
                      + lists
                      + " WHERE l.state = 'WAITING' AND (l.discharged_on IS NOT NULL OR f.settled_at"
                      + " IS NOT NULL)")
              .get(0);
      assertThat(held).isPositive();
      assertThat(submitted).isGreaterThan(60);
      assertThat(waiting).isPositive();
      Map<String, Long> states = column(report, "summary", "state", "lists");
      assertThat(states)
          .containsEntry("校验不通过", held)
          .containsEntry("已提交", submitted)
          .containsEntry("待资料", waiting)
          .containsEntry("未到达", 1L);
      assertThat(board.path("counts").path("held").asLong()).isEqualTo(held);
      assertThat(board.path("counts").path("submitted").asLong()).isEqualTo(submitted);
      assertThat(board.path("total").asLong())
          .isEqualTo(longs(database, "SELECT COUNT(*) + 1 FROM settlement_list").get(0));
    }
  }

  private static void compareGolden(JsonNode report) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonNode section : report.path("sections")) {
      if (HELD.contains(section.path("id").asText())) {
        text.append("== ").append(section.path("id").asText()).append('\n');
        section.path("rows").forEach(row -> text.append(row).append('\n'));
      }
    }
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  private static JsonNode section(JsonNode report, String id) {
    for (JsonNode section : report.path("sections")) {
      if (section.path("id").asText().equals(id)) {
        return section;
      }
    }
    throw new IllegalArgumentException(id);
  }

  /** Total and matched of a row of the summary. */
  private static List<Long> figures(JsonNode report, String section, String measure) {
    for (JsonNode row : section(report, section).path("rows")) {
      if (row.get(0).asText().equals(measure)) {
        return List.of(row.get(1).asLong(), row.get(2).asLong());
      }
    }
    throw new IllegalArgumentException(measure);
  }

  /** A column of figures by another, summed; money in fen. */
  private static Map<String, Long> column(
      JsonNode report, String section, String name, String figure) {
    JsonNode table = section(report, section);
    Map<String, Integer> at = new LinkedHashMap<>();
    table.path("columns").forEach(column -> at.put(column.path("id").asText(), at.size()));
    boolean money = table.path("columns").get(at.get(figure)).path("kind").asText().equals("money");
    Map<String, Long> values = new TreeMap<>();
    for (JsonNode row : table.path("rows")) {
      JsonNode cell = row.get(at.get(figure));
      long value = money ? cell.decimalValue().movePointRight(2).longValueExact() : cell.asLong();
      values.merge(row.get(at.get(name)).asText(), value, Long::sum);
    }
    return values;
  }

  private static Connection database(Node node) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:h2:file:" + node.home().resolve("data/db/duima") + ";IFEXISTS=TRUE", "duima", "");
  }

  private static List<Long> longs(Connection database, String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      List<Long> values = new ArrayList<>();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        values.add(row.getLong(i));
      }
      return values;
    }
  }

  private static Map<String, Long> pairs(Connection database, String sql) throws SQLException {
    Map<String, Long> values = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.put(rows.getString(1) == null ? "（未注明）" : rows.getString(1), rows.getLong(2));
      }
    }
    return values;
  }
}
