package org.duima.api.platform;

import java.util.Map;
import java.util.Objects;

/**
 * The group that the platform put a list into (3605, 3606).
 *
 * @param setlId setl_id
 * @param psnNo psn_no, may be empty
 * @param method DRG or DIP
 * @param code drg_code or dip_dise_grp_code, empty if it was not grouped
 * @param name drg_name or dip_dise_grp_name
 * @param mdc mdc, DRG only
 * @param adrg adrg, DRG only
 * @param ccmcc ccmcc, DRG only
 * @param result grp_rslt
 * @param error err_info
 * @param version grp_ver
 * @param more everything else by wire name, such as grp_dise_sco or place_grp_pay_std; no names or
 *     documents of persons
 */
public record GroupingResult(
    String setlId,
    String psnNo,
    Inquiry.Method method,
    String code,
    String name,
    String mdc,
    String adrg,
    String ccmcc,
    String result,
    String error,
    String version,
    Map<String, String> more) {
  public GroupingResult {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(method, "method");
    more = Map.copyOf(more);
  }

  /** Leaves out what may be patient data. */
  @Override
  public String toString() {
    return "GroupingResult[" + setlId + ", " + method + "]";
  }
}
