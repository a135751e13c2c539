package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Quality control of a submitted list: what a public set of platform rules finds in it.
 *
 * <p>The rules are in {@code quality-rules.csv}. Level 1 returns the list, level 2 only notes; the
 * platform's own codes for levels and results are not published.
 */
final class QualityControl {
  private static final String VERSION = "SIM-QC-1.0";
  private static final int SHOWN_CHARACTERS = 60;

  private final List<NamedCsvRecord> rules = Bundled.rows("quality-rules.csv");
  private final Map<String, FieldTable> tables;
  private final Dictionaries dictionaries;
  private final CodeLists codes;

  QualityControl(Map<String, FieldTable> tables, Dictionaries dictionaries, CodeLists codes) {
    this.tables = Map.copyOf(tables);
    this.dictionaries = dictionaries;
    this.codes = codes;
  }

  private record Finding(String field, String text, String level, String value) {}

  /** The row of 4104; null where another level or flag is asked for. */
  ObjectNode row4104(ListRecord record, Call call) {
    List<Finding> findings = check(record);
    ObjectNode row = head(record, findings);
    row.put("certno", known(record, "certno"));
    details(row.putArray("detailinfo"), findings, "qltctrl_chkrslt");
    return isWanted(row, call.data()) ? row : null;
  }

  /** The row of 3607. */
  ObjectNode row3607(ListRecord record, Call call) {
    List<Finding> findings = check(record);
    ObjectNode row = head(record, findings);
    row.put("cert_no", known(record, "certno"));
    row.put("grp_stas", Grouping.canGroup(record) ? "1" : "0");
    details(row.putArray("detl_list"), findings, "qltctrl_chk_rslt");
    return row;
  }

  private static boolean isWanted(JsonNode row, JsonNode data) {
    String level = ListCheck.text(data, "err_lv");
    String flag = ListCheck.text(data, "retn_flag");
    return (level.isEmpty() || level.equals(row.path("err_lv").asText()))
        && (flag.isEmpty() || flag.equals(row.path("retn_flag").asText()));
  }

  private static ObjectNode head(ListRecord record, List<Finding> findings) {
    boolean returned = findings.stream().anyMatch(finding -> finding.level().equals("1"));
    String noted = findings.isEmpty() ? "0" : "2";
    return Json.object()
        .put("fixmedins_code", record.fixmedinsCode())
        .put("fixmedins_name", record.fixmedinsName())
        .put("setl_ym", record.month())
        .put("setl_id", record.setlId())
        .put("psn_no", record.psnNo())
        .put("psn_name", known(record, "psn_name"))
        .put("psn_cert_type", known(record, "patn_cert_type"))
        .put("qltctrl_rslt", returned ? "0" : "1")
        .put("err_lv", returned ? "1" : noted)
        .put("retn_flag", returned ? "1" : "0")
        .put("qltctrl_ver", VERSION);
  }

  /** A field of the list or, where the upload has none, of the settlement; null if neither. */
  private static String known(ListRecord record, String field) {
    String own = ListCheck.text(record.content().path("setlinfo"), field);
    String told = ListCheck.text(record.facts().path("setlinfo"), field);
    String text = own.isEmpty() ? told : own;
    return text.isEmpty() ? null : text;
  }

  private static void details(ArrayNode details, List<Finding> findings, String resultField) {
    for (Finding finding : findings) {
      String value = finding.value();
      details
          .addObject()
          .put("exam_data_fld", finding.field().toUpperCase(Locale.ROOT))
          .put(resultField, finding.text())
          .put("err_lv", finding.level())
          .put("retn_flag", finding.level().equals("1") ? "1" : "0")
          .put("init_val", value.substring(0, Math.min(SHOWN_CHARACTERS, value.length())));
    }
  }

  private List<Finding> check(ListRecord record) {
    List<Finding> findings = new ArrayList<>();
    JsonNode content = record.content();
    FieldTable table = tables.get(record.form());
    for (NamedCsvRecord rule : rules) {
      FieldRule field = table.field(rule.getField("node"), rule.getField("field"));
      if (field == null) {
        continue;
      }
      JsonNode node = content.path(rule.getField("node"));
      if (node.isObject()) {
        check(rule, field, node, findings);
      } else {
        node.forEach(row -> check(rule, field, row, findings));
      }
    }
    return findings;
  }

  private void check(NamedCsvRecord rule, FieldRule field, JsonNode row, List<Finding> findings) {
    String value = ListCheck.text(row, field.field());
    String when = rule.getField("when");
    if (!when.isEmpty() && ListCheck.text(row, when).isEmpty()) {
      return;
    }
    String wrong = wrong(rule.getField("kind"), field, value);
    if (wrong != null) {
      findings.add(
          new Finding(
              field.field(),
              rule.getField("rule") + " " + rule.getField("name") + "：" + wrong,
              rule.getField("level"),
              value));
    }
  }

  /** What is wrong with the value; null where nothing is. An empty value is only missing. */
  private String wrong(String kind, FieldRule field, String value) {
    if (kind.equals("required")) {
      return value.isBlank() ? "必填项为空" : null;
    }
    if (value.isEmpty()) {
      return null;
    }
    return switch (kind) {
      case "dictionary" -> isInDictionary(field, value) ? null : "值不在字典内";
      case "digits" -> value.matches("\\d+") ? null : "应为数字";
      case "six-long" -> value.length() == 6 ? null : "长度应为6位";
      case "weight" -> isWeight(value) ? null : "体重超出范围";
      case "weights" ->
          List.of(value.split(",", -1)).stream().allMatch(this::isWeight) ? null : "多新生儿体重格式有误";
      case "procedure" ->
          codes.procedures().size() == 0 || codes.procedures().knows(value) ? null : "编码不在手术操作目录内";
      default -> throw new IllegalStateException("quality-rules.csv: " + kind);
    };
  }

  private boolean isInDictionary(FieldRule field, String value) {
    CodeList dictionary = dictionaries.find(field.dictionary()).orElse(CodeList.NONE);
    return dictionary.size() == 0
        || List.of(value.split("→", -1)).stream().allMatch(dictionary::knows);
  }

  private boolean isWeight(String value) {
    BigDecimal gram = WireNumber.read(value);
    return gram != null && ListCheck.isPlausibleWeight(gram);
  }
}
