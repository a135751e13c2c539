package org.duima.api.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.duima.api.encounter.Key;

/**
 * The durable record of alerts. Safe for use by several threads. Methods throw {@link
 * org.duima.api.ledger.StoreUnavailableException} if the store cannot be reached. A thread inside
 * one must not be interrupted: that closes the file of an embedded database for everybody.
 */
public interface AlertStore {
  /**
   * Takes what came of an order. Records are written in groups by one writer; at most {@code
   * 10,000} wait. One that holds a shown alert is written at once, another within a moment, so that
   * many share a transaction; only the former is worth waiting for. Work that depends on the future
   * runs on the writer's thread unless it is attached with an executor, so it should be short.
   *
   * @return done when it is stored, durably if an alert is shown; fails with {@link
   *     org.duima.api.ledger.StoreUnavailableException} if the store is away and with {@link
   *     QueueFullException} if the queue is full; then nothing of it was stored
   */
  CompletableFuture<Void> record(AlertRecord record);

  /**
   * Stores feedback durably. Repeating it changes nothing. Of several for one alert the one that
   * was given last counts, the others are kept. Alerts whose record still waits are known.
   *
   * @return ids of alerts that are not known
   */
  Set<String> feedback(List<AlertFeedback> feedback);

  /**
   * What was overridden with a reason in a visit.
   *
   * @param keys names of the visit; without one that names a stay, those of the patient
   * @param since feedback from before is left out
   * @return {@link #overrideKey} of each
   */
  Set<String> overridden(Collection<Key> keys, Instant since);

  /** What an override is remembered by: a point (or class without points) with an item. */
  static String overrideKey(String pointOrClass, String itemCode) {
    return pointOrClass + "|" + itemCode;
  }

  /**
   * The latest firings of points, for deciding what has fallen silent. Firings from before a point
   * was allowed to speak again are left out.
   *
   * @param newest how many of the newest shown firings of a point count
   */
  List<Firing> firings(int newest, Instant since);

  /** Points that fell silent by themselves, with the time. */
  Map<String, Instant> ignored();

  /**
   * Remembers that a point fell silent. With {@code silent} false: that it may speak again if it
   * had fallen silent, else that the office was told although its class must not fall silent.
   * Repeating changes nothing.
   */
  void ignore(String pointId, boolean silent, String why, Instant at);

  /**
   * Overrides and acceptances that the platform has not been told (3103), oldest first.
   *
   * @param lease they are not given out again before it is over
   */
  List<Untold> untold(int max, Instant now, Duration lease);

  /** They were handed over for good. */
  void told(Collection<String> alertIds, Instant at);

  /** So many records wait that no more are taken; the order goes on all the same. */
  final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueFullException() {
      super("too many alert records wait", null, false, false);
    }
  }

  /**
   * What came of an order.
   *
   * @param at when it was asked
   * @param day of the order in the hospital's time, for statistics
   * @param department the hospital's code, empty if not known
   * @param orderer code of the physician, empty if not known
   * @param interrupted whether a card interrupts
   * @param millis how long it took
   * @param itemCodes code by line id, for {@link #overrideKey}
   */
  record AlertRecord(
      Instant at,
      LocalDate day,
      String department,
      String orderer,
      AlertAnswer answer,
      boolean interrupted,
      double millis,
      Map<String, String> itemCodes) {
    public AlertRecord {
      itemCodes = Map.copyOf(itemCodes);
    }
  }

  /**
   * How a point fared.
   *
   * @param shown how often it was shown, at most the number asked for
   * @param overridden how many of those were overridden
   */
  record Firing(String pointId, String ruleClass, int shown, int overridden) {}

  /**
   * Feedback to pass on.
   *
   * @param institution fixmedins_code
   * @param warnType 1 事前, 2 事中
   */
  record Untold(String institution, String warnType, AlertFeedback feedback) {}
}
