package org.duima.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real pages over HTTP. */
class ConsoleServletTest {
  private static final Path FILES = Path.of("src/main/resources/pages");
  private static final Pattern OWN_ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
  private static final Pattern IMPORTED = Pattern.compile("from '\\./([a-z-]+\\.js)'");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Map<String, byte[]> files;
  private static Server server;
  private static URI base;

  @BeforeAll
  static void serve() throws Exception {
    files = read();
    server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(new ConsoleServlet(new Pages(files))), "/console/*");
    server.setHandler(context);
    server.start();
    base = URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Test
  void sendsAnAddressWithoutSlashToTheFirstPage() {
    HttpResponse<String> answer = get("/console");
    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.headers().firstValue("Location")).contains("/console/");
  }

  @Test
  void firstPageIsAskedForAgainEachTime() {
    HttpResponse<String> first = get("/console/");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = get("/console/", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("/console/", "If-None-Match", "\"other\", W/" + tag).statusCode())
        .isEqualTo(304);
    assertThat(get("/console/", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void everyFileThatThePagesNameIsServedAndKept() {
    List<String> todo = new ArrayList<>();
    Matcher addresses = OWN_ADDRESS.matcher(get("/console/").body());
    while (addresses.find()) {
      todo.add(addresses.group(1));
    }
    assertThat(todo).hasSizeGreaterThanOrEqualTo(3);
    List<String> seen = new ArrayList<>();
    while (!todo.isEmpty()) {
      String path = todo.remove(0);
      HttpResponse<String> answer = get("/console/" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
          .as(path)
          .contains("immutable");
      seen.add(path);
      Matcher imports = IMPORTED.matcher(answer.body());
      while (imports.find()) {
        String next = path.substring(0, path.lastIndexOf('/') + 1) + imports.group(1);
        if (!seen.contains(next) && !todo.contains(next)) {
          todo.add(next);
        }
      }
    }
    assertThat(seen).as("no file is left over").hasSize(files.size() - 1);
  }

  @Test
  void addressesChangeWithTheContentOfAnyFile() {
    Map<String, byte[]> changed = new HashMap<>(files);
    changed.put("style.css", "p{}".getBytes(StandardCharsets.UTF_8));
    Pages.Page before = new Pages(files).find("").orElseThrow();
    Pages.Page after = new Pages(changed).find("").orElseThrow();
    assertThat(new Pages(read()).find("").orElseThrow().entityTag()).isEqualTo(before.entityTag());
    assertThat(after.entityTag()).isNotEqualTo(before.entityTag());
    assertThat(new String(after.body(), StandardCharsets.UTF_8))
        .isNotEqualTo(new String(before.body(), StandardCharsets.UTF_8));
  }

  @Test
  void nothingFromOutsideMayRun() {
    String policy = get("/console/").headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .contains("default-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(get("/console/").headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    files.forEach(
        (path, body) ->
            assertThat(new String(body, StandardCharsets.UTF_8).replace("http://www.w3.org", ""))
                .as(path)
                .doesNotContain("http://", "https://", "//cdn", "innerHTML", "outerHTML", "eval("));
  }

  @Test
  void unknownPathsAreNotFound() {
    assertThat(get("/console/js/app.js").statusCode()).isEqualTo(404);
    assertThat(get("/console/..%2fpom.xml").statusCode()).isIn(400, 404);
    assertThat(get("/console/index.html").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesFilesOfAnUnknownType() {
    assertThatThrownBy(() -> new Pages(Map.of("index.html", new byte[0], "a.exe", new byte[0])))
        .hasMessageContaining("a.exe");
    assertThatThrownBy(() -> new Pages(Map.of())).hasMessageContaining("index.html");
  }

  @Test
  void everyTextThatACodeNamesIsInTheDictionaryInBothLanguages() {
    String texts = text("js/texts.js");
    Map<String, String> dictionary = new TreeMap<>();
    Matcher entries =
        Pattern.compile("^  '([^']+)': \\['([^']+)', (['\"])(.+)\\3\\],$", Pattern.MULTILINE)
            .matcher(texts);
    while (entries.find()) {
      assertThat(dictionary.put(entries.group(1), entries.group(2)))
          .as("%s stands twice", entries.group(1))
          .isNull();
    }
    long lines = texts.lines().filter(line -> line.startsWith("  '")).count();
    assertThat(dictionary).hasSize((int) lines);
    files.keySet().stream()
        .filter(path -> path.endsWith(".js"))
        .forEach(
            path -> {
              Matcher uses = Pattern.compile("\\bt\\('([^'$]+)'").matcher(text(path));
              while (uses.find()) {
                assertThat(dictionary).as(path).containsKey(uses.group(1));
              }
            });
  }

  private static String text(String path) {
    return new String(files.get(path), StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> read() {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(FILES)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(FILES.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
