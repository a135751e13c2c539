package org.duima.api.settlement;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.duima.api.Finding;
import org.duima.api.Money;

/**
 * One settlement list as the stay stands now.
 *
 * @param setlId setl_id; empty in a preview of what is not settled yet
 * @param mdtrtId mdtrt_id, empty if not known
 * @param psnNo psn_no, empty if not known
 * @param insuredDivision insuplc_admdvs of the insured person, empty if not known
 * @param institution fixmedins_code
 * @param dischargedOn discharge date (end of the period for a mid-stay settlement), null if not
 *     known
 * @param state what should happen
 * @param reason stable id why a list is not due ({@code self-pay}, {@code work-injury}, {@code
 *     third-party}, {@code settled-elsewhere}, {@code refunded}, {@code cancelled}, {@code
 *     outpatient}, {@code newborn} for a baby that is settled with its mother); empty otherwise
 * @param waitingFor what is missing while {@link State#WAITING}
 * @param findings all findings of assembling and checking
 * @param infno 4101A or 4101
 * @param input the exact payload of {@code input} as UTF-8 JSON; null where nothing was assembled
 * @param provenance list field ({@code setlinfo.psn_no}, {@code diseinfo[0].diag_code}) to the
 *     place in a message
 * @param department the hospital's own code of the department that discharged, empty if not known
 * @param departmentName its name, empty if not known
 * @param physician code of the attending physician, else the name; empty if not known
 * @param settledAt setl_time, null if not settled
 * @param total medfee_sumamt, else the sum of the charge lines; null if neither is known
 * @param codes every diagnosis and procedure with what matching made of it; empty where nothing was
 *     assembled
 * @param content everything the list says; null where nothing was assembled
 */
public record ListDraft(
    String setlId,
    String mdtrtId,
    String psnNo,
    String insuredDivision,
    String institution,
    LocalDate dischargedOn,
    State state,
    String reason,
    List<Waiting> waitingFor,
    List<Finding> findings,
    String infno,
    byte[] input,
    Map<String, String> provenance,
    String department,
    String departmentName,
    String physician,
    LocalDateTime settledAt,
    Money total,
    List<CodeUse> codes,
    ListContent content) {
  /** What should happen to a list. */
  public enum State {
    /** The platform does not settle it, or it was taken back. */
    NOT_DUE("不需上传", "not due"),
    /** Something is missing. */
    WAITING("待资料", "waiting"),
    /** Complete, but a check fails. */
    HELD("校验不通过", "held"),
    /** May go out. */
    READY("待上传", "ready");

    private final String zh;
    private final String en;

    State(String zh, String en) {
      this.zh = zh;
      this.en = en;
    }

    /** The word people see. */
    public String zh() {
      return zh;
    }

    /** The word in machine-readable output. */
    public String en() {
      return en;
    }
  }

  public ListDraft {
    setlId = setlId == null ? "" : setlId;
    mdtrtId = mdtrtId == null ? "" : mdtrtId;
    psnNo = psnNo == null ? "" : psnNo;
    insuredDivision = insuredDivision == null ? "" : insuredDivision;
    Objects.requireNonNull(institution, "institution");
    Objects.requireNonNull(state, "state");
    reason = reason == null ? "" : reason;
    waitingFor = List.copyOf(waitingFor);
    findings = List.copyOf(findings);
    Objects.requireNonNull(infno, "infno");
    department = department == null ? "" : department;
    departmentName = departmentName == null ? "" : departmentName;
    physician = physician == null ? "" : physician;
    codes = List.copyOf(codes);
    provenance = java.util.Collections.unmodifiableMap(new TreeMap<>(provenance));
  }
}
