package org.duima.form.internal;

import com.lowagie.text.pdf.BaseFont;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A font whose used characters are embedded in what is printed. Its reader has a position, so that
 * one document at a time is written with it: synchronize on it.
 */
final class PrintFont {
  private static final String SHIPPED = "NotoSansCJKsc-Regular.otf";
  private static final Pattern PATH =
      Pattern.compile("(?<file>.+\\.(?:ttf|ttc))(?<number>,\\d{1,2})?", Pattern.CASE_INSENSITIVE);

  /** Places in the file format of TrueType and OpenType fonts. */
  private static final int FONT_OFFSETS = 12;

  private static final int TABLES = 12;
  private static final int TABLE_LENGTH = 16;

  /** The tag {@code CFF }. */
  private static final int POSTSCRIPT = 0x43464620;

  private final BaseFont base;

  private PrintFont(BaseFont base) {
    this.base = base;
  }

  /** The font that comes with the product. */
  static PrintFont shipped() {
    try (InputStream file = PrintFont.class.getResourceAsStream(SHIPPED)) {
      return new PrintFont(base(SHIPPED, file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A TrueType font of the site.
   *
   * <p>Fonts with PostScript outlines are refused: the library writes glyph numbers where they need
   * character identifiers, so that most such files would print wrong characters or none.
   *
   * @param home where relative paths start
   * @param path a {@code .ttf} file, or a {@code .ttc} file with a comma and a number
   * @throws IllegalArgumentException if it is none; tells why
   */
  static PrintFont of(Path home, String path) {
    Matcher matcher = PATH.matcher(path.strip());
    if (!matcher.matches()) {
      throw refused(path, "应为 .ttf 或 .ttc 文件", "expected a .ttf or .ttc file", null);
    }
    String file = matcher.group("file");
    boolean collection = file.toLowerCase(Locale.ROOT).endsWith(".ttc");
    int number =
        matcher.group("number") == null
            ? 0
            : Integer.parseInt(matcher.group("number").substring(1));
    try {
      byte[] bytes = Files.readAllBytes(home.resolve(file));
      BaseFont base = base(collection ? file + "," + number : file, bytes);
      if (isPostScript(bytes, collection ? number : -1)) {
        throw refused(path, "不是 TrueType 字形", "its outlines are not TrueType", null);
      }
      if (!base.charExists('医')) {
        throw refused(path, "没有中文字", "it has no Chinese characters", null);
      }
      return new PrintFont(base);
    } catch (IOException | RuntimeException e) {
      if (e instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw refused(path, "无法读取", "cannot be read: " + e, e);
    }
  }

  /**
   * Whether a font has the table of PostScript outlines.
   *
   * @param number of the font in a collection, -1 for a single font
   */
  private static boolean isPostScript(byte[] bytes, int number) {
    ByteBuffer font = ByteBuffer.wrap(bytes);
    int directory = number < 0 ? 0 : font.getInt(FONT_OFFSETS + 4 * number);
    int tables = font.getShort(directory + 4);
    return IntStream.range(0, tables)
        .anyMatch(i -> font.getInt(directory + TABLES + TABLE_LENGTH * i) == POSTSCRIPT);
  }

  private static IllegalArgumentException refused(
      String path, String zh, String en, Exception cause) {
    return new IllegalArgumentException("font = " + path + "：" + zh + " / " + en, cause);
  }

  private static BaseFont base(String name, byte[] file) throws IOException {
    BaseFont base =
        BaseFont.createFont(name, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, false, file, null);
    base.setSubset(true);
    return base;
  }

  BaseFont base() {
    return base;
  }

  /** Its name for people. */
  String name() {
    return base.getFullFontName()[0][3];
  }

  boolean has(int character) {
    return base.charExists(character);
  }
}
