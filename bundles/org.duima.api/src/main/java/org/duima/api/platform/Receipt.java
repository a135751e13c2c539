package org.duima.api.platform;

import java.util.Objects;

/** What is known after a call. */
public sealed interface Receipt {
  /**
   * The platform did it.
   *
   * @param reference setl_list_id of an upload, sign_no of a sign-in, else empty
   * @param platformMessageId inf_refmsgid, may be empty
   */
  record Accepted(String reference, String platformMessageId) implements Receipt {}

  /**
   * The platform answered a query.
   *
   * @param present whether it holds a list of this settlement
   * @param equal whether what it holds equals what was last sent
   * @param stasType its state 0–3, -1 if not said
   * @param reference setl_list_id, may be empty
   */
  record Held(boolean present, boolean equal, int stasType, String reference) implements Receipt {}

  /**
   * The platform refused.
   *
   * @param kind what sort of refusal, which decides who must act
   * @param code infcode or gateway code
   * @param message err_msg as far as it is no patient data
   */
  record Refused(Kind kind, String code, String message) implements Receipt {
    public Refused {
      Objects.requireNonNull(kind, "kind");
      code = code == null ? "" : code;
      message = message == null ? "" : message;
    }
  }

  /**
   * Nothing certain is known: no answer, or one that is none (HTML, garbled).
   *
   * @param sent whether the request may have reached the platform
   * @param reason short, without patient data
   */
  record Unknown(boolean sent, String reason) implements Receipt {}

  /** Sorts of refusal. */
  enum Kind {
    /** The list's content: correct and send again. */
    DATA,
    /** Our configuration: signature, path, sign-in, clock. */
    CONFIGURATION,
    /** Too busy or closed for now: wait. */
    BUSY,
    /** The list's state does not allow it. */
    STATE
  }
}
