package org.duima.demo.day;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Writes copies of the national transactions as a HIS logs them: input and output of one call.
 *
 * <p>Field names and types follow the interface specification (V8.1) of each transaction.
 */
final class TransactionWriter {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private final Course course;
  private final Stay stay;
  private final Person person;

  TransactionWriter(Course course) {
    this.course = course;
    this.stay = course.stay();
    this.person = course.person();
  }

  /** 2401 入院办理. */
  byte[] admission(LocalDateTime at, String msgid) {
    ObjectNode input = object();
    Hospital.Department department = department(stay.admit().dept());
    Coded first = stay.working().get(0);
    input
        .putObject("mdtrtinfo")
        .put("psn_no", person.psnNo())
        .put("insutype", course.payer().insutype())
        .put("coner_name", person.contact())
        .put("tel", person.contactPhone())
        .put("begntime", stay.admit().at().format(TIME))
        .put("mdtrt_cert_type", "02")
        .put("mdtrt_cert_no", person.certNo())
        .put("med_type", medType())
        .put("ipt_no", stay.visit())
        .put("medrcdno", person.caseNo())
        .put("atddr_no", department.doctor().code())
        .put("chfpdr_name", department.doctor().name())
        .put("adm_diag_dscr", first.name())
        .put("adm_dept_codg", stay.admit().dept())
        .put("adm_dept_name", department.name())
        .put("adm_bed", stay.admit().bed())
        .put("dscg_maindiag_code", first.becomes())
        .put("dscg_maindiag_name", first.name());
    registered(input.putArray("diseinfo"), department, at);
    ObjectNode output = object();
    output.putObject("result").put("mdtrt_id", course.mdtrtId());
    return call("2401", at, msgid, input, output);
  }

  /** 2402 出院办理. */
  byte[] discharge(LocalDateTime at, String msgid) {
    Stay.Discharge discharge = stay.discharge();
    Hospital.Department department = department(course.lastDepartment());
    ObjectNode input = object();
    ObjectNode info =
        input
            .putObject("dscginfo")
            .put("mdtrt_id", course.mdtrtId())
            .put("psn_no", person.psnNo())
            .put("insutype", course.payer().insutype())
            .put("endtime", discharge.at().format(TIME))
            .put("dscg_dept_codg", course.lastDepartment())
            .put("dscg_dept_name", department.name())
            .put("dscg_bed", course.bedAt(discharge.at()))
            .put("dscg_way", discharge.way());
    if (discharge.way().equals("5")) {
      info.put("die_date", discharge.at().toLocalDate().toString());
    }
    registered(input.putArray("diseinfo"), department, at);
    return call("2402", at, msgid, input, object());
  }

  /**
   * The diagnoses that the registration desk knows: working ones, not those of the list. These two
   * transactions carry insurance codes.
   */
  private void registered(ArrayNode rows, Hospital.Department department, LocalDateTime at) {
    int number = 0;
    for (Coded diagnosis : stay.working()) {
      number++;
      rows.addObject()
          .put("psn_no", person.psnNo())
          .put("diag_type", "1")
          .put("maindiag_flag", number == 1 ? "1" : "0")
          .put("diag_srt_no", number)
          .put("diag_code", diagnosis.becomes())
          .put("diag_name", diagnosis.name())
          .put("diag_dept", department.name())
          .put("dise_dor_no", department.doctor().code())
          .put("dise_dor_name", department.doctor().name())
          .put("diag_time", at.format(TIME));
    }
  }

