package org.duima.engine.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.duima.api.Finding;
import org.duima.api.site.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route files of a node. A file is tried in a scratch context first and then takes effect as a
 * whole; one that is refused leaves its former version running. What is in force is kept in a
 * folder of the node's own, so that a former version stays across a restart, too. Not safe for use
 * by several threads, except {@link #close()}.
 *
 * <p>A change counts when it looked the same in two scans, so that a file is not read while it is
 * being written, and an editor that deletes and writes anew stops nothing.
 */
final class RouteFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

  private final Path directory;
  private final Path kept;
  private final CamelContext context;
  private final Supplier<CamelContext> scratch;
  private final Clock clock;
  private final Map<String, Loaded> loaded = new TreeMap<>();
  private final Map<String, Refused> refused = new TreeMap<>();
  private Map<String, byte[]> last;
  private volatile boolean closed;

  /**
   * A version in force.
   *
   * @param running false if it could not be started again after a newer one failed; that is tried
   *     at every scan
   */
  private record Loaded(byte[] content, Set<String> routes, Instant since, boolean running) {}

  /**
   * A version that is not in force.
   *
   * @param retry whether it may come into force without being changed
   * @param again whether it is to be tried again now
   */
  private record Refused(
      byte[] content, Finding reason, Instant at, boolean retry, boolean again) {}

  /** A new version that could be built. */
  private record Candidate(byte[] content, Set<String> routes) {}

  /**
   * @param directory the hospital's route files
   * @param kept the node's own copies of what is in force
   * @param context where the routes run
   * @param scratch makes a context with the same components in which nothing is started
   */
  RouteFiles(
      Path directory,
      Path kept,
      CamelContext context,
      Supplier<CamelContext> scratch,
      Clock clock) {
    this.directory = directory;
    this.kept = kept;
    this.context = context;
    this.scratch = scratch;
    this.clock = clock;
  }

  /** From now on nothing is started any more; safe for use by several threads. */
  void close() {
    closed = true;
  }

  /** Tries refused files again at the next scan: a component may have come that they need. */
  void retryRefused() {
    refused.replaceAll(
        (name, not) ->
            not.retry() ? new Refused(not.content(), not.reason(), not.at(), true, true) : not);
  }

  /**
   * Brings the running routes in line with the files.
   *
   * @return what was refused now
   */
  List<Finding> scan() {
    Map<String, byte[]> now = read(directory);
    boolean first = last == null;
    Map<String, byte[]> before = first ? now : last;
    last = now;
    Set<String> gone = new TreeSet<>(loaded.keySet());
    gone.removeIf(name -> now.containsKey(name) || before.containsKey(name));
    gone.forEach(this::removeFile);
    refused.keySet().removeIf(name -> !now.containsKey(name) && !before.containsKey(name));
    if (first) {
      forgetKeptBut(now.keySet());
    }
    loaded.replaceAll((name, file) -> file.running() || closed ? file : started(name, file));
    Map<String, byte[]> changed = new TreeMap<>();
    now.forEach(
        (name, content) -> {
          if (Arrays.equals(content, before.get(name)) && isNew(name, content)) {
            changed.put(name, content);
          }
        });
    if (changed.isEmpty() || closed) {
      return List.of();
    }
    List<Finding> findings = take(changed);
    if (first) {
      bringBackKept();
    }
    return findings;
  }

  /** Tries all changed files, then lets those take effect that go together. */
  private List<Finding> take(Map<String, byte[]> changed) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Candidate> candidates = new TreeMap<>();
    try (Trial trial = new Trial()) {
      changed.forEach(
          (name, content) -> {
            try {
              candidates.put(name, new Candidate(content, tryOut(name, content, trial)));
            } catch (Exception e) {
              refuse(name, content, e, true, findings);
            }
          });
    }
    for (Optional<Conflict> found = conflict(candidates);
        found.isPresent();
        found = conflict(candidates)) {
      Conflict conflict = found.get();
      byte[] content = candidates.remove(conflict.loser()).content();
      refuse(conflict.loser(), content, conflict.reason(), true, findings);
    }
    boolean any = false;
    for (Set<String> group : groups(candidates)) {
      any |= take(group, candidates, findings);
    }
    if (any) {
      // an id that was taken may be free now
      retryRefused();
    }
    return findings;
  }

  /** Two files that want the same route id. */
  private record Conflict(String loser, String route, String owner) {
    IllegalArgumentException reason() {
      return new IllegalArgumentException(
          "route id " + route + ": 已在 " + owner + " 中使用 / is used there already");
    }
  }

  /**
   * Compares the files as they would be, so that two of them may swap ids. Who had the id keeps it,
   * else the first by name.
   */
  private Optional<Conflict> conflict(Map<String, Candidate> candidates) {
    Map<String, String> owners = new HashMap<>();
    loaded.forEach(
        (name, file) -> {
          if (!candidates.containsKey(name)) {
            file.routes().forEach(route -> owners.put(route, name));
          }
        });
    for (Map.Entry<String, Candidate> candidate : candidates.entrySet()) {
      String name = candidate.getKey();
      for (String route : candidate.getValue().routes()) {
        String owner = owners.putIfAbsent(route, name);
        if (owner != null) {
          boolean mine = candidates.containsKey(owner) && formerRoutes(name).contains(route);
          return Optional.of(
              mine ? new Conflict(owner, route, name) : new Conflict(name, route, owner));
        }
      }
    }
    return Optional.empty();
  }

  private Set<String> formerRoutes(String name) {
    Loaded former = loaded.get(name);
    return former == null ? Set.of() : former.routes();
  }

  /** Files between which route ids move take effect together; each other file by itself. */
  private List<Set<String>> groups(Map<String, Candidate> candidates) {
    List<Set<String>> groups = new ArrayList<>();
    candidates.forEach(
        (name, candidate) -> {
          Set<String> group = new TreeSet<>(Set.of(name));
          for (String other : candidates.keySet()) {
            if (!Collections.disjoint(candidate.routes(), formerRoutes(other))) {
              group.add(other);
            }
          }
          for (Iterator<Set<String>> known = groups.iterator(); known.hasNext(); ) {
            Set<String> one = known.next();
            if (!Collections.disjoint(one, group)) {
              group.addAll(one);
              known.remove();
            }
          }
          groups.add(group);
        });
    return groups;
  }

  /** Starting can still fail, on a taken port for instance: then the former versions come back. */
  private boolean take(
      Set<String> group, Map<String, Candidate> candidates, List<Finding> findings) {
    try {
      for (String name : group) {
        Set<String> gone = new HashSet<>(formerRoutes(name));
        gone.removeAll(candidates.get(name).routes());
        gone.forEach(this::remove);
      }
      for (String name : group) {
        update(name, candidates.get(name).content());
      }
    } catch (Exception e) {
      group.forEach(name -> candidates.get(name).routes().forEach(this::remove));
      for (String name : group) {
        Loaded former = loaded.get(name);
        if (former != null) {
          loaded.put(name, started(name, former));
        }
        refuse(name, candidates.get(name).content(), e, former == null, findings);
      }
      return false;
    }
    for (String name : group) {
      Candidate candidate = candidates.get(name);
      loaded.put(name, new Loaded(candidate.content(), candidate.routes(), clock.instant(), true));
      refused.remove(name);
      keep(name, candidate.content());
      LOG.info("路由文件已生效 / route file in force: {} {}", name, candidate.routes());
    }
    return true;
  }

  /** The former version, running again if that can be done now. */
  private Loaded started(String name, Loaded former) {
    boolean running = false;
    try {
      update(name, former.content());
      running = true;
    } catch (Exception e) {
      former.routes().forEach(this::remove);
      LOG.error("路由文件 {} 的原版本无法重新启动，将继续尝试 / the former version does not start", name, e);
    }
    return new Loaded(former.content(), former.routes(), former.since(), running);
  }

  private void removeFile(String name) {
    Loaded former = loaded.remove(name);
    former.routes().forEach(this::remove);
    forget(name);
    retryRefused();
    LOG.info("路由文件已移除 / route file removed: {} {}", name, former.routes());
  }

  private void refuse(
      String name, byte[] content, Exception why, boolean retry, List<Finding> findings) {
    Finding finding = finding(name, why, loaded.containsKey(name));
    Refused before = refused.get(name);
    boolean told =
        before != null
            && Arrays.equals(before.content(), content)
            && before.reason().text().equals(finding.text());
    Instant at = told ? before.at() : clock.instant();
    refused.put(name, new Refused(content, finding, at, retry, false));
    if (!told) {
      LOG.error("{}", finding.text());
      findings.add(finding);
    }
  }

  // ---------------------------------------------------------------- own copies

  private void keep(String name, byte[] content) {
    try {
      OwnFiles.write(kept.resolve(name), content);
    } catch (UncheckedIOException e) {
      LOG.warn("路由文件 {} 的备份无法写入 / the copy of a route file cannot be written", name, e);
    }
  }

  private void forget(String name) {
    try {
      Files.deleteIfExists(kept.resolve(name));
    } catch (IOException e) {
      LOG.warn("路由文件 {} 的备份无法删除 / the copy of a route file cannot be deleted", name, e);
    }
  }

  private void forgetKeptBut(Set<String> names) {
    if (Files.isDirectory(kept)) {
      read(kept).keySet().stream().filter(name -> !names.contains(name)).forEach(this::forget);
    }
  }

  /** After a start: what is refused and has a former version in force before the stop. */
  private void bringBackKept() {
    if (!Files.isDirectory(kept)) {
      return;
    }
    Map<String, byte[]> copies = read(kept);
    copies.keySet().removeIf(name -> loaded.containsKey(name) || !refused.containsKey(name));
    copies.forEach(
        (name, content) -> {
          try (Trial trial = new Trial()) {
            Candidate former = new Candidate(content, tryOut(name, content, trial));
            if (conflict(Map.of(name, former)).isEmpty()) {
              Instant since = Files.getLastModifiedTime(kept.resolve(name)).toInstant();
              loaded.put(name, started(name, new Loaded(content, former.routes(), since, false)));
              LOG.info("路由文件 {} 沿用停止前的版本 / goes on in the version before the stop", name);
            }
          } catch (Exception e) {
            LOG.warn("路由文件 {} 停止前的版本无法使用 / the version before the stop cannot be used", name, e);
          }
        });
  }

  // ---------------------------------------------------------------- reading and trying

  private static Map<String, byte[]> read(Path folder) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : entries.filter(RouteFiles::isRouteFile).toList()) {
        try {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
          LOG.debug("{} vanished while the folder was read", file);
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRouteFile(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".")
        && (name.endsWith(".xml") || name.endsWith(".yaml"))
        && Files.isRegularFile(file);
  }

  private boolean isNew(String name, byte[] content) {
    Loaded former = loaded.get(name);
    if (former != null && Arrays.equals(former.content(), content)) {
      refused.remove(name);
      return false;
    }
    Refused before = refused.get(name);
    return before == null || before.again() || !Arrays.equals(before.content(), content);
  }

  private static Set<String> tryOut(String name, byte[] content, Trial trial) throws Exception {
    if (name.endsWith(".xml")) {
      checkXml(content);
    }
    Set<String> routes = trial.routesOf(name, content);
    if (routes.isEmpty()) {
      throw new IllegalArgumentException("没有路由 / there is no route in it");
    }
    return Set.copyOf(routes);
  }

  /**
   * Camel only logs what is wrong with an XML file; this names line and column, and forbids
   * DOCTYPE.
   */
  private static void checkXml(byte[] content) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(content));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.DTD) {
          throw new IllegalArgumentException("不允许 DOCTYPE / DOCTYPE is forbidden");
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException(
          "第 %d 行第 %d 列不是正确的 XML / not well-formed XML at this line and column"
              .formatted(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber()),
          e);
    }
  }

  /** The scratch context of one scan: made for the first new file, anew after one that failed. */
  private final class Trial implements AutoCloseable {
    private CamelContext built;

    /** Builds every route of a file without starting any, and gives their ids. */
    Set<String> routesOf(String name, byte[] content) throws Exception {
      if (built == null) {
        built = scratch.get();
        built.setAutoStartup(false);
        built.start();
      }
      try {
        load(name, content);
        Set<String> routes = new HashSet<>();
        built.getRoutes().forEach(route -> routes.add(route.getRouteId()));
        for (String route : routes) {
          built.removeRoute(route);
        }
        return routes;
      } catch (Exception e) {
        close();
        throw e;
      }
    }

    private void load(String name, byte[] content) throws Exception {
      try {
        loader(built).loadRoutes(resource(name, content));
      } catch (LinkageError e) {
        throw lacking(e);
      }
    }

    @Override
    public void close() {
      if (built != null) {
        built.stop();
        built = null;
      }
    }
  }

  private void remove(String route) {
    try {
      if (context.getRoute(route) != null) {
        context.getRouteController().stopRoute(route);
        context.removeRoute(route);
      }
    } catch (Exception e) {
      LOG.error("路由 {} 无法停止 / route cannot be stopped", route, e);
    }
  }

  private void update(String name, byte[] content) throws Exception {
    try {
      loader(context).updateRoutes(resource(name, content));
    } catch (LinkageError e) {
      throw lacking(e);
    }
  }

  /** A component without its library fails so; the library may still come. */
  private static Exception lacking(LinkageError trouble) {
    return new IllegalStateException("缺少类 / a class is missing: " + trouble.getMessage(), trouble);
  }

  private static RoutesLoader loader(CamelContext context) {
    return PluginHelper.getRoutesLoader(context);
  }

  private static Resource resource(String name, byte[] content) {
    return ResourceHelper.fromBytes("file:" + name, content);
  }

  private static Finding finding(String name, Exception trouble, boolean hasFormer) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable t = trouble; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null && reasons.indexOf(message) < 0) {
        reasons.append(reasons.isEmpty() ? "" : " — ").append(message);
      }
    }
    return Finding.error(
        "routes.refused",
        "routes/" + name,
        "routes/" + name + (hasFormer ? " 未生效，原版本继续运行：" : " 未生效：") + reasons,
        "routes/"
            + name
            + (hasFormer ? " refused, the former version goes on: " : " refused: ")
            + reasons);
  }

  List<NodeStatus.InForce> inForce() {
    Set<String> names = new TreeSet<>(loaded.keySet());
    names.addAll(refused.keySet());
    return names.stream()
        .map(
            name -> {
              Loaded now = loaded.get(name);
              Refused not = refused.get(name);
              return new NodeStatus.InForce(
                  "routes/" + name,
                  now == null ? "" : OwnFiles.sha256(now.content()),
                  now == null ? null : now.since(),
                  now == null || !now.running() ? 0 : now.routes().size(),
                  not == null ? List.of() : List.of(not.reason()),
                  not == null ? null : not.at());
            })
        .toList();
  }
}
