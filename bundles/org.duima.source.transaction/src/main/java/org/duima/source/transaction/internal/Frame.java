package org.duima.source.transaction.internal;

import java.time.Instant;
import java.util.Map;

/**
 * What the answer to a national request needs of it.
 *
 * @param form how it was wrapped
 * @param infno 3101, 3102 or 3103; empty if it cannot be told
 * @param division mdtrtarea_admvs, empty if not stated
 * @param received when it came
 * @param patient patn_id as sent
 * @param visit mdtrt_id as sent
 * @param lineNames rx_id as sent by the id of the line
 */
record Frame(
    Form form,
    String infno,
    String division,
    Instant received,
    String patient,
    String visit,
    Map<String, String> lineNames) {
  /** How a request is wrapped. */
  enum Form {
    /** With {@code infno} and {@code input}; the answer has the national envelope. */
    ENVELOPED,
    /** Only {@code data}; the answer is only the output. */
    BARE
  }

  Frame {
    lineNames = Map.copyOf(lineNames);
  }

  static Frame of(Form form, String infno, String division, Instant received) {
    return new Frame(form, infno, division, received, "", "", Map.of());
  }

  Frame about(String patn, String mdtrt, Map<String, String> names) {
    return new Frame(form, infno, division, received, patn, mdtrt, names);
  }

  /** Leaves the patient out. */
  @Override
  public String toString() {
    return "Frame[" + form + " " + infno + "]";
  }
}