  /** 2301 住院费用明细上传, at most 100 lines. */
  byte[] charges(LocalDateTime at, String msgid, List<ChargeLine> lines) {
    ObjectNode input = object();
    ArrayNode sent = input.putArray("feedetail");
    ObjectNode output = object();
    ArrayNode divided = output.putArray("result");
    for (ChargeLine line : lines) {
      Hospital.Department department = department(course.departmentAt(line.at()));
      sent.addObject()
          .put("feedetl_sn", line.id())
          .put("init_feedetl_sn", line.reverses())
          .put("mdtrt_id", course.mdtrtId())
          .put("psn_no", person.psnNo())
          .put("med_type", medType())
          .put("fee_ocur_time", line.at().format(TIME))
          .put("med_list_codg", line.item().insurance())
          .put("medins_list_codg", line.item().code())
          .put("medins_list_name", line.item().name())
          .put("det_item_fee_sumamt", line.amount())
          .put("cnt", line.quantity())
          .put("pric", line.item().price())
          .put("bilg_dept_codg", course.departmentAt(line.at()))
          .put("bilg_dept_name", department.name())
          .put("bilg_dr_codg", department.doctor().code())
          .put("bilg_dr_name", department.doctor().name());
      divided
          .addObject()
          .put("feedetl_sn", line.id())
          .put("det_item_fee_sumamt", line.amount())
          .put("cnt", line.quantity())
          .put("pric", line.item().price())
          .put("pric_uplmt_amt", line.item().price())
          .put("fulamt_ownpay_amt", line.ownPay())
          .put("overlmt_amt", zero())
          .put("preselfpay_amt", line.prePay())
          .put("inscp_scp_amt", line.inScope())
          .put("chrgitm_lv", line.item().level())
          .put("med_chrgitm_type", line.category())
          .put("lmt_used_flag", "0");
    }
    return call("2301", at, msgid, input, output);
  }

  /** 2304 住院结算. */
  byte[] settlement(Course.Settled settled, String msgid) {
    SettledMoney money = SettledMoney.of(settled);
    ObjectNode input = object();
    input
        .putObject("data")
        .put("psn_no", person.psnNo())
        .put("mdtrt_cert_type", "02")
        .put("mdtrt_cert_no", person.certNo())
        .put("medfee_sumamt", money.total())
        .put("psn_setlway", "01")
        .put("mdtrt_id", course.mdtrtId())
        .put("acct_used_flag", "0")
        .put("insutype", course.payer().insutype())
        .put("invono", "")
        .put("mid_setl_flag", settled.mid() ? "1" : "0");
    ObjectNode output = object();
    output
        .putObject("setlinfo")
        .put("mdtrt_id", course.mdtrtId())
        .put("setl_id", settled.id())
        .put("psn_no", person.psnNo())
        .put("psn_name", person.name())
        .put("psn_cert_type", "01")
        .put("certno", person.certNo())
        .put("gend", person.sex().equals("M") ? "1" : "2")
        .put("naty", "01")
        .put("brdy", person.born().toString())
        .put("age", ChronoUnit.YEARS.between(person.born(), stay.admit().at().toLocalDate()))
        .put("insutype", course.payer().insutype())
        .put("psn_type", "11")
        .put("cvlserv_flag", "0")
        .put("setl_time", settled.at().format(TIME))
        .put("mdtrt_cert_type", "02")
        .put("med_type", medType())
        .put("medfee_sumamt", money.total())
        .put("fulamt_ownpay_amt", money.ownPay())
        .put("overlmt_selfpay", zero())
        .put("preselfpay_amt", money.prePay())
        .put("inscp_scp_amt", money.inScope())
        .put("act_pay_dedc", zero())
        .put("hifp_pay", money.fund())
        .put("pool_prop_selfpay", new BigDecimal("0.8"))
        .put("cvlserv_pay", zero())
        .put("hifes_pay", zero())
        .put("hifmi_pay", zero())
        .put("hifob_pay", zero())
        .put("maf_pay", zero())
        .put("hosp_part_amt", zero())
        .put("oth_pay", zero())
        .put("fund_pay_sumamt", money.fund())
        .put("psn_part_amt", money.cash())
        .put("acct_pay", zero())
        .put("psn_cash_pay", money.cash())
        .put("balc", zero())
        .put("acct_mulaid_pay", zero())
        .put("medins_setl_id", msgid)
        .put("clr_type", "21");
    output
        .putArray("setldetail")
        .addObject()
        .put("fund_pay_type", course.payer().fund())
        .put("inscp_scp_amt", money.inScope())
        .put("crt_payb_lmt_amt", zero())
        .put("fund_payamt", money.fund());
    return call("2304", settled.at(), msgid, input, output);
  }

