package org.duima.api.platform;

import java.util.Objects;

/**
 * The one open conversation about a settlement's list.
 *
 * @param setlId setl_id
 * @param psnNo psn_no
 * @param mdtrtId mdtrt_id
 * @param insuredDivision insuplc_admdvs
 * @param institution fixmedins_code
 * @param infno 4101A or 4101
 * @param listVersion version of the list to be sent
 * @param input exact bytes of {@code input} of that version
 * @param uploadedVersion version that the platform took last, 0 if none
 * @param state what we believe the platform holds
 * @param goal what we want
 * @param retired whether the settlement was refunded, so that the list must be withdrawn
 * @param attempts calls in a row that failed for reasons of the world
 * @param reference setl_list_id, empty before the first upload
 * @param lock grows with every change in the ledger; guards against two workers
 * @param look whether a person wants to know what the platform holds
 */
public record Submission(
    String setlId,
    String psnNo,
    String mdtrtId,
    String insuredDivision,
    String institution,
    String infno,
    int listVersion,
    byte[] input,
    int uploadedVersion,
    State state,
    Goal goal,
    boolean retired,
    int attempts,
    String reference,
    long lock,
    boolean look) {
  /** What we believe the platform holds. */
  public enum State {
    /** Nothing yet. */
    NONE("待上传"),
    /** stas_type 0. */
    UPLOADED("已上传"),
    /** stas_type 1. */
    SUBMITTED("已提交"),
    /** stas_type 2: final. */
    APPROVED("审核通过"),
    /** stas_type 3. */
    RETURNED("退回"),
    /** A call was made and its result is not known. */
    UNKNOWN("待确认"),
    /** The platform refused the content of this version. */
    REFUSED("平台拒收");

    private final String zh;

    State(String zh) {
      this.zh = zh;
    }

    /** The word people see. */
    public String zh() {
      return zh;
    }
  }

  /** What we want. */
  public enum Goal {
    /** Upload only; a person submits. */
    UPLOAD,
    /** Upload and submit. */
    SUBMIT,
    /** Take back to state 0. */
    WITHDRAW
  }

  public Submission {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(goal, "goal");
  }

  public Submission(
      String setlId,
      String psnNo,
      String mdtrtId,
      String insuredDivision,
      String institution,
      String infno,
      int listVersion,
      byte[] input,
      int uploadedVersion,
      State state,
      Goal goal,
      boolean retired,
      int attempts,
      String reference,
      long lock) {
    this(
        setlId,
        psnNo,
        mdtrtId,
        insuredDivision,
        institution,
        infno,
        listVersion,
        input,
        uploadedVersion,
        state,
        goal,
        retired,
        attempts,
        reference,
        lock,
        false);
  }

  /** Whether the platform took another version than the list's last, or none. */
  public boolean isOutdated() {
    return listVersion != uploadedVersion;
  }

  /** The same list after something happened to it. */
  public Submission with(
      State newState, Goal newGoal, int newUploadedVersion, int newAttempts, String newReference) {
    return new Submission(
        setlId,
        psnNo,
        mdtrtId,
        insuredDivision,
        institution,
        infno,
        listVersion,
        input,
        newUploadedVersion,
        newState,
        newGoal,
        retired,
        newAttempts,
        newReference,
        lock,
        look);
  }

  /** The same list after the platform was asked, or when it is to be asked. */
  public Submission looking(boolean newLook) {
    return new Submission(
        setlId,
        psnNo,
        mdtrtId,
        insuredDivision,
        institution,
        infno,
        listVersion,
        input,
        uploadedVersion,
        state,
        goal,
        retired,
        attempts,
        reference,
        lock,
        newLook);
  }
}
