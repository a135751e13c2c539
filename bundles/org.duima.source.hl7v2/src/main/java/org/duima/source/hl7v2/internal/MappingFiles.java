package org.duima.source.hl7v2.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
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
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;
import org.duima.source.hl7v2.internal.Rule.Row;

/**
 * The mapping of HL7 v2: {@code sources/hl7v2.csv} with {@code sources/hl7v2.properties}, and the
 * site's {@code site/hl7v2.csv} with {@code site/hl7v2.properties} where it has them. Safe for use
 * by several threads.
 *
 * <p>Rows of the site go before the others; a shipped row of the same message and field is left
 * out.
 */
public final class MappingFiles implements HospitalFiles {
  private static final String RULE = "mapping.hl7v2";
  private static final List<String> COLUMNS =
      List.of("message", "field", "path", "transform", "note");
  private static final String EDITION = "edition.";
  private static final Pattern FACT = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern MESSAGE =
      Pattern.compile(
          "(?:\\*|[A-Z0-9]{3}(?:\\*|\\^(?:\\*|[A-Z0-9]{3})))(?:\\|(?:[A-Z0-9]{3}(?:\\*|\\^(?:\\*|[A-Z0-9]{3}))))*");

  /** Fields that are read as a time. */
  private static final Set<String> TIMES =
      Set.of(
          "event.time",
          "movement.time",
          "frontpage.time",
          "procedure.begin",
          "procedure.end",
          "procedure.anaesthesiaBegin",
          "procedure.anaesthesiaEnd",
          "intensiveCare.in",
          "intensiveCare.out",
          "care.begin",
          "care.end",
          "care.effective",
          "charge.at",
          "order.begin",
          "order.end",
          "order.effective",
          "settlement.setl_time");

  /** Fields that are read as a number. */
  private static final Set<String> NUMBERS =
      Set.of(
          "charge.quantity",
          "charge.unitPrice",
          "charge.amount",
          "charge.ownPay",
          "charge.overLimit",
          "charge.prePay",
          "charge.inScope",
          "fund.amount",
          "order.quantity",
          "order.unitPrice",
          "order.amount",
          "order.dose",
          "component.dose",
          "component.count");

  private static final Set<String> LISTS =
      Set.of(
          "diagnosis",
          "procedure",
          "charge",
          "intensiveCare",
          "transfusion",
          "care",
          "fund",
          "merge");

  private final Path folder;
  private final Clock clock;
  private volatile State state;

  private record State(Mapping mapping, Charsets charsets, InForce inForce) {}

  /** One version of the files, so that a message is read with it from beginning to end. */
  record Version(Mapping mapping, Charsets charsets) {}

  /**
   * @param folder the hospital's {@code mappings} folder; nothing is read before {@link #reload}
   */
  public MappingFiles(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    this.state = new State(null, new Charsets(), new InForce("", Instant.EPOCH, 0));
  }

  @Override
  public String name() {
    return "mappings/sources/hl7v2";
  }

  @Override
  public List<Path> watched() {
    return List.of(
        folder.resolve("sources/hl7v2.csv"),
        folder.resolve("sources/hl7v2.properties"),
        folder.resolve("site/hl7v2.csv"),
        folder.resolve("site/hl7v2.properties"));
  }

  @Override
  public InForce inForce() {
    return state.inForce;
  }

  /** Whether a mapping has been loaded at all. */
  public boolean isLoaded() {
    return state.mapping != null;
  }

  /**
   * What is in force now, mapping and character sets of the same version.
   *
   * @throws IllegalStateException if none was ever loaded
   */
  Version version() {
    State now = state;
    if (now.mapping == null) {
      throw new IllegalStateException("no HL7 v2 mapping has been loaded");
    }
    return new Version(now.mapping, now.charsets);
  }

  /**
   * The mapping in force.
   *
   * @throws IllegalStateException if none was ever loaded
   */
  Mapping mapping() {
    Mapping mapping = state.mapping;
    if (mapping == null) {
      throw new IllegalStateException("no HL7 v2 mapping has been loaded");
    }
    return mapping;
  }

  /** Character sets in force; the built-in ones before the first load. */
  Charsets charsets() {
    return state.charsets;
  }

