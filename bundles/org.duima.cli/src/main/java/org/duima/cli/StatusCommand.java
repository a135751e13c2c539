package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = {
      "节点的路由、文件与组件（生效或被拒及原因）、消息、就诊、清单计数。",
      "A node's routes, its files and bundles in force or refused with the reason, counts of messages, stays and lists."
    })
final class StatusCommand extends NodeOptions {
  /** Enough to tell two builds apart; the whole hash is in the JSON. */
  private static final int SHORT_HASH = 12;

  private static final List<String> SETS = List.of("inForce", "bundles");

  @Override
  public Integer call() {
    JsonNode answer = node().get("/api/status");
    if (json) {
      print(answer);
      return 0;
    }
    List<String> troubles = new ArrayList<>();
    for (String set : SETS) {
      for (JsonNode one : answer.path(set)) {
        // a table cuts long texts off; why a file was refused must be read to its end
        for (JsonNode reason : one.path("why")) {
          troubles.add("等待 / waits  " + one.path("name").asText() + ": " + reason.asText());
        }
        for (JsonNode reason : one.path("refused")) {
          String at = one.path("refusedAt").asText();
          troubles.add("未生效 / refused  " + (at.isEmpty() ? "" : at + "  ") + reason.asText());
        }
        shorten((ObjectNode) one);
      }
    }
    print(answer);
    troubles.forEach(console.out()::println);
    return 0;
  }

  private static void shorten(ObjectNode one) {
    String hash = one.path("sha256").asText();
    if (hash.length() > SHORT_HASH) {
      one.put("sha256", hash.substring(0, SHORT_HASH));
    }
    if (one.has("services")) {
      List<String> services = new ArrayList<>();
      one.path("services").forEach(service -> services.add(service.asText()));
      one.put("services", String.join(" ", services));
    }
    // said below the tables, to its end
    one.remove(List.of("why", "refusedAt"));
    if (one.has("refused")) {
      one.set("refused", TextNode.valueOf(one.path("refused").isEmpty() ? "" : "↓"));
    }
  }
}
