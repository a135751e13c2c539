package org.duima.karaf.smoke.doors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Writes an order as a 3101 that names no scene. */
final class NationalOrder {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private NationalOrder() {}

  static byte[] of(GeneratedOrder order) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    envelope.put("infno", "3101");
    envelope.put("msgid", OrderGenerator.INSTITUTION + "2026040108%010d".formatted(order.number()));
    envelope.put("mdtrtarea_admvs", "500103");
    envelope.put("fixmedins_code", OrderGenerator.INSTITUTION);
    ObjectNode data = envelope.putObject("input").putObject("data");
    data.put("syscode", "HIS");
    ObjectNode patient = data.putArray("patient_dtos").addObject();
    patient.put("patn_id", order.person().personNumber());
    patient.put("patn_name", "测试<>◎&甲");
    patient.put("gend", order.person().sex());
    patient.put("brdy", order.person().birth() == null ? "" : order.person().birth().toString());
    patient.put("curr_mdtrt_id", order.visit().platformNumber());
    visit(patient.putArray("fsi_encounter_dtos").addObject(), order);
    return envelope.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String time(LocalDateTime time) {
    return time.format(TIME);
  }

  private static void visit(ObjectNode row, GeneratedOrder order) {
    GeneratedOrder.Visit visit = order.visit();
    row.put("mdtrt_id", visit.platformNumber());
    row.put("medins_id", OrderGenerator.INSTITUTION);
    row.put("adm_date", time(visit.admitted()));
    row.put("adm_dept_codg", visit.department());
    row.put("med_mdtrt_type", visit.kind() == GeneratedOrder.VisitKind.INPATIENT ? "2" : "1");
    if (visit.kind() == GeneratedOrder.VisitKind.EMERGENCY) {
      row.put("med_type", "13");
    }
    row.put("matn_stas", visit.maternity());
    row.put("insutype", visit.insurance());
    row.put("reim_flag", visit.selfPay() ? "0" : "1");
    ArrayNode diagnoses = row.putArray("fsi_diagnose_dtos");
    for (int i = 0; i < visit.diagnoses().size(); i++) {
      ObjectNode diagnosis = diagnoses.addObject();
      diagnosis.put("maindise_flag", i == 0 ? "1" : "0");
      diagnosis.put("dias_srt_no", String.valueOf(i + 1));
      diagnosis.put("dise_codg", visit.diagnoses().get(i).code());
      diagnosis.put("dise_name", visit.diagnoses().get(i).name());
    }
    ArrayNode operations = row.putArray("fsi_operation_dtos");
    for (GeneratedOrder.Operation stated : visit.operations()) {
      ObjectNode operation = operations.addObject();
      operation.put("oprn_code", stated.code());
      operation.put("oprn_name", stated.name());
      operation.put("oprn_date", time(stated.at()));
    }
    ArrayNode orders = row.putArray("fsi_order_dtos");
    order.lines().forEach(line -> line(orders.addObject(), line, "1"));
    order.earlier().forEach(line -> line(orders.addObject(), line, "0"));
  }

  private static void line(ObjectNode row, GeneratedOrder.Line line, String isCurrent) {
    row.put("rx_id", line.id());
    row.put("rxno", line.prescription());
    row.put("curr_drord_flag", isCurrent);
    row.put("long_drord_flag", line.longTerm() ? "1" : "0");
    row.put("hilist_type", line.listType());
    row.put("drord_bhvr", line.takeHome() ? "1" : "0");
    row.put("hilist_code", line.code());
    row.put("hilist_name", line.code().isEmpty() ? "" : line.name());
    row.put("hosplist_code", line.localCode());
    row.put("hosplist_name", line.localName());
    row.put("cnt", line.quantity());
    row.put("pric", line.price());
    row.put("sumamt", line.amount());
    row.put("ownpay_amt", line.selfPay() ? line.amount() : java.math.BigDecimal.ZERO);
    row.put("spec_unt", line.unit());
    row.put("drord_begn_date", time(line.begin()));
    row.put("drord_dept_codg", line.department());
    row.put("drord_dr_codg", line.orderer());
    row.put("drord_dr_profttl", line.title());
    ObjectNode more = row.putObject("extend_order_map");
    if (line.days() != null) {
      more.put("o_prdDays", line.days() + "天");
    }
    if (line.dose() != null) {
      more.put("o_sinDosDscr", "每次" + line.dose().toPlainString() + line.doseUnit());
    }
    more.put("o_used_frqu_dscr", line.frequency());
    if (line.firstLineUsed() != null) {
      more.put("o_firstItemFlag", line.firstLineUsed() ? "1" : "0");
    }
  }
}
