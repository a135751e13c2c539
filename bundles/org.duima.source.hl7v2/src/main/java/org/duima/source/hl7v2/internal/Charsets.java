package org.duima.source.hl7v2.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which character set a value of MSH-18 means. Built in: HL7 table 0211 as far as Chinese hospitals
 * use it, with the common spellings; a site adds its own in {@code hl7v2.properties}.
 */
final class Charsets {
  private static final Charset GB18030 = Charset.forName("GB18030");

  private static final Map<String, Charset> BUILT_IN =
      Map.ofEntries(
          Map.entry("UNICODEUTF8", StandardCharsets.UTF_8),
          Map.entry("UTF8", StandardCharsets.UTF_8),
          Map.entry("GB180302000", GB18030),
          Map.entry("GB180302005", GB18030),
          Map.entry("GB180302022", GB18030),
          Map.entry("GB18030", GB18030),
          // both are subsets of GB18030, and senders who name them use characters beyond them
          Map.entry("GBK", GB18030),
          Map.entry("CP936", GB18030),
          Map.entry("GB2312", GB18030),
          Map.entry("GB231280", GB18030),
          Map.entry("ASCII", StandardCharsets.US_ASCII),
          Map.entry("USASCII", StandardCharsets.US_ASCII),
          Map.entry("ISOIR6", StandardCharsets.US_ASCII),
          Map.entry("88591", StandardCharsets.ISO_8859_1),
          Map.entry("ISO88591", StandardCharsets.ISO_8859_1),
          Map.entry("LATIN1", StandardCharsets.ISO_8859_1));

  private final Map<String, Charset> byName;
  private final Charset byDefault;

  /** The built-in table alone, with UTF-8 where MSH-18 is empty. */
  Charsets() {
    this(Map.of(), StandardCharsets.UTF_8);
  }

  /**
   * @param further value of MSH-18 to character set; goes before the built-in table
   * @param byDefault what an empty MSH-18 means
   */
  Charsets(Map<String, Charset> further, Charset byDefault) {
    Map<String, Charset> all = new HashMap<>(BUILT_IN);
    further.forEach((name, charset) -> all.put(normal(name), charset));
    this.byName = Map.copyOf(all);
    this.byDefault = byDefault;
  }

  Charset byDefault() {
    return byDefault;
  }

  /**
   * The character set that a value of MSH-18 (one repetition) names; the default if it is empty.
   */
  Optional<Charset> of(String msh18) {
    String name = normal(msh18);
    return name.isEmpty() ? Optional.of(byDefault) : Optional.ofNullable(byName.get(name));
  }

  /** Letters and digits alone, so that spellings with blanks, dashes or slashes meet. */
  private static String normal(String name) {
    StringBuilder normal = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        normal.append(c);
      }
    }
    return normal.toString().toUpperCase(Locale.ROOT);
  }
}
