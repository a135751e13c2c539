package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;

/**
 * A row of the table: where a field of the list stands in the Claim.
 *
 * @param node of the list, such as {@code diseinfo}
 * @param field of the node
 * @param label the field's name
 * @param place the part of the Claim that {@code path} begins at
 * @param path where the value goes
 * @param also values that stand beside it, by path
 * @param form how it is written
 * @param onlyWith field of the same row that must have {@code onlyWithValue}; empty for always
 */
record FieldPlace(
    String node,
    String field,
    Text label,
    Place place,
    FhirPath path,
    Map<FhirPath, String> also,
    Form form,
    String onlyWith,
    String onlyWithValue) {

  boolean applies(Map<String, String> row) {
    return onlyWith.isEmpty() || row.getOrDefault(onlyWith, "").equals(onlyWithValue);
  }

  /** Writes a value; empty if it has not the form, or something else stands there. */
  Optional<String> write(ObjectNode base, String value) {
    Optional<JsonNode> formed = form.of(value);
    Optional<String> written = formed.flatMap(json -> path.write(base, json));
    if (written.isPresent()) {
      also.forEach((beside, constant) -> beside.write(base, Json.text(constant)));
    }
    return written;
  }
}
