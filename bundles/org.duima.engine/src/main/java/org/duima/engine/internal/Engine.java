package org.duima.engine.internal;

import io.netty.channel.ChannelHandler;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the route files on the rooms. Started once, closed once. {@link NodeStatus} is safe for use
 * by several threads.
 */
public final class Engine implements NodeStatus, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final long SCAN_MS = 1_000;

  /** For a scan that is going on when the engine stops. */
  private static final long SCAN_STOP_MS = 3_000;

  /**
   * For exchanges in flight when a route or all of them stop: longer than a receiver holds a
   * message that finds the inbox full, short enough for a node to stop within 30 s.
   */
  private static final long ROUTES_STOP_SECONDS = 12;

  private final Rooms rooms;
  private final CamelContext context;
  private final RouteFiles routes;
  private final FileWatch watch;
  private final Supplier<List<HospitalFiles>> hospitalFiles;
  private final Upkeep upkeep;
  private final Optional<WatchedFolder> folder;
  private final ScheduledExecutorService scanner =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "duima-files");
            thread.setDaemon(true);
            return thread;
          });
  private volatile List<InForce> inForce = List.of();
  private final AtomicBoolean retryRefused = new AtomicBoolean();
  private volatile boolean scanned;

  /**
   * @param home of the node, with its folder {@code routes}
   * @param newContext makes an empty Camel context with a name; called for the running one and for
   *     each trial of a route file
   * @param components components beside {@code duima:} that routes use, by scheme
   * @param beans what routes refer to as {@code #name}
   * @param settings what routes may refer to as {@code {{duima.mllp.port}}} and so on
   * @param hospitalFiles the sets of files to watch, as they come and go
   * @param upkeep of the files that the node itself writes
   */
  public Engine(
      Rooms rooms,
      ReceiveSettings receive,
      Path home,
      Function<String, CamelContext> newContext,
      Map<String, Supplier<org.apache.camel.Component>> components,
      Map<String, Object> beans,
      Properties settings,
      Supplier<List<HospitalFiles>> hospitalFiles,
      Upkeep upkeep) {
    this.rooms = rooms;
    this.hospitalFiles = hospitalFiles;
    this.upkeep = upkeep;
    MllpCodec.Limits limits =
        new MllpCodec.Limits(
            receive.maxFrameBytes(), receive.maxFramesWaiting(), receive.maxBytesWaiting());
    Function<String, CamelContext> furnished =
        name -> {
          CamelContext made = newContext.apply(name);
          made.getPropertiesComponent().setInitialProperties(settings);
          made.getPropertiesComponent().addPropertiesFunction(new SecretFunction(home));
          made.addComponent("duima", new DuimaComponent(rooms, receive.refuseReusedControlId()));
          components.forEach((scheme, maker) -> made.addComponent(scheme, maker.get()));
          made.getRegistry().bind("mllpCodec", mllpCodec(limits));
          made.getShutdownStrategy().setTimeout(ROUTES_STOP_SECONDS);
          made.getRegistry()
              .bind("wholeFiles", new WholeFiles(Duration.ofMillis(receive.filesSettleMs())));
          beans.forEach(made.getRegistry()::bind);
          return made;
        };
    this.folder =
        receive.filesFolder().isEmpty()
            ? Optional.empty()
            : Optional.of(new WatchedFolder(receive.folder(home)));
    this.context = furnished.apply("duima");
    this.routes =
        new RouteFiles(
            home.resolve("routes"),
            home.resolve("data/routes-in-force"),
            context,
            () -> furnished.apply("duima-trial"),
            rooms.clock());
    this.watch = new FileWatch(home.resolve("data/files-in-force.properties"), rooms.clock());
  }

  static ChannelHandlerFactory mllpCodec(MllpCodec.Limits limits) {
    return new DefaultChannelHandlerFactory() {
      @Override
      public ChannelHandler newChannelHandler() {
        return new MllpCodec(limits);
      }
    };
  }

  /**
   * Starts the routes and the watch over the files.
   *
   * @throws Exception if Camel cannot start; a route file that is refused is no reason
   */
  public void start() throws Exception {
    context.start();
    scanDestinations();
    routes.scan();
    scanFiles();
    report();
    scanned = true;
    upkeep.start();
    scanner.scheduleWithFixedDelay(this::scan, SCAN_MS, SCAN_MS, TimeUnit.MILLISECONDS);
  }

  /** First of all, so that no list that is ready is missed for a new destination. */
  private void scanDestinations() {
    rooms
        .delivering()
        .ifPresent(
            own -> {
              try {
                own.destinations().scan(own.deliveries());
              } catch (StoreUnavailableException e) {
                LOG.warn("目的地暂未登记 / destinations are not stored yet: {}", e.getMessage());
              } catch (UncheckedIOException e) {
                LOG.error("etc 无法读取 / etc cannot be read", e);
              }
            });
  }

  /** Tells that bundles came or went: a route file that was refused may be right now. */
  public void componentsChanged() {
    retryRefused.set(true);
  }

  private void scan() {
    try {
      scanDestinations();
      if (retryRefused.getAndSet(false)) {
        routes.retryRefused();
      }
      routes.scan();
      scanFiles();
      report();
    } catch (RuntimeException | LinkageError e) {
      // thrown further it would end the looking for good
      LOG.error("检查文件时出错 / looking at the files failed", e);
    }
  }

  /** What cannot be done without the store is done once it is back. */
  private void scanFiles() {
    boolean due = watch.scan(hospitalFiles.get());
    try {
      if (due) {
        int stays = rooms.stays().evaluateAll(rooms.clock().instant());
        watch.evaluated();
        LOG.info("文件变更后重新评估 {} 次住院 / stays to be evaluated again", stays);
      } else if (!scanned) {
        watch.remember();
      }
    } catch (StoreUnavailableException e) {
      LOG.warn("数据库不可用，稍后重新评估 / store unavailable, will evaluate later: {}", e.getMessage());
    }
  }

  private void report() {
    List<InForce> all = new ArrayList<>(routes.inForce());
    all.addAll(watch.inForce());
    rooms.delivering().ifPresent(own -> all.addAll(own.destinations().inForce()));
    all.add(upkeep.status());
    inForce = List.copyOf(all);
  }

  @Override
  public AnswerTimes answerTimes() {
    return context.getComponent("duima", DuimaComponent.class).receiver().answerTimes();
  }

  @Override
  public List<Received> received() {
    return context.getComponent("duima", DuimaComponent.class).counts().received();
  }

  @Override
  public long failedFiles() {
    try {
      return folder.map(WatchedFolder::failed).orElse(0L);
    } catch (UncheckedIOException e) {
      // the health check of the folder tells
      return 0;
    }
  }

  /** The health of the watched folder, if there is one. */
  public Optional<HealthCheck> folderHealth() {
    return Optional.ofNullable(folder.orElse(null));
  }

  @Override
  public List<InForce> inForce() {
    return inForce;
  }

  @Override
  public List<String> runningRoutes() {
    return context.getRoutes().stream()
        .map(Route::getRouteId)
        .filter(id -> context.getRouteController().getRouteStatus(id).isStarted())
        .sorted()
        .toList();
  }

  @Override
  public boolean isReady() {
    return scanned
        && context.getStatus().isStarted()
        && !context.getRoutes().isEmpty()
        && context.getRoutes().stream().allMatch(this::runsIfItShould);
  }

  /** A route that a setting switches off does not count. */
  private boolean runsIfItShould(Route route) {
    return Boolean.FALSE.equals(route.isAutoStartup())
        || context.getRouteController().getRouteStatus(route.getRouteId()).isStarted();
  }

  /**
   * Workers finish what they have in hand and give back the rest, exchanges in flight get their
   * answer, for a bounded time. No thread is interrupted: it may be inside the embedded database,
   * which closes its files when that happens.
   */
  @Override
  public void close() {
    routes.close();
    context.getComponent("duima", DuimaComponent.class).askToEnd();
    scanner.shutdown();
    upkeep.close();
    try {
      if (!scanner.awaitTermination(SCAN_STOP_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("检查文件的线程仍在工作 / the thread that looks at the files still works");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.stop();
    rooms.delivering().ifPresent(own -> own.destinations().close());
  }
}
