package org.duima.connector.fhir4.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Text;

/** The table of where each field of a list stands in a Claim. Immutable. */
final class FieldPlaces {
  static final String SHIPPED = "fhir-claim.csv";
  private static final List<String> COLUMNS =
      List.of("node", "field", "name_zh", "name_en", "place", "path", "also", "form", "when");

  private final Map<String, List<FieldPlace>> byField;

  private FieldPlaces(Map<String, List<FieldPlace>> byField) {
    this.byField = byField;
  }

  /** The table that comes with the connector. */
  static FieldPlaces shipped() {
    try (InputStream in = FieldPlaces.class.getResourceAsStream(SHIPPED)) {
      return new FieldPlaces(read(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * This table with rows of a file: they take the place of all rows of the fields that they name.
   *
   * @param key the setting that names the file
   * @throws IllegalArgumentException naming key, file, line and what is wrong
   */
  FieldPlaces with(String key, String name, Path file) {
    try {
      Map<String, List<FieldPlace>> joined = new LinkedHashMap<>(byField);
      joined.putAll(read(name, Files.readString(file, StandardCharsets.UTF_8)));
      return new FieldPlaces(joined);
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": 无法读取 / cannot be read: " + name, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /** The rows of a field, the first of which carries it; empty if the table does not know it. */
  List<FieldPlace> of(String node, String field) {
    return byField.getOrDefault(node + "." + field, List.of());
  }

  private static Map<String, List<FieldPlace>> read(String name, String text) {
    Map<String, List<FieldPlace>> fields = new LinkedHashMap<>();
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder()
            .commentStrategy(de.siegmar.fastcsv.reader.CommentStrategy.SKIP)
            .skipEmptyLines(true)
            .ofNamedCsvRecord(text)) {
      for (NamedCsvRecord row : rows) {
        try {
          FieldPlace place = place(row);
          fields
              .computeIfAbsent(place.node() + "." + place.field(), new_ -> new ArrayList<>())
              .add(place);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s 第 %d 行：%s / line %d"
                  .formatted(
                      name,
                      row.getStartingLineNumber(),
                      e.getMessage(),
                      row.getStartingLineNumber()),
              e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(name + ": 不是有效的 CSV / no valid CSV", e);
    }
    return fields;
  }

  private static FieldPlace place(NamedCsvRecord row) {
    for (String column : COLUMNS) {
      if (row.findField(column).isEmpty()) {
        throw new IllegalArgumentException("缺少列 " + column + " / column " + column + " is missing");
      }
    }
    String node = required(row, "node");
    Place place = place(required(row, "place"), node);
    Map<FhirPath, String> also = new LinkedHashMap<>();
    for (String pair : row.getField("also").split(";")) {
      if (!pair.isBlank()) {
        int equals = pair.lastIndexOf('=');
        if (equals <= 0) {
          throw new IllegalArgumentException("also 应为 路径=值 / also must be path=value");
        }
        also.put(
            FhirPath.of(pair.substring(0, equals).strip()), pair.substring(equals + 1).strip());
      }
    }
    String[] when = row.getField("when").strip().split("=", 2);
    if (when.length == 1 && !when[0].isEmpty()) {
      throw new IllegalArgumentException("when 应为 字段=值 / when must be field=value");
    }
    return new FieldPlace(
        node,
        required(row, "field"),
        new Text(row.getField("name_zh"), row.getField("name_en")),
        place,
        FhirPath.of(required(row, "path")),
        Collections.unmodifiableMap(also),
        Form.named(required(row, "form")),
        when[0],
        when.length == 2 ? when[1] : "");
  }

  private static Place place(String word, String node) {
    for (Place place : Place.values()) {
      if (place.word().equals(word)) {
        if (!place.takes(node)) {
          throw new IllegalArgumentException(
              "%s 的字段不能放在 %s / fields of %s cannot go to %s".formatted(node, word, node, word));
        }
        return place;
      }
    }
    throw new IllegalArgumentException("没有位置 " + word + " / there is no place " + word);
  }

  private static String required(NamedCsvRecord row, String column) {
    String text = row.getField(column).strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(column + " 必填 / " + column + " is required");
    }
    return text;
  }
}
