package org.duima.deploy.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.duima.api.Text;
import org.duima.deploy.internal.BundleFile;
import org.duima.deploy.internal.Framework;
import org.duima.deploy.internal.RefusedException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The framework of Karaf. */
final class KarafFramework implements Framework {
  private static final Logger LOG = LoggerFactory.getLogger(KarafFramework.class);

  /** Where what the hospital adds starts: after the rooms. */
  private static final int START_LEVEL = 80;

  private static final String ROOMS = "org.duima.";
  private static final String ROOM_LOCATION = "mvn:org.duima/";

  /** This room stands on them; they change with the node's restart. */
  private static final Set<String> FIXED = Set.of("org.duima.api", "org.duima.deploy");

  private static final long SETTLE_MS = 3_000;
  private static final long LOOK_AGAIN_MS = 250;
  private static final long REFRESH_SECONDS = 60;
  private static final long TOLD_SECONDS = 5;

  private final BundleContext context;
  private final Parts parts;
  private final Path drafts;

  /**
   * @param drafts folder for files that are needed for a moment
   */
  KarafFramework(BundleContext context, Parts parts, Path drafts) {
    this.context = context;
    this.parts = parts;
    this.drafts = drafts;
  }

  @Override
  public boolean isUp() {
    return system().adapt(FrameworkStartLevel.class).getStartLevel() >= START_LEVEL;
  }

  private Bundle system() {
    return context.getBundle(0);
  }

  @Override
  public Optional<Present> find(long id) {
    return Optional.ofNullable(context.getBundle(id)).map(KarafFramework::present);
  }

  @Override
  public Iterable<Present> find(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .map(KarafFramework::present)
        .sorted(Comparator.comparing(present -> present.kind() != Kind.ROOM))
        .toList();
  }

  private static Present present(Bundle bundle) {
    String name = bundle.getSymbolicName() == null ? "" : bundle.getSymbolicName();
    Kind kind =
        FIXED.contains(name)
            ? Kind.FIXED
            : isRoom(bundle)
                ? Kind.ROOM
                : bundle.getLocation().startsWith("file:") && bundle.getLocation().endsWith(".jar")
                    ? Kind.DEPLOYED
                    : Kind.PLATFORM;
    return new Present(
        bundle.getBundleId(), name, bundle.getVersion().toString(), kind, bundle.getLastModified());
  }

  static boolean isRoom(Bundle bundle) {
    return bundle.getSymbolicName() != null
        && bundle.getSymbolicName().startsWith(ROOMS)
        && bundle.getLocation().startsWith(ROOM_LOCATION);
  }

