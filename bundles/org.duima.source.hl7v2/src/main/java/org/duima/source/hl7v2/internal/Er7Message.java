package org.duima.source.hl7v2.internal;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.util.Terser;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message as its segments in order, whatever its version. HAPI parses each segment when it is
 * first asked for a value. The message as a whole is not left to HAPI: its generic model names the
 * second run of a segment {@code DG12}, loses which Z segment followed which, and takes quadratic
 * time for alternating segments.
 */
final class Er7Message {
  /** The explicit null of HL7: the sender takes a value back. */
  static final String NULL = "\"\"";

  private final MessageHead head;
  private final List<Segment> segments;
  private final int unnamed;

  private Er7Message(MessageHead head, List<Segment> segments, int unnamed) {
    this.head = head;
    this.segments = segments;
    this.unnamed = unnamed;
  }

  /** Decodes and splits a message whose head has been read. */
  static Er7Message of(byte[] body, MessageHead head, SegmentParser parser) {
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
      segments.add(new Segment(name, text, ordinal, head.separators(), parser));
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

  List<Segment> segments() {
    return segments;
  }

  /** How many lines are no segments and were left out. */
  int unnamed() {
    return unnamed;
  }

  /** The segments that were asked for a value and could not be parsed; they counted as empty. */
  List<Segment> unreadable() {
    return segments.stream().filter(segment -> segment.unreadable).toList();
  }

  /**
   * One segment, parsed when it is first asked for a value. Not safe for use by several threads.
   */
  static final class Segment {
    private static final Type[] NONE = {};

    private final String name;
    private final String text;
    private final int ordinal;
    private final Separators separators;
    private final SegmentParser parser;

    /** Soft, as the model takes some twenty times the bytes of the text. */
    private Reference<GenericSegment> parsed = new SoftReference<>(null);

    private boolean unreadable;

    private Segment(
        String name, String text, int ordinal, Separators separators, SegmentParser parser) {
      this.name = name;
      this.text = text;
      this.ordinal = ordinal;
      this.separators = separators;
      this.parser = parser;
    }

    String name() {
      return name;
    }

    /** Which one of its name in the message, from 1. */
    int ordinal() {
      return ordinal;
    }

    /** The segment as sent. */
    String text() {
      return text;
    }

    /** The name, with the ordinal where it is not the first: {@code DG1[2]}. */
    String location() {
      return ordinal > 1 ? name + "[" + ordinal + "]" : name;
    }

    /**
     * Whether some value of the segment may equal one of the given, as far as the text tells
     * without parsing. Most OBX need no parsing then: a mapping asks for few of their codes.
     */
    boolean mayHold(List<String> values) {
      if (text.indexOf(separators.escape()) >= 0) {
        return true;
      }
      for (String value : values) {
        if (text.contains(value)) {
          return true;
        }
      }
      return false;
    }

    /** The repetitions of a field, none if it is absent or empty. */
    Type[] repetitions(int field) {
      GenericSegment segment = parsed();
      if (segment == null || field < 1 || field > segment.numFields()) {
        return NONE;
      }
      try {
        return segment.getField(field);
      } catch (HL7Exception e) {
        throw new IllegalStateException("HAPI denies a field that it has counted", e);
      }
    }

    private GenericSegment parsed() {
      GenericSegment segment = parsed.get();
      if (segment == null && !unreadable) {
        segment = parser.parse(name, text, separators).orElse(null);
        unreadable = segment == null;
        parsed = new SoftReference<>(segment);
      }
      return segment;
    }

    /** A subcomponent of the first repetition of a field, empty if absent. */
    String first(int field, int component, int subcomponent) {
      Type[] repetitions = repetitions(field);
      return repetitions.length == 0 ? "" : value(repetitions[0], component, subcomponent);
    }

    /**
     * A subcomponent without escapes, trimmed.
     *
     * @param component from 1
     * @param subcomponent from 1
     * @return empty if absent
     */
    static String value(Type repetition, int component, int subcomponent) {
      // HAPI would add what is not there
      if (component > Terser.numComponents(repetition)
          || subcomponent > Terser.numSubComponents(repetition, component)) {
        return "";
      }
      String value = Terser.getPrimitive(repetition, component, subcomponent).getValue();
      return value == null ? "" : value.trim();
    }
  }
}
