package org.duima.cli;

import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = {"节点的消息、就诊、清单计数。", "Counts of a node's messages, stays and lists."})
final class StatusCommand extends NodeOptions {
  @Override
  public Integer call() {
    print(node().get("/api/status"));
    return 0;
  }
}