  /** 2305 住院结算撤销. */
  byte[] refund(Course.Settled settled, String msgid) {
    BigDecimal total = SettledMoney.of(settled).total();
    ObjectNode input = object();
    input
        .putObject("data")
        .put("mdtrt_id", course.mdtrtId())
        .put("setl_id", settled.id())
        .put("psn_no", person.psnNo());
    ObjectNode output = object();
    output
        .putObject("setlinfo")
        .put("mdtrt_id", course.mdtrtId())
        .put("setl_id", settled.id() + "T")
        .put("clr_optins", "500103")
        .put("setl_time", settled.refundedAt().format(TIME))
        .put("medfee_sumamt", total.negate());
    return call("2305", settled.refundedAt(), msgid, input, output);
  }

  /** 2404 入院撤销. */
  byte[] cancelAdmission(LocalDateTime at, String msgid) {
    ObjectNode input = object();
    input.putObject("data").put("mdtrt_id", course.mdtrtId()).put("psn_no", person.psnNo());
    return call("2404", at, msgid, input, object());
  }

  /** 4401 住院病案首页. */
  byte[] frontPage(Stay.FrontPage page, String msgid) {
    String serial = course.hospital().code() + stay.visit();
    Hospital.Department last = department(course.lastDepartment());
    ObjectNode input = object();
    ObjectNode base =
        input
            .putObject("baseinfo")
            .put("mdtrt_sn", serial)
            .put("mdtrt_id", course.mdtrtId())
            .put("psn_no", course.mdtrtId().isEmpty() ? "" : person.psnNo())
            .put("patn_ipt_cnt", 1)
            .put("ipt_no", stay.visit())
            .put("medcasno", person.caseNo())
            .put("psn_name", person.name())
            .put("gend", person.sex().equals("M") ? "1" : "2")
            .put("brdy", person.born().toString())
            .put("ntly", "CHN")
            .put("naty", "01")
            .put("certno", person.certNo())
            .put("prfs", person.job())
            .put("curr_addr", person.address())
            .put("psn_tel", person.phone())
            .put("empr_addr", person.employer())
            .put("coner_name", person.contact())
            .put("coner_rlts_code", person.relation())
            .put("coner_addr", person.address())
            .put("coner_tel", person.contactPhone())
            .put("adm_way_code", PlatformView.admWay(stay.admit().way()))
            .put("trt_type", page.treatment())
            .put("adm_caty", stay.admit().dept())
            .put("adm_date", stay.admit().at().toLocalDate().toString())
            .put("dscg_caty", course.lastDepartment())
            .put("chfpdr_name", last.doctor().name())
            .put("resp_nurs_name", last.nurse().name())
            .put("codr_name", "编码测试员")
            .put("hif_pay_way_code", "4")
            .put("medfee_sumamt", total())
            .put("vali_flag", "1")
            .put("fixmedins_code", course.hospital().code());
    course
        .discharge()
        .ifPresent(
            discharge ->
                base.put("dscg_date", discharge.at().toLocalDate().toString())
                    .put("dscg_way", discharge.way())
                    .put("dscg_31days_rinp_flag", "1"));
    stay.facts()
        .forEach(
            (fact, value) ->
                FrontPageFacts.transactionField(fact).ifPresent(field -> base.put(field, value)));
    frontPageRows(input, page, serial);
    return call("4401", page.at(), msgid, input, object());
  }

