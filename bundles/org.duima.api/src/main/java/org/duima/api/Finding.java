package org.duima.api;

import java.util.Objects;

/**
 * Something that is wrong with, or worth knowing about, data. Data problems are findings; trouble
 * with the world (disk, network, database) is an exception.
 *
 * @param rule stable identifier of the rule that speaks, such as {@code SL-X01} or {@code
 *     hl7.unsupported-event}
 * @param severity how much it matters
 * @param path where: a field, segment, file and line, or JSON path; empty when it is about the
 *     whole
 * @param text what is wrong and what to do, without patient data
 */
public record Finding(String rule, Severity severity, String path, Text text) {
  public Finding {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(severity, "severity");
    path = path == null ? "" : path;
    Objects.requireNonNull(text, "text");
  }

  public static Finding error(String rule, String path, String zh, String en) {
    return new Finding(rule, Severity.ERROR, path, new Text(zh, en));
  }

  public static Finding warning(String rule, String path, String zh, String en) {
    return new Finding(rule, Severity.WARNING, path, new Text(zh, en));
  }

  public static Finding info(String rule, String path, String zh, String en) {
    return new Finding(rule, Severity.INFO, path, new Text(zh, en));
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
