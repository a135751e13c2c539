package org.duima.benchmarks;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.cli.Composition;
import org.duima.cli.internal.Home;
import org.duima.demo.day.Day;
import org.duima.demo.day.Form;
import org.duima.demo.day.Message;
import org.hl7.fhir.instance.model.api.IBaseResource;
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
 * FHIR R4 from the bytes of a body to the events of stays, beside HAPI alone parsing the same
 * bodies in the same run. One operation is all bodies of a corpus.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FhirBenchmark {
  private static final Instant NOW = Instant.parse("2026-03-20T04:00:00Z");
  private static final String DAY = "demo/day";

  /** A node's home: etc and mappings. */
  @Param("")
  public String home;

  /** A folder of bundles, or the folder of the demo's day. */
  @Param(DAY)
  public String corpus;

  private List<byte[]> bodies;
  private FhirContext hapi;
  private Composition.Source source;

  @Setup
  public void compose() throws IOException {
    bodies = bodies(corpus);
    source = new Composition(new Home(Path.of(home)), zone -> Clock.fixed(NOW, zone)).fhir();
    hapi = FhirContext.forR4();
    if (events().isEmpty()) {
      throw new IllegalStateException(corpus + " gives no event");
    }
  }

  /** Reads and maps. */
  @Benchmark
  public List<EncounterEvent> events() {
    List<EncounterEvent> events = new ArrayList<>();
    long number = 0;
    for (byte[] body : bodies) {
      for (RawMessage message : source.reader().read(body, NOW).messages()) {
        events.addAll(source.adapter().parse(message, ++number).events());
      }
    }
    return events;
  }

  @Benchmark
  public List<IBaseResource> hapiParseOnly() {
    List<IBaseResource> parsed = new ArrayList<>();
    for (byte[] body : bodies) {
      parsed.add(
          (body[0] == '<' ? hapi.newXmlParser() : hapi.newJsonParser())
              .parseResource(new ByteArrayInputStream(body)));
    }
    return parsed;
  }

  private static List<byte[]> bodies(String corpus) throws IOException {
    if (corpus.equals(DAY)) {
      return Day.read(Path.of(DAY), 0, Form.FHIR).messages().stream()
          .filter(message -> message.kind() == Message.Kind.FHIR && message.isStored())
          .map(Message::body)
          .toList();
    }
    try (Stream<Path> files = Files.list(Path.of(corpus))) {
      List<byte[]> bodies = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        bodies.add(Files.readAllBytes(file));
      }
      return bodies;
    }
  }

  /**
   * Figures only, there is no goal.
   *
   * @param arguments seconds for each measurement, folder of FHIR R4 bundles (JSON) if there is
   *     one; run from the repository's root
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<String> corpora = new ArrayList<>(List.of(DAY));
    if (arguments.length > 1) {
      corpora.add(arguments[1]);
    }
    Path home = Files.createTempDirectory("fhir");
    HomeFiles.copy(Path.of("mappings"), home.resolve("mappings"));
    HomeFiles.copy(Path.of("demo/home/etc"), home.resolve("etc"));
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(FhirBenchmark.class.getName())
                    .param("home", home.toString())
                    .param("corpus", corpora.toArray(String[]::new))
                    .forks(1)
                    .jvmArgsAppend("-Xmx768m")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(seconds))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(seconds))
                    .build())
            .run();
    Map<String, Double> perSecond = new HashMap<>();
    for (RunResult result : results) {
      perSecond.put(
          result.getPrimaryResult().getLabel() + " " + result.getParams().getParam("corpus"),
          result.getPrimaryResult().getScore());
    }
    for (String corpus : corpora) {
      List<byte[]> bodies = bodies(corpus);
      double megabytes = bodies.stream().mapToInt(body -> body.length).sum() / 1e6;
      double events = perSecond.get("events " + corpus);
      double parsed = perSecond.get("hapiParseOnly " + corpus);
      System.out.printf(
          Locale.ROOT,
          "fhir %s\t%d bodies, %.2f MB\tto events %.1f bodies/s, %.2f MB/s\tHAPI parsing alone %.1f"
              + " bodies/s, %.2f MB/s\tratio %.2f%n",
          corpus.equals(DAY) ? "demo day" : "bundles",
          bodies.size(),
          megabytes,
          events * bodies.size(),
          events * megabytes,
          parsed * bodies.size(),
          parsed * megabytes,
          events / parsed);
    }
  }
}
