package org.duima.source.hl7v2.internal;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message as its segments in order, whatever its version. Nothing below a segment is looked at
 * before it is asked for. HAPI's generic model would do the same work, but it names the second run
 * of a segment {@code DG12}, loses which Z segment followed which, and takes quadratic time for
 * alternating segments.
 */
final class Er7Message {
  private final MessageHead head;
  private final List<Segment> segments;
  private final int unnamed;

  private Er7Message(MessageHead head, List<Segment> segments, int unnamed) {
    this.head = head;
    this.segments = segments;
    this.unnamed = unnamed;
  }

  /** Decodes and splits a message whose head has been read. */
  static Er7Message of(byte[] body, MessageHead head) {
    List<Segments.Range> ranges = Segments.of(body, 0, body.length);
    List<Segment> segments = new ArrayList<>(ranges.size());
    Map<String, Integer> seen = new HashMap<>();
    int unnamed = 0;
    for (Segments.Range range : ranges) {
      String text = decode(body, range, head.charset());
      if (!isNamed(text, head.separators().field())) {
        unnamed++;
        continue;
      }
      String name = text.substring(0, 3);
      int ordinal = seen.merge(name, 1, Integer::sum);
      segments.add(new Segment(name, text, ordinal, head.separators()));
    }
    return new Er7Message(head, List.copyOf(segments), unnamed);
  }

  private static String decode(byte[] body, Segments.Range range, Charset charset) {
    int length = range.to() - range.from();
    if (charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.ISO_8859_1)) {
      return new String(body, range.from(), length, charset);
    }
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE)
          .decode(ByteBuffer.wrap(body, range.from(), length))
          .toString();
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IllegalStateException("a decoder that replaces cannot fail", e);
    }
  }

  private static boolean isNamed(String text, char separator) {
    if (text.length() < 3 || text.length() > 3 && text.charAt(3) != separator) {
      return false;
    }
    for (int i = 0; i < 3; i++) {
      char c = text.charAt(i);
      if (!(c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  MessageHead head() {
    return head;
  }

  Separators separators() {
    return head.separators();
  }

  List<Segment> segments() {
    return segments;
  }

  /** How many lines are no segments and were left out. */
  int unnamed() {
    return unnamed;
  }

  /** One segment. Not safe for use by several threads. */
  static final class Segment {
    private final String name;
    private final int code;
    private final String text;
    private final int ordinal;
    private final Separators separators;
    private int[] starts;

    private Segment(String name, String text, int ordinal, Separators separators) {
      this.name = name;
      this.code = codeOf(name);
      this.text = text;
      this.ordinal = ordinal;
      this.separators = separators;
    }

    String name() {
      return name;
    }

    /** The name as a number, for cheap comparison. */
    int code() {
      return code;
    }

    /** The number of a name of three characters. */
    static int codeOf(String name) {
      return name.charAt(0) << 16 | name.charAt(1) << 8 | name.charAt(2);
    }

    /** Which one of its name in the message, from 1. */
    int ordinal() {
      return ordinal;
    }

    /** The segment as sent. */
    String text() {
      return text;
    }

    Separators separators() {
      return separators;
    }

    /** Packed bounds of a field with all its repetitions, −1 if absent. */
    long field(int number) {
      if (starts == null) {
        starts = starts();
      }
      // the separator after MSH is itself MSH-1
      int index = name.equals("MSH") ? number - 1 : number;
      if (index < 1 || index >= starts.length - 1) {
        return -1;
      }
      return Er7.pack(starts[index], starts[index + 1] - 1);
    }

    private int[] starts() {
      int count = 1;
      for (int at = text.indexOf(separators.field());
          at >= 0;
          at = text.indexOf(separators.field(), at + 1)) {
        count++;
      }
      int[] found = new int[count + 1];
      int from = 0;
      for (int i = 0; i < count; i++) {
        found[i] = from;
        from = Er7.end(text, from, text.length(), separators.field()) + 1;
      }
      found[count] = text.length() + 1;
      return found;
    }

    /** Packed bounds of a repetition of a field, −1 if absent. */
    long repetition(int field, int number) {
      long bounds = field(field);
      return bounds < 0
          ? -1
          : Er7.part(text, Er7.from(bounds), Er7.to(bounds), separators.repetition(), number);
    }

    /**
     * A subcomponent without escapes, trimmed.
     *
     * @param bounds of a repetition
     * @return empty if absent
     */
    String value(long bounds, int component, int subcomponent) {
      if (bounds < 0) {
        return "";
      }
      long part =
          Er7.part(text, Er7.from(bounds), Er7.to(bounds), separators.component(), component);
      if (part < 0) {
        return "";
      }
      part = Er7.part(text, Er7.from(part), Er7.to(part), separators.subcomponent(), subcomponent);
      return part < 0
          ? ""
          : separators.unescape(text.substring(Er7.from(part), Er7.to(part))).trim();
    }

    /** First subcomponent of the first component of the first repetition of a field. */
    String first(int field) {
      return value(repetition(field, 1), 1, 1);
    }
  }
}
