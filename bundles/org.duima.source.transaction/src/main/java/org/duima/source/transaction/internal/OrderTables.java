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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;

/**
 * What values in 3101 and 3102 mean: {@code sources/national-orders.csv}, with the hospital's rows
 * in {@code site/national-orders.csv}, which replace shipped ones. Safe for use by several threads.
 */
public class OrderTables implements HospitalFiles {
  private static final String RULE = "mapping.national-orders";
  private static final String VALUES = "national-orders.csv";
  private static final List<String> COLUMNS = List.of("field", "value", "means", "note");
  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=[0-9])");

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
  private volatile State state = new State(Map.of(), new InForce("", Instant.EPOCH, 0), false);

  private record State(Map<String, String> values, InForce inForce, boolean loaded) {}

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
        folder.resolve("sources").resolve(VALUES), folder.resolve("site").resolve(VALUES));
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

  /** Dictionary values are written with and without leading zeros. */
  private static String key(String field, String value) {
    return field + " " + LEADING_ZEROS.matcher(value.strip()).replaceFirst("");
  }

  @Override
  public List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    MessageDigest digest = sha256();
    Map<String, String> values = new HashMap<>();
    for (Path file : watched()) {
      boolean shipped = file.equals(watched().get(0));
      Map<String, String> own = new HashMap<>();
      for (Row row : rows(file, shipped, digest, findings)) {
        addValue(row, own, findings);
      }
      values.putAll(own);
    }
    if (findings.stream().noneMatch(Finding::isError)) {
      state =
          new State(
              Map.copyOf(values),
              new InForce(
                  HexFormat.of().formatHex(digest.digest()), clock.instant(), values.size()),
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

  /** A row of a file. */
  private record Row(String file, long line, List<String> cells) {
    String place(int column) {
      return file + ":" + line + ":" + COLUMNS.get(column);
    }
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
    try {
      byte[] bytes = Files.readAllBytes(file);
      digest.update(bytes);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parsed(text.startsWith("\uFEFF") ? text.substring(1) : text, shown, findings);
    } catch (CharacterCodingException e) {
      findings.add(
          Finding.error(
              RULE, shown, "不是 UTF-8；请另存为“CSV UTF-8”", "not UTF-8; save it as CSV UTF-8"));
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
        List<String> cells = csv.getFields().stream().map(String::strip).toList();
        long line = csv.getStartingLineNumber();
        if (header) {
          header = false;
          if (!cells.equals(COLUMNS)) {
            String wanted = String.join(",", COLUMNS);
            findings.add(
                Finding.error(
                    RULE, file + ":" + line, "首行应为 " + wanted, "the first row must be " + wanted));
            return List.of();
          }
        } else if (cells.size() != COLUMNS.size() || cells.get(0).isEmpty()) {
          findings.add(
              Finding.error(
                  RULE,
                  file + ":" + line,
                  "应有 " + COLUMNS.size() + " 列且首列不空；含逗号的内容请加引号",
                  COLUMNS.size()
                      + " columns with the first filled in are expected; quote what"
                      + " holds a comma"));
        } else {
          rows.add(new Row(file, line, cells));
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
