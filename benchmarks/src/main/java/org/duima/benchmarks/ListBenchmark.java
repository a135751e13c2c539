package org.duima.benchmarks;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.cli.Composition;
import org.duima.cli.internal.Home;
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
 * P2: the 40 messages of a stay to its checked settlement list, in process, beside HAPI alone
 * parsing the same messages in the same run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ListBenchmark {
  private static final double LEAST_RATIO = 2.0 / 3;
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-03-13T04:00:00Z");

  /** A node's home: etc and mappings. */
  @Param("")
  public String home;

  private final List<byte[]> messages = StayMessages.all();
  private final List<String> texts = new ArrayList<>();
  private PipeParser hapi;
  private Composition composition;
  private Composition.Source source;
  private SettlementListMaker lists;
  private SettlementListMaker.Options options;

  @Setup
  public void compose() {
    composition = new Composition(new Home(Path.of(home)), zone -> Clock.fixed(NOW, zone));
    source = composition.hl7v2();
    lists = composition.listMaker();
    options =
        new SettlementListMaker.Options(
            "4101A", false, LocalDateTime.ofInstant(NOW, ZONE), Duration.ofHours(1), List.of());
    HapiContext context = new DefaultHapiContext();
    context.setValidationContext(ValidationContextFactory.noValidation());
    hapi = context.getPipeParser();
    messages.forEach(message -> texts.add(new String(message, StandardCharsets.UTF_8)));
    ListDraft draft = list();
    if (draft.state() != ListDraft.State.READY || messages.size() != StayMessages.COUNT) {
      throw new IllegalStateException(
          "the stay's list is " + draft.state() + ": " + draft.waitingFor() + draft.findings());
    }
  }

  /** Reads, parses, folds, assembles, checks and writes. */
  @Benchmark
  public ListDraft list() {
    List<EncounterEvent> events = new ArrayList<>();
    long number = 0;
    for (byte[] frame : messages) {
      for (RawMessage message : source.reader().read(frame, NOW).messages()) {
        events.addAll(source.adapter().parse(message, ++number).events());
      }
    }
    return lists.draft(composition.stayFolder().fold(events), options).get(0);
  }

  @Benchmark
  public List<Message> hapiParseOnly() throws HL7Exception {
    List<Message> parsed = new ArrayList<>();
    for (String text : texts) {
      parsed.add(hapi.parse(text));
    }
    return parsed;
  }

  /**
   * Exit code 1 if the goal is missed.
   *
   * @param arguments seconds for each measurement; run from the repository's root
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path home = Files.createTempDirectory("list");
    HomeFiles.copy(Path.of("mappings"), home.resolve("mappings"));
    HomeFiles.copy(Path.of("demo/home/etc"), home.resolve("etc"));
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(ListBenchmark.class.getName())
                    .param("home", home.toString())
                    .forks(1)
                    .jvmArgsAppend("-Xmx512m")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(seconds))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(seconds))
                    .build())
            .run();
    Map<String, Double> perSecond = new HashMap<>();
    for (RunResult result : results) {
      perSecond.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
    }
    double ratio = perSecond.get("list") / perSecond.get("hapiParseOnly");
    System.out.printf(
        Locale.ROOT,
        "list of a stay of %d messages\t%.0f lists/s\tHAPI parsing alone %.0f/s\tratio %.2f (goal"
            + " %.2f)%n",
        StayMessages.COUNT,
        perSecond.get("list"),
        perSecond.get("hapiParseOnly"),
        ratio,
        LEAST_RATIO);
    System.exit(ratio >= LEAST_RATIO ? 0 : 1);
  }
}
