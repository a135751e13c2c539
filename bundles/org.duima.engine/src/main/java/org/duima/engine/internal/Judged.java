package org.duima.engine.internal;

import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;

/**
 * What {@code duima:alert} found out about a frame, for {@code duima:receive}.
 *
 * @param frame the body that it is about
 * @param reader that read it
 * @param reading of the frame
 * @param cameAt when it came, by {@link System#nanoTime}
 * @param answer to give once the frame is stored, null for the reader's own
 * @param blocked whether the order must not be stored; there is an answer then
 */
record Judged(
    Object frame,
    MessageReader reader,
    Reading reading,
    long cameAt,
    byte[] answer,
    boolean blocked) {
  /** The property of an exchange that holds it. */
  static final String PROPERTY = "duima.judged";

  static Judged unasked(Object frame, MessageReader reader, Reading reading, long cameAt) {
    return new Judged(frame, reader, reading, cameAt, null, false);
  }

  Judged answered(byte[] bytes, boolean isBlocked) {
    return new Judged(frame, reader, reading, cameAt, bytes, isBlocked);
  }
}
