package org.duima.deploy.internal;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.deploy.internal.Framework.Kind;
import org.duima.deploy.internal.Framework.Present;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bundles of a node in line with the jars in {@code deploy/}. A jar is read to its end
 * and tried beside the version in force first, so most broken ones are refused without stopping
 * anything. One that only fails when it starts is replaced by the copy kept of the former version.
 * A jar with the name of a room stands in for it until the jar is removed.
 *
 * <p>A change counts when the file looked the same in two scans. {@link #scan} belongs to one
 * thread; {@link #report} and {@link #retryRefused} may be called by any.
 */
public final class DeployFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);

  /** The part of a version in a file's name that a bundle's version may have. */
  private static final Pattern VERSION =
      Pattern.compile("-([0-9]{1,9}(?:\\.[0-9]{1,9}){0,2})[^/]*\\.jar$");

  private final Path folder;
  private final Path own;
  private final Framework framework;
  private final Clock clock;
  private final Map<String, InForce> inForce = new TreeMap<>();
  private final Map<String, Refused> refused = new TreeMap<>();
  private Map<String, String> last = Map.of();
  private boolean restored;
  private volatile boolean retry;
  private volatile List<Entry> report = List.of();

  /**
   * A file in force.
   *
   * @param modified of the bundle, to recognise it after a restart
   */
  private record InForce(
      String fingerprint, String sha256, long bundle, String symbolicName, long modified) {}

  private record Refused(
      String fingerprint, String sha256, Finding reason, Instant at, boolean retry) {}

  /**
   * What became of a file.
   *
   * @param bundle id of the bundle in force, -1 if there is none
   * @param sha256 of what is in force
   * @param refused null if the file is in force as it is
   */
  public record Entry(
      String file, long bundle, String sha256, Finding refused, Instant refusedAt) {}

  /**
   * @param folder the hospital's
   * @param own the node's own, for copies of what is in force
   */
  public DeployFolder(Path folder, Path own, Framework framework, Clock clock) {
    this.folder = folder;
    this.own = own;
    this.framework = framework;
    this.clock = clock;
  }

  /** What became of each file; safe for use by several threads. */
  public List<Entry> report() {
    return report;
  }

  /** At the next scan files are tried again that lacked something; safe for several threads. */
  public void retryRefused() {
    retry = true;
  }

  /** Brings the bundles in line with the files. */
  public void scan() throws IOException {
    if (!framework.isUp()) {
      return;
    }
    if (!restored) {
      restore();
      restored = true;
    }
    if (retry) {
      retry = false;
      refused.values().removeIf(Refused::retry);
    }
    Map<String, String> now = fingerprints();
    Set<String> gone = new TreeSet<>(inForce.keySet());
    gone.removeIf(file -> now.containsKey(file) || last.containsKey(file));
    gone.forEach(this::remove);
    refused.keySet().removeIf(file -> !now.containsKey(file) && !last.containsKey(file));
    boolean any;
    do {
      any = false;
      for (Map.Entry<String, String> file : now.entrySet()) {
        if (file.getValue().equals(last.get(file.getKey()))) {
          any |= look(file.getKey(), file.getValue());
        }
      }
      // one may have waited for another
      any = any && refused.values().removeIf(Refused::retry);
    } while (any);
    last = now;
    publish();
  }

  private Map<String, String> fingerprints() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : entries.filter(DeployFolder::isJar).toList()) {
        try {
          BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
          files.put(
              file.getFileName().toString(),
              attributes.lastModifiedTime() + ":" + attributes.size() + ":" + attributes.fileKey());
        } catch (NoSuchFileException e) {
          LOG.debug("{} vanished while the folder was read", file);
        }
      }
    }
    return files;
  }

  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file);
  }

  /** Whether something came into force. */
  private boolean look(String file, String fingerprint) {
    InForce former = inForce.get(file);
    Refused before = refused.get(file);
    if (former != null && former.fingerprint().equals(fingerprint)
        || before != null && before.fingerprint().equals(fingerprint)) {
      return false;
    }
    String sha256 = "";
    try {
      // a copy of its own: the file may be replaced while it is looked at
      Path copy = draft(file);
      Files.copy(folder.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
      sha256 = BundleFile.sha256(copy);
      if (former != null && former.sha256().equals(sha256)) {
        inForce.put(file, with(former, fingerprint));
        refused.remove(file);
        return false;
      }
      take(file, fingerprint, sha256, copy, former);
      refused.remove(file);
      return true;
    } catch (RefusedException e) {
      refuse(file, fingerprint, sha256, e.reason(), e.retry());
    } catch (IOException e) {
      refuse(
          file,
          fingerprint,
          sha256,
          new Text("无法读写：" + e.getMessage(), "cannot be read or written: " + e.getMessage()),
          true);
    } finally {
      discardDrafts(file);
    }
    return false;
  }

  private void discardDrafts(String file) {
    try {
      Files.deleteIfExists(draft(file));
      Files.deleteIfExists(draft(file + ".wrapped"));
    } catch (IOException e) {
      LOG.warn("deploy/{} 的临时文件无法删除 / a draft cannot be deleted", file, e);
    }
  }

  private static InForce with(InForce former, String fingerprint) {
    return new InForce(
        fingerprint, former.sha256(), former.bundle(), former.symbolicName(), former.modified());
  }

  private void take(String file, String fingerprint, String sha256, Path copy, InForce former)
      throws RefusedException, IOException {
    BundleFile said = BundleFile.read(copy);
    Path content = copy;
    if (said.symbolicName().isEmpty()) {
      said = wrapped(file, copy, former);
      content = draft(file + ".wrapped");
    }
    String name = said.symbolicName();
    sameInOtherFile(file, name);
    Optional<Present> there = former == null ? room(said) : framework.find(former.bundle());
    boolean same = there.isPresent() && there.get().symbolicName().equals(name);
    if (former != null && !same) {
      there = room(said);
    }
    if (!said.fragment()) {
      framework.tryOut(content);
    }
    long id;
    if (there.isPresent()) {
      id = there.get().id();
      update(file, id, content, former);
    } else {
      id = installNew(file, content);
      framework.completeOthers(id);
    }
    if (former != null && !same) {
      dismiss(file, former);
    }
    keep(file, content);
    long modified = framework.find(id).map(Present::modified).orElse(0L);
    inForce.put(file, new InForce(fingerprint, sha256, id, name, modified));
    remember();
    LOG.info("deploy/{} 已生效：{} {} / in force", file, name, said.version());
  }

  private BundleFile wrapped(String file, Path copy, InForce former)
      throws RefusedException, IOException {
    String name = file.replaceFirst("(-[0-9][^/]*)?\\.jar$", "");
    if (former != null && !former.symbolicName().equals(name)) {
      throw new RefusedException(
          new Text(
              "清单中没有 Bundle-SymbolicName，而原版本是 " + former.symbolicName(),
              "has no Bundle-SymbolicName, while the former version is " + former.symbolicName()),
          false);
    }
    Path bundle = draft(file + ".wrapped");
    Matcher version = VERSION.matcher(file);
    framework.wrap(copy, name, version.find() ? version.group(1) : "0", bundle);
    return BundleFile.read(bundle);
  }

  private void sameInOtherFile(String file, String name) throws RefusedException {
    for (Map.Entry<String, InForce> other : inForce.entrySet()) {
      if (!other.getKey().equals(file) && other.getValue().symbolicName().equals(name)) {
        throw new RefusedException(
            new Text(
                name + " 已由 deploy/" + other.getKey() + " 提供",
                name + " is already in force from deploy/" + other.getKey()),
            true);
      }
    }
  }

  /** The room that a bundle stands in for; refuses one that cannot be beside what is there. */
  private Optional<Present> room(BundleFile said) throws RefusedException {
    for (Present present : framework.find(said.symbolicName())) {
      if (present.kind() == Kind.ROOM || present.kind() == Kind.DEPLOYED) {
        return Optional.of(present);
      }
      if (present.kind() == Kind.FIXED) {
        throw new RefusedException(
            new Text(
                said.symbolicName() + " 只随整个软件升级",
                said.symbolicName() + " changes with the whole distribution only"),
            false);
      }
      if (present.version().equals(said.version())) {
        throw new RefusedException(
            new Text(
                said.symbolicName() + " " + said.version() + " 已随软件安装",
                said.symbolicName() + " " + said.version() + " is a part of the software already"),
            false);
      }
    }
    return Optional.empty();
  }

  private long installNew(String file, Path content) throws RefusedException, IOException {
    long id = framework.install(keep(file, content));
    try {
      framework.start(id, null);
      return id;
    } catch (RefusedException e) {
      framework.uninstall(id);
      Files.deleteIfExists(kept(file));
      throw e;
    }
  }

  private void update(String file, long id, Path content, InForce former)
      throws RefusedException, IOException {
    Object before = framework.picture(id);
    // a node that is killed now must not take the new version for the former one
    Files.createDirectories(own);
    Files.writeString(begun(), id + "|" + file);
    try {
      framework.update(id, content);
      framework.start(id, before);
      Files.delete(begun());
    } catch (RefusedException | IOException e) {
      LOG.warn("deploy/{} 启动失败，恢复原版本 / did not start, the former version is put back", file);
      try {
        if (former == null) {
          framework.updateFromDistribution(id);
        } else {
          framework.update(id, kept(file));
        }
        framework.start(id, before);
        Files.deleteIfExists(begun());
        if (former != null) {
          long modified = framework.find(id).map(Present::modified).orElse(0L);
          inForce.put(
              file,
              new InForce(
                  former.fingerprint(), former.sha256(), id, former.symbolicName(), modified));
          remember();
        }
      } catch (RefusedException | IOException again) {
        LOG.error("deploy/{} 的原版本无法恢复 / the former version cannot be put back", file, again);
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private void remove(String file) {
    dismiss(file, inForce.remove(file));
    try {
      Files.deleteIfExists(kept(file));
    } catch (IOException e) {
      LOG.warn("deploy/{} 的备份无法删除 / the copy kept cannot be deleted", file, e);
    }
    remember();
    refused.values().removeIf(Refused::retry);
    LOG.info("deploy/{} 已移除 / removed", file);
  }

  /** Without its file a bundle goes, a room is again what the distribution brought. */
  private void dismiss(String file, InForce former) {
    try {
      Optional<Present> there = framework.find(former.bundle());
      if (there.isEmpty()) {
        return;
      }
      if (there.get().kind() == Kind.ROOM) {
        Object before = framework.picture(former.bundle());
        framework.updateFromDistribution(former.bundle());
        framework.start(former.bundle(), before);
      } else {
        framework.uninstall(former.bundle());
      }
    } catch (RefusedException e) {
      LOG.error("deploy/{} 移除后未能还原：{} / was not undone", file, e.reason());
    }
  }

  private void refuse(String file, String fingerprint, String sha256, Text why, boolean again) {
    boolean hasFormer = inForce.containsKey(file);
    Finding finding =
        Finding.error(
            "deploy.refused",
            "deploy/" + file,
            (hasFormer ? "未生效，原版本继续有效：" : "未生效：") + why.zh(),
            (hasFormer ? "refused, the former version goes on: " : "refused: ") + why.en());
    Refused before =
        refused.put(file, new Refused(fingerprint, sha256, finding, clock.instant(), again));
    if (before == null || !before.reason().equals(finding)) {
      LOG.error("deploy/{} {}", file, finding.text());
    }
  }

  // ---------------------------------------------------------------- own copies

  private Path draft(String file) throws IOException {
    return Files.createDirectories(own.resolve("draft")).resolve(file);
  }

  private Path kept(String file) {
    return own.resolve("kept").resolve(file);
  }

  private Path keep(String file, Path content) throws IOException {
    Path kept = kept(file);
    Files.createDirectories(kept.getParent());
    Path draft = kept.resolveSibling(file + ".new");
    Files.copy(content, draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return kept;
  }

  private void remember() {
    Properties state = new Properties();
    inForce.forEach(
        (file, now) ->
            state.setProperty(
                file,
                String.join(
                    "|",
                    now.sha256(),
                    Long.toString(now.bundle()),
                    now.symbolicName(),
                    Long.toString(now.modified()),
                    now.fingerprint())));
    StringWriter text = new StringWriter();
    Path draft = own.resolve("in-force.new");
    try {
      state.store(text, "files of deploy/ in force; written by the node");
      Files.createDirectories(own);
      Files.writeString(draft, text.toString());
      Files.move(
          draft,
          own.resolve("in-force.properties"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.error("deploy/ 的状态无法保存 / the state of deploy/ cannot be kept", e);
    }
  }

  private Path begun() {
    return own.resolve("update-begun");
  }

  /** Undoes an update in which the node was stopped or killed; the file is tried anew later. */
  private void undoBegun() throws IOException {
    if (!Files.exists(begun())) {
      return;
    }
    String[] what = Files.readString(begun()).split("\\|", 2);
    long id = Long.parseLong(what[0]);
    try {
      if (framework.find(id).isPresent()) {
        if (Files.exists(kept(what[1]))) {
          framework.update(id, kept(what[1]));
        } else {
          framework.updateFromDistribution(id);
        }
        framework.start(id, null);
      }
      Files.delete(begun());
      LOG.info("deploy/{} 上次更新未完成，已恢复原版本 / an update was cut off, the former is back", what[1]);
    } catch (RefusedException e) {
      LOG.error("deploy/{} 的原版本无法恢复：{} / cannot be put back", what[1], e.reason());
    }
  }

  /** After a start: what the framework still has, and what it lost with its cache. */
  private void restore() throws IOException {
    Map<String, String[]> remembered = new LinkedHashMap<>();
    Path file = own.resolve("in-force.properties");
    if (Files.exists(file)) {
      Properties state = new Properties();
      state.load(new StringReader(Files.readString(file)));
      state
          .stringPropertyNames()
          .forEach(name -> remembered.put(name, state.getProperty(name).split("\\|", 5)));
    }
    undoBegun();
    for (Map.Entry<String, String[]> one : remembered.entrySet()) {
      String[] was = one.getValue();
      long bundle = Long.parseLong(was[1]);
      long modified = Long.parseLong(was[3]);
      Optional<Present> there =
          framework
              .find(bundle)
              .filter(b -> b.symbolicName().equals(was[2]) && b.modified() == modified);
      if (there.isPresent()) {
        inForce.put(one.getKey(), new InForce(was[4], was[0], bundle, was[2], modified));
      } else if (Files.exists(kept(one.getKey()))) {
        putBack(one.getKey(), was[4], was[0]);
      }
    }
    remember();
  }

  private void putBack(String file, String fingerprint, String sha256) throws IOException {
    try {
      take(file, fingerprint, sha256, kept(file), null);
    } catch (RefusedException e) {
      refuse(file, "", sha256, e.reason(), true);
    }
  }

  private void publish() {
    Set<String> files = new TreeSet<>(inForce.keySet());
    files.addAll(refused.keySet());
    List<Entry> entries = new ArrayList<>();
    for (String file : files) {
      InForce now = inForce.get(file);
      Refused not = refused.get(file);
      entries.add(
          new Entry(
              file,
              now == null ? -1 : now.bundle(),
              now == null ? "" : now.sha256(),
              not == null ? null : not.reason(),
              not == null ? null : not.at()));
    }
    report = List.copyOf(entries);
  }
}
