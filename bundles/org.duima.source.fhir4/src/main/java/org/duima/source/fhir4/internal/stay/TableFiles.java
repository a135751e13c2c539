package org.duima.source.fhir4.internal.stay;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;
import org.duima.source.fhir4.internal.ReadTypes;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceFactory;

/**
 * The mapping of FHIR R4: {@code sources/fhir-r4.csv}, and the site's {@code site/fhir-r4.csv}
 * where it has one. Safe for use by several threads.
 *
 * <p>Rows of the site go before the others; for the resources and the field that they name the
 * shipped rows do not count.
 */
public final class TableFiles implements HospitalFiles {
  private static final String RULE = "mapping.fhir-r4";
  private static final List<String> COLUMNS =
      List.of("resource", "field", "path", "transform", "note");
  private static final String EDITION = "edition.";
  private static final Pattern FACT = Pattern.compile("[a-z][a-z0-9_]*");

  /** Fields that are read as a time. */
  private static final Set<String> TIMES =
      Set.of(
          "event.time",
          "admission.time",
          "discharge.time",
          "planned.time",
          "classHistory.time",
          "location.from",
          "frontpage.time",
          "procedure.begin",
          "procedure.end",
          "procedure.anaesthesiaBegin",
          "procedure.anaesthesiaEnd",
          "intensiveCare.in",
          "intensiveCare.out",
          "care.begin",
          "care.end",
          "charge.at",
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
          "fund.amount");

  private final Path folder;
  private final Clock clock;
  private volatile State state;

  private record State(Mapping mapping, InForce inForce) {}

  /** What a file holds, as far as it could be read. */
  private record Table(List<Row> rows, Map<String, Mapping.Edition> editions) {}

  /**
   * @param folder the hospital's {@code mappings} folder; nothing is read before {@link #reload}
   */
  public TableFiles(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    this.state = new State(null, new InForce("", Instant.EPOCH, 0));
  }

  @Override
  public String name() {
    return "mappings/sources/fhir-r4";
  }

  @Override
  public List<Path> watched() {
    return List.of(folder.resolve("sources/fhir-r4.csv"), folder.resolve("site/fhir-r4.csv"));
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
   * The mapping in force.
   *
   * @throws IllegalStateException if none was ever loaded
   */
  Mapping mapping() {
    Mapping mapping = state.mapping;
    if (mapping == null) {
      throw new IllegalStateException("no FHIR R4 mapping has been loaded");
    }
    return mapping;
  }

  @Override
  public List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    MessageDigest digest = sha256();
    Map<String, Mapping.Edition> editions = new HashMap<>();
    Table shipped = new Table(new ArrayList<>(), editions);
    Table site = new Table(new ArrayList<>(), editions);
    rows(watched().get(0), true, shipped, digest, findings);
    rows(watched().get(1), false, site, digest, findings);
    misspelt(shipped.rows, site.rows, findings);
    withinBundles(site.rows, findings);
    if (findings.stream().noneMatch(Finding::isError)) {
      Mapping mapping = new Mapping(merged(shipped.rows, site.rows), editions);
      String hash = HexFormat.of().formatHex(digest.digest());
      state = new State(mapping, new InForce(hash, clock.instant(), mapping.size()));
    }
    return List.copyOf(findings);
  }

  private static List<Row> merged(List<Row> shipped, List<Row> site) {
    Map<String, Set<String>> replaced = new HashMap<>();
    for (Row row : site) {
      replaced.computeIfAbsent(row.field(), f -> new HashSet<>()).addAll(row.resources());
    }
    List<Row> merged = new ArrayList<>(site);
    for (Row row : shipped) {
      Set<String> left = new LinkedHashSet<>(row.resources());
      left.removeAll(replaced.getOrDefault(row.field(), Set.of()));
      if (!left.isEmpty()) {
        merged.add(row.of(left));
      }
    }
    return merged;
  }

