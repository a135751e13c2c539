package org.duima.web.internal;

import java.util.List;
import org.duima.api.ledger.LedgerView;

/** Stays of patients. */
public final class StaysResource implements Resource {
  private final LedgerView ledger;

  public StaysResource(LedgerView ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/stays/{id}", "一次就诊", "A stay by any of its names")
            .answers(200, "就诊、消息、结算与清单", "the stay, its messages, settlements and lists")
            .answers(404, "没有这次就诊", "there is no such stay")
            .by(call -> ledger.stay(call.path("id")).orElseThrow(ProblemException::notFound)));
  }
}
