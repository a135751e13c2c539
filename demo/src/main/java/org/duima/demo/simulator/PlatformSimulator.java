package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stand-in for the regional insurance platform that takes, judges and keeps settlement lists.
 *
 * <p>It speaks the national interface over HTTP on 127.0.0.1 and can be told to misbehave. It
 * shares no code with the product, so it can judge it. Thread-safe.
 */
public final class PlatformSimulator implements AutoCloseable {
  /**
   * Where each transaction is served below the base path. The paths of 4102, 4103 and 9002 are made
   * up after the pattern of the others; a client should have all of them in its configuration.
   */
  public static final Map<String, String> PATHS = Paths.BY_INFNO;

  private final SimulatorOptions options;
  private final Tally tally = new Tally();
  private final ActiveBehaviours behaviours;
  private final Setup setup;
  private final Seal seal;
  private final ListStore store;
  private final Transactions transactions;
  private final HeldAnswers held;
  private ThreadPoolExecutor workers;
  private HttpServer server;

  /**
   * Reads the tables and the store.
   *
   * @throws SetupException when one of them cannot be used
   */
  public PlatformSimulator(SimulatorOptions options) {
    this.options = options;
    this.setup = Setup.read(options);
    this.behaviours = new ActiveBehaviours(options.seed());
    behaviours.set(options.behaviours());
    this.seal =
        options.smKeys() == null
            ? new Gateway(options.paasid(), options.secret())
            : new SmSeal(options.paasid(), options.smKeys());
    this.store = new ListStore(options.store());
    this.transactions =
        new Transactions(
            served(), store, behaviours, tally, options.infver(), options.signInRequired());
    this.held = new HeldAnswers(daemons("simulator-timer"));
  }

  private Map<String, Transaction> served() {
    SignIns signIns = new SignIns(store, options.signInSeconds());
    Map<String, Transaction> served = new HashMap<>();
    served.put("9001", signIns::signIn);
    served.put("9002", signIns::signOut);
    served.put("4101A", upload("4101A"));
    served.put("4101", upload("4101"));
    served.put("4102", new StateChanges(store, behaviours, tally));
    QueryView view =
        new QueryView(setup.tables(), setup.dictionaries(), options.policy().aliases());
    served.put("4103", new ListQuery(store, view));
    QualityControl quality =
        new QualityControl(setup.tables(), setup.dictionaries(), setup.codes());
    served.put("4104", new MonthQuery(store, quality::row4104));
    served.put("3607", new MonthQuery(store, quality::row3607));
    served.put("3605", new MonthQuery(store, Grouping::drg));
    served.put("3606", new MonthQuery(store, Grouping::dip));
    served.put("4105", new ListCounts(store));
    served.put("2601", new Reversal(store));
    served.put("3103", new Dispositions(store));
    served.put("1901", new DictionaryQuery(setup.dictionaries()));
    Catalogues catalogues = new Catalogues(setup.codes(), options.catalogues());
    Downloads downloads = new Downloads(catalogues);
    catalogues.downloads().forEach(infno -> served.put(infno, downloads.catalogue(infno)));
    served.put("1304", CatalogueQuery.ofEthnicMedicines(catalogues));
    served.put("1312", CatalogueQuery.ofInsuranceItems(catalogues));
    served.put("9102", downloads::download);
    return served;
  }

  private Uploads upload(String infno) {
    ListCheck check =
        new ListCheck(setup.table(infno), setup.dictionaries(), setup.codes(), options.policy());
    return new Uploads(infno, check, store, this::calendarNow);
  }

  private LocalDateTime calendarNow() {
    return options.calendarNow() == null ? WireTime.now() : options.calendarNow();
  }

