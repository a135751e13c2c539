package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Groups of submitted lists (3605, 3606).
 *
 * <p>A made-up grouper: it only has the form of DRG and DIP groups, so that a client has something
 * to read, and gives the same list the same group every time. No group of it means anything.
 */
final class Grouping {
  private static final String VERSION = "SIM-1.0";
  private static final String MEDICAL_CODES = "[A-QSTZ].*";
  private static final int MANY = 5;

  private Grouping() {}

  private record Facts(
      String code, String name, String operation, String operationName, int others) {
    static Facts of(ListRecord record) {
      String code = "";
      String name = "";
      int others = 0;
      for (JsonNode row : record.content().path("diseinfo")) {
        if (!ListCheck.text(row, "diag_type").equals("1")) {
          continue;
        }
        if (ListCheck.text(row, "maindiag_flag").equals("1")) {
          code = ListCheck.text(row, "diag_code");
          name = ListCheck.text(row, "diag_name");
        } else {
          others++;
        }
      }
      for (JsonNode row : record.content().path("oprninfo")) {
        if (ListCheck.text(row, "oprn_oprt_type").equals("1")) {
          return new Facts(
              code,
              name,
              ListCheck.text(row, "oprn_oprt_code"),
              ListCheck.text(row, "oprn_oprt_name"),
              others);
        }
      }
      return new Facts(code, name, "", "", others);
    }

    boolean isOperated() {
      return !operation.isEmpty();
    }

    /** Symptoms and external causes are no principal diagnosis to group by. */
    boolean canGroup() {
      return code.matches(MEDICAL_CODES);
    }

    int weight() {
      return (isOperated() ? 120 : 60) + 5 * others;
    }
  }

  static boolean canGroup(ListRecord record) {
    return Facts.of(record).canGroup();
  }

  /** The row of 3605. */
  static ObjectNode drg(ListRecord record, Call call) {
    Facts facts = Facts.of(record);
    boolean grouped = facts.canGroup();
    boolean v81 = call.build() == Call.Build.V8_1;
    String mdc = grouped ? facts.code().substring(0, 1) : null;
    String adrg = grouped ? mdc + (facts.isOperated() ? "B" : "R") + serial(facts.code()) : null;
    String drg = grouped ? adrg + severity(facts.others()) : null;
    ObjectNode row = Json.object();
    row.put("setl_id", record.setlId());
    row.put("drg_code", drg);
    row.put("drg_name", grouped ? "模拟病组" + drg : null);
    row.put(v81 ? "adrg_code" : "adrg", adrg);
    row.put("adrg_name", grouped ? "模拟核心病组" + adrg : null);
    row.put(v81 ? "mdc_codg" : "mdc", grouped ? "MDC" + mdc : null);
    row.put("mdc_name", grouped ? "模拟主要诊断大类" + mdc : null);
    row.put("ccmcc", grouped ? complication(facts.others()) : null);
    row.put("grp_rslt", grouped ? "1" : "0");
    row.put("err_info", grouped ? null : "主要诊断不能入组");
    row.put("grp_name", "模拟DRG分组");
    row.put("grp_ver", VERSION);
    row.put("grp_spec_ver", VERSION);
    row.put("place_grp_pay_std", grouped ? facts.weight() * 100 : null);
    row.put("place_grp_ver", VERSION);
    row.put("place_grp_spec_ver", VERSION);
    row.putNull("abbr");
    row.put("place_drg_codg", drg);
    row.put("place_drg_name", grouped ? "模拟病组" + drg : null);
    row.put("grp_type", "1");
    row.put("psn_no", record.psnNo());
    row.put("drg_admdvs", ListCheck.text(call.envelope(), "mdtrtarea_admvs"));
    row.put("setl_list_sn", record.setlListId());
    row.put("setl_ym", record.month());
    row.put("fixmedins_code", record.fixmedinsCode());
    row.put("grp_time", record.submittedAt());
    row.put("vali_flag", "1");
    return row;
  }

  /** The row of 3606. */
  static ObjectNode dip(ListRecord record, Call call) {
    Facts facts = Facts.of(record);
    boolean grouped = facts.canGroup();
    String diagnosis = grouped ? shortened(facts.code()) : null;
    String operation = grouped && facts.isOperated() ? shortened(facts.operation()) : null;
    JsonNode stay = record.content().path("setlinfo");
    ObjectNode row = Json.object();
    row.put("setl_id", record.setlId());
    row.put("psn_no", record.psnNo());
    row.put("psn_name", record.facts().path("setlinfo").path("psn_name").asText(null));
    row.put("insutype", record.facts().path("setlinfo").path("insutype").asText(null));
    row.put("setl_time", ListCheck.text(stay, "setl_end_date"));
    row.put("clr_optins", ListCheck.text(call.envelope(), "mdtrtarea_admvs"));
    row.put("insu_admdvs", ListCheck.text(call.envelope(), "insuplc_admdvs"));
    row.put("fixmedins_code", record.fixmedinsCode());
    row.put("fixmedins_name", record.fixmedinsName());
    row.putNull("fixmedins_lv");
    row.put("nuld_flag", "0");
    row.put("grp_stas", grouped ? "1" : "0");
    row.put("dip_dise_grp_code", operation == null ? diagnosis : diagnosis + ":" + operation);
    row.put(
        "dip_dise_grp_name",
        grouped ? facts.name() + (operation == null ? "" : ":" + facts.operationName()) : null);
    row.put("grp_diag_code", diagnosis);
    row.put("grp_diag_name", grouped ? facts.name() : null);
    row.put("oprn_grp_code", operation);
    row.put("oprn_grp_name", operation == null ? null : facts.operationName());
    row.put("dise_list_type", grouped ? "1" : null);
    row.put("asst_list_flag", facts.others() >= MANY ? "1" : "0");
    row.put("asst_list_detl", facts.others() >= MANY ? "模拟严重程度辅助目录" : null);
    row.put("grp_dise_sco", grouped ? facts.weight() : null);
    row.put("remarks", grouped ? null : "主要诊断不能入组");
    return row;
  }

  private static String shortened(String code) {
    return code.substring(0, Math.min(5, code.length()));
  }

  private static String serial(String code) {
    return code.length() > 2 && Character.isDigit(code.charAt(2))
        ? String.valueOf(1 + (code.charAt(2) - '0') % 9)
        : "1";
  }

  private static String severity(int others) {
    if (others == 0) {
      return "5";
    }
    return others >= MANY ? "1" : "3";
  }

  private static String complication(int others) {
    if (others == 0) {
      return "无";
    }
    return others >= MANY ? "MCC" : "CC";
  }
}
