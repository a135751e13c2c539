package org.duima.report.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.report.Column;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.duima.api.spi.ReportRenderer;

/**
 * JSON for programs: texts and dates as strings, counts, money in yuan and percentages (as shares
 * between 0 and 1) as numbers, null where there is nothing to say.
 */
public class JsonRenderer implements ReportRenderer {
  private final JsonFactory factory =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  @Override
  public String format() {
    return "json";
  }

  @Override
  public String mediaType() {
    return "application/json; charset=utf-8";
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("name", report.name());
      text(json, "title", report.title());
      json.writeStringField("madeAt", report.madeAt().toString());
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, String> one : report.parameters().entrySet()) {
        json.writeStringField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("sections");
      for (Section section : report.sections()) {
        section(json, section);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.flush();
  }

  private static void section(JsonGenerator json, Section section) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", section.id());
    text(json, "title", section.title());
    text(json, "note", section.note());
    json.writeNumberField("total", section.total());
    json.writeArrayFieldStart("columns");
    for (Column column : section.columns()) {
      json.writeStartObject();
      json.writeStringField("id", column.id());
      text(json, "title", column.title());
      json.writeStringField("kind", column.kind().name().toLowerCase(java.util.Locale.ROOT));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (List<Object> row : section.rows()) {
      json.writeStartArray();
      for (Object cell : row) {
        cell(json, cell);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Text text) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("zh", text.zh());
    json.writeStringField("en", text.en());
    json.writeEndObject();
  }

  private static void cell(JsonGenerator json, Object cell) throws IOException {
    if (cell == null) {
      json.writeNull();
    } else if (cell instanceof Money money) {
      json.writeNumber(money.yuan());
    } else if (cell instanceof Long count) {
      json.writeNumber(count);
    } else if (cell instanceof Double share) {
      json.writeNumber(share);
    } else {
      json.writeString(cell.toString());
    }
  }
}