  /** A site may feed facts of its own, but a name that nothing else knows is often a slip. */
  private static void misspelt(List<Row> shipped, List<Row> site, List<Finding> findings) {
    Set<String> known = new HashSet<>(Mapping.NAMED);
    shipped.forEach(row -> known.add(row.field()));
    for (Row row : site) {
      if (!known.contains(row.field())) {
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

  /** A site may read types that nobody else does, but the door knows nothing of them. */
  private static void withinBundles(List<Row> site, List<Finding> findings) {
    Set<String> told = new HashSet<>();
    for (Row row : site) {
      for (String type : row.resources()) {
        if (!ReadTypes.isRead(type) && told.add(type)) {
          findings.add(
              Finding.warning(
                  RULE,
                  row.place(),
                  row.place() + "：标准映射不读 " + type + "；只在 Bundle 中取用，单独发送不收，应答仍说清单不使用",
                  row.place()
                      + ": the shipped mapping does not read "
                      + type
                      + "; it is read within a Bundle, refused alone, and answered as not used"));
        }
      }
    }
  }

  private void rows(
      Path file, boolean required, Table table, MessageDigest digest, List<Finding> findings) {
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
          row(record, columns, line, table, findings);
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
            "第一行应有列名 resource,field,path,transform,note",
            "the first line must name the columns resource,field,path,transform,note"));
    return null;
  }

  private static void row(
      CsvRecord record,
      Map<String, Integer> columns,
      String line,
      Table table,
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
    String resource = record.getField(columns.get("resource")).trim();
    String field = record.getField(columns.get("field")).trim();
    String path = record.getField(columns.get("path")).trim();
    String transform = record.getField(columns.get("transform")).trim();
    if (field.startsWith(EDITION)) {
      edition(field.substring(EDITION.length()), transform, line, table.editions, findings);
      return;
    }
    int before = findings.size();
    Set<String> types = types(resource, line, findings);
    String fact =
        field.startsWith(Mapping.SETTLEMENT) ? field.substring(Mapping.SETTLEMENT.length()) : field;
    if (!FACT.matcher(fact).matches() && !Mapping.NAMED.contains(field)) {
      findings.add(
          error(
              line + ":field",
              "没有字段 " + field + "；见 mappings/sources/README.md",
              "there is no field " + field + "; see mappings/sources/README.md"));
    }
    ElementPath compiledPath = path(path, field, types, line, findings);
    Transform compiled = null;
    try {
      compiled = transform.equals("none") ? null : Transform.compile(transform);
    } catch (IllegalArgumentException e) {
      String[] texts = e.getMessage().split(" / ", 2);
      findings.add(error(line + ":transform", texts[0], texts[1]));
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
    } else if (compiledPath == null && compiled != null && !transform.startsWith("const:")) {
      findings.add(
          error(
              line + ":path",
              "缺路径；只有 const: 和 none 可以没有路径",
              "the path is missing; only const: and none need none"));
    } else {
      table.rows.add(new Row(types, field, compiledPath, compiled, line));
    }
  }

  private static Set<String> types(String resource, String line, List<Finding> findings) {
    Set<String> types = new LinkedHashSet<>();
    for (String name : resource.split("\\|", -1)) {
      String type = name.trim();
      if (sample(type) == null) {
        findings.add(
            error(
                line + ":resource",
                "R4 没有资源类型 " + type + "；多个用 | 分隔",
                "R4 has no resource type " + type + "; join several by |"));
      }
      types.add(type);
    }
    return types;
  }

  private static Resource sample(String type) {
    try {
      return ResourceFactory.createResource(type);
    } catch (FHIRException e) {
      return null;
    }
  }

  /** A path on a resource must begin with a member of it; what stands deeper is not checked. */
  private static ElementPath path(
      String path, String field, Set<String> types, String line, List<Finding> findings) {
    if (path.isEmpty()) {
      return null;
    }
    ElementPath compiled;
    try {
      compiled = ElementPath.compile(path);
    } catch (ElementPath.SyntaxException e) {
      findings.add(
          error(
              line + ":path",
              "第 " + e.column() + " 个字符：" + e.zh(),
              "character " + e.column() + ": " + e.en()));
      return null;
    }
    int dot = field.indexOf('.');
    boolean isOfEntry = dot > 0 && Mapping.LISTS.contains(field.substring(0, dot));
    String member = compiled.firstMember();
    for (String type : types) {
      Resource sample = isOfEntry || member.isEmpty() ? null : sample(type);
      if (sample != null && sample.getNamedProperty(member.hashCode(), member, false) == null) {
        findings.add(
            error(line + ":path", type + " 没有元素 " + member, type + " has no element " + member));
      }
    }
    return compiled;
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
              "编码体系行应写成 edition.urn:nhc:icd10:2.0 与 edition:diagnosis:clinical-2.0",
              "a coding system row looks like edition.urn:nhc:icd10:2.0 with"
                  + " edition:diagnosis:clinical-2.0"));
      return;
    }
    try {
      editions.put(codingSystem, new Mapping.Edition(CodeSystem.ofId(parts[1]), parts[2]));
    } catch (IllegalArgumentException e) {
      findings.add(
          error(
              line + ":transform",
              "编码种类应为 diagnosis、procedure、tcm-disease 或 tcm-syndrome",
              "the kind must be diagnosis, procedure, tcm-disease or tcm-syndrome"));
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
