package org.duima.demo.day;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.UUID;

/** Writes the question about an order in each of the three ways in which a HIS asks. */
final class OrderWriter {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter OFFSET =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'+08:00'");
  private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private final Course course;
  private final Order order;

  private OrderWriter(Course course, Order order) {
    this.course = course;
    this.order = order;
  }

  /** The message that asks. */
  static Message of(Course course, Order order) {
    OrderWriter writer = new OrderWriter(course, order);
    String controlId = "HIS" + order.no();
    byte[] body =
        switch (order.kind()) {
          case HOOK -> writer.hook();
          case PREAUDIT -> writer.preAudit();
          default ->
              new Hl7Writer(course)
                  .order(new Head("HIS", controlId, order.at(), order.at(), true), order);
        };
    return new Message(
        order.visit(),
        course.person().no(),
        "HIS",
        order.kind(),
        order.ask(),
        order.at(),
        controlId,
        body,
        Set.of("AA"),
        "",
        order.no());
  }

  /** CDS Hooks order-sign. */
  private byte[] hook() {
    Person person = course.person();
    ObjectNode request = MAPPER.createObjectNode();
    request.put("hook", "order-sign");
    request.put(
        "hookInstance",
        UUID.nameUUIDFromBytes(order.no().getBytes(StandardCharsets.UTF_8)).toString());
    ObjectNode context = request.putObject("context");
    Hospital.Person doctor = doctor();
    context.put("userId", "Practitioner/" + doctor.code());
    context.put("patientId", person.no());
    String visit = order.internet() ? "HLW" + order.no() : order.visit();
    context.put("encounterId", visit);
    ArrayNode drafts =
        context.putObject("draftOrders").put("resourceType", "Bundle").putArray("entry");
    for (int i = 0; i < order.lines().size(); i++) {
      draft(drafts.addObject().putObject("resource"), i);
    }
    ObjectNode prefetch = request.putObject("prefetch");
    if (order.tells().contains("patient")) {
      prefetch
          .putObject("patient")
          .put("resourceType", "Patient")
          .put("id", person.no())
          .put("gender", person.sex().equals("M") ? "male" : "female")
          .put("birthDate", person.born().toString());
    }
    if (order.internet()) {
      ObjectNode encounter =
          prefetch
              .putObject("encounter")
              .put("resourceType", "Encounter")
              .put("id", visit)
              .put("status", "in-progress");
      encounter
          .putObject("class")
          .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
          .put("code", "VR");
      encounter.putObject("subject").put("reference", "Patient/" + person.no());
    }
    if (order.tells().contains("diagnoses")) {
      ArrayNode entries =
          prefetch.putObject("conditions").put("resourceType", "Bundle").putArray("entry");
      for (Coded diagnosis : course.stay().working()) {
        ObjectNode condition = entries.addObject().putObject("resource");
        condition.put("resourceType", "Condition");
        condition
            .putObject("code")
            .putArray("coding")
            .addObject()
            .put("system", "urn:nhsa:icd10:2.0")
            .put("code", diagnosis.becomes())
            .put("display", diagnosis.name());
        condition.putObject("subject").put("reference", "Patient/" + person.no());
        condition.putObject("encounter").put("reference", "Encounter/" + visit);
      }
    }
    if (order.tells().contains("payer")) {
      ObjectNode coverage = prefetch.putObject("coverage");
      coverage.put("resourceType", "Bundle");
      ObjectNode one = coverage.putArray("entry").addObject().putObject("resource");
      one.put("resourceType", "Coverage").put("status", "active");
      one.putObject("type")
          .putArray("coding")
          .addObject()
          .put("system", "urn:nhsa:insutype")
          .put("code", course.payer().insutype());
      one.putObject("beneficiary").put("reference", "Patient/" + person.no());
    }
    return bytes(request);
  }

