package org.duima.api.platform;

import java.util.List;
import java.util.Objects;
import org.duima.api.Text;

/** What is known after a call. The text forms are safe for a log. */
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
   * @param remark chk_cont: why the platform returned it; may be empty, may quote patient data
   * @param differences fields that differ; empty if equal
   */
  record Held(
      boolean present,
      boolean equal,
      int stasType,
      String reference,
      String remark,
      List<Difference> differences)
      implements Receipt {
    public Held {
      remark = remark == null ? "" : remark;
      differences = List.copyOf(differences);
    }

    public Held(boolean present, boolean equal, int stasType, String reference) {
      this(present, equal, stasType, reference, "", List.of());
    }

    @Override
    public String toString() {
      return "Held[present=%s, stasType=%d, differences=%d]"
          .formatted(present, stasType, differences.size());
    }
  }

  /**
   * A field in which the platform's list differs from ours. The values are patient data: for the
   * ledger and for pages behind a login.
   *
   * @param path {@code setlinfo.dscg_way}, {@code diseinfo[0].diag_code}; {@code diseinfo[2]} for a
   *     whole row
   * @param ours our value, empty if we have none
   * @param theirs the platform's, empty if it has none
   */
  record Difference(String path, String ours, String theirs) {
    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * The platform refused.
   *
   * @param kind what sort of refusal, which decides who must act
   * @param code infcode or gateway code
   * @param message err_msg; can quote patient data, so it is for the ledger and for pages only
   * @param answer what it means for people; null if nobody has read it
   */
  record Refused(Kind kind, String code, String message, Answer answer) implements Receipt {
    public Refused {
      Objects.requireNonNull(kind, "kind");
      code = code == null ? "" : code;
      message = message == null ? "" : message;
    }

    public Refused(Kind kind, String code, String message) {
      this(kind, code, message, null);
    }

    @Override
    public String toString() {
      return "Refused[" + kind + ", " + answer + "]";
    }
  }

  /**
   * Nothing certain is known: no answer, or one that is none (HTML, garbled).
   *
   * @param sent whether the request may have reached the platform
   * @param reason short, without patient data
   * @param answer what came instead of an answer means for people; null if nothing came
   */
  record Unknown(boolean sent, String reason, Answer answer) implements Receipt {
    public Unknown(boolean sent, String reason) {
      this(sent, reason, null);
    }
  }

  /** Sorts of refusal. */
  enum Kind {
    /** The list's content: correct and send again. */
    DATA("data", "改数据", "fix data"),
    /** Our configuration: signature, path, sign-in, clock. */
    CONFIGURATION("configuration", "改配置", "fix configuration"),
    /** Too busy or closed for now: wait. */
    BUSY("wait", "等待", "wait"),
    /** The list's state does not allow it. */
    STATE("state", "查询状态", "ask for the state"),
    /** A person must ask the insurance office or the platform's hotline. */
    ASK("ask", "询问医保局或平台", "ask a person");

    private final String id;
    private final Text text;

    Kind(String id, String zh, String en) {
      this.id = id;
      this.text = new Text(zh, en);
    }

    /** The word in tables and machine-readable output. */
    public String id() {
      return id;
    }

    /** The word people see. */
    public Text text() {
      return text;
    }
  }
}
