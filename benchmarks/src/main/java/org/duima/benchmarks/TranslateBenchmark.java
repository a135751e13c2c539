package org.duima.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.mapping.internal.MappingTables;
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
 * P5, translating: every code of the published cross-walks in random order, beside a bare hash map
 * with the same codes in the same run; with the live heap that the tables take.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TranslateBenchmark {
  private static final LocalDate ON = LocalDate.of(2026, 6, 1);
  private static final double GOAL = 5e6;

  /** What a bare look-up of the same codes may be faster by, where the machine is too busy. */
  private static final double LEAST_RATIO = 0.2;

  /** Folder with the published tables. */
  @Param("")
  public String data;

  private MappingTables tables;
  private final Map<String, String[]> bare = new HashMap<>();
  private final List<Code> codes = new ArrayList<>();
  private int next;

  @Setup
  public void load() throws IOException {
    PublishedTables published =
        new PublishedTables(Path.of(data), Files.createTempDirectory("translate"));
    tables = published.load();
    add(published.rows(PublishedTables.DIAGNOSES), CodeSystem.DIAGNOSIS, "clinical-2.0");
    add(published.rows(PublishedTables.PROCEDURES), CodeSystem.PROCEDURE, "clinical-3.0");
    Collections.shuffle(codes, new Random(1));
  }

  private void add(List<String[]> rows, CodeSystem system, String edition) {
    for (String[] row : rows) {
      Code code = new Code(system, edition, row[0]);
      codes.add(code);
      // a message's code is never the very object that a table holds
      bare.put(new String(code.value()), row);
    }
  }

  private Code next() {
    next = next + 1 == codes.size() ? 0 : next + 1;
    return codes.get(next);
  }

  /** As the settlement room asks: with date and target edition, without more. */
  @Benchmark
  public CodeMatch duima() {
    return tables.map(new CodeQuestion(next(), "", "", "insurance-2.0", ON));
  }

  /** Without the edition: every meaning that the code may have is looked up. */
  @Benchmark
  public CodeMatch duimaWithoutEdition() {
    Code code = next();
    return tables.map(
        new CodeQuestion(new Code(code.system(), "", code.value()), "", "", "insurance-2.0", ON));
  }

  @Benchmark
  public String[] hashMap() {
    return bare.get(next().value());
  }

  /**
   * Exit code 1 if both the goal and the ratio are missed: other programs on the machine slow both
   * down, but not the ratio.
   *
   * @param arguments folder with the published tables, seconds for each measurement
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    Path data = Path.of(arguments.length > 0 ? arguments[0] : "../shared/data/codes");
    if (!Files.isDirectory(data)) {
      System.err.println("usage: TranslateBenchmark FOLDER-OF-PUBLISHED-TABLES [SECONDS]");
      System.exit(2);
    }
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    printHeap(data);
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(TranslateBenchmark.class.getName())
                    .param("data", data.toAbsolutePath().toString())
                    .forks(1)
                    .jvmArgsAppend("-Xmx512m")
                    .warmupIterations(2)
                    .warmupTime(TimeValue.seconds(seconds))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(seconds))
                    .build())
            .run();
    Map<String, Double> perSecond = new HashMap<>();
    for (RunResult result : results) {
      perSecond.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
    }
    double duima = perSecond.get("duima");
    double ratio = duima / perSecond.get("hashMap");
    System.out.printf(
        Locale.ROOT,
        "translate\t%.1f M/s (goal %.0f)\twithout edition %.1f M/s\thash map %.1f M/s\tratio %.2f%n",
        duima / 1e6,
        GOAL / 1e6,
        perSecond.get("duimaWithoutEdition") / 1e6,
        perSecond.get("hashMap") / 1e6,
        ratio);
    System.exit(duima >= GOAL || ratio >= LEAST_RATIO ? 0 : 1);
  }

  private static void printHeap(Path data) throws IOException {
    PublishedTables published = new PublishedTables(data, Files.createTempDirectory("translate"));
    long before = liveHeap();
    long began = System.nanoTime();
    MappingTables tables = published.load();
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.printf(
        Locale.ROOT,
        "tables\t%d rows\tloaded in %d ms\t%.1f MB live heap%n",
        tables.inForce().entries(),
        millis,
        (liveHeap() - before) / 1e6);
  }

  private static long liveHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
