package org.duima.alert.internal.rules;

import org.duima.api.alert.OrderContext.KnownProcedure;

/** What kind of procedure a code of ICD-9-CM-3 names; its chapters are the same in all editions. */
final class Operations {
  private Operations() {}

  enum Kind {
    /** Operations on the heart, chapters 35 to 37. */
    HEART,
    /** Other operations, chapters 00 to 86. */
    OPERATION,
    /** Diagnostic and therapeutic procedures, chapters 87 to 99. */
    OTHER,
    /** The code is none of ICD-9-CM-3. */
    UNKNOWN
  }

  static Kind kind(KnownProcedure procedure) {
    String code = procedure.code().isEmpty() ? procedure.sourceCode() : procedure.code();
    if (!code.matches("[0-9]{2}\\..*")) {
      return Kind.UNKNOWN;
    }
    int chapter = Integer.parseInt(code.substring(0, 2));
    if (chapter >= 35 && chapter <= 37) {
      return Kind.HEART;
    }
    return chapter < 87 ? Kind.OPERATION : Kind.OTHER;
  }
}
