package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What 4103 shows of a list: the stored values under the names and shapes of the query.
 *
 * <p>As from a database, numbers come back as JSON numbers without trailing zeros, and a field that
 * the interface does not know is gone.
 */
final class QueryView {
  private static final List<String> NODES =
      List.of("payinfo", "opspdiseinfo", "diseinfo", "iteminfo", "oprninfo", "icuinfo", "bldinfo");

  private record DurationNames(String days, String hours, String minutes) {}

  private static final Map<String, DurationNames> DURATIONS =
      Map.of(
          "vent_used_dura",
          new DurationNames("vent_used_days", "vent_used_h_cnt", "vent_used_m_cnt"),
          "pwcry_bfadm_coma_dura",
          new DurationNames("bfadm_coma_days", "bfadm_coma_h_cnt", "bfadm_coma_m_cnt"),
          "pwcry_afadm_coma_dura",
          new DurationNames("afadm_coma_days", "afadm_coma_h_cnt", "afadm_coma_m_cnt"));

  private final FieldTable table;
  private final boolean aliases;

  QueryView(FieldTable table, boolean aliases) {
    this.table = table;
    this.aliases = aliases;
  }

  /** The output of 4103 for one list. */
  ObjectNode of(ListRecord record) {
    JsonNode content = record.content();
    ObjectNode output = Json.object();
    ObjectNode stay = row("setlinfo", content.path("setlinfo"));
    DURATIONS.forEach((field, names) -> spread(stay, field, names));
    stay.put("setl_list_sn", record.setlListId());
    stay.put("stas_type", record.state().code());
    stay.put("fixmedins_code", record.fixmedinsCode());
    stay.put("vali_flag", "1");
    // the receiver fills the time of declaration
    stay.put("dcla_time", record.uploads().get(record.uploads().size() - 1).time());
    if (!record.checkContent().isEmpty()) {
      stay.put("chk_cont", record.checkContent());
    }
    output.set("setlinfo", stay);
    for (String node : NODES) {
      ArrayNode rows = output.putArray(node);
      content.path(node).forEach(one -> rows.add(row(node, one)));
    }
    output.path("oprninfo").forEach(operation -> flagMain((ObjectNode) operation));
    return output;
  }

  private ObjectNode row(String node, JsonNode stored) {
    ObjectNode row = Json.object();
    Map<String, FieldRule> fields = table.fields(node);
    JsonNode known = aliases ? Aliases.resolve(stored, fields) : stored;
    Iterator<Map.Entry<String, JsonNode>> values = known.properties().iterator();
    while (values.hasNext()) {
      Map.Entry<String, JsonNode> value = values.next();
      FieldRule rule = fields.get(value.getKey());
      if (rule == null) {
        continue;
      }
      BigDecimal number =
          rule.type() == FieldRule.Type.N ? WireNumber.read(value.getValue()) : null;
      if (number == null) {
        row.set(rule.field(), value.getValue());
      } else {
        BigDecimal plain = number.stripTrailingZeros();
        row.put(rule.field(), plain.scale() < 0 ? plain.setScale(0) : plain);
      }
    }
    return row;
  }

  private static void spread(ObjectNode stay, String field, DurationNames names) {
    JsonNode stored = stay.remove(field);
    Duration duration = stored == null ? null : WireDuration.parse(stored.asText());
    if (duration == null) {
      stay.putNull(names.days()).putNull(names.hours()).putNull(names.minutes());
    } else {
      stay.put(names.days(), duration.toDays())
          .put(names.hours(), duration.toHoursPart())
          .put(names.minutes(), duration.toMinutesPart());
    }
  }

  private static void flagMain(ObjectNode operation) {
    JsonNode type = operation.remove("oprn_oprt_type");
    operation.put("main_oprn_flag", type != null && type.asText().equals("1") ? "1" : "0");
  }
}
