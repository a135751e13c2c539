package org.duima.engine.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * whole; one that is refused leaves its former version running. Not safe for use by several
 * threads.
 */
final class RouteFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

  private final Path directory;
  private final CamelContext context;
  private final Supplier<CamelContext> scratch;
  private final Clock clock;
  private final Map<String, Loaded> loaded = new TreeMap<>();
  private final Map<String, Refused> refused = new TreeMap<>();

  private record Loaded(byte[] content, Set<String> routes, Instant since) {}

  /**
   * @param content null if it is to be tried again
   */
  private record Refused(byte[] content, Finding reason) {}

  /**
   * @param context where the routes run
   * @param scratch makes a context with the same components in which nothing is started
   */
  RouteFiles(Path directory, CamelContext context, Supplier<CamelContext> scratch, Clock clock) {
    this.directory = directory;
    this.context = context;
    this.scratch = scratch;
    this.clock = clock;
  }

  /**
   * Brings the running routes in line with the files.
   *
   * @return what was refused now
   */
  List<Finding> scan() {
    Map<String, byte[]> files = read();
    for (String gone : loaded.keySet().stream().filter(f -> !files.containsKey(f)).toList()) {
      Loaded former = loaded.remove(gone);
      former.routes().forEach(this::remove);
      LOG.info("路由文件已移除 / route file removed: {} {}", gone, former.routes());
    }
    refused.keySet().retainAll(files.keySet());
    try (Trial trial = new Trial()) {
      return files.entrySet().stream()
          .filter(file -> isNew(file.getKey(), file.getValue()))
          .flatMap(file -> load(file.getKey(), file.getValue(), trial))
          .toList();
    }
  }

  /**
   * Lets the next scan try the refused files again, though they have not changed: a component that
   * they need may be there now.
   */
  void retryRefused() {
    refused.replaceAll((name, one) -> new Refused(null, one.reason()));
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
        loader(built).loadRoutes(resource(name, content));
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

    @Override
    public void close() {
      if (built != null) {
        built.stop();
        built = null;
      }
    }
  }

  private Map<String, byte[]> read() {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.filter(RouteFiles::isRouteFile).toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
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
    return before == null || !Arrays.equals(before.content(), content);
  }

  private Stream<Finding> load(String name, byte[] content, Trial trial) {
    try {
      Set<String> routes = tryOut(name, content, trial);
      Loaded former = loaded.get(name);
      replace(name, content, routes, former);
      loaded.put(name, new Loaded(content, routes, clock.instant()));
      refused.remove(name);
      LOG.info("路由文件已生效 / route file in force: {} {}", name, routes);
      return Stream.empty();
    } catch (Exception e) {
      Finding finding = finding(name, e);
      Refused before = refused.put(name, new Refused(content, finding));
      if (before != null && before.reason().equals(finding)) {
        return Stream.empty();
      }
      LOG.error("{}", finding.text());
      return Stream.of(finding);
    }
  }

  private Set<String> tryOut(String name, byte[] content, Trial trial) throws Exception {
    if (name.endsWith(".xml")) {
      checkXml(content);
    }
    Set<String> routes = trial.routesOf(name, content);
    for (String route : routes) {
      String owner = ownerOf(route, name);
      if (owner != null) {
        throw new IllegalArgumentException(
            "route id " + route + ": 已在 " + owner + " 中使用 / is used there already");
      }
    }
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

  private String ownerOf(String route, String exceptFile) {
    return loaded.entrySet().stream()
        .filter(file -> !file.getKey().equals(exceptFile))
        .filter(file -> file.getValue().routes().contains(route))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** Starting can still fail, on a taken port for instance: then the former version comes back. */
  private void replace(String name, byte[] content, Set<String> routes, Loaded former)
      throws Exception {
    try {
      loader(context).updateRoutes(resource(name, content));
      if (former != null) {
        former.routes().stream().filter(id -> !routes.contains(id)).forEach(this::remove);
      }
    } catch (Exception e) {
      routes.forEach(this::remove);
      if (former != null) {
        loader(context).updateRoutes(resource(name, former.content()));
      }
      throw e;
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

  private static RoutesLoader loader(CamelContext context) {
    return PluginHelper.getRoutesLoader(context);
  }

  private static Resource resource(String name, byte[] content) {
    return ResourceHelper.fromBytes("file:" + name, content);
  }

  private static Finding finding(String name, Exception trouble) {
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
        "routes/" + name + " 未生效，原版本继续运行：" + reasons,
        "routes/" + name + " refused, the former version goes on: " + reasons);
  }

  List<NodeStatus.InForce> inForce() {
    Set<String> names = new java.util.TreeSet<>(loaded.keySet());
    names.addAll(refused.keySet());
    return names.stream()
        .map(
            name -> {
              Loaded now = loaded.get(name);
              Refused not = refused.get(name);
              return new NodeStatus.InForce(
                  "routes/" + name,
                  now == null ? "" : sha256(now.content()),
                  now == null ? null : now.since(),
                  now == null ? 0 : now.routes().size(),
                  not == null ? List.of() : List.of(not.reason()));
            })
        .toList();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
