package org.duima.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.duima.alert.internal.judge.AlertSettings;
import org.duima.alert.internal.judge.Judge;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.alert.internal.rules.Rules;
import org.duima.api.Finding;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderRequest;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.site.Site;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * P4: orders judged in process, with 1,000 and with 250,000 points, beside Drools with the same
 * 1,000 rules. The product does all that it does for an order but reading the ledger and keeping a
 * record: it joins the facts, finds points, asks every rule, words the alerts and counts. Drools
 * gets ready facts and says which rules are broken, no more. Rates are per second of processor
 * time, since both compute only and the machine is shared.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class JudgeBenchmark {
  private static final double LEAST_RATIO = 10;

  /** What more points may cost: other tables are in the processor's cache. */
  private static final double LEAST_SHARE = 0.8;

  /** Few, so that they stay in the processor's cache, as one that was just read does. */
  private static final int ORDERS = 128;

  /** Orders before anything is measured, by number: a busy machine takes long to compile. */
  private static final int WARM_UP = 300_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What the measuring thread used of a processor, whatever else the machine does. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {
    public long orders;
    public long nanos;
    private long before;

    @Setup(Level.Iteration)
    public void begin() {
      orders = 0;
      before = THREADS.getCurrentThreadCpuTime();
    }

    @TearDown(Level.Iteration)
    public void end() {
      nanos = THREADS.getCurrentThreadCpuTime() - before;
    }
  }

  /** The product with a table of points. */
  @State(Scope.Benchmark)
  public static class Product {
    @Param({"1000", "250000"})
    public int points;

    /** {@code mappings/knowledge} of the repository. */
    @Param("")
    public String shipped;

    private OrderRequest[] requests;
    private Judge judge;
    private int next;

    @Setup
    public void load() throws IOException {
      Path mappings = Files.createTempDirectory("judge");
      KnowledgePoints.write(Path.of(shipped), mappings, points);
      KnowledgeFiles knowledge = new KnowledgeFiles(mappings, Clock.systemUTC());
      List<Finding> errors =
          knowledge.loadFindings().stream().filter(Finding::isError).limit(5).toList();
      if (!errors.isEmpty() || knowledge.current().size() != points) {
        throw new IllegalStateException(knowledge.current().size() + " points " + errors);
      }
      Site site = Site.of(Map.of("payer.310", "insured", "payer.410", "insured"));
      judge =
          new Judge(
              new Judge.Parts(
                  knowledge,
                  Rules.all(),
                  () -> site,
                  question ->
                      new CodeMatch.Mapped(
                          question.code(), "", false, true, "bench", CodeMatch.Relation.SAME),
                  Optional::empty,
                  Optional::empty),
              // other programs on the machine must not make it miss the deadline
              AlertSettings.of(Map.of("deadlineMs", "5000")));
      List<InventedOrder> orders = InventedOrder.first(ORDERS);
      requests = orders.stream().map(InventedOrder::request).toArray(OrderRequest[]::new);
      for (int n = 0; n < ORDERS; n++) {
        Set<String> found = new TreeSet<>();
        AlertAnswer answer = judge.evaluate(requests[n]);
        answer.alerts().forEach(alert -> found.addAll(alert.points()));
        if (!found.equals(orders.get(n).broken())
            || answer.alerts().size() != found.size()
            || !answer.missed().isEmpty()) {
          throw new IllegalStateException("order " + n + ": " + answer.missed() + answer.alerts());
        }
      }
      for (int n = 0; n < WARM_UP; n++) {
        judge.evaluate(requests[n & ORDERS - 1]);
      }
    }

    @TearDown
    public void close() {
      judge.close();
    }
  }

  /** Drools with the same rules. */
  @State(Scope.Benchmark)
  public static class Peer {
    @Param({"JOINED", "FLAT"})
    public DroolsPeer.Style style;

    private Object[][] orders;
    private DroolsPeer drools;
    private int next;

    @Setup
    public void compile() {
      drools = new DroolsPeer(style);
      List<InventedOrder> invented = InventedOrder.first(ORDERS);
      orders = invented.stream().map(drools::facts).toArray(Object[][]::new);
      for (int n = 0; n < ORDERS; n++) {
        Set<String> found = drools.judge(orders[n]);
        if (!found.equals(invented.get(n).broken())) {
          throw new IllegalStateException("order " + n + ": " + found);
        }
      }
      for (int n = 0; n < WARM_UP; n++) {
        drools.judge(orders[n & ORDERS - 1]);
      }
    }

    @TearDown
    public void close() {
      drools.close();
    }
  }

  @Benchmark
  public AlertAnswer duima(Product product, Processor processor) {
    processor.orders++;
    product.next = product.next + 1 & ORDERS - 1;
    return product.judge.evaluate(product.requests[product.next]);
  }

  @Benchmark
  public int drools(Peer peer, Processor processor) {
    processor.orders++;
    peer.next = peer.next + 1 & ORDERS - 1;
    return peer.drools.judge(peer.orders[peer.next]).size();
  }

  /**
   * Exit code 1 if a goal is missed.
   *
   * @param arguments seconds for each measurement; run from the repository's root
   */
  public static void main(String[] arguments) throws RunnerException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(JudgeBenchmark.class.getName())
                    .param("shipped", Path.of("mappings/knowledge").toAbsolutePath().toString())
                    .forks(1)
                    .jvmArgsAppend("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(seconds))
                    .measurementIterations(6)
                    .measurementTime(TimeValue.seconds(seconds))
                    .build())
            .run();
    Map<String, Double> perSecond = new HashMap<>();
    for (RunResult result : results) {
      String label = result.getPrimaryResult().getLabel();
      String variant = result.getParams().getParam(label.equals("duima") ? "points" : "style");
      perSecond.put(variant, best(result));
    }
    double few = perSecond.get("1000");
    double many = perSecond.get("250000");
    double joined = perSecond.get("JOINED");
    double flat = perSecond.get("FLAT");
    long hits = InventedOrder.first(ORDERS).stream().filter(o -> !o.broken().isEmpty()).count();
    System.out.printf(
        Locale.ROOT,
        "judge\t1,000 points %.0f orders per second of one core\t250,000 points %.0f/s, share %.2f (goal %.1f)\tDrools"
            + " with the same 1,000 rules %.0f/s, ratio %.1f (goal %.0f), with facts without joins"
            + " %.0f/s, ratio %.1f\t%.1f %% of orders hit%n",
        few,
        many,
        many / few,
        LEAST_SHARE,
        joined,
        few / joined,
        LEAST_RATIO,
        flat,
        few / flat,
        100.0 * hits / ORDERS);
    System.exit(few / joined >= LEAST_RATIO && many / few >= LEAST_SHARE ? 0 : 1);
  }

  /** Of the iterations the one that other programs disturbed least. */
  private static double best(RunResult result) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .map(iteration -> iteration.getSecondaryResults())
        .mapToDouble(
            counted -> 1e9 * counted.get("orders").getScore() / counted.get("nanos").getScore())
        .max()
        .orElse(Double.NaN);
  }
}
