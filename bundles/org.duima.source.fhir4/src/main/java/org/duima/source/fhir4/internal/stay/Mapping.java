package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duima.api.CodeSystem;

/** The mapping in force, compiled. Safe for use by several threads. */
final class Mapping {
  static final String SETTLEMENT = "settlement.";

  /** Fields that are no facts. What may stand after {@code edition.} is free. */
  static final Set<String> NAMED =
      Set.of(
          "link.encounter",
          "link.patient",
          "event.time",
          "institution",
          "key.PATIENT",
          "key.PERSON",
          "key.VISIT",
          "key.MDTRT",
          "patient.replacedBy",
          "patient.replaces",
          "encounter.state",
          "encounter.reopened",
          "encounter.kind",
          "admission.time",
          "discharge.time",
          "planned.time",
          "classHistory",
          "classHistory.kind",
          "classHistory.time",
          "location",
          "location.departmentCode",
          "location.departmentName",
          "location.ward",
          "location.bed",
          "location.from",
          "location.cancelled",
          "visit.departmentCode",
          "visit.departmentName",
          "frontpage.when",
          "frontpage.time",
          "diagnosis",
          "diagnosis.code",
          "diagnosis.name",
          "diagnosis.role",
          "diagnosis.principal",
          "diagnosis.admissionCondition",
          "diagnosis.rank",
          "diagnosis.deleted",
          "procedure",
          "procedure.code",
          "procedure.name",
          "procedure.principal",
          "procedure.rank",
          "procedure.begin",
          "procedure.end",
          "procedure.anaesthesia",
          "procedure.anaesthesiaBegin",
          "procedure.anaesthesiaEnd",
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
          "order",
          "order.id",
          "order.department");

  /** Fields whose rows say where the entries of a list stand. */
  static final Set<String> LISTS =
      Set.of(
          "classHistory",
          "location",
          "diagnosis",
          "procedure",
          "intensiveCare",
          "transfusion",
          "care",
          "charge",
          "fund",
          "order");

  private final Map<String, List<Row>> byField = new LinkedHashMap<>();
  private final Map<String, List<Row>> facts = new LinkedHashMap<>();
  private final Map<String, List<Row>> settlementFacts = new LinkedHashMap<>();
  private final Map<String, Edition> editions;
  private final Set<String> types = new HashSet<>();
  private final Map<String, Map<String, List<Row>>> byType = new ConcurrentHashMap<>();
  private final int size;

  /**
   * What the URL of a code system means.
   *
   * @param system of the codes
   * @param edition empty where the site says which
   */
  record Edition(CodeSystem system, String edition) {}

  Mapping(List<Row> rows, Map<String, Edition> editions) {
    this.editions = Map.copyOf(editions);
    this.size = rows.size() + editions.size();
    for (Row row : rows) {
      types.addAll(row.resources());
      byField.computeIfAbsent(row.field(), field -> new ArrayList<>()).add(row);
    }
    byField.forEach(
        (field, of) -> {
          if (field.startsWith(SETTLEMENT)) {
            settlementFacts.put(field.substring(SETTLEMENT.length()), of);
          } else if (!NAMED.contains(field)) {
            facts.put(field, of);
          }
        });
  }

  /** Facts of the stay by name. */
  Map<String, List<Row>> facts() {
    return facts;
  }

  /** Facts of a settlement by name. */
  Map<String, List<Row>> settlementFacts() {
    return settlementFacts;
  }

  List<Row> rows(String field) {
    return byField.getOrDefault(field, List.of());
  }

  /** The rows of a field that speak of one type. */
  List<Row> rows(String field, String type) {
    return byType
        .computeIfAbsent(type, t -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            field, f -> rows(f).stream().filter(row -> row.resources().contains(type)).toList());
  }

  /** Whether any row speaks of a type of resources. */
  boolean knows(String type) {
    return types.contains(type);
  }

  /** What a code system means, of that version if the mapping knows it; null if no row says. */
  Edition edition(String system, String version) {
    Edition exact = version.isEmpty() ? null : editions.get(system + ":" + version);
    return exact == null ? editions.get(system) : exact;
  }

  int size() {
    return size;
  }
}