  private void frontPageRows(ObjectNode input, Stay.FrontPage page, String serial) {
    ArrayNode diagnoses = input.putArray("diseinfo");
    if (stay.outpatient() != null) {
      diagnosis(diagnoses, "门诊诊断", false, stay.outpatient(), serial);
    }
    boolean marked = page.diagnoses().stream().anyMatch(Coded::principal);
    for (int i = 0; i < page.diagnoses().size(); i++) {
      Coded diagnosis = page.diagnoses().get(i);
      boolean principal = marked ? diagnosis.principal() : i == 0;
      diagnosis(diagnoses, principal ? "出院主要诊断" : "出院其他诊断", principal, diagnosis, serial);
    }
    if (page.disease() != null) {
      diagnosis(diagnoses, "中医出院主病", true, page.disease(), serial);
    }
    page.syndromes().forEach(syndrome -> diagnosis(diagnoses, "中医出院主证", false, syndrome, serial));
    ArrayNode operations = input.putArray("oprninfo");
    for (int i = 0; i < page.operations().size(); i++) {
      operation(operations.addObject(), page.operations().get(i), i, serial);
    }
    ArrayNode intensive = input.putArray("icuinfo");
    for (Stay.IntensiveCare icu : page.icu()) {
      intensive
          .addObject()
          .put("icu_codeid", icu.type())
          .put("inpool_icu_time", icu.in().format(TIME))
          .put("out_icu_time", icu.out().format(TIME))
          .put("vali_flag", "1")
          .put("ipt_medcas_hmpg_sn", serial)
          .put("mdtrt_sn", serial);
    }
  }

  private static void diagnosis(
      ArrayNode rows, String type, boolean principal, Coded diagnosis, String serial) {
    rows.addObject()
        .put("disediag_type", type)
        .put("maindiag_flag", principal ? "1" : "0")
        .put("diag_code", diagnosis.code())
        .put("diag_name", diagnosis.name())
        .put("adm_cond_code", diagnosis.condition())
        .put("vali_flag", "1")
        .put("ipt_medcas_hmpg_sn", serial)
        .put("mdtrt_sn", serial);
  }

  private void operation(ObjectNode row, Stay.Operation operation, int place, String serial) {
    OperationTimes times = OperationTimes.of(operation);
    Hospital.Person operator = times.operator(course);
    row.put("oprn_oprt_date", operation.at().toLocalDate().toString())
        .put("oprn_oprt_name", operation.code().name())
        .put("oprn_oprt_code", operation.code().code())
        .put("oprn_oprt_sn", String.valueOf(place + 1))
        .put("main_oprn_flag", place == 0 ? "1" : "0")
        .put("oprn_oprt_begntime", operation.at().format(TIME))
        .put("oprn_oprt_endtime", times.end().format(TIME))
        .put("oper_name", operator == null ? "" : operator.name())
        .put("oper_dr_code", operator == null ? "" : operator.code())
        .put("anst_mtd_code", operation.anaesthesia());
    if (times.anaesthetised()) {
      row.put("anst_dr_name", course.hospital().anaesthetist().name())
          .put("anst_dr_code", course.hospital().anaesthetist().code())
          .put("anst_begntime", times.anaesthesiaBegin().format(TIME))
          .put("anst_endtime", times.anaesthesiaEnd().format(TIME));
    }
    row.put("vali_flag", "1").put("ipt_medcas_hmpg_sn", serial).put("mdtrt_sn", serial);
  }

  private String medType() {
    return "21";
  }

  private BigDecimal total() {
    return course.lines().stream()
        .map(ChargeLine::amount)
        .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
  }

  private Hospital.Department department(String dept) {
    return course.hospital().department(dept);
  }

  private byte[] call(
      String infno, LocalDateTime at, String msgid, ObjectNode input, ObjectNode output) {
    ObjectNode call =
        object()
            .put("infno", infno)
            .put("msgid", msgid)
            .put("fixmedins_code", course.hospital().code())
            .put("insuplc_admdvs", stay.insuplc())
            .put("inf_time", at.format(TIME));
    call.set("input", input);
    call.set("output", output);
    try {
      return MAPPER.writeValueAsString(call).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("own JSON not writable", e);
    }
  }

  private static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  private static BigDecimal zero() {
    return BigDecimal.ZERO.setScale(2);
  }
}
