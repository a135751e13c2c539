package org.duima.finance.internal;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.report.FinanceRow;

/**
 * Reads one list of settlements: the finance office's, by its headings, or the platform's 3202
 * detail file, by its order of columns. A settlement may stand on several rows where one of them
 * takes it back. Not thread-safe.
 */
final class SettlementFile {
  static final int MOST_ROWS = 300_000;
  private static final int MOST_FINDINGS = 200;
  private static final int HEADING_AMONG_FIRST = 20;
  private static final int LONGEST_TEXT = 200;

  /** Order of columns of the 3202 detail file (interface specification, table 200). */
  private static final List<Field> DETAIL_3202 =
      List.of(
          Field.SETL_ID,
          Field.MDTRT_ID,
          Field.PSN_NO,
          Field.MEDFEE_SUMAMT,
          Field.FUND_PAY_SUMAMT,
          Field.ACCT_PAY,
          Field.REFD_SETL_FLAG);

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-M-d");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm[:ss]");
  private static final LocalDate SPREADSHEET_DAY_0 = LocalDate.of(1899, 12, 30);
  private static final BigDecimal LARGEST_YUAN = new BigDecimal("99999999999999.99");

  private final Headings headings;
  private final String name;
  private final Map<Field, Integer> columns = new EnumMap<>(Field.class);
  private final Map<String, Settled> settlements = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long unsaid;
  private boolean headed;
  private int passed;
  private int read;
  private int refused;

  /** A settlement as far as its rows were read. */
  private record Settled(long row, FinanceRow facts) {}

  /** A row is refused; its finding was made. */
  private static final class RefusedRowException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedRowException() {
      super(null, null, false, false);
    }
  }

  SettlementFile(Headings headings, String name) {
    this.headings = headings;
    this.name = name;
  }

  void read(Path file) throws IOException {
    try {
      Sheet sheet = Sheet.of(file);
      boolean tabs = sheet.isTabSeparated();
      sheet.read((number, cells) -> row(number, cells, tabs));
    } catch (Sheet.UnreadableException e) {
      whole("finance.unreadable", e.text().zh(), e.text().en());
      return;
    }
    if (!headed) {
      whole(
          "finance.no-heading",
          "前 " + HEADING_AMONG_FIRST + " 行中没有标题行：至少要有结算ID和医疗费总额两列，列名见 finance-columns.csv",
          "no heading among the first "
              + HEADING_AMONG_FIRST
              + " rows: the columns setl_id and medfee_sumamt are needed, for their names see"
              + " finance-columns.csv");
    }
    if (unsaid > 0) {
      findings.add(
          Finding.info("finance.more", name, "另有 " + unsaid + " 条未列出", unsaid + " more findings"));
    }
  }

  private void row(long number, List<String> cells, boolean tabs) throws Sheet.UnreadableException {
    if (!headed) {
      if (takeHeading(cells)) {
        return;
      }
      passed++;
      if (passed == 1 && tabs && looksLike3202(cells)) {
        headed = true;
        for (int i = 0; i < DETAIL_3202.size(); i++) {
          columns.put(DETAIL_3202.get(i), i);
        }
      } else if (passed >= HEADING_AMONG_FIRST) {
        throw new Sheet.UnreadableException(
            "前 " + HEADING_AMONG_FIRST + " 行中没有标题行", "no heading among the first rows");
      } else {
        return;
      }
    }
    if (headings.isSum(first(cells))) {
      say(Finding.info("finance.sum", at(number), "合计行，未读", "a row of sums, passed over"));
      return;
    }
    read++;
    if (read > MOST_ROWS) {
      throw new Sheet.UnreadableException(
          "超过 " + MOST_ROWS + " 行，请分月导出", "more than " + MOST_ROWS + " rows; export by month");
    }
    try {
      add(number, facts(number, cells));
    } catch (RefusedRowException e) {
      refused++;
    }
  }

  private static String first(List<String> cells) {
    return cells.stream().filter(cell -> !cell.isBlank()).findFirst().orElse("");
  }

  private boolean takeHeading(List<String> cells) throws Sheet.UnreadableException {
    Map<Field, Integer> found = new EnumMap<>(Field.class);
    for (int i = 0; i < cells.size(); i++) {
      Field field = headings.field(cells.get(i));
      if (field != null && found.putIfAbsent(field, i) != null) {
        throw new Sheet.UnreadableException(
            "标题行有两列都是 " + field.wireName(), "two columns are headed as " + field.wireName());
      }
    }
    if (found.containsKey(Field.SETL_ID) && found.containsKey(Field.MEDFEE_SUMAMT)) {
      columns.putAll(found);
      headed = true;
      return true;
    }
    if (found.size() >= 2) {
      Field missing = found.containsKey(Field.SETL_ID) ? Field.MEDFEE_SUMAMT : Field.SETL_ID;
      throw new Sheet.UnreadableException(
          "缺少列 " + missing.wireName(), "column " + missing.wireName() + " is missing");
    }
    return false;
  }

  private static boolean looksLike3202(List<String> cells) {
    return cells.size() >= DETAIL_3202.size()
        && cells.get(3).strip().matches("-?\\d+(\\.\\d+)?")
        && cells.get(4).strip().matches("-?\\d+(\\.\\d+)?");
  }

  private FinanceRow facts(long number, List<String> cells) throws RefusedRowException {
    String setlId = id(number, cells, Field.SETL_ID);
    if (setlId.isEmpty()) {
      throw refuse(number, Field.SETL_ID, "没有结算ID", "no setl_id");
    }
    Money total = money(number, cells, Field.MEDFEE_SUMAMT);
    if (total == null) {
      throw refuse(number, Field.MEDFEE_SUMAMT, "没有医疗费总额", "no total");
    }
    boolean refunded = refunded(number, cells) || total.fen() < 0;
    return new FinanceRow(
        setlId,
        id(number, cells, Field.MDTRT_ID),
        id(number, cells, Field.PSN_NO),
        cell(cells, Field.DEPT),
        time(number, cells),
        total,
        money(number, cells, Field.FUND_PAY_SUMAMT),
        money(number, cells, Field.ACCT_PAY),
        refunded);
  }

  private void add(long number, FinanceRow row) throws RefusedRowException {
    FinanceRow positive = row.total().fen() < 0 ? negated(row) : row;
    Settled before = settlements.get(row.setlId());
    if (before == null) {
      settlements.put(row.setlId(), new Settled(number, positive));
      return;
    }
    FinanceRow other = before.facts;
    if (!other.total().equals(positive.total())) {
      throw refuse(
          number,
          Field.SETL_ID,
          "结算ID与第 " + before.row + " 行重复，金额不同",
          "the same setl_id as row " + before.row + " with another total");
    }
    if (positive.equals(other)) {
      say(
          Finding.warning(
              "finance.twice",
              at(number),
              "与第 " + before.row + " 行相同",
              "the same as row " + before.row));
    }
    settlements.put(
        row.setlId(), new Settled(before.row, other.refunded() ? other : merged(other, positive)));
  }

  /** A settlement of which another row says that it was taken back. */
  private static FinanceRow merged(FinanceRow row, FinanceRow other) {
    return new FinanceRow(
        row.setlId(),
        row.mdtrtId(),
        row.psnNo(),
        row.department(),
        row.settledAt(),
        row.total(),
        row.fund(),
        row.account(),
        other.refunded());
  }

  private static FinanceRow negated(FinanceRow row) {
    return new FinanceRow(
        row.setlId(),
        row.mdtrtId(),
        row.psnNo(),
        row.department(),
        row.settledAt(),
        row.total().negated(),
        row.fund() == null ? null : row.fund().negated(),
        row.account() == null ? null : row.account().negated(),
        row.refunded());
  }

  private String cell(List<String> cells, Field field) {
    Integer column = columns.get(field);
    if (column == null || column >= cells.size()) {
      return "";
    }
    String text = cells.get(column).strip();
    // what the platform's text files write for nothing
    return text.equals("null") ? "" : text;
  }

  private String id(long number, List<String> cells, Field field) throws RefusedRowException {
    // spreadsheets mark a text that looks like a number with a quote
    String id = cell(cells, field).replaceFirst("^['`]", "").strip();
    if (id.matches("\\d+(\\.\\d+)?[eE]\\+?\\d+")) {
      throw refuse(
          number,
          field,
          "编号被表格软件改成了科学计数法，请把该列设为文本后重新导出",
          "a spreadsheet made a rounded number of it; export the column as text");
    }
    if (id.length() > LONGEST_TEXT || id.chars().anyMatch(Character::isISOControl)) {
      throw refuse(number, field, "编号无法理解", "not an id");
    }
    return id;
  }

  /** Null if not stated. */
  private Money money(long number, List<String> cells, Field field) throws RefusedRowException {
    String text = cell(cells, field).replaceAll("[,，¥￥元\\s]", "");
    if (text.isEmpty()) {
      return null;
    }
    try {
      BigDecimal yuan = new BigDecimal(text);
      if (yuan.abs().compareTo(LARGEST_YUAN) <= 0) {
        return Money.ofYuan(yuan);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw refuse(number, field, "不是金额", "not an amount");
  }

  private boolean refunded(long number, List<String> cells) throws RefusedRowException {
    String flag = cell(cells, Field.REFD_SETL_FLAG);
    if (flag.isEmpty()) {
      return false;
    }
    Boolean refunded = headings.refunded(flag);
    if (refunded == null) {
      throw refuse(
          number,
          Field.REFD_SETL_FLAG,
          "未知的退费标志，请在 finance-columns.csv 中说明",
          "a flag that finance-columns.csv does not explain");
    }
    return refunded;
  }

  /** Null if not stated. */
  private LocalDateTime time(long number, List<String> cells) throws RefusedRowException {
    String text = cell(cells, Field.SETL_TIME);
    if (text.isEmpty()) {
      return null;
    }
    try {
      if (text.matches("\\d{5}(\\.\\d+)?")) {
        return ofSpreadsheet(new BigDecimal(text));
      }
      String digits = text.replaceAll("[^\\d]", "");
      if (text.equals(digits) && (digits.length() == 8 || digits.length() == 14)) {
        text =
            "%s-%s-%s %s"
                .formatted(
                    digits.substring(0, 4),
                    digits.substring(4, 6),
                    digits.substring(6, 8),
                    digits.length() == 8
                        ? "0:00"
                        : digits.substring(8, 10)
                            + ":"
                            + digits.substring(10, 12)
                            + ":"
                            + digits.substring(12));
      }
      String[] parts = text.replace('/', '-').replace('T', ' ').split("\\s+");
      LocalTime time =
          parts.length == 1
              ? LocalTime.MIDNIGHT
              : LocalTime.parse(parts[1].replaceFirst("\\.\\d+$", ""), TIME);
      if (parts.length <= 2) {
        return LocalDate.parse(parts[0], DAY).atTime(time);
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw refuse(number, Field.SETL_TIME, "不是日期时间", "not a date and time");
  }

  private static LocalDateTime ofSpreadsheet(BigDecimal days) {
    long seconds = Math.round(days.remainder(BigDecimal.ONE).doubleValue() * 86_400);
    return SPREADSHEET_DAY_0.plusDays(days.longValue()).atStartOfDay().plusSeconds(seconds);
  }

  private RefusedRowException refuse(long number, Field field, String zh, String en) {
    say(
        Finding.error(
            "finance." + field.wireName(),
            at(number) + ":" + field.wireName(),
            "第 " + number + " 行 " + field.wireName() + "：" + zh,
            "row " + number + ", " + field.wireName() + ": " + en));
    return new RefusedRowException();
  }

  private String at(long number) {
    return name + ":" + number;
  }

  private void whole(String rule, String zh, String en) {
    settlements.clear();
    headed = true;
    findings.add(Finding.error(rule, name, zh, en));
  }

  private void say(Finding finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    } else {
      unsaid++;
    }
  }

  int rowsRead() {
    return read;
  }

  int rowsRefused() {
    return refused;
  }

  /** Whether nothing at all can be taken from the file. */
  boolean isUnusable() {
    return refused == 0 && findings.stream().anyMatch(Finding::isError);
  }

  List<Finding> findings() {
    return findings;
  }

  Collection<FinanceRow> settlements() {
    return settlements.values().stream().map(Settled::facts).collect(Collectors.toList());
  }
}
