package org.duima.source.transaction.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.site.HospitalFiles;

/**
 * The mapping of transactions: {@code sources/transaction.csv} and, where the hospital has one,
 * {@code site/transaction.csv}, whose rows replace all shipped rows of the same infno and field.
 * Safe for use by several threads.
 */
public class TransactionMapping implements HospitalFiles {
  private static final String RULE = "mapping.transaction";
  private static final List<String> COLUMNS =
      List.of("infno", "field", "path", "transform", "note");
  private static final Pattern FACT = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private final Path folder;
  private final Clock clock;
  private volatile State state = new State(null, new InForce("", Instant.EPOCH, 0));

  private record State(Rules rules, InForce inForce) {}

  /** A row of a file, with its place for people. */
  private record Row(
      String file, long line, String infno, String field, String path, String transform) {
    String place() {
      return file + ":" + line;
    }

    String key() {
      return infno + " " + field;
    }
  }

  /**
   * @param folder the hospital's {@code mappings} folder; nothing is read before {@link #reload}
   */
  public TransactionMapping(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "mappings/sources/transaction";
  }

  @Override
  public List<Path> watched() {
    return List.of(
        folder.resolve("sources/transaction.csv"), folder.resolve("site/transaction.csv"));
  }

  @Override
  public InForce inForce() {
    return state.inForce;
  }

  /** Whether a mapping has been loaded at all. */
  public boolean isLoaded() {
    return state.rules != null;
  }

  /**
   * The rules in force.
   *
   * @throws IllegalStateException if none was ever loaded
   */
  Rules rules() {
    Rules rules = state.rules;
    if (rules == null) {
      throw new IllegalStateException("no mapping of transactions has been loaded");
    }
    return rules;
  }

