package org.duima.settlement.internal;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;

/**
 * Reads a 4101 or 4101A document back into a list. Everything that is wrong with its form becomes a
 * finding with a JSON path; what can be read is read.
 */
final class WireReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final Text OBJECT = new Text("对象", "an object");
  private static final Text TEXT = new Text("字符串", "a string");
  private static final Text ROWS = new Text("数组", "an array");

  /** Nodes that only 4101 has. */
  private static final Set<String> ONLY_4101 =
      Set.of(SettlementList.PAYMENTS, SettlementList.ITEMS);

  private final FieldTable fields;
  private final Findings findings;

  private WireReader(FieldTable fields, Findings findings) {
    this.fields = fields;
    this.findings = findings;
  }

  /** Reads; empty if there is nothing that could be checked further. */
  static Optional<SettlementList> read(byte[] document, FieldTable fields, Findings findings) {
    return new WireReader(fields, findings).read(document);
  }

  private Optional<SettlementList> read(byte[] document) {
    JsonNode root;
    try {
      // Jackson would guess UTF-16 and 32; the protocol has UTF-8 only
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
      root = JSON.readTree(document);
    } catch (CharacterCodingException e) {
      findings.of("SL-F-json").at("$", new Text("不是 UTF-8 编码", "not UTF-8"));
      return Optional.empty();
    } catch (JsonProcessingException e) {
      // its message quotes the document, which holds patient data: only the place is told
      JsonLocation at = e.getLocation();
      long line = at == null ? 1 : at.getLineNr();
      long column = at == null ? 1 : at.getColumnNr();
      findings
          .of("SL-F-json")
          .at(
              "$",
              new Text(
                  "第 " + line + " 行第 " + column + " 列", "line " + line + ", column " + column));
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    if (root.isMissingNode()) {
      findings.of("SL-F-json").at("$", new Text("空文件", "an empty file"));
      return Optional.empty();
    }
    if (!root.isObject()) {
      findings.of("SL-F-node").at("$", "$", OBJECT);
      return Optional.empty();
    }
    return envelope(root);
  }

  private Optional<SettlementList> envelope(JsonNode root) {
    boolean enveloped = root.has("input") || root.has("infno");
    JsonNode input = enveloped ? root.path("input") : root;
    String path = enveloped ? "$.input" : "$";
    if (!input.isObject()) {
      findings.of("SL-F-node").at("$.input", "input", OBJECT);
      return Optional.empty();
    }
    String infno = root.path("infno").asText("");
    if (enveloped && !infno.isEmpty() && !fields.knows(infno)) {
      findings.of("SL-F-unknown").at("$.infno", "infno", "4101A/4101");
    }
    return Optional.of(list(fields.knows(infno) ? infno : guess(input), input, path));
  }

  private static String guess(JsonNode input) {
    boolean old =
        ONLY_4101.stream().anyMatch(input::has)
            || input.path(SettlementList.INFO).has("psn_name")
                && !input.path(SettlementList.INFO).has("psn_no");
    return old ? "4101" : "4101A";
  }

  private SettlementList list(String infno, JsonNode input, String path) {
    Set<String> known = new HashSet<>(fields.nodes(infno));
    for (Iterator<String> names = input.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        findings.of("SL-F-unknown").at(child(path, name), shown(name), infno);
      }
    }
    Row info = new Row(path + "." + SettlementList.INFO, Map.of());
    Map<String, List<Row>> nodes = new LinkedHashMap<>();
    for (String node : fields.nodes(infno)) {
      JsonNode json = input.path(node);
      String nodePath = path + "." + node;
      if (node.equals(SettlementList.INFO)) {
        if (json.isObject()) {
          info = row(infno, node, json, nodePath);
        } else {
          findings.of("SL-F-node").at(nodePath, node, OBJECT);
        }
      } else {
        nodes.put(node, rows(infno, node, json, nodePath));
      }
    }
    return new SettlementList(infno, info, nodes);
  }

  private List<Row> rows(String infno, String node, JsonNode json, String path) {
    if (json.isMissingNode() || json.isNull() || json.isTextual() && json.asText().isBlank()) {
      return List.of();
    }
    // one row may come as a bare object
    if (json.isObject()) {
      return List.of(row(infno, node, json, path));
    }
    if (!json.isArray()) {
      findings.of("SL-F-node").at(path, node, ROWS);
      return List.of();
    }
    List<Row> rows = new ArrayList<>(json.size());
    for (int i = 0; i < json.size(); i++) {
      String rowPath = path + "[" + i + "]";
      if (json.get(i).isObject()) {
        rows.add(row(infno, node, json.get(i), rowPath));
      } else {
        findings.of("SL-F-node").at(rowPath, node, OBJECT);
      }
    }
    return rows;
  }

  private Row row(String infno, String node, JsonNode json, String path) {
    Map<String, Field> byWireName = new LinkedHashMap<>();
    for (Field field : fields.fields(infno, node)) {
      byWireName.put(field.wireName(), field);
    }
    Row.Builder row = new Row.Builder();
    json.fields()
        .forEachRemaining(
            entry -> {
              Field field = byWireName.get(entry.getKey());
              String fieldPath = child(path, entry.getKey());
              if (field == null) {
                findings.of("SL-F-unknown").at(fieldPath, shown(entry.getKey()), infno);
              } else if (entry.getValue().isTextual()) {
                row.put(field.name(), field.fromWire(entry.getValue().textValue()), fieldPath);
              } else if (entry.getValue().isNumber()) {
                row.put(field.name(), plain(entry.getValue().decimalValue()), fieldPath);
                if (field.type() != Field.Type.N) {
                  findings.of("SL-F-type").at(fieldPath, field.label(), TEXT);
                }
              } else if (!entry.getValue().isNull()) {
                findings.of("SL-F-field").at(fieldPath, field.label());
              }
            });
    return row.build(path);
  }

  /** Written out, unless an absurd exponent would fill the memory: then as it stands. */
  private static String plain(BigDecimal number) {
    return Math.abs((long) number.scale()) > 40 ? number.toString() : number.toPlainString();
  }

  private static String child(String path, String name) {
    return path + "." + shown(name);
  }

  /** A name that the form does not know may be anything, patient data included. */
  private static String shown(String name) {
    return name.matches("[A-Za-z0-9_]{1,40}") ? name : "…";
  }
}
