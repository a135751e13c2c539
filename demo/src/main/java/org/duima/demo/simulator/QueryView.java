package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What 4103 shows of a list: the stored values under the names and shapes of the query.
 *
 * <p>The table {@code query-fields.csv} says which fields there are in each build of the interface
 * and where they come from. As from a database, numbers come back as JSON numbers without trailing
 * zeros, and a field that the query does not have is gone. What an upload leaves out because the
 * platform knows it from the settlement comes from the facts told about that settlement.
 */
final class QueryView {
  private static final String ABSENT = "-";

  private record Field(String name, String openhis, String from) {
    String nameIn(Call.Build build) {
      return build == Call.Build.OPENHIS ? openhis : name;
    }
  }

  private final Map<String, List<Field>> nodes = new LinkedHashMap<>();
  private final Map<String, FieldTable> tables;
  private final Dictionaries dictionaries;
  private final boolean aliases;

  /**
   * Reads the shipped table.
   *
   * @param tables the fields of each upload by infno
   */
  QueryView(Map<String, FieldTable> tables, Dictionaries dictionaries, boolean aliases) {
    this.tables = Map.copyOf(tables);
    this.dictionaries = dictionaries;
    this.aliases = aliases;
    for (NamedCsvRecord row : Bundled.rows("query-fields.csv")) {
      nodes
          .computeIfAbsent(row.getField("node"), node -> new ArrayList<>())
          .add(new Field(row.getField("name"), row.getField("openhis"), row.getField("from")));
    }
  }

  /** The output of 4103 for one list. */
  ObjectNode of(ListRecord record, Call call) {
    ObjectNode output = Json.object();
    JsonNode content = record.content();
    nodes.forEach(
        (node, fields) -> {
          if (node.equals("setlinfo")) {
            output.set(node, row(record, call, node, 0, content.path(node)));
          } else {
            ArrayNode rows = output.putArray(node);
            JsonNode stored = content.has(node) ? content.path(node) : record.facts().path(node);
            int number = 0;
            for (JsonNode one : stored) {
              number++;
              rows.add(row(record, call, node, number, one));
            }
          }
        });
    return output;
  }

  private ObjectNode row(ListRecord record, Call call, String node, int number, JsonNode stored) {
    FieldTable table = tables.get(record.form());
    Map<String, FieldRule> rules =
        table.nodes().contains(node) ? table.fields(node) : Map.<String, FieldRule>of();
    JsonNode known = aliases ? Aliases.resolve(stored, rules) : stored;
    Map<String, String> own = own(record, call, node, number, known);
    JsonNode facts =
        node.equals("setlinfo") ? record.facts().path(node) : Json.object().missingNode();
    ObjectNode row = Json.object();
    for (Field field : nodes.get(node)) {
      String name = field.nameIn(call.build());
      if (name.equals(ABSENT)) {
        continue;
      }
      if (field.from().startsWith("@")) {
        row.put(name, own.get(field.from()));
        continue;
      }
      String[] from = field.from().split("/");
      JsonNode value = known.has(from[0]) ? known.get(from[0]) : facts.get(from[0]);
      if (from.length == 2) {
        put(row, name, part(from[1], value));
      } else {
        FieldRule rule = rules.get(from[0]);
        row.set(name, shaped(value, rule != null && rule.type() == FieldRule.Type.N));
      }
    }
    return row;
  }

  private static JsonNode shaped(JsonNode value, boolean number) {
    if (value == null) {
      return Json.object().nullNode();
    }
    BigDecimal read = number || value.isNumber() ? WireNumber.read(value) : null;
    if (read == null) {
      return value;
    }
    BigDecimal plain = read.stripTrailingZeros();
    return Json.object().numberNode(plain.scale() < 0 ? plain.setScale(0) : plain);
  }

  private static void put(ObjectNode row, String name, Object value) {
    if (value instanceof Long number) {
      row.put(name, number);
    } else {
      row.put(name, (String) value);
    }
  }

  /** A part of a duration as a number, or the flag of a main operation as text; null if empty. */
  private static Object part(String part, JsonNode value) {
    String text = value == null ? "" : value.asText();
    if (part.equals("main")) {
      return text.equals("1") ? "1" : "0";
    }
    Duration duration = WireDuration.parse(text);
    if (duration == null) {
      return null;
    }
    return switch (part) {
      case "days" -> duration.toDays();
      case "hours" -> (long) duration.toHoursPart();
      case "minutes" -> (long) duration.toMinutesPart();
      default -> throw new IllegalStateException("query-fields.csv: /" + part);
    };
  }

  /** What the platform itself keeps with a row. */
  private Map<String, String> own(
      ListRecord record, Call call, String node, int number, JsonNode row) {
    Map<String, String> own = new HashMap<>();
    own.put("@setl_id", record.setlId());
    own.put("@setl_list_sn", record.setlListId());
    own.put("@psn_no", record.psnNo().isEmpty() ? null : record.psnNo());
    own.put("@mdtrt_id", record.mdtrtId());
    own.put("@fixmedins_code", record.fixmedinsCode());
    own.put("@fixmedins_name", record.fixmedinsName());
    own.put("@stas_type", record.state().code());
    own.put("@chk_cont", record.checkContent().isEmpty() ? null : record.checkContent());
    // the receiver fills the time of declaration
    own.put("@uploaded", record.uploads().get(record.uploads().size() - 1).time());
    own.put("@valid", "1");
    own.put("@rid", record.setlListId() + node.substring(0, 3) + String.format("%03d", number));
    own.put("@system", "simulator");
    own.put("@division", ListCheck.text(call.envelope(), "mdtrtarea_admvs"));
    own.put("@principal", principal(record.content()));
    String fund = ListCheck.text(row, "fund_pay_type");
    own.put(
        "@fund_name",
        dictionaries.find("fund_pay_type").flatMap(list -> list.firstName(fund)).orElse(null));
    return own;
  }

  private static String principal(JsonNode content) {
    for (JsonNode diagnosis : content.path("diseinfo")) {
      if (ListCheck.text(diagnosis, "diag_type").equals("1")
          && ListCheck.text(diagnosis, "maindiag_flag").equals("1")) {
        return ListCheck.text(diagnosis, "diag_name");
      }
    }
    return null;
  }
}
