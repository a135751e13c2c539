package org.duima.source.transaction.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;

/**
 * What values in 3101 and 3102 mean: {@code sources/national-orders.csv} and {@code
 * sources/frequencies.csv}, with the hospital's rows of the same names in {@code site}, which
 * replace shipped ones. Safe for use by several threads.
 */
public class OrderTables implements HospitalFiles {
  private static final String RULE = "mapping.national-orders";
  private static final String VALUES = "national-orders.csv";
  private static final String FREQUENCIES = "frequencies.csv";
  private static final List<String> VALUE_COLUMNS = List.of("field", "value", "means", "note");
  private static final List<String> FREQUENCY_COLUMNS = List.of("frequency", "times_per_day");
  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=[0-9])");
  private static final BigDecimal MOST_TIMES = BigDecimal.valueOf(1_440);

  private static final Set<String> KINDS = Set.of("drug", "slice", "service", "consumable");

  /** What a field's values may mean; an empty set means anything. */
  private static final Map<String, Set<String>> MEANINGS =
      Map.of(
          "trig_scen", Set.of("register", "select", "sign", "charge", "settle"),
          "hilist_type", KINDS,
          "chrg_type", KINDS,
          "medins_lv", Set.of("1", "2", "3"),
          "matn_stas", Set.of("0", "1", "2", "3", "4"),
          "drord_dr_profttl", Set.of(),
          "patn_id", Set.of("person", "patient"),
          "mdtrt_id", Set.of("mdtrt", "visit"));

  private final Path folder;
  private final Clock clock;
  private volatile State state =
      new State(Map.of(), Map.of(), new InForce("", Instant.EPOCH, 0), false);

  private record State(
      Map<String, String> values,
      Map<String, BigDecimal> frequencies,
      InForce inForce,
      boolean loaded) {}

  /**
   * @param folder the hospital's {@code mappings} folder; nothing is read before {@link #reload}
   */
  public OrderTables(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "mappings/sources/national-orders";
  }

  @Override
  public List<Path> watched() {
    return List.of(
        folder.resolve("sources").resolve(VALUES),
        folder.resolve("site").resolve(VALUES),
        folder.resolve("sources").resolve(FREQUENCIES),
        folder.resolve("site").resolve(FREQUENCIES));
  }

  @Override
  public InForce inForce() {
    return state.inForce;
  }

  /** Whether tables have been loaded at all. */
  public boolean isLoaded() {
    return state.loaded;
  }

  /**
   * What a value means.
   *
   * @return empty if the table does not know it; an empty text if it means that nothing is known
   */
  Optional<String> meaning(String field, String value) {
    return Optional.ofNullable(state.values.get(key(field, value)));
  }

  /** How often a day, if the table knows the words. */
  Optional<BigDecimal> timesPerDay(String frequency) {
    return Optional.ofNullable(state.frequencies.get(spelling(frequency)));
  }

  /** Dictionary values are written with and without leading zeros. */
  private static String key(String field, String value) {
    return field + " " + LEADING_ZEROS.matcher(value.strip()).replaceFirst("");
  }

  /** Half-width, lower case, without blanks and full stops. */
  private static String spelling(String frequency) {
    return Normalizer.normalize(frequency, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s.。]", "");
  }

  @Override
  public List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    MessageDigest digest = sha256();
    List<Path> files = watched();
    Map<String, String> values = new HashMap<>();
    for (Path file : files.subList(0, 2)) {
      boolean shipped = file.equals(files.get(0));
      Map<String, String> own = new HashMap<>();
      for (Row row : rows(file, shipped, VALUE_COLUMNS, digest, findings)) {
        addValue(row, own, findings);
      }
      values.putAll(own);
    }
    Map<String, BigDecimal> frequencies = new HashMap<>();
    for (Path file : files.subList(2, 4)) {
      boolean shipped = file.equals(files.get(2));
      Map<String, BigDecimal> own = new HashMap<>();
      for (Row row : rows(file, shipped, FREQUENCY_COLUMNS, digest, findings)) {
        addFrequency(row, own, findings);
      }
      frequencies.putAll(own);
    }
    if (findings.stream().noneMatch(Finding::isError)) {
      int entries = values.size() + frequencies.size();
      state =
          new State(
              Map.copyOf(values),
              Map.copyOf(frequencies),
              new InForce(HexFormat.of().formatHex(digest.digest()), clock.instant(), entries),
              true);
    }
    return List.copyOf(findings);
  }

  private static void addValue(Row row, Map<String, String> values, List<Finding> findings) {
    String field = row.cells().get(0);
    String means = row.cells().get(2);
    Set<String> choice = MEANINGS.get(field);
    if (choice == null) {
      String fields = String.join(", ", MEANINGS.keySet().stream().sorted().toList());
      findings.add(
          Finding.error(RULE, row.place(0), "没有这个字段，应为 " + fields, "no such field: " + fields));
    } else if (!means.isEmpty() && !choice.isEmpty() && !choice.contains(means)) {
      String meanings = String.join(", ", choice.stream().sorted().toList());
      findings.add(
          Finding.error(
              RULE, row.place(2), "means 应为 " + meanings, "means must be one of " + meanings));
    } else if (values.putIfAbsent(key(field, row.cells().get(1)), means) != null) {
      findings.add(
          Finding.error(RULE, row.place(1), "同一取值写了两行", "the same value stands in two rows"));
    }
  }

  private static void addFrequency(
      Row row, Map<String, BigDecimal> frequencies, List<Finding> findings) {
    BigDecimal times;
    try {
      times = Transform.number(row.cells().get(1));
    } catch (Advice e) {
      times = BigDecimal.ZERO;
    }
    if (times.signum() <= 0 || times.compareTo(MOST_TIMES) > 0) {
      findings.add(
          Finding.error(
              RULE,
              row.place(1),
              "每天几次应为大于 0 的数，例如 3 或 0.5",
              "times_per_day must be a number above 0, such as 3 or 0.5"));
    } else {
      BigDecimal former = frequencies.putIfAbsent(spelling(row.cells().get(0)), times);
      if (former != null && former.compareTo(times) != 0) {
        findings.add(
            Finding.error(
                RULE, row.place(0), "同一写法写了两个次数", "the same words stand with two numbers"));
      }
    }
  }

  /** A row of a file. */
  private record Row(String file, long line, List<String> columns, List<String> cells) {
    String place(int column) {
      return file + ":" + line + ":" + columns.get(column);
    }
  }

  private List<Row> rows(
      Path file,
      boolean needed,
      List<String> columns,
      MessageDigest digest,
      List<Finding> findings) {
    String shown = "mappings/" + folder.relativize(file).toString().replace('\\', '/');
    if (!Files.exists(file)) {
      if (needed) {
        findings.add(
            Finding.error(
                RULE, shown, "文件不存在；请从发行包恢复", "the file is missing; restore it from the release"));
      }
      return List.of();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      digest.update(bytes);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parsed(text.startsWith("\uFEFF") ? text.substring(1) : text, shown, columns, findings);
    } catch (CharacterCodingException e) {
      findings.add(
          Finding.error(
              RULE, shown, "不是 UTF-8；请另存为“CSV UTF-8”", "not UTF-8; save it as CSV UTF-8"));
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Row> parsed(
      String text, String file, List<String> columns, List<Finding> findings) {
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
        List<String> cells = csv.getFields().stream().map(String::strip).toList();
        long line = csv.getStartingLineNumber();
        if (header) {
          header = false;
          if (!cells.equals(columns)) {
            String wanted = String.join(",", columns);
            findings.add(
                Finding.error(
                    RULE, file + ":" + line, "首行应为 " + wanted, "the first row must be " + wanted));
            return List.of();
          }
        } else if (cells.size() != columns.size() || cells.get(0).isEmpty()) {
          findings.add(
              Finding.error(
                  RULE,
                  file + ":" + line,
                  "应有 " + columns.size() + " 列且首列不空；含逗号的内容请加引号",
                  columns.size()
                      + " columns with the first filled in are expected; quote what"
                      + " holds a comma"));
        } else {
          rows.add(new Row(file, line, columns, cells));
        }
      }
    } catch (CsvParseException e) {
      findings.add(Finding.error(RULE, file, "不是正确的 CSV；请核对引号", "no valid CSV; check the quotes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