  @Override
  public void wrap(Path jar, String symbolicName, String version, Path bundle)
      throws IOException, RefusedException {
    URI address =
        URI.create(
            "wrap:%s$Bundle-SymbolicName=%s&Bundle-Version=%s"
                .formatted(jar.toUri(), symbolicName, version));
    try (InputStream in = address.toURL().openStream()) {
      Files.copy(in, bundle, StandardCopyOption.REPLACE_EXISTING);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          new Text("不能包装为 bundle：" + e.getMessage(), "cannot be wrapped: " + e.getMessage()),
          false);
    }
  }

  @Override
  public void tryOut(Path jar) throws IOException, RefusedException {
    Files.createDirectories(drafts);
    Path copy = Files.createTempFile(drafts, "trial", ".jar");
    String location = "trial:" + copy.getFileName();
    Bundle trial = null;
    CountDownLatch told = new CountDownLatch(1);
    BundleListener listener =
        event -> {
          if (event.getType() == BundleEvent.RESOLVED
              && event.getBundle().getLocation().equals(location)) {
            told.countDown();
          }
        };
    context.addBundleListener(listener);
    try {
      BundleFile.writeTrial(jar, copy);
      try (InputStream in = Files.newInputStream(copy)) {
        trial = context.installBundle(location, in);
      }
      if (!system().adapt(FrameworkWiring.class).resolveBundles(Set.of(trial))) {
        throw new RefusedException(Missing.of(context, trial), true);
      }
      // Karaf looks into every bundle that was resolved; it is to find this one still there
      if (!told.await(TOLD_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("{}: nobody was told that it resolved", location);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(new Text("节点正在停止", "the node is stopping"), true);
    } catch (BundleException e) {
      throw new RefusedException(words(e), false);
    } finally {
      context.removeBundleListener(listener);
      if (trial != null) {
        remove(trial);
      }
      Files.deleteIfExists(copy);
    }
  }

  private void remove(Bundle bundle) throws RefusedException {
    try {
      bundle.uninstall();
      refresh(bundle);
    } catch (BundleException e) {
      throw new RefusedException(words(e), true);
    }
  }

  @Override
  public long install(Path content) throws IOException, RefusedException {
    try (InputStream in = Files.newInputStream(content)) {
      Bundle bundle = context.installBundle(content.toUri().toString(), in);
      bundle.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
      return bundle.getBundleId();
    } catch (BundleException e) {
      throw new RefusedException(words(e), false);
    }
  }

  /** What a bundle did before it was changed. */
  private record Picture(Set<String> services, Set<String> waiting) {}

  @Override
  public Object picture(long id) {
    Bundle bundle = context.getBundle(id);
    Set<String> waiting = new HashSet<>();
    waiting(bundle).forEach(part -> waiting.add(part.name()));
    return new Picture(isRoom(bundle) ? parts.services(bundle) : Set.of(), waiting);
  }

  /** Of a room also what waits in other rooms, for they may wait for what it offered. */
  private List<Parts.Part> waiting(Bundle bundle) {
    if (!isRoom(bundle)) {
      return parts.waiting(bundle);
    }
    return Arrays.stream(context.getBundles())
        .filter(KarafFramework::isRoom)
        .flatMap(room -> parts.waiting(room).stream())
        .toList();
  }

  @Override
  public void update(long id, Path content) throws IOException, RefusedException {
    Bundle bundle = context.getBundle(id);
    try (InputStream in = Files.newInputStream(content)) {
      bundle.stop(Bundle.STOP_TRANSIENT);
      bundle.update(in);
      refresh(bundle);
    } catch (BundleException e) {
      throw new RefusedException(words(e), false);
    }
  }

  @Override
  public void updateFromDistribution(long id) throws RefusedException {
    Bundle bundle = context.getBundle(id);
    try {
      bundle.stop(Bundle.STOP_TRANSIENT);
      bundle.update();
      refresh(bundle);
    } catch (BundleException e) {
      throw new RefusedException(words(e), true);
    }
  }

  /** So that nothing stays bound to the former content, and its classes can be collected. */
  private void refresh(Bundle bundle) throws RefusedException {
    refresh(Set.of(bundle));
  }

  private void refresh(Set<Bundle> bundles) throws RefusedException {
    CountDownLatch done = new CountDownLatch(1);
    FrameworkListener listener = event -> done.countDown();
    system().adapt(FrameworkWiring.class).refreshBundles(bundles, listener);
    try {
      if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
        throw new RefusedException(
            new Text("框架未能及时刷新", "the framework did not refresh in time"), true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(new Text("节点正在停止", "the node is stopping"), true);
    }
  }

  @Override
  public void start(long id, Object before) throws RefusedException {
    Bundle bundle = context.getBundle(id);
    if (bundle.getHeaders().get("Fragment-Host") != null) {
      return;
    }
    Semaphore changes = new Semaphore(0);
    ServiceListener services = (ServiceEvent event) -> changes.release();
    SynchronousBundleListener bundles = (BundleEvent event) -> changes.release();
    context.addServiceListener(services);
    context.addBundleListener(bundles);
    try {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MS);
      List<Text> lacks = lacks(bundle, (Picture) before);
      while (!lacks.isEmpty() && System.nanoTime() < until) {
        changes.tryAcquire(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        changes.drainPermits();
        lacks = lacks(bundle, (Picture) before);
      }
      if (!lacks.isEmpty()) {
        // not tried again by itself: each trial would stop the former version
        throw new RefusedException(joined(lacks), false);
      }
    } catch (BundleException e) {
      throw new RefusedException(words(e), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(new Text("节点正在停止", "the node is stopping"), true);
    } finally {
      context.removeBundleListener(bundles);
      context.removeServiceListener(services);
    }
  }

  /** What the bundle should do and does not; a failure is told at once. */
  private List<Text> lacks(Bundle bundle, Picture before) throws RefusedException {
    if (bundle.getState() != Bundle.ACTIVE) {
      return List.of(new Text("未能启动", "does not start"));
    }
    useOnce(bundle);
    Optional<Text> failure = parts.failure(bundle);
    if (failure.isPresent()) {
      throw new RefusedException(failure.get(), false);
    }
    if (before == null) {
      return List.of();
    }
    List<Text> lacks = new ArrayList<>();
    for (Parts.Part part : waiting(bundle)) {
      if (!before.waiting().contains(part.name())) {
        lacks.add(part.why());
      }
    }
    Set<String> services = new TreeSet<>(before.services());
    services.removeAll(parts.services(bundle));
    if (!services.isEmpty()) {
      String names = String.join(", ", services);
      lacks.add(new Text("不再提供 " + names, "no longer offers " + names));
    }
    return lacks;
  }

  /** Most components are made when somebody asks for them: only then it shows that one fails. */
  private void useOnce(Bundle bundle) {
    ServiceReference<?>[] offered = bundle.getRegisteredServices();
    if (offered == null) {
      return;
    }
    for (ServiceReference<?> reference : offered) {
      if (Parts.isOfTheHall(reference) && context.getService(reference) != null) {
        context.ungetService(reference);
      }
    }
  }

  @Override
  public void completeOthers(long id) throws RefusedException {
    List<BundleCapability> offered =
        context
            .getBundle(id)
            .adapt(BundleRevision.class)
            .getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE);
    Set<Bundle> incomplete = new HashSet<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getBundleId() != id
          && present(bundle).kind() == Kind.DEPLOYED
          && doesWithoutOneOf(bundle, offered)) {
        incomplete.add(bundle);
      }
    }
    if (!incomplete.isEmpty()) {
      refresh(incomplete);
    }
  }

  private static boolean doesWithoutOneOf(Bundle bundle, List<BundleCapability> offered) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return false;
    }
    Set<BundleRequirement> met = new HashSet<>();
    wiring
        .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)
        .forEach(wire -> met.add(wire.getRequirement()));
    return wiring.getRevision().getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
        .filter(wanted -> !met.contains(wanted))
        .anyMatch(wanted -> offered.stream().anyMatch(wanted::matches));
  }

  @Override
  public void uninstall(long id) throws RefusedException {
    remove(context.getBundle(id));
  }

  private static Text joined(List<Text> texts) {
    return new Text(
        String.join("；", texts.stream().map(Text::zh).toList()),
        String.join("; ", texts.stream().map(Text::en).toList()));
  }

  /** The innermost reason says most. */
  private static Text words(BundleException trouble) {
    Throwable cause = trouble;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? "" : cause.getMessage().strip();
    String said =
        cause instanceof BundleException ? message : cause.getClass().getName() + " " + message;
    return new Text("启动或安装失败：" + said, "installing or starting it failed: " + said);
  }
}
