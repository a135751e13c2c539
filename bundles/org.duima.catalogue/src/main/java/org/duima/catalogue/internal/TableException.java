package org.duima.catalogue.internal;

import org.duima.api.Finding;

/** A file of which nothing can be taken, with the reason. */
final class TableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  TableException(String rule, String path, String zh, String en) {
    super(en, null, false, false);
    this.finding = Finding.error("import." + rule, path, zh, en);
  }

  Finding finding() {
    return finding;
  }
}
