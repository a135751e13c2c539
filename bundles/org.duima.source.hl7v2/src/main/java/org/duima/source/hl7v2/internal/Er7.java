package org.duima.source.hl7v2.internal;

/**
 * Finds parts of delimited text without copying it. A part is packed into a long: from, then to.
 */
final class Er7 {
  /** The explicit null of HL7: the sender takes a value back. */
  static final String NULL = "\"\"";

  private Er7() {}

  /**
   * The n-th part.
   *
   * @param number from 1
   * @return −1 if there are fewer parts
   */
  static long part(String text, int from, int to, char separator, int number) {
    int start = from;
    for (int i = 1; i < number; i++) {
      start = end(text, start, to, separator) + 1;
      if (start > to) {
        return -1;
      }
    }
    return pack(start, end(text, start, to, separator));
  }

  /** Where the part that starts at {@code from} ends. */
  static int end(String text, int from, int to, char separator) {
    int end = text.indexOf(separator, from);
    return end < 0 || end > to ? to : end;
  }

  static long pack(int from, int to) {
    return (long) from << 32 | to;
  }

  static int from(long part) {
    return (int) (part >>> 32);
  }

  static int to(long part) {
    return (int) part;
  }
}
