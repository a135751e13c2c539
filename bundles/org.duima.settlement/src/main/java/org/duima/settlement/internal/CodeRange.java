package org.duima.settlement.internal;

/**
 * From one code to another, each with everything below it: {@code C51}–{@code C58} holds {@code
 * C58.x00}.
 */
record CodeRange(String from, String to) {
  /** A text that sorts after every code below {@code to}. */
  String end() {
    return to + '\uffff';
  }

  boolean contains(String code) {
    return code.compareTo(from) >= 0 && code.compareTo(end()) <= 0;
  }
}
