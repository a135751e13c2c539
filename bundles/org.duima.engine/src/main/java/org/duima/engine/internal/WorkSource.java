package org.duima.engine.internal;

import java.util.List;
import java.util.Map;

/** Something that leases work from the ledger. */
interface WorkSource {
  /**
   * Leases what is due.
   *
   * @param worker name of the worker, for the lease
   * @return empty when nothing is due
   */
  List<Item> poll(String worker);

  /**
   * A piece of leased work.
   *
   * @param body body of the exchange
   * @param headers headers of the exchange
   * @param done called when the route ended well
   * @param failed called when it did not; gives the work back after a pause
   * @param back called instead when the worker ends before it began; gives the work back at once
   */
  record Item(
      Object body, Map<String, Object> headers, Runnable done, Runnable failed, Runnable back) {

    /** Work that is given back in the same way whether it failed or never began. */
    Item(Object body, Map<String, Object> headers, Runnable done, Runnable failed) {
      this(body, headers, done, failed, failed);
    }
  }
}
