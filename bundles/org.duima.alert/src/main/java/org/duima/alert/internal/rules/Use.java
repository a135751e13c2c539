package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Locale;
import org.duima.api.alert.Known;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * A line, whether it is to be judged now or was ordered or charged before. Equal to itself only.
 */
final class Use {
  private final OrderLine line;
  private final int position;
  private final boolean charged;
  private final boolean sameVisit;
  private final boolean selfPaid;
  private final String source;
  private final LocalDateTime begin;
  private final BigDecimal quantity;
  private final String identity;

  private Use(
      OrderLine line,
      int position,
      boolean charged,
      boolean sameVisit,
      boolean selfPaid,
      String source,
      LocalDateTime begin,
      BigDecimal quantity) {
    this.line = line;
    this.position = position;
    this.charged = charged;
    this.sameVisit = sameVisit;
    this.selfPaid = selfPaid;
    this.source = source;
    this.begin = begin;
    this.quantity = quantity;
    this.identity = identity(line);
  }

  /** A line that is to be judged; one that does not say when it begins, begins now. */
  static Use current(OrderCase order, OrderLine line, int position) {
    return new Use(
        line,
        position,
        isCharging(order),
        true,
        line.is(Mark.SELF_PAY) || isPaidByPatient(order),
        line.origin().toString(),
        line.begin() == null ? order.context().at() : line.begin(),
        line.supply().quantity());
  }

  /**
   * A line of before.
   *
   * @param selfPaidVisit whether the visit that is asked about is paid by the patient
   */
  static Use earlier(EarlierLine earlier, boolean selfPaidVisit) {
    return new Use(
        earlier.line(),
        -1,
        earlier.charged(),
        earlier.sameVisit(),
        earlier.line().is(Mark.SELF_PAY) || (earlier.sameVisit() && selfPaidVisit),
        earlier.source(),
        earlier.line().begin(),
        earlier.line().supply().quantity());
  }

  /** The same one with less of it. */
  Use with(BigDecimal left) {
    return new Use(line, position, charged, sameVisit, selfPaid, source, begin, left);
  }

  /** Whether what is asked about are charges: then orders of before are no second charge. */
  static boolean isCharging(OrderCase order) {
    Scene scene = order.request().scene();
    return scene == Scene.CHARGE || scene == Scene.SETTLE;
  }

  /** Whether the whole visit is paid by the patient. */
  static boolean isPaidByPatient(OrderCase order) {
    return order.context().selfPay().filter(Known::value).isPresent();
  }

  /** What tells items apart: the catalogue code, else a name. */
  static String identity(OrderLine line) {
    if (!line.item().value().isEmpty()) {
      return line.item().value().toUpperCase(Locale.ROOT);
    }
    return "name:" + line.displayName().strip();
  }

  OrderLine line() {
    return line;
  }

  /** Place in the request, negative for one of before. */
  int position() {
    return position;
  }

  boolean isCurrent() {
    return position >= 0;
  }

  boolean isCharged() {
    return charged;
  }

  boolean isSameVisit() {
    return sameVisit;
  }

  /** When it begins; null if that is not known. */
  LocalDateTime begin() {
    return begin;
  }

  /** How much; null if not stated. */
  BigDecimal quantity() {
    return quantity;
  }

  /** How often: a line that does not say how much is ordered once. */
  BigDecimal times() {
    return quantity == null ? BigDecimal.ONE : quantity;
  }

  String identity() {
    return identity;
  }

  String name() {
    return line.displayName();
  }

  /** Whether the patient pays it, or the whole visit. */
  boolean isSelfPaid() {
    return selfPaid;
  }

  /**
   * Whether the patient gets anything of it: not a refund, and not a quantity of nothing, unless a
   * dose says that the quantity was only not filled in.
   */
  boolean isGiven() {
    if (line.is(Mark.CANCELLED)) {
      return false;
    }
    if (quantity == null || quantity.signum() > 0) {
      return true;
    }
    return quantity.signum() == 0
        && !charged
        && line.dosage().dose() != null
        && line.dosage().dose().signum() > 0;
  }

  /** The line as a fact: its name, day and quantity. */
  Evidence evidence() {
    StringBuilder value = new StringBuilder(Opinions.shortened(name()));
    if (begin != null) {
      value.append(' ').append(begin.toLocalDate());
    }
    if (quantity != null) {
      value.append(" ×").append(Quantities.plain(quantity)).append(line.supply().unit());
    }
    return new Evidence(
        isCurrent() ? "line" : charged ? "earlier-charge" : "earlier-order",
        value.toString(),
        source);
  }
}
