package org.duima.source.transaction.internal;

import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;

/** Says what is wrong with a value or a row and what to do, without the value itself. */
final class Advice extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String zh;
  private final String en;

  Advice(String zh, String en) {
    super(zh + " / " + en);
    this.zh = zh;
    this.en = en;
  }

  Finding finding(String rule, Severity severity, String path) {
    return new Finding(rule, severity, path, new Text(zh, en));
  }
}