  private void draft(ObjectNode resource, int index) {
    Order.Line line = order.lines().get(index);
    resource
        .put("resourceType", line.isService() ? "ServiceRequest" : "MedicationRequest")
        .put("id", order.lineNo(index + 1))
        .put("status", "draft")
        .put("intent", "order");
    if (order.urgent()) {
      resource.put("priority", "stat");
    }
    resource
        .putObject(line.isService() ? "code" : "medicationCodeableConcept")
        .putArray("coding")
        .addObject()
        .put("system", line.system())
        .put("code", line.code())
        .put("display", line.name());
    resource.putObject("subject").put("reference", "Patient/" + course.person().no());
    resource
        .putArray("extension")
        .addObject()
        .put("url", "urn:duima:department")
        .put("valueString", course.departmentAt(order.at()));
    resource.put("authoredOn", order.at().format(OFFSET));
    resource.putObject("requester").put("reference", "Practitioner/" + doctor().code());
    resource
        .putObject(line.isService() ? "requisition" : "groupIdentifier")
        .put("value", order.no());
    if (!line.isService() && !line.dose().isEmpty()) {
      ObjectNode dosage = resource.putArray("dosageInstruction").addObject();
      dosage.putObject("timing").putObject("code").put("text", line.often());
      dosage
          .putArray("doseAndRate")
          .addObject()
          .putObject("doseQuantity")
          .put("value", new BigDecimal(line.dose()))
          .put("unit", line.unit());
    }
    if (!line.days().isEmpty()) {
      resource
          .putObject("dispenseRequest")
          .putObject("expectedSupplyDuration")
          .put("value", new BigDecimal(line.days()))
          .put("unit", "d");
    }
  }

  /** 3101 明细审核事前分析. */
  private byte[] preAudit() {
    Person person = course.person();
    Hospital hospital = course.hospital();
    ObjectNode request = MAPPER.createObjectNode();
    request
        .put("infno", "3101")
        .put(
            "msgid",
            hospital.code()
                + order.at().format(COMPACT)
                + order.no().substring(order.no().length() - 4))
        .put("mdtrtarea_admvs", hospital.division())
        .put("infver", "V1.0")
        .put("inf_time", order.at().format(TIME))
        .put("fixmedins_code", hospital.code());
    ObjectNode data = request.putObject("input").putObject("data");
    data.put("syscode", "HIS").put("trig_scen", "5");
    ObjectNode patient = data.putArray("patient_dtos").addObject();
    patient.put("patn_id", person.psnNo()).put("curr_mdtrt_id", course.mdtrtId());
    if (order.tells().contains("patient")) {
      patient
          .put("gend", person.sex().equals("M") ? "1" : "2")
          .put("brdy", person.born().toString());
    }
    ObjectNode visit = patient.putArray("fsi_encounter_dtos").addObject();
    visit
        .put("mdtrt_id", course.mdtrtId())
        .put("medins_id", hospital.code())
        .put("adm_date", course.stay().admit().at().format(TIME))
        .put("med_mdtrt_type", "2")
        .put("reim_flag", "1");
    if (order.pregnant()) {
      visit.put("matn_stas", "3");
    }
    if (order.tells().contains("payer")) {
      visit.put("insutype", course.payer().insutype());
    }
    if (order.tells().contains("diagnoses")) {
      ArrayNode diagnoses = visit.putArray("fsi_diagnose_dtos");
      int number = 0;
      for (Coded diagnosis : course.stay().working()) {
        number++;
        diagnoses
            .addObject()
            .put("dise_id", order.no() + number)
            .put("inout_dise_type", "1")
            .put("maindise_flag", number == 1 ? "1" : "0")
            .put("dias_srt_no", String.valueOf(number))
            .put("dise_codg", diagnosis.becomes())
            .put("dise_name", diagnosis.name());
      }
    }
    ArrayNode orders = visit.putArray("fsi_order_dtos");
    for (int i = 0; i < order.lines().size(); i++) {
      row(orders.addObject(), i);
    }
    return bytes(request);
  }

  private void row(ObjectNode row, int index) {
    Order.Line line = order.lines().get(index);
    row.put("rx_id", order.lineNo(index + 1))
        .put("rxno", order.no())
        .put("long_drord_flag", "0")
        .put("hilist_type", line.isSlice() ? "102" : line.isService() ? "201" : "101")
        .put("hilist_code", line.code())
        .put("hilist_name", line.name())
        .put("hilist_lv", "01")
        .put("cnt", 1)
        .put("drord_begn_date", order.at().format(TIME))
        .put("drord_dept_codg", course.departmentAt(order.at()))
        .put("drord_dr_codg", doctor().code())
        .put("curr_drord_flag", "1");
    if (!line.dose().isEmpty()) {
      ObjectNode more = row.putObject("extend_order_map");
      more.put("o_sinDosDscr", line.dose() + line.unit()).put("o_used_frqu_dscr", line.often());
      if (!line.days().isEmpty()) {
        more.put("o_prdDays", line.days());
      }
    }
  }

  private Hospital.Person doctor() {
    return course.hospital().department(course.departmentAt(order.at())).doctor();
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
