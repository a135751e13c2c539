package org.duima.deploy.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.NodeBundles;
import org.duima.deploy.internal.BundleFile;
import org.duima.deploy.internal.DeployFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches {@code deploy/} and tells how the node's bundles are. */
@Component(
    service = {NodeBundles.class, HealthCheck.class},
    immediate = true)
public final class DeployComponent implements NodeBundles, HealthCheck {
  private static final Logger LOG = LoggerFactory.getLogger(DeployComponent.class);
  private static final long SCAN_MS = 1_000;
  private static final long STOP_MS = 5_000;
  private static final Pattern MAVEN = Pattern.compile("mvn:([^/]+)/([^/]+)/([^/]+)");

  private final BundleContext context;
  private final Parts parts;
  private final DeployFolder folder;
  private final BundleListener listener = this::bundleChanged;
  private final Map<Long, Hash> hashes = new ConcurrentHashMap<>();
  private final Map<Long, Long> modified = new ConcurrentHashMap<>();
  private final ScheduledExecutorService scanner =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "duima-deploy");
            thread.setDaemon(true);
            return thread;
          });

  private record Hash(long modified, String sha256) {}

  @Activate
  public DeployComponent(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.parts = new Parts(components);
    Path home = Path.of(System.getProperty("duima.home", System.getProperty("karaf.base", ".")));
    Path own = home.resolve("data/deploy");
    folder =
        new DeployFolder(
            home.resolve("deploy"),
            own,
            new KarafFramework(context, parts, own.resolve("draft")),
            Clock.systemUTC());
    context.addBundleListener(listener);
    scanner.scheduleWithFixedDelay(this::scan, 0, SCAN_MS, TimeUnit.MILLISECONDS);
  }

  private void scan() {
    try {
      folder.scan();
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.error("检查 deploy/ 时出错 / looking at deploy/ failed", e);
    }
  }

  /** What a bundle brings may be what a refused file lacked. */
  private void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STARTED) {
      long at = event.getBundle().getLastModified();
      Long before = modified.put(event.getBundle().getBundleId(), at);
      if (before == null || before != at) {
        folder.retryRefused();
      }
    }
  }

  /** Not interrupted: a bundle that is being stopped may be writing. */
  @Deactivate
  void deactivate() {
    context.removeBundleListener(listener);
    scanner.shutdown();
    try {
      if (!scanner.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("仍在处理 deploy/ / a change of deploy/ is still going on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<BundleInForce> bundles() {
    List<DeployFolder.Entry> files = folder.report();
    List<BundleInForce> all = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      Optional<DeployFolder.Entry> file =
          files.stream().filter(entry -> entry.bundle() == bundle.getBundleId()).findFirst();
      if (file.isPresent() || isOwn(bundle)) {
        all.add(inForce(bundle, file.orElse(null)));
      }
    }
    for (DeployFolder.Entry file : files) {
      if (file.bundle() < 0 || context.getBundle(file.bundle()) == null) {
        all.add(
            new BundleInForce(
                file.file(),
                "",
                "deploy/" + file.file(),
                "",
                null,
                State.NONE,
                List.of(),
                List.of(),
                refused(file),
                file.refusedAt()));
      }
    }
    all.sort(Comparator.comparing(BundleInForce::name));
    return List.copyOf(all);
  }

  private static boolean isOwn(Bundle bundle) {
    return bundle.getSymbolicName() != null
        && bundle.getSymbolicName().startsWith("org.duima.")
        && !bundle.getSymbolicName().endsWith(".trial");
  }

  private static List<Finding> refused(DeployFolder.Entry file) {
    return file.refused() == null ? List.of() : List.of(file.refused());
  }

  private BundleInForce inForce(Bundle bundle, DeployFolder.Entry file) {
    List<Text> why = new ArrayList<>();
    State state;
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    boolean fragment =
        revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    if (fragment && bundle.getState() == Bundle.RESOLVED) {
      state = State.ACTIVE;
    } else if (bundle.getState() != Bundle.ACTIVE) {
      state = State.STOPPED;
      why.add(
          bundle.getState() == Bundle.INSTALLED
              ? Missing.of(context, bundle)
              : new Text("已停止或启动失败", "stopped, or it failed to start"));
    } else {
      parts.failure(bundle).ifPresent(why::add);
      parts.waiting(bundle).forEach(part -> why.add(part.why()));
      state = why.isEmpty() ? State.ACTIVE : State.WAITING;
    }
    List<String> services =
        parts.services(bundle).stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .toList();
    return new BundleInForce(
        bundle.getSymbolicName(),
        bundle.getVersion().toString(),
        file == null ? "" : "deploy/" + file.file(),
        file == null ? sha256(bundle) : file.sha256(),
        Instant.ofEpochMilli(bundle.getLastModified()),
        state,
        services,
        why,
        file == null ? List.of() : refused(file),
        file == null ? null : file.refusedAt());
  }

  /** Of the jar in the distribution, read once for each build. */
  private String sha256(Bundle bundle) {
    Hash known = hashes.get(bundle.getBundleId());
    if (known != null && known.modified() == bundle.getLastModified()) {
      return known.sha256();
    }
    String sha256 = "";
    Matcher location = MAVEN.matcher(bundle.getLocation());
    if (location.matches()) {
      Path jar =
          Path.of(System.getProperty("karaf.home", "."), "system")
              .resolve(location.group(1).replace('.', '/'))
              .resolve(location.group(2))
              .resolve(location.group(3))
              .resolve(location.group(2) + "-" + location.group(3) + ".jar");
      try {
        sha256 = Files.exists(jar) ? BundleFile.sha256(jar) : "";
      } catch (IOException e) {
        LOG.warn("{} 无法读取 / cannot be read", jar, e);
      }
    }
    hashes.put(bundle.getBundleId(), new Hash(bundle.getLastModified(), sha256));
    return sha256;
  }

  @Override
  public String name() {
    return "bundles";
  }

  /** What was refused is for a person to mend; the node goes on. */
  @Override
  public Health check() {
    List<String> troubled =
        bundles().stream()
            .filter(one -> one.state() != State.ACTIVE || !one.refused().isEmpty())
            .map(one -> one.file().isEmpty() ? one.name() : one.file())
            .toList();
    String names = String.join(", ", troubled);
    return troubled.isEmpty()
        ? new Health(true, false, new Text("全部生效", "all in force"))
        : new Health(
            false, false, new Text("未生效或被拒：" + names, "not in force or refused: " + names));
  }
}
