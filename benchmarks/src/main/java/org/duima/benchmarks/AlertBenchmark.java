package org.duima.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.api.Finding;

/**
 * P3: CDS Hooks over HTTP with many knowledge points, at a constant rate, beside a static document
 * of the same servlet at the same rate; then the same while the points are loaded anew.
 */
public final class AlertBenchmark {
  private static final int POINTS = 250_000;
  private static final int ORDERS = 1_000;
  private static final double GOAL_MS = 10;
  private static final double GOAL_RELOAD_MS = 50;
  private static final double GOAL_LOAD_SECONDS = 3;
  private static final double GOAL_HEAP_MB = 150;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration RELOAD_LIMIT = Duration.ofSeconds(60);
  private static final String SIGN = "/cds-services/duima-order-sign";

  private final int port;
  private final String key;
  private final int rate;
  private final AtomicLong late = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();

  private AlertBenchmark(int port, String key, int rate) {
    this.port = port;
    this.key = key;
    this.rate = rate;
  }

  /**
   * Exit code 1 if a goal is missed.
   *
   * @param arguments {@code --prepare HOME [POINTS]} before the node starts: gives its home the
   *     points and a hospital; {@code HOME [SECONDS] [RATE]} while it runs. From the repository's
   *     root
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1 && arguments[0].equals("--prepare")) {
      prepare(Path.of(arguments[1]), number(arguments, 2, POINTS));
      return;
    }
    if (arguments.length < 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println("usage: AlertBenchmark --prepare HOME [POINTS] | HOME [SECONDS] [RATE]");
      System.exit(2);
    }
    Path home = Path.of(arguments[0]);
    Duration length = Duration.ofSeconds(number(arguments, 1, 60));
    Properties web = new Properties();
    try (var in = Files.newInputStream(home.resolve("etc/org.ops4j.pax.web.cfg"))) {
      web.load(in);
    }
    boolean good = load(home);
    AlertBenchmark benchmark =
        new AlertBenchmark(
            Integer.parseInt(web.getProperty("org.osgi.service.http.port").trim()),
            Files.readString(home.resolve("secrets/api-key")).trim(),
            number(arguments, 2, 1_000));
    good &= benchmark.measure(length);
    good &= benchmark.measureReload(home, length);
    System.exit(good ? 0 : 1);
  }

  private static int number(String[] arguments, int place, int otherwise) {
    return arguments.length > place ? Integer.parseInt(arguments[place]) : otherwise;
  }

  private static void prepare(Path home, int points) throws IOException {
    KnowledgePoints.write(Path.of("mappings/knowledge"), home.resolve("mappings"), points);
    Path site = home.resolve("etc/org.duima.site.cfg");
    if (!Files.readString(site).contains("\ninstitution.")) {
      Files.writeString(
          site,
          "\ninstitution.H50010300001.name = 测速医院\ninstitution.H50010300001.level = 3\n",
          StandardOpenOption.APPEND);
    }
  }

  /** Loads the home's knowledge in this process. */
  private static boolean load(Path home) {
    KnowledgeFiles first = new KnowledgeFiles(home.resolve("mappings"), Clock.systemUTC());
    List<Finding> errors = first.loadFindings().stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      throw new IllegalStateException(errors.toString());
    }
    int points = first.current().size();
    first = null;
    long before = liveHeap();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long used = threads.getCurrentThreadCpuTime();
    long began = System.nanoTime();
    KnowledgeFiles knowledge = new KnowledgeFiles(home.resolve("mappings"), Clock.systemUTC());
    double seconds = (System.nanoTime() - began) / 1e9;
    double ofProcessor = (threads.getCurrentThreadCpuTime() - used) / 1e9;
    double megabytes = (liveHeap() - before) / 1e6;
    System.out.printf(
        Locale.ROOT,
        "knowledge\t%d points\tloaded in %.2f s (goal %.0f), %.2f s of a processor\t%.0f MB live heap (goal %.0f)%n",
        knowledge.current().size(),
        seconds,
        GOAL_LOAD_SECONDS,
        ofProcessor,
        megabytes,
        GOAL_HEAP_MB);
    return points == knowledge.current().size()
        && seconds < GOAL_LOAD_SECONDS
        && megabytes < GOAL_HEAP_MB;
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

