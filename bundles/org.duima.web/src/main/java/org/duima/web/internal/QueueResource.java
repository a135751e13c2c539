package org.duima.web.internal;

import java.util.List;
import org.duima.api.ledger.LedgerView;

/** What needs a person. */
public final class QueueResource implements Resource {
  private static final int MOST_ROWS = 10_000;

  private final LedgerView ledger;

  public QueueResource(LedgerView ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/queue", "待人工处理", "Messages and lists that need a person")
            .query(
                "state",
                "dead 无法处理、unknown 平台待确认、unassigned 无法归属；空为全部，另含平台拒收、退回与待改配置的清单",
                "dead, unknown or unassigned; empty for all, with lists refused, returned or waiting for"
                    + " configuration")
            .answers(200, "消息与清单，及其原因", "messages and lists with the reason")
            .by(call -> ledger.queue(call.parameter("state"), MOST_ROWS)));
  }
}
