package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFilesTest {
  @TempDir Path directory;
  private final CamelContext context = new DefaultCamelContext();
  private RouteFiles files;

  @BeforeEach
  void start() {
    context.start();
    files = new RouteFiles(directory, context, DefaultCamelContext::new, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private static String routes(String... routes) {
    return "<routes>" + String.join("", routes) + "</routes>";
  }

  private static String route(String id, String answer) {
    return "<route id=\"%s\"><from uri=\"direct:%s\"/><setBody><constant>%s</constant></setBody></route>"
        .formatted(id, id, answer);
  }

  private void write(String name, String content) throws Exception {
    Files.writeString(directory.resolve(name), content, StandardCharsets.UTF_8);
  }

  private String answer(String id) {
    return context.createProducerTemplate().requestBody("direct:" + id, "", String.class);
  }

  @Test
  void runsTheRoutesOfAFile() throws Exception {
    write("10.xml", routes(route("a", "1"), route("b", "2")));
    assertThat(files.scan()).isEmpty();
    assertThat(answer("a") + answer("b")).isEqualTo("12");
    assertThat(files.inForce())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.entries()).isEqualTo(2);
              assertThat(one.sha256()).hasSize(64);
              assertThat(one.refused()).isEmpty();
            });
  }

  @Test
  void takesAChangeAndDropsRoutesThatAreGone() throws Exception {
    write("10.xml", routes(route("a", "1"), route("b", "2")));
    files.scan();
    write("10.xml", routes(route("a", "changed")));
    files.scan();
    assertThat(answer("a")).isEqualTo("changed");
    assertThat(context.getRoute("b")).isNull();
  }

  @Test
  void refusesAFileAsAWholeWhenItsSecondRouteIsWrong() throws Exception {
    write("10.xml", routes(route("a", "1")));
    files.scan();
    write(
        "10.xml",
        routes(
            route("a", "new"),
            "<route id=\"c\"><from uri=\"direct:c\"/><to uri=\"nosuch:thing\"/></route>"));
    assertThat(files.scan())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.path()).isEqualTo("routes/10.xml");
              assertThat(finding.text().toString()).contains("nosuch");
            });
    assertThat(answer("a")).isEqualTo("1");
    assertThat(context.getRoute("c")).isNull();
    assertThat(files.inForce().get(0).refused()).hasSize(1);
  }

  @Test
  void namesTheLineOfABrokenFile() throws Exception {
    write("10.xml", "<routes>\n<route id='a'>\n</routes>");
    assertThat(files.scan().get(0).text().toString()).contains("第 3 行");
  }

  @Test
  void saysOnlyOnceThatAFileIsRefused() throws Exception {
    write("10.xml", "<routes><route");
    assertThat(files.scan()).hasSize(1);
    assertThat(files.scan()).isEmpty();
    assertThat(files.inForce().get(0).refused()).hasSize(1);
  }

  @Test
  void takesTheFormerVersionBackWhenARefusedFileIsMended() throws Exception {
    write("10.xml", routes(route("a", "1")));
    files.scan();
    write("10.xml", "broken");
    files.scan();
    write("10.xml", routes(route("a", "1")));
    assertThat(files.scan()).isEmpty();
    assertThat(files.inForce().get(0).refused()).isEmpty();
  }

  @Test
  void refusesARouteIdOfAnotherFile() throws Exception {
    write("10.xml", routes(route("a", "1")));
    write("20.xml", routes(route("a", "2")));
    assertThat(files.scan()).hasSize(1);
    assertThat(answer("a")).isEqualTo("1");
  }

  @Test
  void refusesADoctype() throws Exception {
    write("10.xml", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + routes(route("a", "1")));
    assertThat(files.scan()).hasSize(1);
  }

  @Test
  void stopsTheRoutesOfARemovedFile() throws Exception {
    write("10.xml", routes(route("a", "1")));
    files.scan();
    Files.delete(directory.resolve("10.xml"));
    files.scan();
    assertThat(context.getRoute("a")).isNull();
    assertThat(files.inForce()).isEmpty();
  }

  @Test
  void triesARefusedFileAgainWhenItsComponentIsThere() throws Exception {
    AtomicBoolean installed = new AtomicBoolean();
    RouteFiles waiting =
        new RouteFiles(
            directory,
            context,
            () -> {
              CamelContext trial = new DefaultCamelContext();
              if (installed.get()) {
                trial.addComponent("later", new DirectComponent());
              }
              return trial;
            },
            Clock.systemUTC());
    write("60.xml", routes(route("late", "1").replace("direct:", "later:")));
    assertThat(waiting.scan()).singleElement().asString().contains("later");
    assertThat(waiting.scan()).isEmpty();

    // another bundle came: refused again, and said once only
    waiting.retryRefused();
    assertThat(waiting.scan()).isEmpty();
    assertThat(waiting.inForce().get(0).refused()).hasSize(1);

    installed.set(true);
    context.addComponent("later", new DirectComponent());
    assertThat(waiting.scan()).isEmpty();
    assertThat(waiting.inForce().get(0).refused()).hasSize(1);
    waiting.retryRefused();
    assertThat(waiting.scan()).isEmpty();
    assertThat(waiting.inForce().get(0).refused()).isEmpty();
    assertThat(context.getRoute("late")).isNotNull();
  }
}
