package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What every event carries.
 *
 * @param institution fixmedins_code of the institution it happened in
 * @param keys the names under which the message knows patient, stay and settlement; several keys
 *     that name a stay say that they name the same one
 * @param time when it happened (EVN-2, else MSH-7; the transaction's own time), hospital local time
 * @param arrivalNumber number of the message in the inbox; orders events of equal time
 * @param sequence place within the message, from 0
 */
public record EventHeader(
    String institution, List<Key> keys, LocalDateTime time, long arrivalNumber, int sequence)
    implements Comparable<EventHeader> {
  public EventHeader {
    Objects.requireNonNull(institution, "institution");
    keys = List.copyOf(keys);
    Objects.requireNonNull(time, "time");
  }

  public Optional<Key> key(Key.Kind kind) {
    return keys.stream().filter(key -> key.kind() == kind).findFirst();
  }

  /** The order in which events of a stay are folded: time, then arrival, then place in message. */
  @Override
  public int compareTo(EventHeader other) {
    int byTime = time.compareTo(other.time);
    if (byTime != 0) {
      return byTime;
    }
    int byArrival = Long.compare(arrivalNumber, other.arrivalNumber);
    return byArrival != 0 ? byArrival : Integer.compare(sequence, other.sequence);
  }
}
