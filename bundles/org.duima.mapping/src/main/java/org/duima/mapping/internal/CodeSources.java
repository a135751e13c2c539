package org.duima.mapping.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.mapping.CodeTable;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.HospitalFiles;
import org.duima.api.spi.CodeTableSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the tables of sources, each on a thread of its own, and brings them into force like those
 * of a file. What a source gave last stays in force while it is away, until its bundle is
 * uninstalled. Safe for use by several threads; never interrupts a source, which may be inside an
 * embedded database.
 */
public class CodeSources implements HealthCheck, HospitalFiles, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CodeSources.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** Rows of all tables of a source: some times as many as the largest published table has. */
  private static final int MOST_ROWS = 1_000_000;

  private static final int MOST_SHOWN = 3;

  /**
   * How long things take.
   *
   * @param least between two loadings, whatever the source says
   * @param retry after a loading that failed, if that is sooner than the next would be
   * @param watch between two looks whether the files are watched
   * @param grace from the uninstalling of a bundle until the tables of its sources leave: its newer
   *     version may come under another file name
   */
  record Timing(Duration least, Duration retry, Duration watch, Duration grace) {
    static final Timing USUAL =
        new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMillis(500),
            Duration.ofSeconds(20));
  }

  private final MappingTables tables;
  private final SavedSources saved;
  private final Clock clock;
  private final Predicate<String> isInstalled;
  private final Timing timing;
  private final ScheduledExecutorService upkeep = thread("duima-code-sources");
  private final List<Loading> loadings = new ArrayList<>();

  /** One source at a time is checked with the other tables, which takes memory for all of them. */
  private final Object turn = new Object();

  /**
   * @param tables bring the tables into force, and know where they are kept
   * @param isInstalled whether a bundle of that symbolic name is installed
   */
  public CodeSources(MappingTables tables, Clock clock, Predicate<String> isInstalled) {
    this(tables, clock, isInstalled, Timing.USUAL);
  }

  CodeSources(MappingTables tables, Clock clock, Predicate<String> isInstalled, Timing timing) {
    this.tables = tables;
    this.saved = tables.sources();
    this.clock = clock;
    this.isInstalled = isInstalled;
    this.timing = timing;
  }

  private static ScheduledExecutorService thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    // a source that has gone is not asked an hour later
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /**
   * A source is there. Of several with one name the first counts until it goes.
   *
   * @param bundle symbolic name of the bundle that it is of
   */
  public final synchronized void add(CodeTableSource source, String bundle) {
    Loading loading = new Loading(source, bundle);
    loadings.add(loading);
    startWhoCan();
  }

  /** A source goes; what it gave stays in force. */
  public final synchronized void remove(CodeTableSource source) {
    loadings.stream().filter(one -> one.source == source).forEach(Loading::end);
    loadings.removeIf(one -> one.source == source);
    startWhoCan();
  }

  private void startWhoCan() {
    Set<String> taken =
        loadings.stream()
            .filter(one -> one.isStarted())
            .map(one -> one.name)
            .collect(Collectors.toSet());
    for (Loading loading : loadings) {
      if (!loading.isStarted() && loading.isNamed() && taken.add(loading.name)) {
        loading.start();
      }
    }
  }

  /**
   * A bundle was uninstalled. Unless it is back soon, the tables that its sources gave leave with
   * it.
   */
  public final void uninstalled(String bundle) {
    try {
      upkeep.schedule(() -> leaveWith(bundle), timing.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closing: the tables of {} stay", bundle, e);
    }
  }

  private void leaveWith(String bundle) {
    if (isInstalled.test(bundle)) {
      return;
    }
    try {
      synchronized (turn) {
        boolean left = false;
        for (SavedSources.Saved one : saved.all()) {
          if (one.bundle().equals(bundle) && current(one.name()).isEmpty()) {
            saved.remove(one.name());
            left = true;
            LOG.info("编码来源 {} 已卸载，其表不再有效 / the tables of the source leave with it", one.name());
          }
        }
        if (left) {
          tables.reload().stream()
              .filter(Finding::isError)
              .forEach(finding -> LOG.warn("{}", finding.text()));
        }
      }
    } catch (UncheckedIOException e) {
      LOG.error("无法删除编码来源的表 / the tables of a source cannot be removed", e);
    }
  }

  private synchronized Optional<Loading> current(String name) {
    return loadings.stream().filter(one -> one.isStarted() && one.name.equals(name)).findFirst();
  }

  private synchronized List<Loading> loadings() {
    return List.copyOf(loadings);
  }

  /**
   * Ends loading, without interrupting one that is under way: its answer is not used. Nothing is
   * written any more when this returns.
   */
  @Override
  public final void close() {
    synchronized (this) {
      loadings.forEach(Loading::end);
      loadings.clear();
      upkeep.shutdown();
    }
    synchronized (turn) {
      LOG.debug("nobody writes");
    }
  }

  // ---------------------------------------------------------------- one source

  private final class Loading implements Runnable {
    private final CodeTableSource source;
    private final String bundle;
    private final String name;
    private volatile ScheduledExecutorService thread;
    private volatile boolean ended;
    private volatile Text trouble;

    Loading(CodeTableSource source, String bundle) {
      this.source = source;
      this.bundle = bundle;
      this.name = nameOf(source);
      if (!isNamed()) {
        complain(
            new Text(
                bundle + "：编码来源的名称应为 1–64 个字母、数字或连字符",
                bundle + ": the name of a code table source is 1 to 64 letters, digits, hyphens"));
      }
    }

    boolean isNamed() {
      return !name.isEmpty();
    }

    boolean isStarted() {
      return thread != null;
    }

    void start() {
      thread = thread("duima-codes-" + name);
      thread.execute(this);
    }

    void end() {
      ended = true;
      if (thread != null) {
        // not shutdownNow: a source may be inside an embedded database
        thread.shutdown();
      }
    }

    /** Loads, and has itself called again. */
    @Override
    public void run() {
      Duration next = timing.watch();
      // before that nobody would make stays due by the change
      if (tables.isWatched()) {
        next = load();
      }
      try {
        thread.schedule(this, next.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("{} ended", name, e);
      }
    }

    private Duration load() {
      Duration next = timing.retry();
      List<CodeTable> given;
      try {
        Duration usual = Duration.ofSeconds(source.refreshSeconds());
        next = usual.compareTo(timing.least()) < 0 ? timing.least() : usual;
        given = Objects.requireNonNull(source.load(), "a source gives no null");
      } catch (IOException e) {
        complain(
            new Text(
                "编码来源 " + name + " 无法读取，上次的表继续有效：" + e.getMessage(),
                "source " + name + " cannot be read, its last tables stay: " + e.getMessage()));
        return sooner(next);
      } catch (RuntimeException | LinkageError e) {
        // its text may hold anything
        complain(
            new Text(
                "编码来源 " + name + " 出错，上次的表继续有效：" + e.getClass().getName(),
                "source " + name + " failed, its last tables stay: " + e.getClass().getName()));
        return sooner(next);
      }
      try {
        take(given);
      } catch (UncheckedIOException e) {
        complain(
            new Text(
                "编码来源 " + name + " 的表无法保存，上次的表继续有效",
                "the tables of source " + name + " cannot be kept, its last tables stay"));
        LOG.error("data/code-sources", e);
        return sooner(next);
      }
      return next;
    }

    private Duration sooner(Duration next) {
      return next.compareTo(timing.retry()) > 0 ? timing.retry() : next;
    }

    private void take(List<CodeTable> given) {
      Set<String> names = new HashSet<>();
      long rows = 0;
      for (CodeTable table : given) {
        rows += table.rows().size();
        if (!names.add(table.name())) {
          complain(
              new Text(
                  "编码来源 " + name + " 有两张表都叫 " + table.name(),
                  "source " + name + " has two tables " + table.name()));
          return;
        }
      }
      if (rows > MOST_ROWS) {
        complain(
            new Text(
                "编码来源 " + name + " 有 " + rows + " 行，上限 " + MOST_ROWS,
                "source " + name + " has " + rows + " rows, the limit is " + MOST_ROWS));
        return;
      }
      synchronized (turn) {
        if (!ended) {
          take(given, (int) rows);
        }
      }
    }

    private void take(List<CodeTable> given, int rows) {
      String version = saved.write(name, given);
      Optional<SavedSources.Saved> before = saved.of(name);
      if (before.filter(one -> isSame(one, version)).isPresent()) {
        trouble = null;
        return;
      }
      Instant since =
          before
              .filter(one -> one.version().equals(version))
              .map(SavedSources.Saved::since)
              .orElseGet(clock::instant);
      List<Finding> findings =
          tables.bringIntoForce(new SavedSources.Saved(name, version, bundle, since, rows));
      List<Finding> errors = findings.stream().filter(Finding::isError).toList();
      if (errors.isEmpty()) {
        findings.forEach(finding -> LOG.warn("{}", finding.text()));
        trouble = null;
        LOG.info("编码来源 {} 已生效 {} 行 / source in force, rows", name, rows);
      } else {
        saved.discard(name, version);
        complain(told(errors));
      }
    }

    private boolean isSame(SavedSources.Saved one, String version) {
      return one.version().equals(version) && one.bundle().equals(bundle);
    }

    private Text told(List<Finding> errors) {
      String more = errors.size() > MOST_SHOWN ? " …" : "";
      return new Text(
          "编码来源 "
              + name
              + " 的表有错，上次的表继续有效："
              + errors.stream()
                  .limit(MOST_SHOWN)
                  .map(one -> one.text().zh())
                  .collect(Collectors.joining("；"))
              + more,
          "the tables of source "
              + name
              + " have errors, its last tables stay: "
              + errors.stream()
                  .limit(MOST_SHOWN)
                  .map(one -> one.text().en())
                  .collect(Collectors.joining("; "))
              + more);
    }

    /** Says it once in the log, and on every status page until it is mended. */
    private void complain(Text text) {
      if (!text.equals(trouble)) {
        LOG.warn("{}", text);
      }
      trouble = text;
    }
  }

  private static String nameOf(CodeTableSource source) {
    try {
      String name = source.name();
      return name != null && NAME.matcher(name).matches() ? name : "";
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("name of a code table source", e);
      return "";
    }
  }

  // ---------------------------------------------------------------- status

  /** Of the check and of the set of tables that sources gave. */
  @Override
  public final String name() {
    return "code-sources";
  }

  @Override
  public final Health check() {
    List<Text> texts = new ArrayList<>();
    List<Loading> present = loadings();
    Set<String> there = new HashSet<>();
    for (Loading loading : present) {
      if (loading.trouble != null) {
        texts.add(loading.trouble);
      } else if (loading.isStarted()) {
        there.add(loading.name);
      } else {
        texts.add(
            new Text(
                "编码来源 " + loading.name + " 有两个，只用先到的",
                "there are two sources " + loading.name + ", the first one counts"));
      }
    }
    boolean up = texts.isEmpty();
    for (SavedSources.Saved one : savedOrNone()) {
      String told = one.name() + " (" + one.rows() + ")";
      if (there.contains(one.name())) {
        texts.add(new Text(told, told));
      } else if (present.stream().noneMatch(loading -> loading.name.equals(one.name()))) {
        up = false;
        texts.add(
            new Text(
                "编码来源 " + told + " 不在，表仍有效；不再需要时删除 data/code-sources/" + one.name(),
                "source "
                    + told
                    + " is away, its tables stay; to take them out delete data/code-sources/"
                    + one.name()));
      }
    }
    return new Health(
        up,
        false,
        texts.isEmpty()
            ? new Text("没有编码来源", "no code table source")
            : new Text(
                texts.stream().map(Text::zh).collect(Collectors.joining("；")),
                texts.stream().map(Text::en).collect(Collectors.joining("; "))));
  }

  private List<SavedSources.Saved> savedOrNone() {
    try {
      return saved.all();
    } catch (UncheckedIOException e) {
      LOG.debug("data/code-sources", e);
      return List.of();
    }
  }

  /** None: the code tables watch them. */
  @Override
  public final List<java.nio.file.Path> watched() {
    return List.of();
  }

  @Override
  public final List<Finding> reload() {
    return List.of();
  }

  @Override
  public final InForce inForce() {
    List<SavedSources.Saved> all = savedOrNone();
    return new InForce(
        all.stream().map(SavedSources.Saved::version).collect(Collectors.joining()),
        all.stream().map(SavedSources.Saved::since).max(Instant::compareTo).orElse(null),
        all.stream().mapToInt(SavedSources.Saved::rows).sum());
  }
}
