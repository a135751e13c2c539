package org.duima.form.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.FormField;

/** Turns values of the list's fields into what the paper shows. */
final class Words {
  private static final Pattern SPAN = Pattern.compile("(\\d+)/(\\d+)/(\\d+)");
  private static final Pattern WHOLE_MINUTE =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d):00");
  private static final String BETWEEN_DEPARTMENTS = "→";

  private final Map<String, FormField> fields = new HashMap<>();
  private final Dictionaries dictionaries;

  Words(List<FormField> form, Dictionaries dictionaries) {
    form.forEach(field -> fields.put(key(field.node(), field.name()), field));
    this.dictionaries = dictionaries;
  }

  private static String key(String node, String name) {
    return node + "." + name;
  }

  /** What people call a field; its own name where the form does not know it. */
  String label(String node, String name) {
    FormField field = fields.get(key(node, name));
    return field == null ? key(node, name) : field.label().zh();
  }

  /** A value as the paper shows it: a code with its name, a duration in words. */
  String shown(String node, String name, String value) {
    String text = value.replaceAll("\\p{Cntrl}", " ").strip();
    FormField field = fields.get(key(node, name));
    if (field != null && !field.dictionary().isEmpty()) {
      return Arrays.stream(text.split(BETWEEN_DEPARTMENTS))
          .map(code -> named(field.dictionary(), code.strip()))
          .collect(Collectors.joining(" " + BETWEEN_DEPARTMENTS + " "));
    }
    Matcher minute = WHOLE_MINUTE.matcher(text);
    return minute.matches() ? minute.group(1) : text;
  }

  private String named(String dictionary, String code) {
    return dictionaries.name(dictionary, code).map(name -> code + " " + name).orElse(code);
  }

  /** The name of a dictionary's value, the code where it is not known. */
  String name(String dictionary, String code) {
    return dictionaries.name(dictionary, code).orElse(code);
  }

  /** Days, hours and minutes in words; anything else as it is. */
  static String duration(String text) {
    Matcher span = SPAN.matcher(text);
    return span.matches()
        ? span.group(1) + "天" + span.group(2) + "小时" + span.group(3) + "分钟"
        : text;
  }
}
