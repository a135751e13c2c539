package org.duima.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.duima.api.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {
  @TempDir Path home;
  private Path folder;
  private final Memory framework = new Memory();
  private DeployFolder deploy;

  /** A framework that keeps bundles in memory; a bundle's version says how it behaves. */
  private static final class Memory implements Framework {
    record Bundle(String name, String version, Kind kind, long modified) {}

    final Map<Long, Bundle> bundles = new TreeMap<>();
    final Set<Long> running = new HashSet<>();
    final Set<String> unresolved = new HashSet<>();
    final Set<String> failing = new HashSet<>();
    final List<String> offeredToOthers = new ArrayList<>();
    boolean cutOff;
    int stops;
    private long next = 100;
    private long clock;

    long room(String name) {
      bundles.put(++next, new Bundle(name, "distribution", Kind.ROOM, ++clock));
      running.add(next);
      return next;
    }

    @Override
    public boolean isUp() {
      return true;
    }

    @Override
    public Optional<Present> find(long id) {
      return Optional.ofNullable(bundles.get(id)).map(bundle -> present(id, bundle));
    }

    private static Present present(long id, Bundle bundle) {
      return new Present(id, bundle.name, bundle.version, bundle.kind, bundle.modified);
    }

    @Override
    public Iterable<Present> find(String symbolicName) {
      return bundles.entrySet().stream()
          .filter(bundle -> bundle.getValue().name.equals(symbolicName))
          .map(bundle -> present(bundle.getKey(), bundle.getValue()))
          .sorted(Comparator.comparing(Present::kind))
          .toList();
    }

    @Override
    public void wrap(Path jar, String symbolicName, String version, Path bundle)
        throws IOException {
      write(bundle, symbolicName, version);
    }

    @Override
    public void tryOut(Path jar) throws RefusedException {
      if (unresolved.contains(BundleFile.read(jar).version())) {
        throw new RefusedException(new Text("缺少软件包", "lacks package x"), true);
      }
    }

    @Override
    public long install(Path content) throws RefusedException {
      BundleFile file = BundleFile.read(content);
      bundles.put(++next, new Bundle(file.symbolicName(), file.version(), Kind.DEPLOYED, ++clock));
      return next;
    }

    @Override
    public Object picture(long id) {
      return "before";
    }

    @Override
    public void update(long id, Path content) throws RefusedException {
      stops++;
      running.remove(id);
      BundleFile file = BundleFile.read(content);
      bundles.put(
          id, new Bundle(file.symbolicName(), file.version(), bundles.get(id).kind, ++clock));
      if (cutOff) {
        throw new IllegalStateException("the process ends here");
      }
    }

    @Override
    public void updateFromDistribution(long id) {
      running.remove(id);
      bundles.put(id, new Bundle(bundles.get(id).name, "distribution", Kind.ROOM, ++clock));
    }

    @Override
    public void start(long id, Object before) throws RefusedException {
      if (failing.contains(bundles.get(id).version)) {
        throw new RefusedException(new Text("启动失败", "does not start"), false);
      }
      running.add(id);
    }

    @Override
    public void completeOthers(long id) {
      offeredToOthers.add(bundles.get(id).name);
    }

    @Override
    public void uninstall(long id) {
      bundles.remove(id);
      running.remove(id);
    }

    String version(String name) {
      for (Map.Entry<Long, Bundle> bundle : bundles.entrySet()) {
        if (bundle.getValue().name.equals(name)) {
          return bundle.getValue().version + (running.contains(bundle.getKey()) ? "" : " stopped");
        }
      }
      return "none";
    }
  }

  @BeforeEach
  void begin() throws IOException {
    folder = Files.createDirectories(home.resolve("deploy"));
    deploy = node();
  }

  private DeployFolder node() {
    return new DeployFolder(folder, home.resolve("data/deploy"), framework, Clock.systemUTC());
  }

  private static void write(Path jar, String name, String version) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!name.isEmpty()) {
      main.putValue("Bundle-SymbolicName", name + ";singleton:=true");
      main.putValue("Bundle-Version", version);
    }
    Path draft = Files.createTempFile(jar.getParent(), "draft", ".part");
    try (OutputStream out = Files.newOutputStream(draft);
        JarOutputStream files = new JarOutputStream(out, manifest)) {
      files.putNextEntry(new JarEntry("a/B.class"));
      files.write(version.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private void look() throws IOException {
    deploy.scan();
    deploy.scan();
  }

  private String refused(String file) {
    return deploy.report().stream()
        .filter(entry -> entry.file().equals(file) && entry.refused() != null)
        .map(entry -> entry.refused().text().toString())
        .findFirst()
        .orElse("");
  }

  @Test
  void installsUpdatesAndRemovesABundleWithItsFile() throws Exception {
    write(folder.resolve("x.jar"), "x", "1.0");
    deploy.scan();
    assertThat(framework.version("x")).as("still being written, perhaps").isEqualTo("none");
    deploy.scan();
    assertThat(framework.version("x")).isEqualTo("1.0");
    write(folder.resolve("x.jar"), "x", "2.0");
    look();
    assertThat(framework.version("x")).isEqualTo("2.0");
    Files.delete(folder.resolve("x.jar"));
    look();
    assertThat(framework.version("x")).isEqualTo("none");
    assertThat(deploy.report()).isEmpty();
  }

  @Test
  void aNewBundleIsOfferedToThoseThatDidWithoutIt() throws Exception {
    write(folder.resolve("component.jar"), "component", "1.0");
    look();
    write(folder.resolve("library.jar"), "library", "1.0");
    look();
    write(folder.resolve("library.jar"), "library", "1.1");
    look();
    assertThat(framework.offeredToOthers).containsExactly("component", "library");
  }

  @Test
  void stopsNothingForAJarThatIsCutOffOrDoesNotResolve() throws Exception {
    write(folder.resolve("x.jar"), "x", "1.0");
    look();
    byte[] whole = Files.readAllBytes(folder.resolve("x.jar"));
    Files.write(folder.resolve("x.jar"), java.util.Arrays.copyOf(whole, whole.length / 2));
    look();
    assertThat(refused("x.jar")).contains("原版本继续有效", "jar");
    framework.unresolved.add("2.0");
    write(folder.resolve("x.jar"), "x", "2.0");
    look();
    assertThat(refused("x.jar")).contains("lacks package x");
    assertThat(framework.version("x")).isEqualTo("1.0");
    assertThat(framework.stops).isZero();
  }

  @Test
  void putsTheFormerVersionBackWhenTheNewOneDoesNotStart() throws Exception {
    write(folder.resolve("x.jar"), "x", "1.0");
    look();
    framework.failing.add("2.0");
    write(folder.resolve("x.jar"), "x", "2.0");
    look();
    assertThat(refused("x.jar")).contains("does not start");
    assertThat(framework.version("x")).isEqualTo("1.0");
    int stops = framework.stops;
    deploy.retryRefused();
    look();
    assertThat(framework.stops).as("not tried again by itself").isEqualTo(stops);
    write(folder.resolve("x.jar"), "x", "3.0");
    look();
    assertThat(refused("x.jar")).isEmpty();
    assertThat(framework.version("x")).isEqualTo("3.0");
  }

  @Test
  void leavesNothingOfANewBundleThatDoesNotStart() throws Exception {
    framework.failing.add("1.0");
    write(folder.resolve("x.jar"), "x", "1.0");
    look();
    assertThat(refused("x.jar")).contains("does not start").doesNotContain("原版本");
    assertThat(framework.version("x")).isEqualTo("none");
  }

  @Test
  void aFileStandsInForARoomUntilItIsRemoved() throws Exception {
    framework.room("org.duima.mapping");
    write(folder.resolve("m.jar"), "org.duima.mapping", "0.2");
    look();
    assertThat(framework.version("org.duima.mapping")).isEqualTo("0.2");
    framework.failing.add("0.3");
    write(folder.resolve("m.jar"), "org.duima.mapping", "0.3");
    look();
    assertThat(framework.version("org.duima.mapping")).isEqualTo("0.2");
    Files.delete(folder.resolve("m.jar"));
    look();
    assertThat(framework.version("org.duima.mapping")).isEqualTo("distribution");
  }

  @Test
  void aBundleThatLackedSomethingIsTakenOnceItMayBeThere() throws Exception {
    framework.unresolved.add("1.0");
    write(folder.resolve("x.jar"), "x", "1.0");
    look();
    assertThat(framework.version("x")).isEqualTo("none");
    framework.unresolved.clear();
    look();
    assertThat(framework.version("x")).as("nobody said that something came").isEqualTo("none");
    deploy.retryRefused();
    look();
    assertThat(framework.version("x")).isEqualTo("1.0");
  }

  @Test
  void knowsAfterARestartWhatIsInForceAndInstallsItAgainWhenTheCacheIsGone() throws Exception {
    write(folder.resolve("x.jar"), "x", "1.0");
    look();
    framework.unresolved.add("2.0");
    write(folder.resolve("x.jar"), "x", "2.0");
    deploy = node();
    look();
    assertThat(framework.version("x")).isEqualTo("1.0");
    framework.bundles.clear();
    deploy = node();
    look();
    assertThat(framework.version("x")).as("the copy kept").isEqualTo("1.0");
    assertThat(refused("x.jar")).contains("lacks package x");
  }

  @Test
  void undoesAnUpdateInWhichTheNodeWasKilled() throws Exception {
    framework.room("org.duima.mapping");
    framework.failing.add("0.2");
    framework.cutOff = true;
    write(folder.resolve("m.jar"), "org.duima.mapping", "0.2");
    deploy.scan();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> deploy.scan())
        .isInstanceOf(IllegalStateException.class);
    assertThat(framework.version("org.duima.mapping")).isEqualTo("0.2 stopped");
    framework.cutOff = false;
    deploy = node();
    deploy.scan();
    assertThat(framework.version("org.duima.mapping")).isEqualTo("distribution");
  }

  @Test
  void aPlainJarBecomesABundleButNotInPlaceOfOne() throws Exception {
    write(folder.resolve("camel-ftp-4.14.1.jar"), "", "plain");
    look();
    assertThat(framework.version("camel-ftp")).isEqualTo("4.14.1");
    write(folder.resolve("own.jar"), "x", "1.0");
    look();
    write(folder.resolve("own.jar"), "", "plain");
    look();
    assertThat(framework.version("x")).isEqualTo("1.0");
    try (JarOutputStream empty =
        new JarOutputStream(Files.newOutputStream(folder.resolve("empty.jar")))) {
      empty.putNextEntry(new JarEntry("readme.txt"));
    }
    look();
    assertThat(refused("empty.jar")).contains("Bundle-SymbolicName");
  }

  @Test
  void twoFilesCannotBringTheSameBundle() throws Exception {
    write(folder.resolve("a.jar"), "x", "1.0");
    look();
    write(folder.resolve("b.jar"), "x", "2.0");
    look();
    assertThat(refused("b.jar")).contains("deploy/a.jar");
    Files.delete(folder.resolve("a.jar"));
    look();
    look();
    assertThat(framework.version("x")).isEqualTo("2.0");
  }
}
