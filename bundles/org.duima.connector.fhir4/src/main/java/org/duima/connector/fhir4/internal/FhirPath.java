package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place in a resource, written in a part of FHIRPath that says not only where to look but also
 * what to make: names joined by dots, {@code name.first()} for the first of a list, {@code
 * name.where(a='x' and b.c='y')} for the one of a list that has these values, {@code
 * name.ofType(Type)} for a choice, optionally with such a condition, {@code extension('url')}.
 * Immutable.
 */
final class FhirPath {
  private record Step(String element, String json, boolean many, List<Constant> constants) {}

  /** A value that a place has besides the one written. */
  private record Constant(FhirPath path, String value) {
    boolean holds(JsonNode node) {
      return path.read(node).asText("").equals(value);
    }
  }

  private final String text;
  private final List<Step> steps;

  private FhirPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = steps;
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException saying what is not understood and where
   */
  static FhirPath of(String text) {
    return new Parser(text).path(false);
  }

  /** What stands there; a missing node if nothing does. */
  JsonNode read(JsonNode base) {
    JsonNode node = base;
    for (Step step : steps) {
      JsonNode child = node.path(step.json());
      node = step.many() ? chosen(child, step).orElse(MissingNode.getInstance()) : child;
      if (!step.many() && !step.constants().stream().allMatch(c -> c.holds(child))) {
        return MissingNode.getInstance();
      }
    }
    return node;
  }

  private static Optional<JsonNode> chosen(JsonNode list, Step step) {
    for (JsonNode one : list) {
      if (step.constants().stream().allMatch(constant -> constant.holds(one))) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /**
   * Writes a value and makes what leads there.
   *
   * @return where it stands now, such as {@code identifier[1].value}, with element names as FHIR
   *     has them; empty if something else stands there
   */
  Optional<String> write(ObjectNode base, JsonNode value) {
    JsonNode present = read(base);
    if (!present.isMissingNode() && !present.equals(value)) {
      return Optional.empty();
    }
    StringBuilder where = new StringBuilder();
    ObjectNode node = base;
    for (Step step : steps.subList(0, steps.size() - 1)) {
      where.append(where.isEmpty() ? "" : ".").append(step.element());
      if (step.many()) {
        ArrayNode list = node.withArrayProperty(step.json());
        node = chosen(list, step).map(ObjectNode.class::cast).orElseGet(list::addObject);
        where.append('[').append(indexOf(list, node)).append(']');
      } else {
        node = node.withObjectProperty(step.json());
      }
      for (Constant constant : step.constants()) {
        if (constant.path().write(node, Json.text(constant.value())).isEmpty()) {
          return Optional.empty();
        }
      }
    }
    Step last = steps.get(steps.size() - 1);
    node.set(last.json(), value);
    return Optional.of(where.append(where.isEmpty() ? "" : ".").append(last.element()).toString());
  }

  private static int indexOf(ArrayNode list, JsonNode element) {
    int index = 0;
    while (list.get(index) != element) {
      index++;
    }
    return index;
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    FhirPath path(boolean insideCondition) {
      int from = at;
      List<Step> steps = new ArrayList<>();
      do {
        steps.add(step());
      } while (taken("."));
      Step last = steps.get(steps.size() - 1);
      if (last.many() || !last.constants().isEmpty()) {
        throw wrong("末尾应为一个值", "the end must be a single value");
      }
      if (!insideCondition && at < text.length()) {
        throw wrong("多余的内容", "more than a path");
      }
      return new FhirPath(text.substring(from, at), List.copyOf(steps));
    }

    private Step step() {
      String name = name();
      if (name.equals("extension") && taken("(")) {
        Constant url = new Constant(new Parser("url").path(false), quoted());
        expect(")");
        return new Step(name, name, true, List.of(url));
      }
      if (taken(".first()")) {
        return new Step(name, name, true, List.of());
      }
      if (taken(".ofType(")) {
        String type = name();
        expect(")");
        String json = name + Character.toUpperCase(type.charAt(0)) + type.substring(1);
        return new Step(name, json, false, taken(".where(") ? constants() : List.of());
      }
      if (taken(".where(")) {
        return new Step(name, name, true, constants());
      }
      return new Step(name, name, false, List.of());
    }

    private List<Constant> constants() {
      List<Constant> constants = new ArrayList<>();
      do {
        FhirPath path = path(true);
        expect("=");
        constants.add(new Constant(path, quoted()));
      } while (taken(" and "));
      expect(")");
      return List.copyOf(constants);
    }

    private String name() {
      int from = at;
      while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
        at++;
      }
      if (from == at) {
        throw wrong("应为元素名", "a name is expected");
      }
      return text.substring(from, at);
    }

    private String quoted() {
      expect("'");
      int end = text.indexOf('\'', at);
      if (end <= at) {
        throw wrong("应为 '值'", "a value in quotes is expected");
      }
      String value = text.substring(at, end);
      at = end + 1;
      return value;
    }

    private boolean taken(String word) {
      boolean there = text.startsWith(word, at);
      at += there ? word.length() : 0;
      return there;
    }

    private void expect(String word) {
      if (!taken(word)) {
        throw wrong("应为 " + word, word + " is expected");
      }
    }

    private IllegalArgumentException wrong(String chinese, String english) {
      return new IllegalArgumentException(
          "%s 第 %d 个字符：%s / %s, character %d: %s"
              .formatted(text, at + 1, chinese, text, at + 1, english));
    }
  }
}
