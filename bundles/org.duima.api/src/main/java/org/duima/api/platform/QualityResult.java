package org.duima.api.platform;

import java.util.List;
import java.util.Objects;

/**
 * What the platform's quality control (质控) says about a list (4104, 3607).
 *
 * @param setlId setl_id
 * @param psnNo psn_no, may be empty
 * @param overall qltctrl_rslt
 * @param errorLevel err_lv
 * @param returnFlag retn_flag
 * @param version qltctrl_ver
 * @param groupingState grp_stas of 3607, else empty
 */
public record QualityResult(
    String setlId,
    String psnNo,
    String overall,
    String errorLevel,
    String returnFlag,
    String version,
    String groupingState,
    List<Detail> details) {
  public QualityResult {
    Objects.requireNonNull(setlId, "setlId");
    details = List.copyOf(details);
  }

  /**
   * One check that had something to say.
   *
   * @param field exam_data_fld
   * @param result qltctrl_chkrslt or qltctrl_chk_rslt
   * @param errorLevel err_lv
   * @param returnFlag retn_flag
   * @param initialValue init_val; may be patient data
   */
  public record Detail(
      String field, String result, String errorLevel, String returnFlag, String initialValue) {}

  /** Leaves out what may be patient data. */
  @Override
  public String toString() {
    return "QualityResult[" + setlId + ", " + details.size() + " details]";
  }
}
