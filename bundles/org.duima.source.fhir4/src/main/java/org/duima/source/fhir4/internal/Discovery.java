package org.duima.source.fhir4.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The services that the door offers, as {@code GET /cds-services} answers. */
final class Discovery {
  /** Keys with the queries that fill them; all may be left out, the ledger fills the gaps. */
  private static final String[][] PREFETCH = {
    {"patient", "Patient/{{context.patientId}}"},
    {"encounter", "Encounter/{{context.encounterId}}"},
    {"conditions", "Condition?patient={{context.patientId}}&clinical-status=active"},
    {"medications", "MedicationRequest?patient={{context.patientId}}&status=active"},
    {"services", "ServiceRequest?patient={{context.patientId}}&status=active"},
    {
      "procedures",
      "Procedure?patient={{context.patientId}}&encounter=Encounter/{{context.encounterId}}"
    },
    {"coverage", "Coverage?patient={{context.patientId}}&status=active"},
    {"allergies", "AllergyIntolerance?patient={{context.patientId}}"},
    {
      "pregnancy",
      "Observation?patient={{context.patientId}}&code=http://loinc.org|82810-3&_sort=-date&_count=1"
    }
  };

  private static final String USAGE =
      "药品、项目、耗材编码使用 urn:nhsa:drug、urn:nhsa:service-item、urn:nhsa:consumable；"
          + "预取均可省略，缺少的由台账补充 / "
          + "Code items by urn:nhsa:drug, urn:nhsa:service-item, urn:nhsa:consumable. Every prefetch may be"
          + " left out: the ledger fills the gaps.";

  static final byte[] DOCUMENT = Cards.json(Discovery::write);

  private Discovery() {}

  private static void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("services");
    for (CdsService service : CdsService.values()) {
      json.writeStartObject();
      json.writeStringField("hook", service.hook());
      json.writeStringField("title", service.title().toString());
      json.writeStringField("description", service.description().toString());
      json.writeStringField("id", service.id());
      json.writeObjectFieldStart("prefetch");
      for (String[] entry : PREFETCH) {
        json.writeStringField(entry[0], entry[1]);
      }
      json.writeEndObject();
      json.writeStringField("usageRequirements", USAGE);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
