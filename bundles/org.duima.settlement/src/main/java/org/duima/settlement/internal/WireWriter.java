package org.duima.settlement.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the payload of {@code input}: compact UTF-8 JSON, nodes and fields in the order of the
 * field table, what is not known left out, so that equal lists give equal bytes.
 */
final class WireWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /**
   * A written list.
   *
   * @param input the bytes
   * @param provenance wire path of each field to its place in a message
   */
  record Written(byte[] input, Map<String, String> provenance) {}

  private WireWriter() {}

  static Written write(SettlementList list, FieldTable table) {
    Map<String, String> provenance = new TreeMap<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (String node : table.nodes(list.infno())) {
        List<Field> fields = List.copyOf(table.fields(list.infno(), node));
        json.writeFieldName(node);
        if (node.equals(SettlementList.INFO)) {
          row(json, list.info(), fields, provenance);
        } else {
          json.writeStartArray();
          for (Row row : list.rows(node)) {
            row(json, row, fields, provenance);
          }
          json.writeEndArray();
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(bytes.toByteArray(), provenance);
  }

  private static void row(
      JsonGenerator json, Row row, List<Field> fields, Map<String, String> provenance)
      throws IOException {
    json.writeStartObject();
    for (Field field : fields) {
      Value value = row.values().get(field.name());
      if (value == null) {
        continue;
      }
      String name = field.wireName();
      Optional<BigDecimal> number =
          field.type() == Field.Type.N ? Numbers.parse(value.text()) : Optional.empty();
      if (number.isPresent()) {
        json.writeNumberField(name, number.get());
      } else {
        json.writeStringField(name, field.toWire(value.text()));
      }
      provenance.put(row.path() + "." + name, value.provenance());
    }
    json.writeEndObject();
  }
}
