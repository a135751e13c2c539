package org.duima.api.report;

import org.duima.api.Text;

/** How far a list has come, as the insurance office sees it. */
public enum ListStage {
  /** In hospital: neither discharged nor settled. */
  IN_HOSPITAL("in-hospital", "在院", "in hospital", true),
  /** The finance office's list has a settlement of which no message came. */
  NOT_ARRIVED("not-arrived", "未到达", "never arrived", false),
  WAITING("waiting", "待资料", "waiting", false),
  HELD("held", "校验不通过", "held", false),
  READY("ready", "待上传", "ready", false),
  UPLOADED("uploaded", "已上传", "uploaded", false),
  RETURNED("returned", "退回", "returned", false),
  REFUSED("refused", "平台拒收", "refused by the platform", false),
  UNKNOWN("unknown", "待确认", "unknown", false),
  SUBMITTED("submitted", "已提交", "submitted", true),
  APPROVED("approved", "审核通过", "approved", true),
  NOT_DUE("not-due", "不需上传", "not due", true);

  private final String id;
  private final Text text;
  private final boolean settled;

  ListStage(String id, String zh, String en, boolean settled) {
    this.id = id;
    this.text = new Text(zh, en);
    this.settled = settled;
  }

  /** The word in machine-readable output. */
  public String id() {
    return id;
  }

  /** The word people see. */
  public Text text() {
    return text;
  }

  /** Whether nothing has to be done for it now; the others are due (应上传未完成). */
  public boolean needsNothing() {
    return settled;
  }
}
