package org.duima.catalogue.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The character set of a text file, found by reading it to its end: UTF-8, else GB18030, else what
 * a byte order mark says. A file that is neither throughout is refused.
 *
 * @param mark bytes of the byte order mark
 */
record TextEncoding(Charset charset, int mark) {
  static final Charset GB18030 = Charset.forName("GB18030");

  /**
   * So many characters beyond ASCII that decode as UTF-8 are no accident: a file that fails later
   * is damaged UTF-8, not GB18030.
   */
  private static final int CERTAINLY_UTF8 = 10;

  private static final int BUFFER = 1 << 16;

  /**
   * What decoding gave.
   *
   * @param failedAt row of the first bytes that are no character, 0 if there are none
   * @param beyondAscii characters beyond ASCII before that
   */
  private record Attempt(long failedAt, long beyondAscii) {}

  static TextEncoding of(Path file, String shown) throws IOException, TableException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(3);
    }
    if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
      return checked(file, shown, new TextEncoding(StandardCharsets.UTF_8, 3));
    }
    if (startsWith(start, 0xFF, 0xFE)) {
      return checked(file, shown, new TextEncoding(StandardCharsets.UTF_16LE, 2));
    }
    if (startsWith(start, 0xFE, 0xFF)) {
      return checked(file, shown, new TextEncoding(StandardCharsets.UTF_16BE, 2));
    }
    TextEncoding utf8 = new TextEncoding(StandardCharsets.UTF_8, 0);
    Attempt asUtf8 = utf8.attempt(file, shown);
    if (asUtf8.failedAt == 0) {
      return utf8;
    }
    if (asUtf8.beyondAscii >= CERTAINLY_UTF8) {
      throw wrong(shown, asUtf8.failedAt);
    }
    TextEncoding gb18030 = new TextEncoding(GB18030, 0);
    Attempt asGb18030 = gb18030.attempt(file, shown);
    if (asGb18030.failedAt == 0) {
      return gb18030;
    }
    throw wrong(shown, Math.max(asUtf8.failedAt, asGb18030.failedAt));
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static TextEncoding checked(Path file, String shown, TextEncoding encoding)
      throws IOException, TableException {
    Attempt attempt = encoding.attempt(file, shown);
    if (attempt.failedAt != 0) {
      throw wrong(shown, attempt.failedAt);
    }
    return encoding;
  }

  private static TableException wrong(String shown, long row) {
    return new TableException(
        "encoding",
        shown + ":" + row,
        shown + " 第 " + row + " 行：既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为 CSV UTF-8",
        shown + " row " + row + ": neither UTF-8 nor GB18030 (GBK); save the file as CSV UTF-8");
  }

  private CharsetDecoder decoder() {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** A reader that stands behind the byte order mark. */
  Reader reader(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    in.skipNBytes(mark);
    return new InputStreamReader(in, decoder());
  }

  private Attempt attempt(Path file, String shown) throws IOException, TableException {
    CharsetDecoder decoder = decoder();
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer chars = CharBuffer.allocate(BUFFER);
    long row = 1;
    long beyondAscii = 0;
    try (InputStream in = Files.newInputStream(file);
        ReadableByteChannel channel = Channels.newChannel(in)) {
      in.skipNBytes(mark);
      boolean end = false;
      while (true) {
        end = end || channel.read(bytes) < 0;
        bytes.flip();
        CoderResult result = decoder.decode(bytes, chars, end);
        bytes.compact();
        chars.flip();
        while (chars.hasRemaining()) {
          char c = chars.get();
          if (c == '\n') {
            row++;
          } else if (c >= 0x80) {
            beyondAscii++;
          } else if (c == 0) {
            throw new TableException(
                "format",
                shown + ":" + row,
                shown + " 第 " + row + " 行：不是文本文件；可导入 CSV、XLSX、平台的 TAB 文件、FHIR JSON",
                shown
                    + " row "
                    + row
                    + ": no text file; CSV, XLSX, the platform's TAB files and FHIR JSON can be"
                    + " imported");
          }
        }
        chars.clear();
        if (result.isError()) {
          return new Attempt(row, beyondAscii);
        }
        if (end && result.isUnderflow()) {
          return new Attempt(0, beyondAscii);
        }
      }
    }
  }
}
