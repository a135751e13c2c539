package org.duima.web.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** Messages that could not be processed. */
public final class MessagesResource implements Resource {
  private final MessageWork messages;

  public MessagesResource(MessageWork messages) {
    this.messages = messages;
  }

  /** Resends or discards one message. */
  private interface Work {
    boolean on(long arrivalNumber, String who, String reason);
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        operation("resend", "重新处理消息", "Processes a dead message again", messages::resend),
        operation("discard", "放弃消息", "Gives a dead message up", messages::discard));
  }

  private static Operation operation(String action, String zh, String en, Work work) {
    return Operation.post("/api/messages/{number}/" + action, zh, en)
        .roles(Role.IT)
        .field("reason", Kind.TEXT, "原因，记入审计", "why, kept in the audit trail")
        .answers(200, "已完成", "done")
        .answers(409, "没有此编号的待处理消息", "no dead message has this number")
        .by(
            call -> {
              if (!work.on(number(call), call.who(), call.requiredField("reason"))) {
                throw new ProblemException(409, "没有此编号的待处理消息", "no dead message has this number");
              }
              return Map.of("done", action);
            });
  }

  private static long number(Call call) throws ProblemException, IOException {
    try {
      return Long.parseLong(call.path("number"));
    } catch (NumberFormatException e) {
      throw ProblemException.bad("消息编号应为整数", "a message number is a whole number");
    }
  }
}
