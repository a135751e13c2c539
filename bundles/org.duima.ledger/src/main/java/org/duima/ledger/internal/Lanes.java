package org.duima.ledger.internal;

/** How messages are spread over lanes, and the numbers made of lane, arrival and place. */
final class Lanes {
  static final int COUNT = 64;

  private static final int ARRIVAL_BITS = 48;
  private static final int SEQUENCE_BITS = 16;

  /** First place in a message that an event cannot have. */
  static final int MAX_EVENTS = 1 << SEQUENCE_BITS;

  private Lanes() {}

  static int of(String laneKey) {
    int hash = laneKey.hashCode();
    // neighbouring patient numbers differ in the low bits of the last character only
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    hash ^= hash >>> 16;
    return hash & (COUNT - 1);
  }

  /** Whether a dead message of this lane concerns a patient, whose lists it then holds. */
  static boolean namesPatient(String laneKey) {
    return !laneKey.isBlank() && !laneKey.endsWith("|");
  }

  /** Number in {@code pending}: sorts by lane, then by arrival. */
  static long workNo(int lane, long arrivalNo) {
    return ((long) lane << ARRIVAL_BITS) | arrivalNo;
  }

  static long arrivalOfWork(long workNo) {
    return workNo & ((1L << ARRIVAL_BITS) - 1);
  }

  static long firstWorkOf(int lane) {
    return (long) lane << ARRIVAL_BITS;
  }

  /** How far the numbers of two lanes are apart, for SQL. */
  static long laneStep() {
    return 1L << ARRIVAL_BITS;
  }

  /** Number in {@code event}: sorts by arrival, then by place in the message. */
  static long eventNo(long arrivalNo, int sequence) {
    return (arrivalNo << SEQUENCE_BITS) | sequence;
  }

  static long arrivalOfEvent(long eventNo) {
    return eventNo >>> SEQUENCE_BITS;
  }
}
