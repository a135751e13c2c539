package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "queue",
    description = {"需要人工处理的消息与清单，及其原因。", "Messages and lists that need a person, with the reason."})
final class QueueCommand extends NodeOptions {
  enum State {
    dead,
    unknown,
    unassigned
  }

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = {
        "dead 无法处理 | unknown 平台待确认 | unassigned 无法归属就诊",
        "dead: could not be processed | unknown: not confirmed by the platform | unassigned: of no"
            + " stay"
      })
  State state;

  @Override
  public Integer call() {
    String query =
        state == null ? "" : "?state=" + NodeClient.encoded(state.name().toLowerCase(Locale.ROOT));
    JsonNode waiting = node().get("/api/queue" + query);
    print(waiting);
    if (waiting.isEmpty()) {
      console.note("没有需要人工处理的", "nothing needs a person");
    }
    return 0;
  }
}
