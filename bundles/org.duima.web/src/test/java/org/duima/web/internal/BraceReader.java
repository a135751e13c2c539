package org.duima.web.internal;

import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;

/** Takes any body that starts with a brace. */
final class BraceReader implements MessageReader {
  @Override
  public String format() {
    return "transaction";
  }

  @Override
  public Reading read(byte[] frame, Instant receivedAt) {
    boolean good = frame.length > 0 && frame[0] == '{';
    return new Reading(
        List.of(
            good
                ? new Reading.Readable(
                    new RawMessage("transaction", "H1", "", "2304", "H1", frame, receivedAt))
                : new Reading.Refused(
                    frame, Finding.error("transaction.json", "$", "不是 JSON", "not JSON"))),
        List.of(),
        List.of());
  }

  @Override
  public Reading refuse(byte[] start, Finding reason) {
    return new Reading(List.of(new Reading.Refused(start, reason)), List.of(), List.of());
  }

  @Override
  public byte[] answer(Reading reading, List<Verdict> verdicts) {
    return new byte[0];
  }
}
