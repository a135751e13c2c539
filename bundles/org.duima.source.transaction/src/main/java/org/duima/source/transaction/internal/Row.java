package org.duima.source.transaction.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Severity;

/**
 * An object of a national request with its place. Values may be texts or numbers whatever the book
 * says; one that cannot be used is a finding and counts as not sent.
 */
record Row(JsonNode node, String path, Trouble trouble) {
  private static final String BAD_VALUE = "national.bad-value";
  private static final String WRONG_TYPE = "national.wrong-type";

  /** Findings, of which only so many are kept that a person would read them. */
  static final class Trouble {
    private static final int MOST = 100;
    private final Set<Finding> findings = new LinkedHashSet<>();

    void add(Finding finding) {
      if (findings.size() < MOST) {
        findings.add(finding);
      }
    }

    List<Finding> findings() {
      return List.copyOf(findings);
    }
  }

  Row at(String name) {
    return new Row(Json.unwrapped(node.path(name)), path(name), trouble);
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The rows of a node; a single object is one row. Others are skipped with a finding. */
  List<Row> rows(String name) {
    Row all = at(name);
    List<Row> rows = new ArrayList<>();
    if (all.node.isArray()) {
      for (int i = 0; i < all.node.size(); i++) {
        Row row = new Row(all.node.get(i), all.path + "[" + i + "]", trouble);
        if (row.node.isObject()) {
          rows.add(row);
        } else if (!row.node.isNull()) {
          row.notRows();
        }
      }
    } else if (all.node.isObject()) {
      rows.add(all);
    } else if (!Copy.text(all.node).isEmpty()) {
      all.notRows();
    }
    return rows;
  }

  private void notRows() {
    trouble.add(
        Finding.warning(
            WRONG_TYPE,
            path,
            "应为对象或对象数组，已跳过",
            "expected an object or an array of objects; skipped"));
  }

  /** The first of the names that has a value, else an empty text. */
  String text(String... names) {
    for (String name : names) {
      JsonNode value = node.path(name);
      if (value.isContainerNode()) {
        if (!value.isEmpty()) {
          trouble.add(
              Finding.warning(
                  WRONG_TYPE,
                  path(name),
                  "应为单个值，却是对象或数组，未采用",
                  "expected a single value, found an object or an array; not used"));
        }
        continue;
      }
      String text = Copy.text(value);
      if (!text.isEmpty() && !text.equals("null")) {
        return text;
      }
    }
    return "";
  }

  /** Whether a flag is set: 1 or true. Empty if it is neither set nor cleared. */
  Optional<Boolean> flag(String name) {
    String text = text(name);
    return switch (text) {
      case "" -> Optional.empty();
      case "1", "true" -> Optional.of(true);
      case "0", "false" -> Optional.of(false);
      default -> {
        bad(name, "应为 1 或 0", "expected 1 or 0");
        yield Optional.empty();
      }
    };
  }

  Optional<BigDecimal> number(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Transform.number(text));
    } catch (Advice advice) {
      trouble.add(advice.finding(BAD_VALUE, Severity.WARNING, path(name)));
      return Optional.empty();
    }
  }

  Optional<Money> money(String name) {
    return number(name).map(Money::ofYuan);
  }

  /** A day, or a day with a time. */
  Optional<LocalDateTime> time(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Transform.Times.dateTime(text));
    } catch (Advice advice) {
      bad(name, "应为日期 yyyy-MM-dd，未采用", "expected a date yyyy-MM-dd; not used");
      return Optional.empty();
    }
  }

  void bad(String name, String zh, String en) {
    trouble.add(Finding.warning(BAD_VALUE, path(name), zh, en));
  }
}
