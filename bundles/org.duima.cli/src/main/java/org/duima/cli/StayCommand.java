package org.duima.cli;

import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "stay",
    description = {
      "一次就诊：为何待资料或校验不通过，它的消息、结算、清单版本、平台应答。",
      "One stay: why it waits or is held, its messages, settlements, list versions and answers."
    })
final class StayCommand extends NodeOptions {
  @Parameters(
      paramLabel = "ID",
      description = {"住院号、mdtrt_id 或 setl_id", "visit number, mdtrt_id or setl_id"})
  String id;

  @Override
  public Integer call() {
    print(node().get("/api/stays/" + NodeClient.encoded(id)));
    return 0;
  }
}
