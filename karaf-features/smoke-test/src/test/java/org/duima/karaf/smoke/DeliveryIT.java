package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A destination beside the platform, through a plug-in in a node that is killed between handing a
 * list over and storing the answer: after the restart it is asked for, and arrives once.
 */
@Tag("full")
class DeliveryIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String FILE = "org.duima.destination-regional.cfg";

  @Test
  @Timeout(900)
  void aNodeThatIsKilledInTheMiddleOfACallAsksBeforeItSendsAgain() throws Exception {
    PlayedDay day = new PlayedDay(0);
    try (DrillNode drill = DrillNode.fresh("delivery");
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      node.set("org.duima.site.cfg", "quietMinutes", "0.02");
      Path received = node.home().resolve("received.txt");
      Path hang = Files.createFile(node.home().resolve("hang"));
      node.set(FILE, "connector", "test-file");
      node.set(FILE, "file", "received.txt");
      node.set(FILE, "hang", "hang");
      node.set(FILE, "retryFirstSeconds", "1");
      FilePlugin.deploy(
          Files.createDirectories(node.home().resolve("data/filed")),
          Files.createDirectories(node.home().resolve("deploy")).resolve("filed.jar"));
      node.start();
      assertThat(node.launcher("status").text()).contains("etc/" + FILE);

      senders.start(day.first());
      Node.await(LIMIT, () -> Files.exists(received) && !lines(received).isEmpty());
      node.kill();
      String first = lines(received).get(0).split(" ")[1];
      Files.delete(hang);
      node.start();
      senders.await(LIMIT);
      for (String setlId : day.accepted()) {
        Node.await(LIMIT, () -> PlayedDay.isSubmitted(drill, setlId));
      }
      Node.await(
          LIMIT,
          () ->
              drill.json("/api/deliveries?state=waiting").isEmpty()
                  && told(drill).containsAll(day.accepted()));

      assertThat(lines(received)).contains("query " + first);
      List<String> submitted =
          lines(received).stream().filter(line -> line.startsWith("submit ")).toList();
      assertThat(submitted).doesNotHaveDuplicates();
      assertThat(submitted).anyMatch(line -> line.startsWith("submit " + first + " "));
      assertThat(submitted).anyMatch(line -> line.endsWith(" ANSWER"));
      assertThat(drill.json("/api/deliveries?state=refused")).isEmpty();
      assertThat(node.launcher("deliveries", "--state", "delivered").requireSuccess().text())
          .contains(first);
      assertThat(node.get("/metrics").body())
          .contains("duima_deliveries{destination=\"regional\",state=\"delivered\"}");
      JsonNode list = drill.json("/api/lists/" + first.split("\\.")[1]);
      assertThat(list.path("deliveries").toString()).contains("regional", "delivered");

      node.set(FILE, "when", "later");
      Node.await(LIMIT, () -> node.get("/health").body().contains(FILE + " 有误"));
      assertThat(node.launcher("status").text()).contains("when: 应为 ready 或 submitted");
      node.stop();
      assertThat(node.log()).doesNotContain(day.names().toArray(String[]::new));
    }
  }

  private static Set<String> told(DrillNode drill) {
    Set<String> told = new HashSet<>();
    for (JsonNode one : drill.json("/api/deliveries?state=delivered")) {
      told.add(one.path("setlId").asText());
    }
    return told;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
