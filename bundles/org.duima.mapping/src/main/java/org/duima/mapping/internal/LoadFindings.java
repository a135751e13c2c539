package org.duima.mapping.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;

/** What one loading found, so that one look shows all that must be mended. Not thread-safe. */
final class LoadFindings {
  private static final int MOST = 100;

  private final List<Finding> findings = new ArrayList<>();
  private int further;
  private Severity furtherSeverity = Severity.WARNING;

  /** How many there are by now, also those that will not be listed. */
  int count() {
    return findings.size() + further;
  }

  /** All of them; the last one says how many are not listed. */
  List<Finding> all() {
    List<Finding> all = new ArrayList<>(findings);
    if (further > 0) {
      all.add(
          new Finding(
              "mapping.more",
              furtherSeverity,
              "",
              new Text("另有 " + further + " 处问题未列出", further + " further problems are not listed")));
    }
    return all;
  }

  /**
   * Folder and file name: enough for a person to find it, and equal on every machine. A table that
   * a source gave is named as the source names it.
   */
  static String shown(Path file) {
    if (isOfSource(file)) {
      return "source "
          + file.getParent().getParent().getFileName()
          + " table "
          + withoutEnding(file.getFileName().toString());
    }
    return file.getParent().getFileName() + "/" + file.getFileName();
  }

  /** A place in a file; the column may be empty. */
  static String at(Path file, long line, String column) {
    if (isOfSource(file)) {
      // a source counts its rows, not our header, and has no columns
      return shown(file) + ":" + (line - 1);
    }
    return shown(file) + ":" + line + (column.isEmpty() ? "" : ":" + column);
  }

  /** The name of a table in provenance. */
  static String tableName(Path file) {
    String name = withoutEnding(file.getFileName().toString());
    return isOfSource(file) ? file.getParent().getParent().getFileName() + "/" + name : name;
  }

  /** Whether a file lies in {@code code-sources/NAME/VERSION}. */
  private static boolean isOfSource(Path file) {
    Path source = file.getParent().getParent();
    return source != null
        && source.getParent() != null
        && source.getParent().endsWith(SavedSources.FOLDER);
  }

  private static String withoutEnding(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot < 0 ? fileName : fileName.substring(0, dot);
  }

  void error(String rule, String path, String zh, String en) {
    add(Severity.ERROR, rule, path, zh, en);
  }

  /** Adds a finding; the place stands in the text too, because people see the text alone. */
  void add(Severity severity, String rule, String path, String zh, String en) {
    if (findings.size() >= MOST) {
      further++;
      if (severity == Severity.ERROR) {
        furtherSeverity = severity;
      }
      return;
    }
    String[] place = path.split(":", 3);
    String placeZh =
        place[0]
            + (place.length > 1 && isNumber(place[1]) ? " 第 " + place[1] + " 行" : "")
            + (place.length > 2 ? " 列 " + place[2] : "");
    String placeEn =
        place[0]
            + (place.length > 1 && isNumber(place[1]) ? " row " + place[1] : "")
            + (place.length > 2 ? " column " + place[2] : "");
    Text text = new Text(placeZh + "：" + zh, placeEn + ": " + en);
    findings.add(new Finding("mapping." + rule, severity, path, text));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
  }
}
