package org.duima.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeSuggester.Question;
import org.duima.api.mapping.CodeSuggester.Suggestion;
import org.duima.mapping.internal.MappingTables;
import org.duima.mapping.internal.Suggester;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * P5, suggesting: five candidates with reasons for the names of the published cross-walk whose code
 * changes, beside a plain inverted index of character pairs that gives the one best cosine.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SuggestBenchmark {
  private static final LocalDate ON = LocalDate.of(2026, 6, 1);
  private static final double GOAL = 20_000;

  /** Folder with the published tables. */
  @Param("")
  public String data;

  private Suggester suggester;
  private BigramIndex bigrams;
  private final List<String> names = new ArrayList<>();
  private int next;

  @Setup
  public void load() throws IOException {
    Path home = Files.createTempDirectory("suggest");
    Path codes = Files.createDirectories(home.resolve("mappings/codes"));
    String dictionary = "insurance-icd10-dictionary";
    Files.copy(Path.of(data, dictionary + ".csv"), codes.resolve(dictionary + ".csv"));
    Files.writeString(
        codes.resolve(dictionary + ".properties"),
        "kind=dictionary\nsystem=diagnosis\nto=insurance-2.0\norigin=imported\ncomplete=true\n");
    Path suggest = Files.createDirectories(home.resolve("mappings/suggest"));
    for (String name : List.of("terms.csv", "moved.csv", "limits.csv")) {
      Files.copy(Path.of("mappings/suggest", name), suggest.resolve(name));
    }
    MappingTables tables = new MappingTables(home, Clock.systemDefaultZone(), () -> "");
    suggester = new Suggester(home, tables, Clock.systemDefaultZone());
    bigrams = new BigramIndex(tables.codes(CodeSystem.DIAGNOSIS, "insurance-2.0", ON).values());
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(Path.of(data, "icd10-clinical2-to-insurance2.csv"))) {
      for (NamedCsvRecord row : rows) {
        if (!row.getField("clinical_code").equals(row.getField("insurance_code"))) {
          names.add(row.getField("clinical_name"));
        }
      }
    }
    Collections.shuffle(names, new Random(1));
  }

  private String next() {
    next = next + 1 == names.size() ? 0 : next + 1;
    return names.get(next);
  }

  /** As the coder's queue asks. */
  @Benchmark
  public List<Suggestion> duima() {
    Code source = new Code(CodeSystem.DIAGNOSIS, "", "");
    return suggester.suggest(new Question(source, next(), "insurance-2.0", "", -1, ON, 5));
  }

  /** The least that ranking by likeness can cost. */
  @Benchmark
  public int bigramIndex() {
    return bigrams.closest(next());
  }

  /** Cosine of character pairs, every posting read. */
  private static final class BigramIndex {
    private final Map<Integer, int[]> postings = new HashMap<>();
    private final Map<Integer, Float> weights = new HashMap<>();
    private final float[] norms;
    private final float[] dots;

    BigramIndex(Iterable<String> dictionary) {
      Map<Integer, List<Integer>> lists = new HashMap<>();
      int count = 0;
      for (String name : dictionary) {
        int number = count++;
        pairs(name)
            .forEach(pair -> lists.computeIfAbsent(pair, key -> new ArrayList<>()).add(number));
      }
      norms = new float[count];
      dots = new float[count];
      for (Map.Entry<Integer, List<Integer>> list : lists.entrySet()) {
        float weight = (float) Math.log((count + 1.0) / list.getValue().size());
        weights.put(list.getKey(), weight);
        postings.put(list.getKey(), list.getValue().stream().mapToInt(Integer::intValue).toArray());
        list.getValue().forEach(number -> norms[number] += weight * weight);
      }
    }

    private static Stream<Integer> pairs(String name) {
      return IntStream.range(0, Math.max(0, name.length() - 1))
          .mapToObj(i -> name.charAt(i) << 16 | name.charAt(i + 1))
          .distinct();
    }

    int closest(String name) {
      Arrays.fill(dots, 0);
      pairs(name)
          .forEach(
              pair -> {
                int[] list = postings.get(pair);
                if (list != null) {
                  float weight = weights.get(pair);
                  for (int number : list) {
                    dots[number] += weight * weight;
                  }
                }
              });
      int best = -1;
      double closest = 0;
      for (int i = 0; i < dots.length; i++) {
        if (dots[i] > 0 && dots[i] * dots[i] / norms[i] > closest) {
          closest = dots[i] * dots[i] / norms[i];
          best = i;
        }
      }
      return best;
    }
  }

  /**
   * Exit code 1 if the goal is missed.
   *
   * @param arguments folder with the published tables, seconds for each measurement; the working
   *     directory is the repository
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    Path data = Path.of(arguments.length > 0 ? arguments[0] : "../shared/data/codes");
    if (!Files.isDirectory(data)) {
      System.err.println("usage: SuggestBenchmark FOLDER-OF-PUBLISHED-TABLES [SECONDS]");
      System.exit(2);
    }
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Map<String, Double> perSecond = new HashMap<>();
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .include(SuggestBenchmark.class.getName())
                    .param("data", data.toAbsolutePath().toString())
                    .forks(1)
                    .jvmArgsAppend("-Xmx512m")
                    .warmupIterations(2)
                    .warmupTime(TimeValue.seconds(seconds))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(seconds))
                    .build())
            .run()) {
      perSecond.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
    }
    double duima = perSecond.get("duima");
    double peer = perSecond.get("bigramIndex");
    System.out.printf(
        Locale.ROOT,
        "suggest\t%.0f/s (goal %.0f)\tplain bigram index %.0f/s\tratio %.2f%n",
        duima,
        GOAL,
        peer,
        duima / peer);
    System.exit(duima >= GOAL ? 0 : 1);
  }
}
