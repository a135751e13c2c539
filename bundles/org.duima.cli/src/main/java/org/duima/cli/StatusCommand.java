package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = {
      "节点的路由、文件（生效或被拒及原因）、消息、就诊、清单计数。",
      "A node's routes, its files in force or refused with the reason, counts of messages, stays and lists."
    })
final class StatusCommand extends NodeOptions {
  @Override
  public Integer call() {
    JsonNode answer = node().get("/api/status");
    print(answer);
    if (!json) {
      // a table cuts long texts off; why a file was refused must be read to its end
      for (JsonNode set : answer.path("inForce")) {
        for (JsonNode reason : set.path("refused")) {
          console.out().println("未生效 / refused  " + reason.asText());
        }
      }
    }
    return 0;
  }
}