  @Override
  public List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    MessageDigest digest = sha256();
    List<Row> shipped = rows(watched().get(0), true, digest, findings);
    List<Row> site = rows(watched().get(1), false, digest, findings);
    Set<String> replaced = new HashSet<>();
    Set<String> known = new HashSet<>();
    shipped.forEach(row -> known.add(row.key()));
    for (Row row : site) {
      replaced.add(row.key());
      if (row.path().isEmpty() && !known.contains(row.key())) {
        findings.add(
            Finding.warning(
                RULE,
                row.place(),
                "要停用的字段在随附映射中不存在；请核对交易编号和字段名",
                "there is no shipped row to switch off; check infno and field"));
      }
    }
    List<Row> rows = new ArrayList<>(site);
    shipped.stream().filter(row -> !replaced.contains(row.key())).forEach(rows::add);
    Map<String, Rules.Transaction> transactions = compile(rows, findings);
    if (findings.stream().noneMatch(Finding::isError)) {
      int entries = (int) rows.stream().filter(row -> !row.path().isEmpty()).count();
      state =
          new State(
              new Rules(transactions, entries),
              new InForce(HexFormat.of().formatHex(digest.digest()), clock.instant(), entries));
    }
    return List.copyOf(findings);
  }

  private List<Row> rows(Path file, boolean needed, MessageDigest digest, List<Finding> findings) {
    String shown = "mappings/" + folder.relativize(file).toString().replace('\\', '/');
    if (!Files.exists(file)) {
      if (needed) {
        findings.add(
            Finding.error(
                RULE, shown, "文件不存在；请从发行包恢复", "the file is missing; restore it from the release"));
      }
      return List.of();
    }
    String text;
    try {
      byte[] bytes = Files.readAllBytes(file);
      digest.update(bytes);
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      findings.add(
          Finding.error(
              RULE, shown, "不是 UTF-8；请另存为“CSV UTF-8”", "not UTF-8; save it as CSV UTF-8"));
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parsed(text.startsWith("\uFEFF") ? text.substring(1) : text, shown, findings);
  }

  private static List<Row> parsed(String text, String file, List<Finding> findings) {
    List<Row> rows = new ArrayList<>();
    boolean header = true;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .skipEmptyLines(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(new StringReader(text))) {
      for (CsvRecord csv : reader) {
        String place = file + ":" + csv.getStartingLineNumber();
        List<String> fields = csv.getFields().stream().map(String::strip).toList();
        if (header) {
          header = false;
          if (!fields.equals(COLUMNS)) {
            findings.add(
                Finding.error(
                    RULE,
                    place,
                    "首行应为 " + String.join(",", COLUMNS),
                    "the first row must be " + String.join(",", COLUMNS)));
            return rows;
          }
        } else if (fields.size() != COLUMNS.size()) {
          findings.add(
              Finding.error(
                  RULE,
                  place,
                  "应有 5 列，实有 " + fields.size() + " 列；含逗号的内容请加引号",
                  "5 columns expected, " + fields.size() + " found; quote what holds a comma"));
        } else {
          rows.add(
              new Row(
                  file,
                  csv.getStartingLineNumber(),
                  fields.get(0),
                  fields.get(1),
                  fields.get(2),
                  fields.get(3)));
        }
      }
    } catch (CsvParseException e) {
      findings.add(Finding.error(RULE, file, "不是正确的 CSV；请核对引号", "no valid CSV; check the quotes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static Map<String, Rules.Transaction> compile(List<Row> rows, List<Finding> findings) {
    Map<String, Rules.Transaction> transactions = new HashMap<>();
    Rules.INFNOS.forEach(infno -> transactions.put(infno, new Rules.Transaction()));
    Map<String, String> nodePlaces = new HashMap<>();
    // rows for every transaction come last, so that a transaction's own are preferred
    for (boolean general : new boolean[] {false, true}) {
      for (Row row : rows) {
        if (row.infno().equals("*") != general) {
          continue;
        }
        try {
          for (String infno : general ? Rules.INFNOS : Set.of(row.infno())) {
            Rules.Transaction transaction = transactions.get(infno);
            if (transaction == null) {
              String choice = infno + " (" + sorted(Rules.INFNOS) + ", *)";
              throw new Advice("不支持的交易编号 " + choice, "infno not supported: " + choice);
            }
            if (!row.path().isEmpty()) {
              add(transaction, row, nodePlaces);
            }
          }
        } catch (Advice advice) {
          findings.add(advice.finding(RULE, Severity.ERROR, row.place()));
        }
      }
    }
    return transactions;
  }

  private static void add(Rules.Transaction transaction, Row row, Map<String, String> nodePlaces) {
    String field = row.field();
    Transform transform = Transform.of(row.transform());
    if (field.contains("[]")) {
      addColumn(transaction, row, transform, nodePlaces);
    } else if (field.equals("*")) {
      if (!row.path().endsWith(".*")) {
        throw new Advice(
            "字段 * 的路径应以 .* 结尾：" + row.path(), "the path of field * ends in .*: " + row.path());
      }
      String path = row.path().substring(0, row.path().length() - 2);
      transaction.whole.add(new Rules.Source(names(path), path, transform));
    } else if (field.startsWith("@")
        ? Rules.OWN_NAMES.contains(field)
        : FACT.matcher(field).matches()) {
      transaction
          .fields
          .computeIfAbsent(field, f -> new ArrayList<>())
          .add(new Rules.Source(names(row.path()), row.path(), transform));
    } else {
      String choice = field + (field.startsWith("@") ? " (" + sorted(Rules.OWN_NAMES) + ")" : "");
      throw new Advice("没有这个字段 " + choice, "no such field: " + choice);
    }
  }

  private static void addColumn(
      Rules.Transaction transaction, Row row, Transform transform, Map<String, String> nodePlaces) {
    String[] field = row.field().split("\\[]\\.", -1);
    Set<String> columns = field.length == 2 ? Rules.ROW_NAMES.get(field[0]) : null;
    if (columns == null || !columns.contains(field[1])) {
      String choice =
          row.field() + " (" + sorted(columns == null ? Rules.ROW_NAMES.keySet() : columns) + ")";
      throw new Advice("没有这个明细字段 " + choice, "no such row field: " + choice);
    }
    String[] path = row.path().split("\\[]\\.", -1);
    if (path.length != 2) {
      throw new Advice(
          "明细字段的路径应写作 节点[].字段：" + row.path(),
          "the path of a row field is NODE[].FIELD: " + row.path());
    }
    String node = row.infno() + " " + field[0];
    String former = nodePlaces.putIfAbsent(node, path[0]);
    if (former != null && !former.equals(path[0])) {
      throw new Advice(
          "同一节点的各行路径不一致，请全部改为同一节点：" + former + ", " + path[0],
          "the rows of one node must name one place: " + former + ", " + path[0]);
    }
    transaction
        .nodes
        .computeIfAbsent(
            field[0],
            f ->
                new Rules.Node(
                    new Rules.Source(names(path[0]), path[0], transform), new LinkedHashMap<>()))
        .columns()
        .computeIfAbsent(field[1], f -> new ArrayList<>())
        .add(new Rules.Source(names(path[1]), path[1], transform));
  }

  private static List<String> names(String path) {
    List<String> names = List.of(path.split("\\.", -1));
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new Advice("路径应为以点分隔的名称：" + path, "a path is names joined by dots: " + path);
      }
    }
    return names;
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
