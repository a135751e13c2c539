package org.duima.source.hl7v2.internal;

import ca.uhn.hl7v2.model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a message, compiled once: {@code
 * SEG[conditions]-field[conditions].component.subcomponent}. A condition is {@code [n]} (the n-th)
 * or {@code [place=a;b]} or {@code [place!=a;b]}, where the place is a field of the segment, or a
 * component of the repetition. Without component the first is meant, without subcomponent the
 * first.
 *
 * @param text as written
 * @param segment name of the segment
 * @param ofSegment which segment of that name
 * @param field number
 * @param ofRepetition which repetition
 * @param component number, 0 if not given
 * @param subcomponent number, 0 if not given
 */
record Er7Path(
    String text,
    String segment,
    List<Condition> ofSegment,
    int field,
    List<Condition> ofRepetition,
    int component,
    int subcomponent) {
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Z][A-Z0-9]{2})((?:\\[[^\\]]*\\])*)"
              + "(?:-(\\d{1,3})((?:\\[[^\\]]*\\])*)(?:\\.(\\d{1,3})(?:\\.(\\d{1,3}))?)?)?");
  private static final Pattern CONDITION =
      Pattern.compile(
          "\\[(?:(\\d{1,4})|(\\d{1,3})(?:\\.(\\d{1,3}))?(?:\\.(\\d{1,3}))?(!?=)([^\\]]*))\\]");

  /**
   * A test of a segment or a repetition.
   *
   * @param ordinal the n-th, 0 if the test looks at a value
   * @param place numbers of field, component, subcomponent (segment) or component, subcomponent, 1
   *     (repetition)
   * @param equal whether one of the values must be there, or none of them
   * @param values to compare with
   */
  record Condition(int ordinal, int[] place, boolean equal, List<String> values) {}

  /**
   * One place where a path leads.
   *
   * @param repetition number, from 1
   * @param content of the repetition
   * @param value of the component that the path names
   */
  record Found(Er7Message.Segment segment, int repetition, Type content, String value) {
    /** The first subcomponent of a component of the repetition, empty if absent. */
    String component(int number) {
      return Er7Message.Segment.value(content, number, 1);
    }
  }

  /**
   * Compiles a path.
   *
   * @throws IllegalArgumentException with advice in Chinese and English
   */
  static Er7Path compile(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "路径应写成 PID-3、PID-3[5=MR].1 或 OBX[3.1=8339-4]-5 / a path looks like PID-3,"
              + " PID-3[5=MR].1 or OBX[3.1=8339-4]-5");
    }
    return new Er7Path(
        text,
        matcher.group(1),
        conditions(matcher.group(2), true),
        number(matcher.group(3)),
        conditions(matcher.group(4), false),
        number(matcher.group(5)),
        number(matcher.group(6)));
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static List<Condition> conditions(String text, boolean ofSegment) {
    List<Condition> conditions = new ArrayList<>();
    if (text == null || text.isEmpty()) {
      return conditions;
    }
    Matcher matcher = CONDITION.matcher(text);
    int at = 0;
    while (matcher.find() && matcher.start() == at) {
      at = matcher.end();
      if (matcher.group(1) != null) {
        conditions.add(new Condition(Integer.parseInt(matcher.group(1)), null, true, List.of()));
        continue;
      }
      int first = Integer.parseInt(matcher.group(2));
      int second = Math.max(1, number(matcher.group(3)));
      int third = Math.max(1, number(matcher.group(4)));
      conditions.add(
          new Condition(
              0,
              ofSegment
                  ? new int[] {first, second, third}
                  : new int[] {Math.max(1, first), second, 1},
              matcher.group(5).equals("="),
              List.of(matcher.group(6).split(";", -1))));
    }
    if (at != text.length()) {
      throw new IllegalArgumentException(
          "条件应写成 [2]、[5=MR;PI] 或 [11!=D] / a condition looks like [2], [5=MR;PI] or [11!=D]");
    }
    return List.copyOf(conditions);
  }

  /** Whether it names a segment only. */
  boolean isSegment() {
    return field == 0;
  }

  /**
   * The first segment and repetition that meet the conditions.
   *
   * @return null if there is none; a found value may be empty
   */
  Found first(List<Er7Message.Segment> segments) {
    for (Er7Message.Segment candidate : segments) {
      if (accepts(candidate)) {
        Type[] repetitions = candidate.repetitions(field);
        for (int n = 1; n <= repetitions.length; n++) {
          if (accepts(repetitions[n - 1], n)) {
            return found(candidate, n, repetitions[n - 1]);
          }
        }
        return null;
      }
    }
    return null;
  }

  /** Every place that meets the conditions and holds a value. */
  List<Found> all(List<Er7Message.Segment> segments) {
    List<Found> all = new ArrayList<>();
    for (Er7Message.Segment candidate : segments) {
      if (accepts(candidate)) {
        Type[] repetitions = candidate.repetitions(field);
        for (int n = 1; n <= repetitions.length; n++) {
          if (accepts(repetitions[n - 1], n)) {
            Found found = found(candidate, n, repetitions[n - 1]);
            if (!found.value.isEmpty()) {
              all.add(found);
            }
          }
        }
      }
    }
    return all;
  }

  private Found found(Er7Message.Segment of, int number, Type content) {
    return new Found(
        of,
        number,
        content,
        Er7Message.Segment.value(content, Math.max(1, component), Math.max(1, subcomponent)));
  }

  boolean accepts(Er7Message.Segment candidate) {
    if (!candidate.name().equals(segment)) {
      return false;
    }
    for (Condition condition : ofSegment) {
      if (condition.ordinal > 0) {
        if (candidate.ordinal() != condition.ordinal) {
          return false;
        }
      } else if (condition.equal && !candidate.mayHold(condition.values)) {
        return false;
      } else {
        int[] place = condition.place;
        String value = candidate.first(place[0], place[1], place[2]);
        if (condition.values.contains(value) != condition.equal) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean accepts(Type content, int number) {
    for (Condition condition : ofRepetition) {
      if (condition.ordinal > 0) {
        if (number != condition.ordinal) {
          return false;
        }
      } else if (condition.values.contains(
              Er7Message.Segment.value(content, condition.place[0], condition.place[1]))
          != condition.equal) {
        return false;
      }
    }
    return true;
  }

  /** Where a value stands, for people: the segment counted where it repeats, the repetition too. */
  String location(Found found) {
    StringBuilder location = new StringBuilder(16).append(found.segment.location());
    location.append('-').append(field);
    if (found.repetition > 1) {
      location.append('[').append(found.repetition).append(']');
    }
    if (component > 0) {
      location.append('.').append(component);
      if (subcomponent > 0) {
        location.append('.').append(subcomponent);
      }
    }
    return location.toString();
  }
}
