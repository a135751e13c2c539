package org.duima.source.hl7v2.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds segments in raw bytes. Safe in every character set that is taken here: none of them has a
 * control byte inside a character.
 *
 * <p>A segment ends at CR. LF ends one too where a segment or nothing follows it (files, senders
 * that use LF); any other LF belongs to the text of a field.
 */
final class Segments {
  private Segments() {}

  /** A stretch of bytes. */
  record Range(int from, int to) {}

  /**
   * Where the header segment (MSH, BHS, FHS) that begins at {@code from} ends.
   *
   * @param from at least four bytes before {@code to}
   */
  static int endOfHeader(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (endsAt(bytes, i, to, bytes[from + 3])) {
        return i;
      }
    }
    return to;
  }

  /** All segments that are not empty, in order. The fourth byte is taken as field separator. */
  static List<Range> of(byte[] bytes, int from, int to) {
    List<Range> ranges = new ArrayList<>();
    byte separator = to - from < 4 ? (byte) '|' : bytes[from + 3];
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || endsAt(bytes, i, to, separator)) {
        int first = start;
        while (first < i && isBlank(bytes[first])) {
          first++;
        }
        if (first < i) {
          ranges.add(new Range(first, i));
        }
        start = i + 1;
      }
    }
    return ranges;
  }

  private static boolean endsAt(byte[] bytes, int at, int to, byte separator) {
    return switch (bytes[at]) {
      // the marks of MLLP stand in files that were written from the wire
      case '\r', 0x0b, 0x1c -> true;
      case '\n' ->
          at + 1 == to
              || bytes[at + 1] < ' ' && bytes[at + 1] >= 0
              || startsSegment(bytes, at + 1, to, separator);
      default -> false;
    };
  }

  /** Whether a segment name and a separator stand here. */
  private static boolean startsSegment(byte[] bytes, int at, int to, byte separator) {
    if (at + 3 > to || !isUpper(bytes[at])) {
      return false;
    }
    for (int i = at + 1; i < at + 3; i++) {
      if (!isUpper(bytes[i]) && (bytes[i] < '0' || bytes[i] > '9')) {
        return false;
      }
    }
    return at + 3 == to || bytes[at + 3] == separator || bytes[at + 3] == '\r';
  }

  private static boolean isUpper(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  private static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  /** Whether a segment has a name, without looking at its separator. */
  static boolean named(byte[] bytes, Range range, String name) {
    if (range.to() - range.from() < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[range.from() + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
