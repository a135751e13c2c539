package org.duima.cli.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes frames out of a file of HL7 v2: MLLP frames as they were recorded, else one frame for each
 * message or batch. Works on bytes, because each message names its own character set; in all of
 * them a line feed and the name of a segment are ASCII.
 */
public final class Hl7File {
  static final byte START = 0x0b;
  static final byte END = 0x1c;

  private Hl7File() {}

  /** Whether a file looks like HL7 v2. */
  public static boolean looksLike(byte[] file) {
    int at = 0;
    if (file.length >= 3 && file[0] == (byte) 0xef && file[1] == (byte) 0xbb) {
      at = 3;
    }
    while (at < file.length && (file[at] <= ' ' && file[at] >= 0)) {
      at++;
    }
    return isHeader(file, at);
  }

  /**
   * The frames of a file.
   *
   * @return empty if there is no message in it
   */
  public static List<byte[]> frames(byte[] file) {
    List<byte[]> frames = new ArrayList<>();
    int start = indexOf(file, START, 0);
    if (start < 0) {
      split(withCarriageReturns(file), frames);
      return frames;
    }
    while (start >= 0) {
      int end = indexOf(file, END, start + 1);
      int next = indexOf(file, START, start + 1);
      int to = end >= 0 ? end : file.length;
      if (next >= 0 && next < to) {
        to = next;
      }
      byte[] frame = new byte[to - start - 1];
      System.arraycopy(file, start + 1, frame, 0, frame.length);
      frames.add(withCarriageReturns(frame));
      start = next;
    }
    return frames;
  }

  /** Cuts at every MSH, except inside a batch, which is one frame. */
  private static void split(byte[] text, List<byte[]> frames) {
    int from = -1;
    boolean inBatch = false;
    for (int at = 0; at < text.length; at = nextLine(text, at)) {
      boolean opensBatch = named(text, at, "FHS") || named(text, at, "BHS") && !inBatch;
      if (isHeader(text, at) && (opensBatch || !inBatch)) {
        add(text, from, at, frames);
        from = at;
        inBatch = opensBatch;
      } else if (inBatch && (named(text, at, "FTS") || named(text, at, "BTS"))) {
        boolean fileGoesOn = named(text, at, "BTS") && named(text, from, "FHS");
        if (!fileGoesOn) {
          int next = nextLine(text, at);
          add(text, from, next, frames);
          from = -1;
          inBatch = false;
        }
      }
    }
    add(text, from, text.length, frames);
  }

  private static void add(byte[] text, int from, int to, List<byte[]> frames) {
    if (from >= 0) {
      byte[] frame = new byte[to - from];
      System.arraycopy(text, from, frame, 0, frame.length);
      frames.add(frame);
    }
  }

  private static boolean isHeader(byte[] text, int at) {
    return named(text, at, "MSH") || named(text, at, "FHS") || named(text, at, "BHS");
  }

  private static boolean named(byte[] text, int at, String name) {
    if (at < 0 || at + 3 > text.length) {
      return false;
    }
    for (int i = 0; i < 3; i++) {
      if (text[at + i] != name.charAt(i)) {
        return false;
      }
    }
    // the name alone, or followed by a field separator: not a longer word
    return at + 3 == text.length || !isNameCharacter(text[at + 3]);
  }

  private static int nextLine(byte[] text, int at) {
    int end = indexOf(text, (byte) '\r', at);
    return end < 0 ? text.length : end + 1;
  }

  private static int indexOf(byte[] text, byte sought, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == sought) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Segments end with CR on the wire, but files are often kept with LF or CRLF. A line feed before
   * anything that is no segment belongs to the text of a field and stays.
   */
  private static byte[] withCarriageReturns(byte[] file) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(file.length + 1);
    int from = file.length >= 3 && file[0] == (byte) 0xef && file[1] == (byte) 0xbb ? 3 : 0;
    boolean lineStart = true;
    byte last = '\r';
    for (int i = from; i < file.length; i++) {
      byte c = file[i];
      if (c == '\n' && (last == '\r' || endsSegment(file, i))) {
        if (!lineStart) {
          text.write('\r');
        }
        lineStart = true;
      } else if (c == '\r') {
        if (!lineStart) {
          text.write('\r');
        }
        lineStart = true;
      } else if (!(lineStart && (c == ' ' || c == '\t'))) {
        text.write(c);
        lineStart = false;
      }
      last = c;
    }
    if (!lineStart) {
      text.write('\r');
    }
    return text.toByteArray();
  }

  private static boolean endsSegment(byte[] file, int lineFeed) {
    int at = lineFeed + 1;
    while (at < file.length && file[at] >= 0 && file[at] <= ' ') {
      at++;
    }
    return at >= file.length
        || at + 3 < file.length
            && file[at] >= 'A'
            && file[at] <= 'Z'
            && isNameCharacter(file[at + 1])
            && isNameCharacter(file[at + 2])
            && !isNameCharacter(file[at + 3]);
  }

  private static boolean isNameCharacter(byte c) {
    return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /**
   * Whether the sender of a frame wants an answer: not if it asks for neither an accept nor an
   * application acknowledgement (MSH-15 and MSH-16 both NE).
   */
  public static boolean expectsAnswer(byte[] frame) {
    return !(headerField(frame, 15).equals("NE") && headerField(frame, 16).equals("NE"));
  }

  /** MSH-18 of a frame, empty if not stated. */
  public static String characterSet(byte[] frame) {
    return headerField(frame, 18);
  }

  /** A field of the first MSH; empty if there is none. */
  private static String headerField(byte[] frame, int number) {
    String text = new String(frame, StandardCharsets.ISO_8859_1);
    int at = text.startsWith("MSH") ? 0 : text.indexOf("\rMSH") + 1;
    if (!text.startsWith("MSH", at) || text.length() < at + 4) {
      return "";
    }
    int end = text.indexOf('\r', at);
    String segment = text.substring(at, end < 0 ? text.length() : end);
    // MSH-1 is the separator itself, so that MSH-2 stands in place 1
    String[] fields = segment.split(Pattern.quote(segment.substring(3, 4)), -1);
    return number - 1 < fields.length ? fields[number - 1].strip() : "";
  }
}
