package org.duima.api.platform;

/** A call to the platform in the life of a list. */
public enum CallKind {
  /** 9001: sign in; gives sign_no. */
  SIGN_IN("9001"),
  /** 4101A or 4101, as the list is written: upload it. */
  UPLOAD("4101A"),
  /** 4102 with stas_type 1: submit it. */
  SUBMIT("4102"),
  /** 4102 with stas_type 0: take it back. */
  WITHDRAW("4102"),
  /** 4103: ask what the platform holds. */
  QUERY("4103");

  private final String infno;

  CallKind(String infno) {
    this.infno = infno;
  }

  /** The number of the transaction for a list: an upload has that of the list's wire form. */
  public String infno(Submission submission) {
    return this == UPLOAD ? submission.infno() : infno;
  }
}