  /**
   * Starts to listen.
   *
   * @throws IOException when the port cannot be bound
   */
  public synchronized PlatformSimulator start() throws IOException {
    // without this every small answer waits 40 ms for the client's delayed ACK
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    server = HttpServer.create(new InetSocketAddress(loopback, options.port()), 512);
    // a full queue makes the accepting thread work itself, which slows the clients down
    workers =
        new ThreadPoolExecutor(
            options.threads(),
            options.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1_000),
            daemons("simulator"),
            new ThreadPoolExecutor.CallerRunsPolicy());
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    server.createContext("/_simulator/", new ControlPaths(this, options.maxBodyBytes())::handle);
    server.start();
    return this;
  }

  /** The port in use. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The base URL; the paths of {@link #PATHS} come behind it, and it serves all by itself too. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + SimulatorOptions.DEFAULT_BASE_PATH);
  }

  /** The lists held, by setl_id, in the order of their first upload. */
  public Map<String, ListRecord> records() {
    return store.records();
  }

  /** The list held for one settlement. */
  public Optional<ListRecord> record(String setlId) {
    return Optional.ofNullable(store.find(setlId));
  }

  /** What was counted. */
  public Counts counts() {
    return tally.counts(store.totals());
  }

  /** The last 1,000 refusals, oldest first. */
  public List<Refusal> refusals() {
    return tally.refusals();
  }

  /** Replaces the behaviours in force; they are tried in this order, none means normal. */
  public void behave(Behaviour... wanted) {
    behaviours.set(List.of(wanted));
  }

  /** The behaviours in force; those for the next calls show how many are left. */
  public List<Behaviour> behaviours() {
    return behaviours.current();
  }

  /**
   * Decides in review on a submitted list.
   *
   * @param passed state 2 if true, state 3 if false
   * @param checkContent what the review says (chk_cont)
   * @return false where no list of that settlement is in state 1
   */
  public boolean review(String setlId, boolean passed, String checkContent) {
    return store.review(setlId, passed ? ListState.PASSED : ListState.REFUSED, checkContent);
  }

  /**
   * Changes one value of a held list, so that what the platform holds differs from what was sent.
   *
   * @param node such as {@code setlinfo} or {@code diseinfo}
   * @param row row of the node from 1, or 0 for setlinfo
   * @param value the new value, or null to remove the field
   * @return false where there is no such list, node or row
   */
  public boolean alter(String setlId, String node, int row, String field, String value) {
    return store.alter(setlId, node, row, field, value);
  }

  /**
   * Tells what the platform knows of a settlement besides its list, which 4101A leaves out: {@code
   * psn_no}, fields of {@code setlinfo}, rows of {@code payinfo} and {@code iteminfo}. It counts as
   * one that needs a list.
   */
  public void tellSettlement(String setlId, JsonNode known) {
    store.tellSettlement(setlId, known);
  }

  /** What was said became of results of the pre-audit (3103), the first ones first. */
  public List<Disposition> dispositions() {
    return store.dispositions();
  }

  /** Ends every sign-in, as midnight does. */
  public void signOutAll() {
    store.signOutAll();
  }

  /** SHA-256 of an input in the form that {@link ListRecord#contentHash()} has. */
  public static String contentHash(JsonNode input) {
    return Json.sha256(Json.canonical(input));
  }

  /** What was read at start, in one line per language. */
  String summary() {
    return setup.summary();
  }

  /** Stops listening, drops every held connection and closes the store. */
  @Override
  public synchronized void close() throws IOException {
    held.close();
    if (server != null) {
      server.stop(0);
      workers.shutdownNow();
    }
    store.close();
  }

  private void handle(HttpExchange exchange) {
    Instant received = Instant.now();
    guarded(
        exchange,
        () -> {
          try {
            serve(exchange, received);
          } catch (IOException e) {
            // the client went away while it was sending: nothing was taken
            tally.undelivered();
            exchange.close();
          }
        });
  }

  private void guarded(HttpExchange exchange, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // no text of the exception leaves: it could quote the list
      System.err.println("simulator: 内部错误 / internal error " + describe(e));
      send(exchange, HttpAnswer.gateway(500, "系统异常"));
    }
  }

  private static String describe(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0];
    String cause = e instanceof UncheckedIOException ? ": " + e.getMessage() : "";
    return e.getClass().getName() + place + cause;
  }

  private void serve(HttpExchange exchange, Instant received) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Optional<String> infno = infnoOf(path);
    if (infno.isEmpty()) {
      refuseAtGateway(exchange, 404, Problem.ofCall("path", "服务地址不存在"), "");
      return;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      refuseAtGateway(exchange, 405, Problem.ofCall("method", "仅支持POST"), infno.get());
      return;
    }
    byte[] body = Bodies.read(exchange, options.maxBodyBytes());
    if (body == null) {
      refuseAtGateway(exchange, 413, Problem.ofCall("too-large", "请求报文过大"), infno.get());
      return;
    }
    Seal.Opened opened = seal.open(exchange.getRequestHeaders(), body, received);
    JsonNode envelope = opened.envelope();
    String called = infno.get().isEmpty() ? ListCheck.text(envelope, "infno") : infno.get();
    tally.call(transactions.knows(called) ? called : "other");
    Behaviour behaviour =
        behaviours.pickForCall(called).orElse(Behaviour.of(Behaviour.Kind.NORMAL));
    if (behaviour.kind().keepsTheCallOut()) {
      tally.disturbed(behaviour.kind());
      keepOut(exchange, behaviour, envelope, received);
    } else if (behaviour.kind() == Behaviour.Kind.LATE_TAKING) {
      tally.disturbed(behaviour.kind());
      held.later(
          behaviour.delayMs(),
          () ->
              guarded(
                  exchange,
                  () -> send(exchange, take(infno.get(), called, opened, received).http())));
    } else {
      Taken taken = take(infno.get(), called, opened, received);
      answer(exchange, behaviour, taken);
    }
  }

  /** The transaction of a path, "" where the path serves all, empty where there is none. */
  private static Optional<String> infnoOf(String path) {
    String base = SimulatorOptions.DEFAULT_BASE_PATH;
    if (path.equals(base) || path.equals(base + "/")) {
      return Optional.of("");
    }
    return PATHS.entrySet().stream()
        .filter(entry -> path.equals(base + entry.getValue()))
        .map(Map.Entry::getKey)
        .findAny();
  }

  private void keepOut(
      HttpExchange exchange, Behaviour behaviour, JsonNode envelope, Instant received) {
    switch (behaviour.kind()) {
      case DOWN -> exchange.close();
      case HTML -> send(exchange, HttpAnswer.html());
      case NO_DATA ->
          send(
              exchange,
              sealed(transactions.answer(envelope, received, Outcome.NO_DATA, null, null)));
      case SIGNATURE_REFUSED -> send(exchange, HttpAnswer.gateway(401, "签名校验失败"));
      case SERVER_ERROR -> send(exchange, HttpAnswer.serverError());
      case BAD_GATEWAY -> send(exchange, HttpAnswer.badGateway());
      case SILENT -> held.neverAnswer(exchange, behaviour.delayMs());
      case GATEWAY_ERROR -> send(exchange, HttpAnswer.gateway(200, "服务路由失败"));
      case RATE_LIMIT -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, HttpAnswer.gateway(429, "请求过于频繁，请稍后再试"));
      }
      default ->
          send(
              exchange,
              sealed(
                  transactions.answer(
                      envelope,
                      received,
                      Misanswers.infcode(behaviour.kind()),
                      Misanswers.text(behaviour.kind()),
                      null)));
    }
  }

  private record Taken(HttpAnswer http, ObjectNode json, boolean carriedOut) {}

  private Taken take(String pathInfno, String called, Seal.Opened opened, Instant received) {
    JsonNode envelope = opened.envelope();
    Problem problem = opened.problem();
    int status = 401;
    if (problem != null && problem.reason().equals("rate")) {
      status = 429;
    }
    if (problem == null && !envelope.isObject()) {
      problem = Problem.ofCall("json", "请求报文不是JSON对象");
      status = 400;
    }
    if (problem != null) {
      noteGatewayRefusal(problem, called);
      return new Taken(HttpAnswer.gateway(status, problem.text()), null, false);
    }
    Transactions.Answer answer =
        transactions.call(pathInfno.isEmpty() ? null : pathInfno, envelope, received);
    HttpAnswer http =
        answer.file() == null ? sealed(answer.json()) : HttpAnswer.file(answer.file());
    return new Taken(http, answer.file() == null ? answer.json() : null, answer.taken());
  }

  private void answer(HttpExchange exchange, Behaviour behaviour, Taken taken) {
    boolean reachedPlatform = taken.json() != null;
    switch (behaviour.kind()) {
      case SLOW -> {
        tally.disturbed(behaviour.kind());
        held.later(behaviour.delayMs(), () -> send(exchange, taken.http()));
      }
      case SILENT_AFTER_TAKING -> {
        if (taken.carriedOut()) {
          tally.disturbed(behaviour.kind());
          held.neverAnswer(exchange, behaviour.delayMs());
        } else {
          send(exchange, taken.http());
        }
      }
      case WRONG_SEAL -> {
        if (reachedPlatform) {
          tally.disturbed(behaviour.kind());
          ObjectNode sealed = seal.seal(taken.json(), Instant.now());
          sealed.put("timestamp", "0");
          send(exchange, HttpAnswer.json(200, sealed));
        } else {
          send(exchange, taken.http());
        }
      }
      case GARBLED -> {
        tally.disturbed(behaviour.kind());
        send(exchange, taken.http().garbled());
      }
      default -> {
        if (behaviour.kind().isShape() && reachedPlatform) {
          tally.disturbed(behaviour.kind());
          ObjectNode shaped = Misanswers.shaped(behaviour.kind(), taken.json());
          send(exchange, sealed(shaped));
        } else {
          send(exchange, taken.http());
        }
      }
    }
  }

  private HttpAnswer sealed(ObjectNode answer) {
    return HttpAnswer.json(200, seal.seal(answer, Instant.now()));
  }

  private void refuseAtGateway(HttpExchange exchange, int status, Problem problem, String infno) {
    noteGatewayRefusal(problem, infno);
    send(exchange, HttpAnswer.gateway(status, problem.text()));
  }

  private void noteGatewayRefusal(Problem problem, String infno) {
    String known = transactions.knows(infno) ? infno : "";
    tally.gatewayRefused(
        new Refusal(
            WireTime.now().format(WireTime.DATE_TIME),
            known,
            "",
            "",
            List.of(problem.reason()),
            problem.text()));
  }

  private void send(HttpExchange exchange, HttpAnswer answer) {
    try {
      Bodies.send(exchange, answer);
    } catch (IOException e) {
      // the client has gone, which drills provoke; the tally shows it
      tally.undelivered();
      exchange.close();
    }
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread =
          new Thread(task, String.format(Locale.ROOT, "%s-%d", name, number.incrementAndGet()));
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Runs a simulator until the process ends; see {@code --help}. */
  public static void main(String[] args) {
    int exit = CommandLine.run(args, System.out, System.err);
    if (exit != CommandLine.RUNNING) {
      System.exit(exit);
    }
  }
}
