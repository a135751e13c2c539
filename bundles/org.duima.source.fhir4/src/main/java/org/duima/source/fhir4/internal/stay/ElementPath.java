package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;

/**
 * A path into a resource, written as FHIRPath: members, {@code [n]}, {@code where(…)}, {@code
 * first()}, {@code extension('url')}, {@code ofType(Type)}, {@code resolve()}; in conditions also
 * {@code =}, {@code !=}, {@code and}, {@code or}, {@code exists()}, {@code empty()} and
 * parentheses. Other than in FHIRPath a comparison of several values holds if it holds of any
 * ({@code !=}: of all), and of none. Immutable.
 */
final class ElementPath {
  /** Extensions of ours, whose names follow the wire names: both spellings of the blank count. */
  private static final String OURS = "urn:duima:";

  private static final Set<String> FUNCTIONS =
      Set.of("where", "first", "extension", "ofType", "resolve", "exists", "empty");

  /** One step: from some elements to others. */
  interface Step {
    void apply(List<Node> from, Graph graph, List<Node> to);
  }

  private interface Condition {
    boolean holds(Node node, Graph graph);
  }

  private final String text;
  private final List<Step> steps;
  private final String firstMember;

  private ElementPath(String text, List<Step> steps, String firstMember) {
    this.text = text;
    this.steps = List.copyOf(steps);
    this.firstMember = firstMember;
  }

  /**
   * Compiles a path.
   *
   * @throws SyntaxException with the column and advice
   */
  static ElementPath compile(String text) {
    return new Compiler(text).whole();
  }

  /** The path as written. */
  String text() {
    return text;
  }

  /** The member of the resource that it begins with, empty if it begins otherwise. */
  String firstMember() {
    return firstMember;
  }

  /** The elements that it leads to, in order. */
  List<Node> evaluate(Node from, Graph graph) {
    return apply(steps, from, graph);
  }

  private static List<Node> apply(List<Step> steps, Node from, Graph graph) {
    List<Node> at = List.of(from);
    for (Step step : steps) {
      List<Node> next = new ArrayList<>();
      step.apply(at, graph, next);
      if (next.isEmpty()) {
        return next;
      }
      at = next;
    }
    return at;
  }

  /** What is wrong with a path, and in which column of it, from 1. */
  static final class SyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final int column;
    private final String zh;
    private final String en;

    SyntaxException(int column, String zh, String en) {
      super(en);
      this.column = column;
      this.zh = zh;
      this.en = en;
    }

    int column() {
      return column;
    }

    String zh() {
      return zh;
    }

