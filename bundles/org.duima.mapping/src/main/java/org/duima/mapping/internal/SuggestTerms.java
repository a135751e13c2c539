package org.duima.mapping.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Text;

/**
 * What is known of medical terms and of categories beyond the dictionary: synonyms, broader terms,
 * opposites, categories that moved, and whom a category is limited to. Immutable.
 */
final class SuggestTerms {
  /** Knows nothing. */
  static final SuggestTerms NONE = new SuggestTerms();

  /** How far up a broader term may be. */
  private static final int FARTHEST = 6;

  private static final int MOST_OPPOSITES = 31;

  private final Map<String, String> same = new HashMap<>();

  /** Numbers of the terms that have a place in the tree of broader terms. */
  private final Map<String, Integer> places = new HashMap<>();

  /** Steps from a term up to another, 0 if that is not broader. */
  private byte[][] steps = new byte[0][];

  private final List<String[]> opposites = new ArrayList<>();
  private final Set<String> moved = new HashSet<>();
  private final List<Limit> limits = new ArrayList<>();
  private final MessageDigest digest = sha256();
  private int longestSame;
  private int longestPlace;

  private SuggestTerms() {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Whom a range of codes is limited to.
   *
   * @param from first code, compared over its own length
   * @param to last code, compared over its own length
   * @param sex wire value of {@code gend}, empty for both
   * @param youngest least age in completed years
   * @param oldest greatest age in completed years
   */
  record Limit(
      CodeSystem system, String from, String to, String sex, int youngest, int oldest, Text text) {
    boolean covers(CodeSystem ofSystem, String code) {
      return system == ofSystem
          && head(code, from).compareTo(from) >= 0
          && head(code, to).compareTo(to) <= 0;
    }

    private static String head(String code, String end) {
      return code.length() > end.length() ? code.substring(0, end.length()) : code;
    }

    boolean excludes(String ofSex, int age) {
      boolean otherSex = !sex.isEmpty() && isSex(ofSex) && !sex.equals(ofSex);
      return otherSex || (age >= 0 && (age < youngest || age > oldest));
    }

    private static boolean isSex(String sex) {
      return sex.equals("1") || sex.equals("2");
    }
  }

  /**
   * What a loading gave.
   *
   * @param terms {@link #NONE} if any finding is an error
   */
  record Loaded(SuggestTerms terms, List<Finding> findings, int entries, String sha256) {}

  /**
   * Reads {@code terms.csv}, {@code moved.csv} and {@code limits.csv} of the shipped folder, each
   * followed by the site's file of the same name; any may be absent.
   *
   * @throws UncheckedIOException if a file that is there cannot be read
   */
  static Loaded load(Path shipped, Path site) {
    SuggestTerms terms = new SuggestTerms();
    LoadFindings findings = new LoadFindings();
    Map<String, Set<String>> above = new LinkedHashMap<>();
    int rows = 0;
    for (Path folder : List.of(shipped, site)) {
      rows += terms.readTerms(folder.resolve("terms.csv"), above, findings);
      rows += terms.readMoved(folder.resolve("moved.csv"), findings);
      rows += terms.readLimits(folder.resolve("limits.csv"), findings);
    }
    List<Finding> found = findings.all();
    String sha256 = HexFormat.of().formatHex(terms.digest.digest());
    if (found.stream().anyMatch(Finding::isError)) {
      return new Loaded(NONE, found, 0, sha256);
    }
    terms.finish(above);
    return new Loaded(terms, found, rows, sha256);
  }

  // ---------------------------------------------------------------- asking

  /** The text with every synonym written as the one term that stands for it. */
  String canonical(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    int i = 0;
    while (i < text.length()) {
      int length = Math.min(longestSame, text.length() - i);
      String term = null;
      while (length > 0 && (term = same.get(text.substring(i, i + length))) == null) {
        length--;
      }
      if (term == null) {
        out.append(text.charAt(i++));
      } else {
        out.append(term);
        i += length;
      }
    }
    return out.toString();
  }

  /**
   * The terms of a canonical text that have broader or narrower ones: places of the body, kinds.
   */
  int[] places(String text) {
    int[] found = new int[4];
    int count = 0;
    int i = 0;
    while (i < text.length()) {
      int length = Math.min(longestPlace, text.length() - i);
      Integer place = null;
      while (length > 0 && (place = places.get(text.substring(i, i + length))) == null) {
        length--;
      }
      if (place == null) {
        i++;
      } else {
        if (!contains(found, count, place)) {
          if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
          }
          found[count++] = place;
        }
        i += length;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean contains(int[] found, int count, int place) {
    for (int i = 0; i < count; i++) {
      if (found[i] == place) {
        return true;
      }
    }
    return false;
  }

  /** How many steps up from a term another is, 0 if it is not broader. */
  int steps(int from, int to) {
    return steps[from][to];
  }

  /** Which opposites a canonical text names: bit n of the first and of the second of pair n. */
  int[] opposites(String text) {
    int[] named = new int[2];
    for (int n = 0; n < opposites.size(); n++) {
      for (int side = 0; side < 2; side++) {
        if (text.contains(opposites.get(n)[side])) {
          named[side] |= 1 << n;
        }
      }
    }
    return named;
  }

  /** Whether what was in one category may stand in another in the edition asked for. */
  boolean moved(CodeSystem system, String from, String to) {
    return moved.contains(movedKey(system, from, to));
  }

  /** Why a code cannot be meant for such a patient; null if nothing speaks against it. */
  Text implausible(CodeSystem system, String code, String sex, int ageYears) {
    if (sex.isEmpty() && ageYears < 0) {
      return null;
    }
    for (Limit limit : limits) {
      if (limit.covers(system, code) && limit.excludes(sex, ageYears)) {
        return limit.text();
      }
    }
    return null;
  }

  // ---------------------------------------------------------------- reading

  private interface Row {
    void read(NamedCsvRecord row, String at);
  }

  private int read(Path file, List<String> columns, LoadFindings findings, Row reader) {
    if (!Files.exists(file)) {
      return 0;
    }
    int rows = 0;
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder()
            .allowMissingFields(true)
            .skipEmptyLines(true)
            .commentStrategy(CommentStrategy.SKIP)
            .ofNamedCsvRecord(text(file))) {
      for (NamedCsvRecord row : csv) {
        if (rows++ == 0) {
          for (String column : columns) {
            if (!row.getHeader().contains(column)) {
              findings.error(
                  "column",
                  LoadFindings.at(file, 1, column),
                  "缺少列 " + column,
                  "column " + column + " is missing");
              return 0;
            }
          }
        }
        reader.read(row, LoadFindings.at(file, row.getStartingLineNumber(), ""));
      }
    } catch (CharacterCodingException e) {
      findings.error("encoding", LoadFindings.shown(file), "不是 UTF-8 编码", "it is not UTF-8");
    } catch (CsvParseException e) {
      findings.error(
          "csv",
          LoadFindings.shown(file),
          "CSV 格式错误：" + e.getMessage(),
          "malformed CSV: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    digest.update(bytes);
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String field(NamedCsvRecord row, String column) {
    return row.findField(column).orElse("").strip();
  }

  private int readTerms(Path file, Map<String, Set<String>> tree, LoadFindings findings) {
    return read(
        file,
        List.of("kind", "term", "means"),
        findings,
        (row, at) -> {
          String term = SuggestText.plain(field(row, "term"));
          String means = SuggestText.plain(field(row, "means"));
          if (term.isEmpty() || means.isEmpty() || term.equals(means)) {
            findings.error(
                "row", at, "term 与 means 不能为空或相同", "term and means must not be empty or the same");
            return;
          }
          switch (field(row, "kind")) {
            case "same" -> same.put(term, means);
            case "broader" -> tree.computeIfAbsent(term, key -> new HashSet<>()).add(means);
            case "opposite" -> {
              if (opposites.size() == MOST_OPPOSITES) {
                findings.error(
                    "row",
                    at,
                    "opposite 最多 " + MOST_OPPOSITES + " 行",
                    "at most " + MOST_OPPOSITES + " rows of opposites");
              } else {
                opposites.add(new String[] {term, means});
              }
            }
            default ->
                findings.error(
                    "row",
                    at + ":kind",
                    "应为 same、broader 或 opposite",
                    "expected same, broader or opposite");
          }
        });
  }

  private int readMoved(Path file, LoadFindings findings) {
    return read(
        file,
        List.of("system", "from", "to"),
        findings,
        (row, at) -> {
          CodeSystem system = system(row, at, findings);
          if (system != null) {
            moved.add(movedKey(system, field(row, "from"), field(row, "to")));
          }
        });
  }

  private int readLimits(Path file, LoadFindings findings) {
    return read(
        file,
        List.of("system", "from", "to", "sex", "youngest", "oldest", "text_zh", "text_en"),
        findings,
        (row, at) -> {
          CodeSystem system = system(row, at, findings);
          String sex = field(row, "sex");
          if (!sex.matches("[12]?")) {
            findings.error("row", at + ":sex", "应为 1、2 或空", "expected 1, 2 or nothing");
            return;
          }
          int youngest = age(row, "youngest", 0, at, findings);
          int oldest = age(row, "oldest", Integer.MAX_VALUE, at, findings);
          if (system != null && youngest >= 0 && oldest >= 0) {
            limits.add(
                new Limit(
                    system,
                    field(row, "from"),
                    field(row, "to"),
                    sex,
                    youngest,
                    oldest,
                    new Text(field(row, "text_zh"), field(row, "text_en"))));
          }
        });
  }

  private static int age(
      NamedCsvRecord row, String column, int whenBlank, String at, LoadFindings findings) {
    String text = field(row, column);
    if (text.isEmpty()) {
      return whenBlank;
    }
    if (text.matches("\\d{1,3}")) {
      return Integer.parseInt(text);
    }
    findings.error("row", at + ":" + column, "应为周岁数", "expected completed years");
    return -1;
  }

  private static CodeSystem system(NamedCsvRecord row, String at, LoadFindings findings) {
    String system = field(row, "system");
    if (TableSet.isCodeSystem(system)) {
      return CodeSystem.ofId(system);
    }
    findings.error("row", at + ":system", "没有编码种类 " + system, "there is no code system " + system);
    return null;
  }

  private static String movedKey(CodeSystem system, String from, String to) {
    return system.id() + ' ' + from + ' ' + to;
  }

  // ---------------------------------------------------------------- finishing

  private void finish(Map<String, Set<String>> read) {
    same.replaceAll((term, means) -> lastOf(means, term));
    // a term that stands for others is left as it is, also where a shorter synonym is part of it
    for (String means : Set.copyOf(same.values())) {
      same.putIfAbsent(means, means);
    }
    longestSame = longest(same.keySet());
    Map<String, Set<String>> tree = new HashMap<>();
    read.forEach(
        (term, means) ->
            means.forEach(
                one ->
                    tree.computeIfAbsent(canonical(term), key -> new HashSet<>())
                        .add(canonical(one))));
    tree.forEach(
        (term, means) -> {
          places.putIfAbsent(term, places.size());
          means.forEach(one -> places.putIfAbsent(one, places.size()));
        });
    longestPlace = longest(places.keySet());
    steps = new byte[places.size()][places.size()];
    for (String place : tree.keySet()) {
      Map<String, Integer> above = new HashMap<>();
      climb(tree, place, 1, above);
      above.remove(place);
      above.forEach((one, far) -> steps[places.get(place)][places.get(one)] = far.byteValue());
    }
  }

  /** Follows a chain of synonyms; a ring ends where it would begin again. */
  private String lastOf(String means, String term) {
    Set<String> seen = new HashSet<>(Set.of(term));
    String last = means;
    while (same.containsKey(last) && seen.add(last) && !seen.contains(same.get(last))) {
      last = same.get(last);
    }
    return last;
  }

  private static void climb(
      Map<String, Set<String>> tree, String place, int step, Map<String, Integer> found) {
    for (String one : tree.getOrDefault(place, Set.of())) {
      Integer former = found.get(one);
      if (step <= FARTHEST && (former == null || step < former)) {
        found.put(one, step);
        climb(tree, one, step + 1, found);
      }
    }
  }

  private static int longest(Set<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }
}