  private HttpLoad.Work orders() {
    LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    List<OrderSign> orders =
        InventedOrder.first(ORDERS).stream().map(order -> OrderSign.of(order, today)).toList();
    byte[][] requests =
        orders.stream()
            .map(order -> HttpLoad.request("POST", SIGN, key, order.body()))
            .toArray(byte[][]::new);
    System.out.printf(
        Locale.ROOT,
        "orders\t%.1f kB each\t%.1f %% with a card%n",
        orders.stream().mapToInt(order -> order.body().length).average().orElse(0) / 1000,
        100.0 * orders.stream().filter(OrderSign::hit).count() / ORDERS);
    return new HttpLoad.Work() {
      @Override
      public byte[] request(int number) {
        return requests[number % ORDERS];
      }

      @Override
      public boolean isRight(int number, int status, byte[] body) {
        // a card has a uuid; its text is Chinese, so bytes are compared
        boolean hasCard = contains(body, "\"uuid\"");
        boolean hit = orders.get(number % ORDERS).hit();
        if (status == 200 && hit && !hasCard) {
          // the order goes on when the deadline comes, and the node counts what it left out
          late.incrementAndGet();
        }
        return status == 200 && (hit || !hasCard);
      }
    };
  }

  private static boolean contains(byte[] text, String wanted) {
    return new String(text, StandardCharsets.ISO_8859_1).contains(wanted);
  }

  private HttpLoad.Work document() {
    byte[] request = HttpLoad.request("GET", "/cds-services", key, new byte[0]);
    return new HttpLoad.Work() {
      @Override
      public byte[] request(int number) {
        return request;
      }

      @Override
      public boolean isRight(int number, int status, byte[] body) {
        return status == 200;
      }
    };
  }

  private boolean measure(Duration length) throws Exception {
    HttpLoad.Work orders = orders();
    HttpLoad.run(port, document(), rate, WARM_UP.dividedBy(3));
    HttpLoad.run(port, orders, rate, WARM_UP);
    HttpLoad.Result peer = HttpLoad.run(port, document(), rate, length.dividedBy(3));
    System.out.printf("static document\t%d/s wanted\t%s%n", rate, peer);
    double before = evaluationSeconds("sum");
    double count = evaluationSeconds("count");
    late.set(0);
    HttpLoad.Result result = HttpLoad.run(port, orders, rate, length);
    double millis =
        1000 * (evaluationSeconds("sum") - before) / (evaluationSeconds("count") - count);
    System.out.printf(
        Locale.ROOT,
        "alerts\t%d/s wanted\t%s, %d cards cut by the deadline\t(goal p99 %.0f)\tp50 is %.1f, p99 %.1f times the document's\tof it"
            + " judging %.2f ms on average%n",
        rate,
        result,
        late.get(),
        GOAL_MS,
        result.millis(0.5) / peer.millis(0.5),
        result.millis(0.99) / peer.millis(0.99),
        millis);
    return result.failed() == 0 && result.millis(0.99) < GOAL_MS;
  }

  /** As the node itself measured. */
  private double evaluationSeconds(String what) throws IOException, InterruptedException {
    String name = "duima_alert_evaluation_seconds_" + what + " ";
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private boolean measureReload(Path home, Duration length) throws Exception {
    HttpLoad.Work orders = orders();
    JsonNode before = knowledge();
    late.set(0);
    CompletableFuture<HttpLoad.Result> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return HttpLoad.run(port, orders, rate, length);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
              }
            });
    TimeUnit.SECONDS.sleep(5);
    Path table = home.resolve("mappings/knowledge/imported/bench.csv");
    int points = (int) Files.lines(table).count() - 1;
    KnowledgePoints.writeTable(table, points, "公布" + System.currentTimeMillis());
    long began = System.nanoTime();
    JsonNode after = knowledge();
    while (after.path("sha256").equals(before.path("sha256"))) {
      if (System.nanoTime() - began > RELOAD_LIMIT.toNanos()) {
        throw new IllegalStateException("the table was not loaded: " + after);
      }
      TimeUnit.MILLISECONDS.sleep(500);
      after = knowledge();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    HttpLoad.Result result = get(running);
    System.out.printf(
        Locale.ROOT,
        "alerts during a reload\t%d points in force after %.1f s\t%s, %d cards cut by the"
            + " deadline\t(goal p99 %.0f)%n",
        points,
        seconds,
        result,
        late.get(),
        GOAL_RELOAD_MS);
    return result.failed() == 0 && result.millis(0.99) < GOAL_RELOAD_MS;
  }

  private static HttpLoad.Result get(CompletableFuture<HttpLoad.Result> running)
      throws InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private JsonNode knowledge() throws IOException, InterruptedException {
    for (JsonNode files : new ObjectMapper().readTree(get("/api/status")).findValue("inForce")) {
      if (files.path("name").asText().equals("mappings/knowledge")) {
        return files;
      }
    }
    throw new IllegalStateException("the node does not tell of mappings/knowledge");
  }

  private String get(String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
