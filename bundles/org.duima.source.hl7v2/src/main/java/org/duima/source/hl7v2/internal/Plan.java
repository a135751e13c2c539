package org.duima.source.hl7v2.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.source.hl7v2.internal.Rule.Row;

/**
 * The rows of the mapping that speak of one message type, grouped by field.
 *
 * @param facts of the stay
 * @param settlementFacts fields written {@code settlement.NAME}, under NAME
 * @param requestFacts fields written {@code request.NAME}, under NAME: facts for the judgement of
 *     an order alone
 * @param named every other field, under its full name
 */
record Plan(
    List<Rule> facts,
    List<Rule> settlementFacts,
    List<Rule> requestFacts,
    Map<String, Rule> named) {
  static final String SETTLEMENT = "settlement.";
  static final String REQUEST = "request.";

  /** Fields that are no facts. What may stand after {@code edition.} is free. */
  static final Set<String> NAMED =
      Set.of(
          "key.PATIENT",
          "key.PERSON",
          "key.VISIT",
          "key.MDTRT",
          "event.time",
          "movement.time",
          "visit.outpatient",
          "location.departmentCode",
          "location.departmentName",
          "location.ward",
          "location.bed",
          "merge",
          "merge.surviving",
          "merge.retired",
          "frontpage.when",
          "frontpage.time",
          "diagnosis",
          "diagnosis.code",
          "diagnosis.system",
          "diagnosis.name",
          "diagnosis.role",
          "diagnosis.principal",
          "diagnosis.admissionCondition",
          "diagnosis.rank",
          "diagnosis.deleted",
          "procedure",
          "procedure.code",
          "procedure.system",
          "procedure.name",
          "procedure.principal",
          "procedure.begin",
          "procedure.end",
          "procedure.minutes",
          "procedure.anaesthesia",
          "procedure.anaesthesiaBegin",
          "procedure.anaesthesiaEnd",
          "procedure.anaesthesiaMinutes",
          "procedure.operatorCode",
          "procedure.operatorName",
          "procedure.anaesthetistCode",
          "procedure.anaesthetistName",
          "procedure.deleted",
          "intensiveCare",
          "intensiveCare.wardType",
          "intensiveCare.in",
          "intensiveCare.out",
          "transfusion",
          "transfusion.product",
          "transfusion.amount",
          "transfusion.unit",
          "care",
          "care.kind",
          "care.id",
          "care.action",
          "care.begin",
          "care.end",
          "care.effective",
          "charge",
          "charge.id",
          "charge.kind",
          "charge.reverses",
          "charge.category",
          "charge.localCode",
          "charge.itemName",
          "charge.insuranceCode",
          "charge.at",
          "charge.quantity",
          "charge.unitPrice",
          "charge.amount",
          "charge.level",
          "charge.ownPay",
          "charge.overLimit",
          "charge.prePay",
          "charge.inScope",
          "fund",
          "fund.type",
          "fund.amount",
          "order.id",
          "order.control",
          "order.prescription",
          "order.group",
          "order.kind",
          "order.code",
          "order.system",
          "order.name",
          "order.quantity",
          "order.unit",
          "order.unitPrice",
          "order.amount",
          "order.dose",
          "order.doseUnit",
          "order.timesPerDay",
          "order.frequency",
          "order.days",
          "order.route",
          "order.begin",
          "order.end",
          "order.effective",
          "order.department",
          "order.orderer",
          "order.ordererTitle",
          "order.urgent",
          "order.longTerm",
          "order.takeHome",
          "order.selfPay",
          "order.firstLineUsed",
          "component.code",
          "component.system",
          "component.name",
          "component.dose",
          "component.doseUnit",
          "component.count",
          "request.department",
          "request.allergy",
          "request.noAllergy");

  private static final Rule NOTHING = new Rule("", List.of(new Row("*", "", null, null, "")));

  static Plan of(List<Row> rows, String type) {
    Map<String, List<Row>> byField = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.matches(type)) {
        byField.computeIfAbsent(row.field(), f -> new ArrayList<>()).add(row);
      }
    }
    List<Rule> facts = new ArrayList<>();
    List<Rule> settlementFacts = new ArrayList<>();
    List<Rule> requestFacts = new ArrayList<>();
    Map<String, Rule> named = new LinkedHashMap<>();
    byField.forEach(
        (field, of) -> {
          if (field.startsWith(SETTLEMENT)) {
            settlementFacts.add(new Rule(field.substring(SETTLEMENT.length()), of));
          } else if (NAMED.contains(field)) {
            named.put(field, new Rule(field, of));
          } else if (field.startsWith(REQUEST)) {
            requestFacts.add(new Rule(field.substring(REQUEST.length()), of));
          } else {
            facts.add(new Rule(field, of));
          }
        });
    return new Plan(
        List.copyOf(facts),
        List.copyOf(settlementFacts),
        List.copyOf(requestFacts),
        Map.copyOf(named));
  }

  /** The rule of a field that is no fact; one that gives nothing where no row speaks of it. */
  Rule rule(String field) {
    return named.getOrDefault(field, NOTHING);
  }

  /** The segment that begins an entry of a list, null if the mapping names none. */
  Er7Path anchor(String list) {
    Rule rule = named.get(list);
    return rule == null ? null : rule.rows().get(0).path();
  }
}
