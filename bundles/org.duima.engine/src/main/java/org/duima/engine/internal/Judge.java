package org.duima.engine.internal;

import java.util.List;
import java.util.Optional;
import org.duima.api.RawMessage;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.receive.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the alerts about an order that came as a frame. Safe for use by several threads. */
final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final Rooms rooms;
  private final String family;

  Judge(Rooms rooms, String family) {
    this.rooms = rooms;
    this.family = family;
  }

  /**
   * Whether a frame is one order message alone and somebody can read it. A batch is stored as a
   * whole, so nothing in it could be held back, and its sender waits for no card.
   */
  boolean concerns(Reading reading) {
    OrderDoor door = rooms.alerting().doors().get(family);
    return door != null
        && reading.parts().size() == 1
        && reading.envelope().isEmpty()
        && reading.messages().size() == 1
        && door.takes(reading.messages().get(0).type());
  }

  /**
   * Asks about an order. Whatever goes wrong, the order goes on.
   *
   * @param frame one that {@link #concerns} the alerts
   */
  Judged judged(Judged frame) {
    OrderDoor door = rooms.alerting().doors().get(family);
    RawMessage message = frame.reading().messages().get(0);
    try {
      if (door == null
          || !(door.read("", message.body(), message.receivedAt()) instanceof Question question)) {
        return frame;
      }
      AlertAnswer answer = answer(question);
      byte[] bytes = door.answer(question, answer);
      // a refusal that nobody is told of would lose the order
      return bytes.length == 0 && answer.isBlocked()
          ? frame
          : frame.answered(bytes, answer.isBlocked());
    } catch (RuntimeException e) {
      // The class alone: a message could hold patient data.
      LOG.error("医嘱审核失败，医嘱照常接收 / judging an order failed, it goes on: {}", e.getClass().getName());
      LOG.debug("order", e);
      return frame;
    }
  }

  private AlertAnswer answer(Question question) {
    Optional<OrderAlerts> alerts = rooms.alerting().alerts().get();
    if (alerts.isPresent() && !question.request().lines().isEmpty()) {
      try {
        return alerts.get().evaluate(question.request());
      } catch (RuntimeException e) {
        LOG.error(
            "医嘱审核失败，医嘱照常接收 / judging an order failed, it goes on: {}", e.getClass().getName());
        LOG.debug("order", e);
      }
    }
    return new AlertAnswer(question.request(), List.of(), 0, List.of(), List.of());
  }
}