    String en() {
      return en;
    }
  }

  private static void member(String name, List<Node> from, List<Node> to) {
    int hash = name.hashCode();
    for (Node node : from) {
      Base[] children = node.base().getProperty(hash, name, false);
      if (children == null) {
        continue;
      }
      for (Base child : children) {
        if (child != null && !child.isEmpty()) {
          to.add(new Node(child, node.owner()));
        }
      }
    }
  }

  private static void extension(String url, List<Node> from, List<Node> to) {
    List<Node> extensions = new ArrayList<>();
    member("extension", from, extensions);
    for (Node node : extensions) {
      if (node.base() instanceof Extension extension
          && extension.hasUrl()
          && isUrl(url, extension.getUrl())) {
        to.add(node);
      }
    }
  }

  private static boolean isUrl(String url, String sent) {
    return url.equals(sent) || url.startsWith(OURS) && url.equals(sent.replace('_', '-'));
  }

  private static void ofType(String type, List<Node> from, List<Node> to) {
    for (Node node : from) {
      if (node.base().fhirType().equals(type)) {
        to.add(node);
      }
    }
  }

  private static void resolve(List<Node> from, Graph graph, List<Node> to) {
    for (Node node : from) {
      if (node.base() instanceof Reference reference) {
        graph.resolve(reference, node.owner()).ifPresent(to::add);
      }
    }
  }

  /** Reads one path from left to right. */
  private static final class Compiler {
    private final String text;
    private int at;
    private String firstMember = "";

    Compiler(String text) {
      this.text = text;
    }

    ElementPath whole() {
      List<Step> steps = path(true);
      blanks();
      if (at < text.length()) {
        throw wrong("这里多了内容；条件写在 where(…) 里", "unexpected here; conditions go into where(…)");
      }
      return new ElementPath(text, steps, firstMember);
    }

    private List<Step> path(boolean isWhole) {
      List<Step> steps = new ArrayList<>();
      do {
        step(steps, isWhole);
      } while (take('.'));
      return steps;
    }

    private void step(List<Step> steps, boolean isWhole) {
      blanks();
      int from = at;
      String name = name();
      if (name.equals("$this")) {
        return;
      }
      if (at < text.length() && text.charAt(at) == '(') {
        if (!FUNCTIONS.contains(name)) {
          at = from;
          throw wrong(
              "没有函数 " + name + "；可用 where first extension ofType resolve，条件里还有 exists empty",
              "there is no function "
                  + name
                  + "; use where first extension ofType resolve, and in conditions exists empty");
        }
        if (name.equals("exists") || name.equals("empty")) {
          at = from;
          throw wrong(
              name + "() 只能在 where(…) 的条件里", name + "() belongs into the condition of where(…)");
        }
        at++;
        function(name, steps);
        expect(')');
      } else {
        if (isWhole && steps.isEmpty() && from == firstNonBlank()) {
          firstMember = name;
        }
        steps.add((nodes, graph, to) -> member(name, nodes, to));
      }
      while (take('[')) {
        int index = number();
        expect(']');
        steps.add(
            (nodes, graph, to) -> {
              if (index < nodes.size()) {
                to.add(nodes.get(index));
              }
            });
      }
    }

    private int firstNonBlank() {
      int i = 0;
      while (i < text.length() && text.charAt(i) == ' ') {
        i++;
      }
      return i;
    }

    private void function(String name, List<Step> steps) {
      switch (name) {
        case "where" -> {
          Condition condition = either();
          steps.add(
              (nodes, graph, to) -> {
                for (Node node : nodes) {
                  if (condition.holds(node, graph)) {
                    to.add(node);
                  }
                }
              });
        }
        case "first" -> steps.add((nodes, graph, to) -> to.add(nodes.get(0)));
        case "extension" -> {
          String url = literal();
          steps.add((nodes, graph, to) -> extension(url, nodes, to));
        }
        case "ofType" -> {
          blanks();
          String type = name();
          steps.add((nodes, graph, to) -> ofType(type, nodes, to));
        }
        default -> steps.add((nodes, graph, to) -> resolve(nodes, graph, to));
      }
    }

    private Condition either() {
      Condition left = both();
      while (word("or")) {
        Condition one = left;
        Condition other = both();
        left = (node, graph) -> one.holds(node, graph) || other.holds(node, graph);
      }
      return left;
    }

    private Condition both() {
      Condition left = comparison();
      while (word("and")) {
        Condition one = left;
        Condition other = comparison();
        left = (node, graph) -> one.holds(node, graph) && other.holds(node, graph);
      }
      return left;
    }

    private Condition comparison() {
      if (take('(')) {
        Condition inner = either();
        expect(')');
        return inner;
      }
      List<Step> steps = new ArrayList<>();
      do {
        blanks();
        for (boolean isEmpty : new boolean[] {true, false}) {
          String end = isEmpty ? "empty()" : "exists()";
          if (text.startsWith(end, at)) {
            at += end.length();
            List<Step> all = List.copyOf(steps);
            return (node, graph) -> apply(all, node, graph).isEmpty() == isEmpty;
          }
        }
        step(steps, false);
      } while (take('.'));
      blanks();
      boolean isDifferent = text.startsWith("!=", at);
      if (!isDifferent && !(at < text.length() && text.charAt(at) == '=')) {
        throw wrong(
            "条件应写成 路径 = '值'、路径 != '值'、路径.exists() 或 路径.empty()",
            "a condition is PATH = 'value', PATH != 'value', PATH.exists() or PATH.empty()");
      }
      at += isDifferent ? 2 : 1;
      String value = literal();
      List<Step> all = List.copyOf(steps);
      return (node, graph) -> {
        for (Node found : apply(all, node, graph)) {
          if (value.equals(found.base().primitiveValue())) {
            return !isDifferent;
          }
        }
        return isDifferent;
      };
    }

    private String literal() {
      blanks();
      if (at < text.length() && text.charAt(at) == '\'') {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
          throw wrong("缺右单引号", "the closing quote is missing");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
      }
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      if (at == from) {
        throw wrong("这里应是带单引号的值", "a value in single quotes is expected here");
      }
      return text.substring(from, at);
    }

    private int number() {
      int from = at;
      while (at < text.length() && Character.isDigit(text.charAt(at)) && at - from < 5) {
        at++;
      }
      if (at == from) {
        throw wrong("方括号里应是序号，从 0 起", "an index from 0 is expected in the brackets");
      }
      return Integer.parseInt(text.substring(from, at));
    }

    private String name() {
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at))
              || text.charAt(at) == '_'
              || at == from && text.charAt(at) == '$')) {
        at++;
      }
      if (at == from) {
        throw wrong("这里应是元素名或函数", "the name of an element or a function is expected here");
      }
      return text.substring(from, at);
    }

    private boolean word(String word) {
      blanks();
      int end = at + word.length();
      if (text.startsWith(word, at) && end < text.length() && text.charAt(end) == ' ') {
        at = end;
        return true;
      }
      return false;
    }

    private boolean take(char c) {
      blanks();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!take(c)) {
        throw wrong("这里缺 " + c, c + " is missing here");
      }
    }

    private void blanks() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private SyntaxException wrong(String zh, String en) {
      return new SyntaxException(at + 1, zh, en);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
