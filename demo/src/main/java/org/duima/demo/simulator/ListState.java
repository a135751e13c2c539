package org.duima.demo.simulator;

/** State of a settlement list on the platform (stas_type). */
public enum ListState {
  /** 未提交. */
  NOT_SUBMITTED("0"),
  /** 已提交. */
  SUBMITTED("1"),
  /** 审核通过; nothing can change it any more. */
  PASSED("2"),
  /** 审核不通过. */
  REFUSED("3");

  private final String code;

  ListState(String code) {
    this.code = code;
  }

  /** The value of stas_type. */
  public String code() {
    return code;
  }

  static ListState ofCode(String code) {
    for (ListState state : values()) {
      if (state.code.equals(code)) {
        return state;
      }
    }
    return null;
  }

  /** Whether an upload may overwrite the list. */
  boolean takesUploads() {
    return this == NOT_SUBMITTED || this == REFUSED;
  }

  /** Whether a hospital may ask for this change through 4102. */
  boolean mayBecome(ListState next) {
    return switch (this) {
      case NOT_SUBMITTED -> next == SUBMITTED;
      case SUBMITTED -> next == NOT_SUBMITTED;
      case PASSED -> false;
      case REFUSED -> next == NOT_SUBMITTED || next == SUBMITTED;
    };
  }
}
