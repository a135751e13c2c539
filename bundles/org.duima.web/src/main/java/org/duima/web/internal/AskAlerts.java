package org.duima.web.internal;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;

/**
 * Puts what was sent through the door of a family to the alerts, and what they say back through the
 * same door. Safe for use by several threads.
 *
 * <p>While a part is missing the answer is 503: whoever asks lets the order go on then, and sees
 * that nobody looked at it, which an answer without cards would hide.
 */
public final class AskAlerts {
  private final Supplier<Optional<OrderDoor>> door;
  private final Supplier<Optional<OrderAlerts>> alerts;
  private final Clock clock;

  public AskAlerts(
      Supplier<Optional<OrderDoor>> door, Supplier<Optional<OrderAlerts>> alerts, Clock clock) {
    this.door = door;
    this.alerts = alerts;
    this.clock = clock;
  }

  /**
   * Asks, or passes feedback on.
   *
   * @param what which service is meant, see {@link OrderDoor#read}
   * @return written by the door, with 200 or the status of a refusal
   * @throws ProblemException 503 while a part is missing
   * @throws org.duima.api.ledger.StoreUnavailableException if feedback could not be stored
   */
  WrittenAnswer ask(String what, byte[] body) throws ProblemException {
    OrderDoor reader = door();
    OrderDoor.Asked asked = reader.read(what, body, clock.instant());
    if (asked instanceof OrderDoor.Refused refused) {
      return new WrittenAnswer(refused.status(), reader.answer(refused));
    }
    OrderAlerts judge = ProblemException.present(alerts, "医嘱提醒", "the alerts");
    if (asked instanceof OrderDoor.Told told) {
      Set<String> unknown = judge.feedback(told.feedback());
      return new WrittenAnswer(200, reader.answer(told, unknown));
    }
    OrderDoor.Question question = (OrderDoor.Question) asked;
    AlertAnswer answer = judge.evaluate(question.request());
    return new WrittenAnswer(200, reader.answer(question, answer));
  }

  /** The door; 503 while it is missing. */
  OrderDoor door() throws ProblemException {
    return ProblemException.present(door, "医嘱接口", "the door for orders");
  }
}
