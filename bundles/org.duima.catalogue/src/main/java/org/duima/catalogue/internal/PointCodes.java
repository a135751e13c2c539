package org.duima.catalogue.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;
import org.duima.api.alert.RuleClass;
import org.duima.api.mapping.TableImports.Kind;

/** Reads the codes of a knowledge point. */
final class PointCodes {
  private static final String NAME = "name:";

  /** Only semicolons part names, which may have commas and blanks themselves. */
  private static final Pattern BETWEEN_NAMES = Pattern.compile("[;；]");

  private static final Pattern BETWEEN_CODES = Pattern.compile("[;；,，、|\\s\\u00a0]+");
  private static final Pattern BETWEEN_SIDES = Pattern.compile("[×✕✖]");
  private static final Pattern CODE = Pattern.compile("[0-9A-Za-z.+/_-]+\\*?");

  /** What a spreadsheet makes of 001103000010000 when it takes it for a number. */
  private static final Pattern WITHOUT_ZEROS = Pattern.compile("[1-9][0-9]{12}(?:\\.0)?");

  private static final Pattern IN_POWERS = Pattern.compile("[0-9](?:\\.[0-9]+)?[Ee]\\+?[0-9]+");

  private static final Pattern ITEM =
      Pattern.compile("X[0-9A-Z]{22}|Z[0-9A-Z]{19}|T[0-9]{9}|00[0-9]{13}|C[0-9A-Z]{18,20}");

  private PointCodes() {}

  /**
   * The sides of a cell.
   *
   * @return one list of entries, or two if the cell itself parts them
   */
  static List<List<String>> sides(String cell) {
    List<List<String>> sides = new ArrayList<>();
    boolean hasNames = cell.contains(NAME);
    for (String side : hasNames ? new String[] {cell} : BETWEEN_SIDES.split(cell)) {
      Set<String> entries = new LinkedHashSet<>();
      for (String part : (hasNames ? BETWEEN_NAMES : BETWEEN_CODES).split(side)) {
        String entry = Spelling.trimmed(part);
        if (!entry.isEmpty()) {
          entries.add(entry.startsWith(NAME) ? entry : half(entry));
        }
      }
      sides.add(List.copyOf(entries));
    }
    return sides;
  }

  private static String half(String entry) {
    StringBuilder text = new StringBuilder(entry.length());
    for (int i = 0; i < entry.length(); i++) {
      char c = entry.charAt(i);
      text.append(c >= '\uff01' && c <= '\uff5e' ? (char) (c - '\uff01' + '!') : c);
    }
    return text.toString();
  }

  /** Why an entry cannot be taken; null if it can. */
  static Text refusal(String entry, RuleClass.Subject subject) {
    if (entry.startsWith(NAME)) {
      String name = entry.substring(NAME.length());
      return name.isBlank() || name.endsWith("*")
          ? new Text(entry + "：name: 之后应为名称，不能用 *", entry + ": a name has to follow, without *")
          : null;
    }
    boolean isDamaged =
        IN_POWERS.matcher(entry).matches()
            || subject == RuleClass.Subject.LINE && WITHOUT_ZEROS.matcher(entry).matches();
    if (isDamaged) {
      return new Text(
          entry + " 像是被表格软件改写的编码（如 001103000010000 变成 1103000010000），请把该列设为文本后重新保存",
          entry
              + " looks as if a spreadsheet had rewritten it (001103000010000 to 1103000010000):"
              + " mark the column as text");
    }
    return CODE.matcher(entry).matches()
        ? null
        : new Text(
            "“" + entry + "”不是编码；名称要写成 name:名称",
            "“" + entry + "” is no code; a name is written as name:…");
  }

  /** What is unusual about a code that is taken; null if nothing is. */
  static Text remark(String entry, RuleClass.Subject subject) {
    if (entry.startsWith(NAME) || entry.endsWith("*")) {
      return null;
    }
    Shape shape =
        switch (subject) {
          case LINE -> ITEM.matcher(entry).matches() ? Shape.USUAL : Shape.UNUSUAL;
          case DIAGNOSIS -> shape(CodeSystem.DIAGNOSIS, entry);
          case PROCEDURE -> shape(CodeSystem.PROCEDURE, entry);
        };
    if (shape == Shape.USUAL) {
      return null;
    }
    Text remark = shape == Shape.IMPOSSIBLE ? Shape.UNUSUAL.remark() : shape.remark();
    return new Text(entry + " " + remark.zh(), entry + ": " + remark.en());
  }

  private static Shape shape(CodeSystem system, String entry) {
    Subject ofCodes = new Subject(Kind.DICTIONARY, system.id(), "", Editions.INSURANCE_2_0);
    return Shape.of(
        ofCodes, Editions.INSURANCE_2_0, Spelling.key(ofCodes, Editions.INSURANCE_2_0, entry));
  }
}
