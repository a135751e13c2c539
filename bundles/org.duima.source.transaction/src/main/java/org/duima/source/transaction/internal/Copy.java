package org.duima.source.transaction.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Origin;
import org.duima.api.Severity;
import org.duima.source.transaction.internal.Rules.Source;

/**
 * One copy of a transaction while it is read. Its output may have been logged with the platform's
 * envelope or without; paths always begin at {@code input}, {@code output} or a name of an
 * envelope.
 */
final class Copy {
  final String infno;
  private final ObjectNode root;
  private final long arrivalNumber;
  private final String message;
  private final List<Finding> findings;
  String institution = "";

  /** A value with the place where it was found. */
  record Found(String value, String path) {}

  /** A row of a repeated node. */
  record Line(JsonNode node, String path) {}

  private Copy(
      String infno, ObjectNode root, long arrivalNumber, String message, List<Finding> findings) {
    this.infno = infno;
    this.root = root;
    this.arrivalNumber = arrivalNumber;
    this.message = message;
    this.findings = findings;
  }

  /**
   * @param document an object with an infno
   */
  static Copy of(ObjectNode document, long arrivalNumber, List<Finding> findings) {
    ObjectNode root = document.deepCopy();
    root.set("input", Json.unwrapped(document.path("input")));
    JsonNode output = Json.unwrapped(document.path("output"));
    if (output.isObject() && output.has("infcode")) {
      root.set("infcode", output.get("infcode"));
      output.properties().forEach(field -> root.putIfAbsent(field.getKey(), field.getValue()));
      output = Json.unwrapped(output.path("output"));
    }
    root.set("output", output);
    String infno = text(root.path("infno"));
    String msgid = text(root.path("msgid"));
    return new Copy(
        infno, root, arrivalNumber, msgid.isEmpty() ? infno : infno + " " + msgid, findings);
  }

  /** Whether the platform refused the transaction, so that nothing came of it. */
  boolean failed() {
    String infcode = text(root.path("infcode"));
    return !infcode.isEmpty() && !infcode.equals("0");
  }

  Origin origin(String path) {
    return new Origin(arrivalNumber, message, path);
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  /** The first source that has a value. A value of a wrong form is a finding of that severity. */
  Optional<Found> first(List<Source> sources, Severity severity) {
    return first(root, "", sources, severity);
  }

  Optional<Found> first(Line line, List<Source> sources, Severity severity) {
    return first(line.node(), line.path() + ".", sources, severity);
  }

  private Optional<Found> first(
      JsonNode from, String before, List<Source> sources, Severity severity) {
    for (Source source : sources) {
      Optional<Found> found =
          value(at(from, source.path()), before + source.text(), source, severity);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Found> value(JsonNode node, String path, Source source, Severity severity) {
    if (node.isContainerNode()) {
      if (!node.isEmpty()) {
        findings.add(
            new Advice("应为单个值，却是对象或数组", "expected a single value, found an object or array")
                .finding("transaction.wrong-type", severity, path));
      }
      return Optional.empty();
    }
    String text = text(node);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return source
          .transform()
          .apply(text, institution)
          .filter(value -> !value.isBlank())
          .map(value -> new Found(value, path));
    } catch (Advice advice) {
      findings.add(advice.finding("transaction.bad-value", severity, path));
      return Optional.empty();
    }
  }

  /** Every single value of a node under its own name. */
  void each(Source node, java.util.function.BiConsumer<String, Found> taker) {
    JsonNode from = at(root, node.path());
    from.properties()
        .forEach(
            field -> {
              if (!field.getValue().isContainerNode()) {
                value(field.getValue(), node.text() + "." + field.getKey(), node, Severity.WARNING)
                    .ifPresent(found -> taker.accept(field.getKey(), found));
              }
            });
  }

  /** The rows of a node; a single object is one row. */
  List<Line> lines(Source node) {
    JsonNode found = at(root, node.path());
    List<Line> lines = new ArrayList<>();
    if (found.isArray()) {
      for (int i = 0; i < found.size(); i++) {
        String path = node.text() + "[" + i + "]";
        if (found.get(i).isObject()) {
          lines.add(new Line(found.get(i), path));
        } else if (!found.get(i).isNull()) {
          addNotARow(path);
        }
      }
    } else if (found.isObject()) {
      if (!found.isEmpty()) {
        lines.add(new Line(found, node.text()));
      }
    } else if (!text(found).isEmpty()) {
      addNotARow(node.text());
    }
    return lines;
  }

  private void addNotARow(String path) {
    findings.add(
        Finding.error(
            "transaction.wrong-type",
            path,
            "应为对象或对象数组，已跳过",
            "expected an object or an array of objects; skipped"));
  }

  /** Follows names; an array on the way counts as its first element. */
  private static JsonNode at(JsonNode from, List<String> names) {
    JsonNode node = from;
    for (String name : names) {
      if (node instanceof ArrayNode array) {
        node = array.isEmpty() ? MissingNode.getInstance() : array.get(0);
      }
      node = node.path(name);
    }
    return node;
  }

  static String text(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue().strip();
    }
    if (node.isNumber()) {
      return node.isIntegralNumber() ? node.asText() : node.decimalValue().toPlainString();
    }
    return node.isBoolean() ? node.asText() : "";
  }
}
