package org.duima.mapping.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.mapping.CodeDecision;

/**
 * Reads tables from folders. One loading reads everything anew; what is wrong is collected as
 * findings that name file, row and column, so that one look shows all that must be mended.
 */
final class TableLoader {
  /** What a cross-walk writes instead of a target for a code that may not be sent. */
  private static final String GRAY_MARK = "灰码";

  private static final String ROWS = ".csv";
  private static final String METADATA = ".properties";

  private static final Column SOURCE_CODE =
      new Column("clinical_code", "source_code|local_code|.*(临床|国临|本院|院内).*(编码|代码)");
  private static final Column SOURCE_NAME =
      new Column("clinical_name", "source_name|local_name|.*(临床|国临|本院|院内).*名称");
  private static final Column TARGET_CODE =
      new Column("insurance_code", "target_code|.*医保.*(编码|代码)");
  private static final Column TARGET_NAME = new Column("insurance_name", "target_name|.*医保.*名称");
  private static final Column CODE = new Column("code", ".*(编码|代码)");
  private static final Column NAME = new Column("name", ".*名称");
  private static final Column VALUE = new Column("value", "值|原值|来源值");

  private final Predicate<TableInfo> wanted;
  private final LoadFindings findings = new LoadFindings();
  private final List<Table> tables = new ArrayList<>();
  private final MessageDigest digest = sha256();

  /** Where each row of a value map stands, for checks against other tables. */
  private final Map<TableInfo, Map<String, Long>> linesOfValues = new HashMap<>();

  /** Equal texts are held once: most codes and names occur in several tables. */
  private final Map<String, String> pool = new HashMap<>();

  private TableLoader(Predicate<TableInfo> wanted) {
    this.wanted = wanted;
  }

  /**
   * What a loading gave.
   *
   * @param tables empty if any finding is an error
   * @param decisions empty if any finding is an error
   */
  record Loaded(
      List<Table> tables, List<CodeDecision> decisions, List<Finding> findings, String sha256) {
    /** Rows of all tables, with the decisions. */
    int entries() {
      return tables.stream().mapToInt(table -> table.rows().size()).sum() + decisions.size();
    }
  }

  /**
   * A column by its wire name.
   *
   * @param otherNames headers of published tables that mean the same
   */
  private record Column(String name, Pattern otherNames) {
    Column(String name, String otherNames) {
      this(name, Pattern.compile(otherNames));
    }
  }

  /**
   * Reads all tables of the folders, not of folders in them; a folder that is not there holds none.
   *
   * @param decisions file of coders' decisions; there are none if it does not exist
   * @param wanted which tables to read, judged by their metadata
   * @throws UncheckedIOException if a file that is there cannot be read
   */
  static Loaded load(List<Path> folders, Path decisions, Predicate<TableInfo> wanted) {
    TableLoader loader = new TableLoader(wanted);
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(TableLoader::isTable).sorted().forEach(loader::loadTable);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    loader.checkValues();
    List<Table> tables = endSuperseded(loader.tables);
    loader.findConflicts(tables);
    List<CodeDecision> decided = loader.readDecisions(decisions);
    List<Finding> findings = loader.findings.all();
    boolean failed = findings.stream().anyMatch(Finding::isError);
    return new Loaded(
        failed ? List.of() : tables,
        failed ? List.of() : decided,
        findings,
        HexFormat.of().formatHex(loader.digest.digest()));
  }

  /**
   * Tables are found by their rows; imported ones by their metadata, which may name the file with
   * the rows, so that a version comes into force by the replacement of one file.
   */
  private static boolean isTable(Path file) {
    String name = file.getFileName().toString();
    String ending = file.getParent().endsWith("imported") ? METADATA : ROWS;
    return name.endsWith(ending) && !name.startsWith(".") && !overlaysAnotherRoom(file);
  }

  private List<CodeDecision> readDecisions(Path file) {
    if (file == null || !Files.exists(file)) {
      return List.of();
    }
    String text = readText(file);
    return text == null ? List.of() : DecisionReader.read(file, text, findings);
  }