  @Override
  public List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    MessageDigest digest = sha256();
    List<Row> shipped = new ArrayList<>();
    List<Row> site = new ArrayList<>();
    Map<String, Mapping.Edition> editions = new HashMap<>();
    List<Path> files = watched();
    rows(files.get(0), true, shipped, editions, digest, findings);
    rows(files.get(2), false, site, editions, digest, findings);
    Map<String, Charset> names = new HashMap<>();
    Charset byDefault = StandardCharsets.UTF_8;
    for (Path file : List.of(files.get(1), files.get(3))) {
      Charset said = properties(file, names, digest, findings);
      byDefault = said == null ? byDefault : said;
    }
    misspelt(shipped, site, findings);
    if (findings.stream().noneMatch(Finding::isError)) {
      Mapping mapping = new Mapping(merged(shipped, site), editions);
      state =
          new State(
              mapping,
              new Charsets(names, byDefault),
              new InForce(
                  HexFormat.of().formatHex(digest.digest()), clock.instant(), mapping.size()));
    }
    return List.copyOf(findings);
  }

  private static List<Row> merged(List<Row> shipped, List<Row> site) {
    Set<String> replaced = new HashSet<>();
    site.forEach(row -> replaced.add(row.message() + '\n' + row.field()));
    List<Row> merged = new ArrayList<>(site);
    shipped.stream()
        .filter(row -> !replaced.contains(row.message() + '\n' + row.field()))
        .forEach(merged::add);
    return merged;
  }

  /** A site may feed facts of its own, but a name that nothing else knows is often a slip. */
  private static void misspelt(List<Row> shipped, List<Row> site, List<Finding> findings) {
    Set<String> known = new HashSet<>();
    shipped.forEach(row -> known.add(row.field()));
    for (Row row : site) {
      if (!known.contains(row.field()) && !Plan.NAMED.contains(row.field())) {
        findings.add(
            Finding.warning(
                RULE,
                row.place(),
                row.place() + "：标准映射里没有字段 " + row.field() + "；如不是本院自定义字段，请检查拼写",
                row.place()
                    + ": the shipped mapping has no field "
                    + row.field()
                    + "; check the spelling unless it is your own"));
      }
    }
  }

  private void rows(
      Path file,
      boolean required,
      List<Row> rows,
      Map<String, Mapping.Edition> editions,
      MessageDigest digest,
      List<Finding> findings) {
    String place = folder.getFileName() + "/" + folder.relativize(file);
    String text = read(file, required, place, digest, findings);
    if (text == null) {
      return;
    }
    Map<String, Integer> columns = null;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(new StringReader(text))) {
      for (CsvRecord record : reader) {
        String line = place + ":" + record.getStartingLineNumber();
        if (columns == null) {
          columns = header(record, line, findings);
          if (columns == null) {
            return;
          }
        } else {
          row(record, columns, line, rows, editions, findings);
        }
      }
    } catch (CsvParseException e) {
      findings.add(
          error(
              place,
              "不是有效的 CSV：" + e.getMessage() + "；请检查引号",
              "no valid CSV: " + e.getMessage() + "; check the quotes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (columns == null) {
      findings.add(error(place, "文件是空的", "the file is empty"));
    }
  }

  private static Map<String, Integer> header(
      CsvRecord record, String line, List<Finding> findings) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (int i = 0; i < record.getFieldCount(); i++) {
      columns.put(record.getField(i).trim(), i);
    }
    if (columns.keySet().containsAll(COLUMNS)) {
      return columns;
    }
    findings.add(
        error(
            line,
            "第一行应有列名 message,field,path,transform,note",
            "the first line must name the columns message,field,path,transform,note"));
    return null;
  }

  private static void row(
      CsvRecord record,
      Map<String, Integer> columns,
      String line,
      List<Row> rows,
      Map<String, Mapping.Edition> editions,
      List<Finding> findings) {
    if (record.getFieldCount() != columns.size()) {
      findings.add(
          error(
              line,
              "应有 " + columns.size() + " 列，实有 " + record.getFieldCount() + " 列；值里有逗号时请加双引号",
              "expected "
                  + columns.size()
                  + " columns, found "
                  + record.getFieldCount()
                  + "; quote values that hold a comma"));
      return;
    }
    String message = record.getField(columns.get("message")).trim();
    String field = record.getField(columns.get("field")).trim();
    String path = record.getField(columns.get("path")).trim();
    String transform = record.getField(columns.get("transform")).trim();
    int before = findings.size();
    if (!MESSAGE.matcher(message).matches()) {
      findings.add(
          error(
              line + ":message",
              "消息类型应写成 *、ADT*、ADT^A01，多个用 | 分隔",
              "write *, ADT* or ADT^A01, several joined by |"));
    }
    if (field.startsWith(EDITION)) {
      edition(field.substring(EDITION.length()), transform, line, editions, findings);
      return;
    }
    String fact = field;
    for (String prefix : List.of(Plan.SETTLEMENT, Plan.REQUEST)) {
      fact = fact.startsWith(prefix) ? fact.substring(prefix.length()) : fact;
    }
    if (!FACT.matcher(fact).matches() && !Plan.NAMED.contains(field)) {
      findings.add(
          error(
              line + ":field",
              "没有字段 " + field + "；见 mappings/sources/README.md",
              "there is no field " + field + "; see mappings/sources/README.md"));
    }
    Er7Path compiledPath = null;
    Transform compiled = null;
    try {
      compiledPath = path.isEmpty() ? null : Er7Path.compile(path);
    } catch (IllegalArgumentException e) {
      findings.add(advice(line + ":path", e));
    }
    try {
      compiled = transform.equals("none") ? null : Transform.compile(transform);
    } catch (IllegalArgumentException e) {
      findings.add(advice(line + ":transform", e));
    }
    if (findings.size() > before) {
      return;
    }
    String form = TIMES.contains(field) ? "datetime" : NUMBERS.contains(field) ? "decimal" : "";
    if (compiled != null
        && !form.isEmpty()
        && !transform.equals(form)
        && !transform.endsWith(">" + form)) {
      findings.add(
          error(
              line + ":transform",
              field + " 的转换应为 " + form,
              field + " needs the transform " + form));
      return;
    }
    boolean constant = transform.startsWith("const:");
    if (compiledPath == null && !constant && compiled != null) {
      findings.add(
          error(
              line + ":path",
              "缺路径；只有 const: 和 none 可以没有路径",
              "the path is missing; only const: and none need none"));
    } else if (compiledPath != null && compiledPath.isSegment() != LISTS.contains(field)) {
      findings.add(
          error(
              line + ":path",
              LISTS.contains(field) ? field + " 应只写段名，如 DG1" : "路径缺字段号，如 PID-5",
              LISTS.contains(field)
                  ? field + " takes the name of a segment alone, such as DG1"
                  : "the path lacks the number of a field, such as PID-5"));
    } else {
      rows.add(new Row(message, field, compiledPath, compiled, line));
    }
  }

  private static void edition(
      String codingSystem,
      String transform,
      String line,
      Map<String, Mapping.Edition> editions,
      List<Finding> findings) {
    String[] parts = transform.split(":", -1);
    if (codingSystem.isEmpty() || parts.length != 3 || !parts[0].equals("edition")) {
      findings.add(
          error(
              line + ":transform",
              "编码体系行应写成 edition.GL-ICD10-2.0 与 edition:diagnosis:clinical-2.0",
              "a coding system row looks like edition.GL-ICD10-2.0 with"
                  + " edition:diagnosis:clinical-2.0"));
      return;
    }
    try {
      editions.put(codingSystem, new Mapping.Edition(CodeSystem.ofId(parts[1]), parts[2]));
    } catch (IllegalArgumentException e) {
      findings.add(
          error(
              line + ":transform",
              "编码种类应为 diagnosis、procedure、tcm-disease、tcm-syndrome、drug、service-item 或 consumable",
              "the kind must be diagnosis, procedure, tcm-disease, tcm-syndrome, drug, service-item"
                  + " or consumable"));
    }
  }

  private Charset properties(
      Path file, Map<String, Charset> names, MessageDigest digest, List<Finding> findings) {
    String place = folder.getFileName() + "/" + folder.relativize(file);
    String text = read(file, false, place, digest, findings);
    if (text == null) {
      return null;
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      findings.add(error(place, "\\u 转义有错", "a \\u escape is wrong"));
      return null;
    }
    Charset byDefault = null;
    for (String key : properties.stringPropertyNames()) {
      if (!key.startsWith("charset.")) {
        continue;
      }
      Optional<Charset> charset = charset(properties.getProperty(key).trim());
      if (charset.isEmpty()) {
        findings.add(
            error(
                place + ":" + key,
                "没有这个字符集；可用 UTF-8、GB18030、US-ASCII、ISO-8859-1",
                "there is no such character set; use UTF-8, GB18030, US-ASCII, ISO-8859-1"));
      } else if (key.equals("charset.default")) {
        byDefault = charset.get();
      } else {
        names.put(key.substring("charset.".length()), charset.get());
      }
    }
    return byDefault;
  }

  /** A character set that ASCII is part of, byte for byte: the head is read before decoding. */
  private static Optional<Charset> charset(String name) {
    try {
      Charset charset = Charset.forName(name);
      String ascii = "MSH|^~\\&|";
      return charset.canEncode()
              && ascii.equals(new String(ascii.getBytes(charset), StandardCharsets.US_ASCII))
          ? Optional.of(charset)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text of a file; null if it is absent or no UTF-8. */
  private static String read(
      Path file, boolean required, String place, MessageDigest digest, List<Finding> findings) {
    if (!Files.exists(file)) {
      if (required) {
        findings.add(
            error(
                place,
                "文件不存在；请从发行包的 mappings/sources 复制",
                "the file is missing; copy it from mappings/sources of the distribution"));
      }
      return null;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      digest.update(bytes);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      findings.add(
          error(
              place,
              "不是 UTF-8 编码；请在表格软件里另存为“CSV UTF-8”",
              "not encoded in UTF-8; save it as \"CSV UTF-8\" in your spreadsheet program"));
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages of Er7Path and Transform hold both languages, parted by a slash. */
  private static Finding advice(String place, IllegalArgumentException e) {
    String[] texts = e.getMessage().split(" / ", 2);
    return error(place, texts[0], texts[1]);
  }

  private static Finding error(String place, String zh, String en) {
    return Finding.error(RULE, place, place + "：" + zh, place + ": " + en);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
