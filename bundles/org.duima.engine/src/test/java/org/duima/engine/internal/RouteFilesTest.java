package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.duima.api.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFilesTest {
  @TempDir Path directory;
  @TempDir Path home;
  private final CamelContext context = new DefaultCamelContext();
  private RouteFiles files;

  @BeforeEach
  void start() {
    context.start();
    files = node();
  }

  private RouteFiles node() {
    return new RouteFiles(
        directory, home.resolve("in-force"), context, DefaultCamelContext::new, Clock.systemUTC());
  }

  /** Two looks: a change counts when it stayed the same between them. */
  private List<Finding> look() {
    List<Finding> findings = new ArrayList<>(files.scan());
    findings.addAll(files.scan());
    return findings;
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
    assertThat(look()).isEmpty();
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
    look();
    write("10.xml", routes(route("a", "changed")));
    look();
    assertThat(answer("a")).isEqualTo("changed");
    assertThat(context.getRoute("b")).isNull();
  }

  @Test
  void refusesAFileAsAWholeWhenItsSecondRouteIsWrong() throws Exception {
    write("10.xml", routes(route("a", "1")));
    look();
    write(
        "10.xml",
        routes(
            route("a", "new"),
            "<route id=\"c\"><from uri=\"direct:c\"/><to uri=\"nosuch:thing\"/></route>"));
    assertThat(look())
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
    assertThat(look().get(0).text().toString()).contains("第 3 行");
  }

  @Test
  void saysOnlyOnceThatAFileIsRefused() throws Exception {
    write("10.xml", "<routes><route");
    assertThat(look()).hasSize(1);
    assertThat(look()).isEmpty();
    assertThat(files.inForce().get(0).refused()).hasSize(1);
  }

  @Test
  void takesTheFormerVersionBackWhenARefusedFileIsMended() throws Exception {
    write("10.xml", routes(route("a", "1")));
    look();
    write("10.xml", "broken");
    look();
    write("10.xml", routes(route("a", "1")));
    assertThat(look()).isEmpty();
    assertThat(files.inForce().get(0).refused()).isEmpty();
  }

  @Test
  void refusesARouteIdOfAnotherFile() throws Exception {
    write("10.xml", routes(route("a", "1")));
    write("20.xml", routes(route("a", "2")));
    assertThat(look()).hasSize(1);
    assertThat(answer("a")).isEqualTo("1");
  }

  @Test
  void refusesADoctype() throws Exception {
    write("10.xml", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + routes(route("a", "1")));
    assertThat(look()).hasSize(1);
  }

  @Test
  void stopsTheRoutesOfARemovedFile() throws Exception {
    write("10.xml", routes(route("a", "1")));
    look();
    Files.delete(directory.resolve("10.xml"));
    look();
    assertThat(context.getRoute("a")).isNull();
    assertThat(files.inForce()).isEmpty();
  }

  @Test
  void readsNoFileThatIsStillBeingWritten() throws Exception {
    write("10.xml", routes(route("a", "1")));
    look();
    write("10.xml", routes(route("a", "half")));
    assertThat(files.scan()).isEmpty();
    assertThat(answer("a")).isEqualTo("1");
    write("10.xml", routes(route("a", "whole")));
    files.scan();
    assertThat(answer("a")).isEqualTo("1");
    files.scan();
    assertThat(answer("a")).isEqualTo("whole");
  }

  @Test
  void stopsNothingWhileAnEditorPutsANewFileInPlaceOfTheOld() throws Exception {
    write("10.xml", routes(route("a", "1")));
    look();
    Files.delete(directory.resolve("10.xml"));
    files.scan();
    assertThat(answer("a")).isEqualTo("1");
    write("10.xml", routes(route("a", "2")));
    look();
    assertThat(answer("a")).isEqualTo("2");
  }

  @Test
  void letsTwoFilesSwapTheirRoutes() throws Exception {
    write("10.xml", routes(route("a", "1")));
    write("20.xml", routes(route("b", "2")));
    look();
    write("10.xml", routes(route("b", "3")));
    write("20.xml", routes(route("a", "4")));
    assertThat(look()).isEmpty();
    assertThat(answer("a") + answer("b")).isEqualTo("43");
  }

  @Test
  void takesBackBothFilesOfASwapWhenOneCannotStart() throws Exception {
    write("10.xml", routes(route("a", "1")));
    write("20.xml", routes(route("b", "2")));
    look();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write("10.xml", routes(route("b", "3")));
      write("20.xml", routes(listens("a", taken.getLocalPort())));
      assertThat(look()).hasSize(2);
    }
    assertThat(answer("a") + answer("b")).isEqualTo("12");
    assertThat(files.inForce()).allMatch(file -> !file.refused().isEmpty() && file.entries() == 1);
  }

  private static String listens(String id, int port) {
    return "<route id=\"%s\"><from uri=\"netty:tcp://127.0.0.1:%d\"/><to uri=\"mock:x\"/></route>"
        .formatted(id, port);
  }

  @Test
  void theFormerRouteListensAgainWhenTheNewOneFindsItsPortTaken() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    write("10.xml", routes(listens("a", port)));
    look();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write("10.xml", routes(listens("a", taken.getLocalPort())));
      assertThat(look())
          .singleElement()
          .satisfies(finding -> assertThat(finding.path()).isEqualTo("routes/10.xml"));
    }
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(client.isConnected()).isTrue();
    }
    // and a change that keeps the port takes the listener over
    write("10.xml", routes(listens("renamed", port)));
    assertThat(look()).isEmpty();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void goesOnWithTheFormerVersionAfterARestartWithABrokenFile() throws Exception {
    write("10.xml", routes(route("a", "1")));
    write("20.xml", routes(route("b", "2")));
    look();
    write("10.xml", "<routes><route");
    Files.delete(directory.resolve("20.xml"));
    look();
    context.getRouteController().stopRoute("a");
    context.removeRoute("a");
    files = node();
    assertThat(files.scan()).hasSize(1);
    assertThat(answer("a")).isEqualTo("1");
    assertThat(context.getRoute("b")).isNull();
    assertThat(files.inForce())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.sha256()).hasSize(64);
              assertThat(file.refused()).hasSize(1);
              assertThat(file.refusedAt()).isNotNull();
            });
  }

  @Test
  void triesARefusedFileAgainWhenItsComponentMayHaveCome() throws Exception {
    Map<String, Supplier<Component>> components = new HashMap<>();
    files =
        new RouteFiles(
            directory,
            home.resolve("in-force"),
            context,
            () -> {
              DefaultCamelContext trial = new DefaultCamelContext();
              components.forEach((scheme, maker) -> trial.addComponent(scheme, maker.get()));
              return trial;
            },
            Clock.systemUTC());
    write(
        "10.xml",
        routes("<route id=\"c\"><from uri=\"direct:c\"/><to uri=\"later:thing\"/></route>"));
    assertThat(look()).hasSize(1);
    assertThat(look()).isEmpty();
    files.retryRefused();
    assertThat(look()).as("the same reason is told once").isEmpty();
    components.put("later", LogComponent::new);
    context.addComponent("later", new LogComponent());
    files.retryRefused();
    look();
    assertThat(files.inForce().get(0).refused()).isEmpty();
    assertThat(context.getRoute("c")).isNotNull();
  }

  @Test
  void aComponentWithoutItsLibraryIsARefusalAndTriedAgain() throws Exception {
    AtomicBoolean libraryIsThere = new AtomicBoolean();
    Supplier<LogComponent> maker =
        () ->
            new LogComponent() {
              @Override
              protected Endpoint createEndpoint(
                  String uri, String remaining, Map<String, Object> parameters) throws Exception {
                if (!libraryIsThere.get()) {
                  throw new NoClassDefFoundError("org/example/Library");
                }
                return super.createEndpoint(uri, remaining, parameters);
              }
            };
    context.addComponent("needy", maker.get());
    files =
        new RouteFiles(
            directory,
            home.resolve("in-force"),
            context,
            () -> {
              DefaultCamelContext trial = new DefaultCamelContext();
              trial.addComponent("needy", maker.get());
              return trial;
            },
            Clock.systemUTC());
    write(
        "10.xml",
        routes("<route id=\"c\"><from uri=\"direct:c\"/><to uri=\"needy:thing\"/></route>"));
    assertThat(look())
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.text().toString()).contains("org/example/Library"));
    libraryIsThere.set(true);
    files.retryRefused();
    look();
    assertThat(files.inForce().get(0).refused()).isEmpty();
    assertThat(context.getRoute("c")).isNotNull();
  }

  @Test
  void takesAFileWhoseRouteIdBecameFree() throws Exception {
    write("10.xml", routes(route("a", "1")));
    look();
    write("20.xml", routes(route("a", "2")));
    assertThat(look()).hasSize(1);
    Files.delete(directory.resolve("10.xml"));
    look();
    look();
    assertThat(answer("a")).isEqualTo("2");
  }
}
