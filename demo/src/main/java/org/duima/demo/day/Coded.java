package org.duima.demo.day;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/**
 * A diagnosis or operation as a coder wrote it: {@code CODE NAME [CONDITION] [=> INSURANCE-CODE]}.
 *
 * @param code in the edition of the hospital
 * @param name the hospital's name
 * @param condition adm_cond_type 1–4, empty if not stated
 * @param becomes the insurance code that the platform must see
 * @param principal whether it is marked as principal by a leading {@code !}
 */
public record Coded(String code, String name, String condition, String becomes, boolean principal) {
  private static final List<String> CONDITIONS = List.of("有", "临床未确定", "情况不明", "无");

  /** Reads the written form. */
  @JsonCreator
  public static Coded of(String line) {
    boolean principal = line.startsWith("!");
    String[] sides = (principal ? line.substring(1) : line).split(" => ", -1);
    String[] words = sides[0].trim().split(" ");
    String last = words[words.length - 1];
    int condition = CONDITIONS.indexOf(last);
    int nameEnd = condition < 0 ? words.length : words.length - 1;
    if (sides.length > 2 || nameEnd != 2) {
      throw new IllegalArgumentException("expected CODE NAME [CONDITION] [=> CODE]: " + line);
    }
    return new Coded(
        words[0],
        words[1],
        condition < 0 ? "" : String.valueOf(condition + 1),
        sides.length == 2 ? sides[1].trim() : words[0],
        principal);
  }
}