  /**
   * A file of {@code site} that has its shipped twin elsewhere is read by whoever reads that twin.
   */
  private static boolean overlaysAnotherRoom(Path csv) {
    Path folder = csv.getParent();
    return folder.endsWith("site")
        && (Files.exists(folder.resolveSibling("sources").resolve(csv.getFileName()))
            || Files.exists(folder.resolveSibling("suggest").resolve(csv.getFileName()))
            || Files.exists(folder.resolveSibling("settlement").resolve(csv.getFileName())));
  }

  private void loadTable(Path file) {
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.lastIndexOf('.'));
    Path csv = file.resolveSibling(name + ROWS);
    Path metadata = file.resolveSibling(name + METADATA);
    if (!Files.exists(metadata)) {
      findings.error(
          "metadata",
          LoadFindings.shown(csv),
          "缺少说明文件 " + metadata.getFileName(),
          "its metadata file is missing: " + metadata.getFileName());
      return;
    }
    TableInfo info = readMetadata(LoadFindings.tableName(file), csv, metadata);
    if (info == null || !wanted.test(info)) {
      return;
    }
    String text = readText(info.file());
    if (text != null) {
      readRows(info, text);
    }
  }

  // ---------------------------------------------------------------- metadata

  private TableInfo readMetadata(String name, Path csv, Path file) {
    String text = readText(file);
    if (text == null) {
      return null;
    }
    Properties settings = new Properties();
    try {
      settings.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      findings.error(
          "metadata",
          LoadFindings.shown(file),
          "说明文件格式错误",
          "malformed metadata: " + e.getMessage());
      return null;
    }
    int before = findings.count();
    TableInfo.Kind kind = choice(file, settings, "kind", TableInfo.Kind.values());
    TableInfo.Origin origin = choice(file, settings, "origin", TableInfo.Origin.values());
    String system = required(file, settings, "system");
    String to = required(file, settings, "to");
    String from = settings.getProperty("from", "").strip();
    LocalDate validFrom = date(file, settings, "valid-from", LocalDate.MIN);
    LocalDate validTo = date(file, settings, "valid-to", LocalDate.MAX);
    String complete = settings.getProperty("complete", "false").strip();
    if (!complete.equals("true") && !complete.equals("false")) {
      badKey(file, "complete", complete, "应为 true 或 false", "expected true or false");
    }
    boolean translatesCodes = kind == TableInfo.Kind.CROSSWALK || kind == TableInfo.Kind.GRAY;
    if (translatesCodes && !system.isEmpty() && !TableSet.isCodeSystem(system)) {
      badKey(file, "system", system, "应为其中之一：" + codeSystems(), "expected one of " + codeSystems());
    }
    if (kind == TableInfo.Kind.CROSSWALK
        && from.equals(Editions.LOCAL)
        && origin == TableInfo.Origin.STARTER) {
      badKey(
          file,
          "origin",
          origin.name().toLowerCase(Locale.ROOT),
          "院内编码(local)的对照只能由本院制定或导入，应为 site 或 imported",
          "only the hospital itself can translate its local codes: expected site or imported");
    }
    if (validFrom != null && validTo != null && validTo.isBefore(validFrom)) {
      badKey(file, "valid-to", validTo.toString(), "早于 valid-from", "before valid-from");
    }
    String rowsKey = settings.getProperty("rows", "").strip();
    Path rows = rowsKey.isEmpty() ? csv : file.resolveSibling(rowsKey);
    if (!Files.exists(rows)) {
      badKey(file, "rows", rows.getFileName().toString(), "没有该文件", "there is no such file");
    }
    if (findings.count() > before) {
      return null;
    }
    String version = settings.getProperty("version", "").strip();
    boolean ofCodes = TableSet.isCodeSystem(system);
    return new TableInfo(
        version.isEmpty() ? name : name + "@" + version,
        rows,
        kind,
        system,
        ofCodes ? CodeText.edition(CodeSystem.ofId(system), from) : from,
        ofCodes ? CodeText.edition(CodeSystem.ofId(system), to) : to,
        settings.getProperty("region", "").strip(),
        origin,
        validFrom,
        validTo,
        complete.equals("true"));
  }

  private static String codeSystems() {
    return Arrays.stream(CodeSystem.values()).map(CodeSystem::id).collect(Collectors.joining(", "));
  }

  private <E extends Enum<E>> E choice(Path file, Properties settings, String key, E[] choices) {
    String value = settings.getProperty(key, "").strip();
    for (E choice : choices) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(value)) {
        return choice;
      }
    }
    String all =
        Arrays.stream(choices)
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    badKey(file, key, value, "应为其中之一：" + all, "expected one of " + all);
    return null;
  }

  private String required(Path file, Properties settings, String key) {
    String value = settings.getProperty(key, "").strip();
    if (value.isEmpty()) {
      badKey(file, key, value, "不能为空", "must not be empty");
    }
    return value;
  }

  private LocalDate date(Path file, Properties settings, String key, LocalDate whenBlank) {
    String value = settings.getProperty(key, "").strip();
    if (value.isEmpty()) {
      return whenBlank;
    }
    try {
      return LocalDate.parse(value);
    } catch (DateTimeParseException e) {
      badKey(file, key, value, "日期应为 yyyy-MM-dd", "expected a date yyyy-MM-dd");
      return null;
    }
  }

  private void badKey(Path file, String key, String value, String zh, String en) {
    String shownValue = value.isEmpty() ? "" : " = " + value;
    findings.error(
        "metadata",
        LoadFindings.shown(file) + ":" + key,
        key + shownValue + "：" + zh,
        key + shownValue + ": " + en);
  }

  // ---------------------------------------------------------------- rows

  private void readRows(TableInfo info, String text) {
    Map<String, Table.Row> rows = new HashMap<>();
    Map<String, Long> lines = new HashMap<>();
    int[] columns = null;
    int width = 0;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .allowMissingFields(true)
            .allowExtraFields(true)
            .skipEmptyLines(true)
            .commentStrategy(CommentStrategy.SKIP)
            .ofCsvRecord(text)) {
      for (CsvRecord record : reader) {
        if (columns == null) {
          columns = findColumns(info, record);
          width = record.getFieldCount();
          if (columns.length == 0) {
            return;
          }
        } else {
          readRow(info, record, columns, width, rows, lines);
        }
      }
    } catch (CsvParseException e) {
      findings.error(
          "csv",
          LoadFindings.shown(info.file()),
          "CSV 格式错误：" + e.getMessage(),
          "malformed CSV: " + e.getMessage());
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (columns == null) {
      findings.error(
          "column",
          LoadFindings.shown(info.file()) + ":1",
          "文件为空，缺少表头",
          "empty file: no header row");
      return;
    }
    tables.add(
        info.kind() == TableInfo.Kind.CROSSWALK
            ? Table.ofCrosswalk(info, CodeSystem.ofId(info.system()), rows)
            : new Table(info, rows));
    if (info.kind() == TableInfo.Kind.VALUES) {
      linesOfValues.put(info, lines);
    }
  }

  private int[] findColumns(TableInfo info, CsvRecord header) {
    List<Column> needed =
        switch (info.kind()) {
          case CROSSWALK -> List.of(SOURCE_CODE, TARGET_CODE, TARGET_NAME, SOURCE_NAME);
          case DICTIONARY -> List.of(CODE, NAME);
          case VALUES -> List.of(VALUE, CODE);
          case GRAY -> List.of(CODE);
        };
    List<String> names = header.getFields().stream().map(CodeText::value).toList();
    int[] places = new int[needed.size()];
    boolean allFound = true;
    for (int i = 0; i < places.length; i++) {
      Column column = needed.get(i);
      places[i] = names.indexOf(column.name());
      if (places[i] < 0) {
        List<String> fitting =
            names.stream().filter(name -> column.otherNames().matcher(name).matches()).toList();
        if (fitting.size() == 1) {
          places[i] = names.indexOf(fitting.get(0));
        } else if (column == SOURCE_NAME && (fitting.isEmpty() || !isLocal(info))) {
          continue; // a table whose rows all have codes needs no names
        } else if (fitting.isEmpty()) {
          allFound = false;
          findings.error(
              "column",
              LoadFindings.shown(info.file()) + ":1:" + column.name(),
              "缺少列 " + column.name() + "；表头为 " + String.join(",", names),
              "column " + column.name() + " is missing; the header has " + String.join(",", names));
        } else {
          allFound = false;
          findings.error(
              "column",
              LoadFindings.shown(info.file()) + ":1:" + column.name(),
              "多列都可能是 " + column.name() + "：" + String.join(",", fitting),
              "several columns may be " + column.name() + ": " + String.join(",", fitting));
        }
      }
    }
    return allFound ? places : new int[0];
  }

  private void readRow(
      TableInfo info,
      CsvRecord record,
      int[] columns,
      int width,
      Map<String, Table.Row> rows,
      Map<String, Long> lines) {
    if (record.getFields().stream().allMatch(String::isBlank)) {
      return;
    }
    long line = record.getStartingLineNumber();
    if (record.getFieldCount() > width) {
      findings.error(
          "row",
          LoadFindings.at(info.file(), line, ""),
          "有 " + record.getFieldCount() + " 列，表头只有 " + width + " 列；含逗号的名称要加双引号",
          record.getFieldCount()
              + " fields, but the header has "
              + width
              + "; a name with a comma needs double quotes");
      return;
    }
    String[] cells = new String[columns.length];
    for (int i = 0; i < columns.length; i++) {
      cells[i] =
          columns[i] >= 0 && columns[i] < record.getFieldCount() ? record.getField(columns[i]) : "";
    }
    String key;
    Table.Row row;
    String keyColumn;
    switch (info.kind()) {
      case CROSSWALK -> {
        keyColumn = SOURCE_CODE.name();
        key = normalized(info, info.from(), cells[0]);
        if (key.isEmpty() && isLocal(info)) {
          keyColumn = SOURCE_NAME.name();
          key = CodeText.nameKey(cells[3]);
        }
        String target = CodeText.value(cells[1]);
        if (target.isEmpty()) {
          findings.error(
              "row",
              LoadFindings.at(info.file(), line, TARGET_CODE.name()),
              "没有目标编码；不能上传的编码请写“灰码”，没有对照的请删除该行",
              "no target code; write 灰码 for a code that may not be sent, delete a row without a"
                  + " target");
          return;
        }
        row =
            target.equals(GRAY_MARK)
                ? new Table.Row(null, "")
                : new Table.Row(
                    pooled(normalized(info, info.to(), target)),
                    pooled(cells[2].strip()),
                    null,
                    pooled(alias(cells[3].strip(), cells[2].strip())));
      }
      case VALUES -> {
        keyColumn = VALUE.name();
        key = CodeText.value(cells[0]);
        String code = CodeText.value(cells[1]);
        if (code.isEmpty()) {
          findings.error(
              "row",
              LoadFindings.at(info.file(), line, CODE.name()),
              "没有字典代码",
              "no dictionary code");
          return;
        }
        row = new Table.Row(pooled(code), "");
      }
      default -> {
        keyColumn = CODE.name();
        key =
            TableSet.isCodeSystem(info.system())
                ? normalized(info, info.to(), cells[0])
                : CodeText.value(cells[0]);
        key = pooled(key);
        row = new Table.Row(key, cells.length > 1 ? pooled(cells[1].strip()) : "");
      }
    }
    if (key.isEmpty()) {
      findings.error(
          "row", LoadFindings.at(info.file(), line, keyColumn), "编码为空", "the code is empty");
      return;
    }
    key = pooled(key);
    Table.Row former = rows.putIfAbsent(key, row);
    if (former == null) {
      lines.put(key, line);
    } else if (!former.saysTheSame(row)) {
      findings.error(
          "duplicate",
          LoadFindings.at(info.file(), line, keyColumn),
          CodeText.shown(key)
              + " 与第 "
              + lines.get(key)
              + " 行重复，但内容不同："
              + told(former)
              + " / "
              + told(row),
          CodeText.shown(key) + " is also in row " + lines.get(key) + " with another content");
    }
  }

  /** A hospital's own source may have a name and no code. */
  private static boolean isLocal(TableInfo info) {
    return info.from().equals(Editions.LOCAL);
  }

  /** A source's name is kept only where it says something that the target's does not. */
  private static String alias(String sourceName, String targetName) {
    return sourceName.equals(targetName) ? "" : sourceName;
  }

  private static String told(Table.Row row) {
    return row.isGray() ? GRAY_MARK : (row.code() + " " + row.name()).strip();
  }

  private static String normalized(TableInfo info, String edition, String code) {
    return CodeText.normalize(CodeSystem.ofId(info.system()), edition, code.strip());
  }

  private String pooled(String text) {
    return pool.computeIfAbsent(text, same -> same);
  }

  // ---------------------------------------------------------------- tables together

  /** What a value map gives must be in its dictionary, where that is loaded. */
  private void checkValues() {
    for (Map.Entry<TableInfo, Map<String, Long>> map : linesOfValues.entrySet()) {
      List<Table> dictionary =
          tables.stream()
              .filter(table -> table.info().kind() == TableInfo.Kind.DICTIONARY)
              .filter(table -> table.info().system().equals(map.getKey().to()))
              .toList();
      if (dictionary.isEmpty()) {
        continue;
      }
      boolean complete = dictionary.stream().anyMatch(table -> table.info().complete());
      Map<String, Table.Row> rows =
          tables.stream().filter(t -> t.info() == map.getKey()).findFirst().orElseThrow().rows();
      map.getValue().entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .filter(
              value ->
                  dictionary.stream()
                      .noneMatch(table -> table.row(rows.get(value.getKey()).code()) != null))
          .forEach(
              value ->
                  findings.add(
                      complete ? Severity.ERROR : Severity.WARNING,
                      "target",
                      LoadFindings.at(map.getKey().file(), value.getValue(), CODE.name()),
                      "字典 " + map.getKey().to() + " 中没有 " + rows.get(value.getKey()).code(),
                      "the dictionary "
                          + map.getKey().to()
                          + " does not have "
                          + rows.get(value.getKey()).code()));
    }
  }

  /** A whole version ends the versions before it, even where their metadata names no last day. */
  private static List<Table> endSuperseded(List<Table> tables) {
    List<Table> result = new ArrayList<>();
    for (Table table : tables) {
      TableInfo info = table.info();
      LocalDate lastDay =
          tables.stream()
              .map(Table::info)
              .filter(other -> other.complete() && sameSubject(info, other))
              .map(TableInfo::validFrom)
              .filter(begin -> begin.isAfter(info.validFrom()))
              .min(Comparator.naturalOrder())
              .map(begin -> begin.minusDays(1))
              .orElse(LocalDate.MAX);
      result.add(lastDay.isBefore(info.validTo()) ? table.endingOn(lastDay) : table);
    }
    return result;
  }

  private static boolean sameSubject(TableInfo one, TableInfo other) {
    return one.kind() == other.kind()
        && one.origin() == other.origin()
        && one.system().equals(other.system())
        && one.from().equals(other.from())
        && one.to().equals(other.to())
        && one.region().equals(other.region());
  }

  /** Two tables of equal rank that begin on the same day must not contradict each other. */
  private void findConflicts(List<Table> all) {
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Table one = all.get(i);
        Table other = all.get(j);
        if (sameSubject(one.info(), other.info())
            && one.info().validFrom().equals(other.info().validFrom())) {
          findConflicts(one, other);
        }
      }
    }
  }

  private void findConflicts(Table one, Table other) {
    one.rows().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              Table.Row there = other.row(entry.getKey());
              if (there != null && !there.saysTheSame(entry.getValue())) {
                findings.error(
                    "conflict",
                    LoadFindings.shown(other.info().file()),
                    CodeText.shown(entry.getKey())
                        + " 与 "
                        + LoadFindings.shown(one.info().file())
                        + " 矛盾，两表来源与生效日期相同："
                        + told(entry.getValue())
                        + " / "
                        + told(there),
                    CodeText.shown(entry.getKey())
                        + " contradicts "
                        + LoadFindings.shown(one.info().file())
                        + ", which has the same origin and first day");
              }
            });
  }

  // ---------------------------------------------------------------- files

  private String readText(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest.update(LoadFindings.shown(file).getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        if (bytes[i] == '\n') {
          line++;
        }
      }
      findings.error(
          "encoding",
          LoadFindings.shown(file) + ":" + line,
          "不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8",
          "not UTF-8 (perhaps GBK): save it as UTF-8");
      return null;
    }
    out.flip();
    if (out.hasRemaining() && out.charAt(0) == '\ufeff') {
      out.get();
    }
    return out.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
