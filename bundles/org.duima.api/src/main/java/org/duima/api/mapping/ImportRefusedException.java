package org.duima.api.mapping;

import org.duima.api.Text;

/** A table that was not put into force, with the reason for people. What was in force still is. */
public final class ImportRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient Text text;

  public ImportRefusedException(String zh, String en) {
    super(en);
    this.text = new Text(zh, en);
  }

  public Text text() {
    return text;
  }
}
