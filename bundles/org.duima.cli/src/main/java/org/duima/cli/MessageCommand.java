package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides about messages that could not be processed. */
abstract class MessageCommand extends NodeOptions {
  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = {"消息号，见 queue", "number of the message, as queue shows it"})
  List<String> ids;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = {"原因，记入审计", "why, kept in the audit trail"})
  String reason;

  private final String action;

  private MessageCommand(String action) {
    this.action = action;
  }

  @Override
  public Integer call() {
    for (String id : ids) {
      if (!id.matches("\\d{1,18}")) {
        throw Failure.unusable("消息号应为数字：" + id, "the number of a message has digits only");
      }
    }
    if (reason.isBlank()) {
      throw Failure.unusable("--reason 不能为空", "--reason must not be empty");
    }
    NodeClient node = node();
    JsonNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
    int refused = 0;
    for (String id : ids) {
      try {
        JsonNode answer = node.post("/api/messages/" + id + "/" + action, body);
        console.out().println(json ? answer.toString() : id + "\t" + action + "\tok");
      } catch (Failure e) {
        if (e.exitCode() != 1) {
          throw e;
        }
        refused++;
        console.err().println(id + "\t" + action + "\t" + e.getMessage());
      }
    }
    return refused == 0 ? 0 : 1;
  }

  @Command(
      name = "resend",
      description = {"重新处理无法处理的消息。", "Processes dead messages again."})
  static final class Resend extends MessageCommand {
    Resend() {
      super("resend");
    }
  }

  @Command(
      name = "discard",
      description = {
        "放弃无法处理的消息，放行被它挂起的清单。",
        "Gives dead messages up, and frees the lists that they hold."
      })
  static final class Discard extends MessageCommand {
    Discard() {
      super("discard");
    }
  }
}
