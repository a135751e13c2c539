package org.duima.platform.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads bytes and texts whose character set somebody got wrong on the way. */
final class Legible {
  private static final Charset GBK = Charset.forName("GB18030");
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final char LOST = '\uFFFD';

  /** What UTF-8's replacement characters look like when they are read as GBK. */
  private static final String LOST_TWICE = "锟斤拷";

  private Legible() {}

  /** The text of an answer: UTF-8, else GB18030, else UTF-8 with what is broken replaced. */
  static String text(byte[] bytes) {
    try {
      return strict(StandardCharsets.UTF_8, bytes);
    } catch (CharacterCodingException notUtf8) {
      try {
        return strict(GBK, bytes);
      } catch (CharacterCodingException neither) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
  }

  /**
   * Restores a garbled text.
   *
   * @return empty if the text is not garbled, or beyond restoring
   */
  static String restored(String text) {
    int chinese = chinese(text);
    // GBK bytes or UTF-8 bytes that were taken for Latin letters hold no Chinese at all
    if (chinese == 0 && text.chars().anyMatch(c -> c >= 0x80)) {
      for (Charset taken : new Charset[] {StandardCharsets.ISO_8859_1, WINDOWS}) {
        byte[] bytes = bytes(taken, text);
        String again = bytes == null ? "" : text(bytes);
        if (chinese(again) > 1 && !isLost(again)) {
          return again;
        }
      }
      return "";
    }
    // UTF-8 bytes that were taken for GBK; an odd number of them loses the last one
    String again = new String(text.getBytes(GBK), StandardCharsets.UTF_8);
    long lost = again.chars().filter(c -> c == LOST).count();
    return chinese(again) > 1 && chinese(again) >= 3 * lost && !again.equals(text) ? again : "";
  }

  /** Whether a part of the text is gone for good. */
  static boolean isLost(String text) {
    return text.indexOf(LOST) != text.lastIndexOf(LOST) || text.contains(LOST_TWICE);
  }

  /** A text as every database takes it: not endless, no NUL, no half of a surrogate pair. */
  static String clean(String text, int longest) {
    String cut = text.length() > longest ? text.substring(0, longest) : text;
    return new String(
        cut.replace("\u0000", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static int chinese(String text) {
    return (int) text.chars().filter(c -> c >= 0x4E00 && c <= 0x9FFF).count();
  }

  /** Null if the text cannot have come from that character set. */
  private static byte[] bytes(Charset charset, String text) {
    return charset.newEncoder().canEncode(text) ? text.getBytes(charset) : null;
  }

  private static String strict(Charset charset, byte[] bytes) throws CharacterCodingException {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }
}
