package org.duima.engine.internal;

import org.apache.camel.Exchange;

/** {@code to duima:outbox}: saves an evaluation. A stay that changed meanwhile is due again. */
final class SaveLists {
  private final Rooms rooms;

  SaveLists(Rooms rooms) {
    this.rooms = rooms;
  }

  void process(Exchange exchange) {
    Evaluation evaluation = exchange.getMessage().getBody(Evaluation.class);
    rooms
        .stays()
        .save(
            evaluation.stay(),
            evaluation.summary(),
            evaluation.assigned(),
            evaluation.drafts(),
            evaluation.nextEvaluation());
  }
}
