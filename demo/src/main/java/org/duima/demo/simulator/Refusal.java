package org.duima.demo.simulator;

import java.util.List;

/**
 * One call that was refused.
 *
 * @param time hospital local time as yyyy-MM-dd HH:mm:ss
 * @param infno transaction, or empty where the gateway could not tell
 * @param msgid message id of the call, or empty
 * @param setlId settlement, or empty
 * @param reasons short stable keys, such as {@code required}
 * @param errMsg what was answered
 */
public record Refusal(
    String time, String infno, String msgid, String setlId, List<String> reasons, String errMsg) {
  /** Copies the reasons. */
  public Refusal {
    reasons = List.copyOf(reasons);
  }
}
