package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the platform checks before it takes a settlement list (4101A or 4101).
 *
 * <p>Immutable and thread-safe. Checks of one value run first; a check that compares values is
 * silent where one of them is absent or unreadable, since that was already reported or is allowed.
 */
final class ListCheck {
  private static final int MAX_ROWS = 100;
  // paper form: 1 + 15 western diagnoses, 1 + 7 of Chinese medicine, 1 + 7 operations
  private static final int FORM_WESTERN = 16;
  private static final int FORM_CHINESE = 8;
  private static final int FORM_OPERATIONS = 8;
  private static final BigDecimal MIN_WEIGHT_GRAM = BigDecimal.valueOf(200);
  private static final BigDecimal MAX_WEIGHT_GRAM = BigDecimal.valueOf(20_000);

  private final FieldTable table;
  private final Dictionaries dictionaries;
  private final CodeLists codes;
  private final Policy policy;

  /**
   * What regions do differently.
   *
   * @param regionalFields fields that only some regions require are required
   * @param formLimits the row limits of the paper form hold
   * @param aliases field names of older builds are read too
   */
  record Policy(boolean regionalFields, boolean formLimits, boolean aliases) {}

  /**
   * The outcome.
   *
   * @param problems why the list is refused; empty when it is taken
   * @param warnings what a careful clerk would notice although the list is taken
   */
  record Outcome(List<Problem> problems, List<String> warnings) {}

  ListCheck(FieldTable table, Dictionaries dictionaries, CodeLists codes, Policy policy) {
    this.table = table;
    this.dictionaries = dictionaries;
    this.codes = codes;
    this.policy = policy;
  }

  /**
   * Checks the input of the upload whose fields the table holds.
   *
   * @param now hospital local time against which "in the future" is judged
   */
  Outcome check(JsonNode input, LocalDateTime now) {
    return new Run(input, now).run();
  }

  /** Whether a newborn can weigh that much. */
  static boolean isPlausibleWeight(BigDecimal gram) {
    return gram.compareTo(MIN_WEIGHT_GRAM) >= 0 && gram.compareTo(MAX_WEIGHT_GRAM) <= 0;
  }

  /** One value as text, "" where it is absent or null. */
  static String text(JsonNode row, String field) {
    JsonNode value = row.path(field);
    return value.isValueNode() && !value.isNull() ? value.asText() : "";
  }

  private final class Run {
    private final JsonNode input;
    private final LocalDateTime now;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, List<Row>> rows = new HashMap<>();

    /** A row with its place. */
    private record Row(String node, int number, JsonNode json) {
      String get(String field) {
        return text(json, field);
      }
    }

    Run(JsonNode input, LocalDateTime now) {
      this.input = input;
      this.now = now;
    }

    Outcome run() {
      collectRows();
      for (List<Row> ofNode : rows.values()) {
        ofNode.forEach(this::checkFields);
      }
      if (!rows.getOrDefault("setlinfo", List.of()).isEmpty()) {
        checkStay(rows.get("setlinfo").get(0));
      }
      checkDiagnoses(rows("diseinfo"));
      checkOperations(rows("oprninfo"));
      checkIntensiveCare(rows("icuinfo"));
      rows("bldinfo").forEach(this::checkBlood);
      for (Row row : rows("opspdiseinfo")) {
        checkCode(row, "oprn_oprt_code", "oprn_oprt_name", codes.procedures());
        checkCode(row, "diag_code", "diag_name", codes.diagnoses());
      }
      if (table.nodes().contains("iteminfo")) {
        AmountCheck.check(input, problems, warnings);
      }
      return new Outcome(List.copyOf(problems), List.copyOf(warnings));
    }

    private List<Row> rows(String node) {
      return rows.getOrDefault(node, List.of());
    }

    private void collectRows() {
      Iterator<String> names = input.fieldNames();
      while (names.hasNext()) {
        String node = names.next();
        if (!table.nodes().contains(node)) {
          problems.add(new Problem("unknown-node", node, 0, "", "节点校验错误，接口规范无此节点"));
        }
      }
      for (String node : table.nodes()) {
        JsonNode value = input.path(node);
        boolean single = node.equals("setlinfo");
        if (value.isMissingNode() || value.isNull()) {
          if (single) {
            problems.add(new Problem("required", node, 0, "", "节点为空：必填项校验错误"));
          }
        } else if (single ? !value.isObject() : !value.isArray()) {
          String shape = single ? "应为单个对象" : "应为数组";
          problems.add(new Problem("node-shape", node, 0, "", "节点格式校验错误，" + shape));
        } else if (single) {
          rows.put(node, List.of(new Row(node, 0, canonical(node, value))));
        } else {
          collectArray(node, value);
        }
      }
    }

    private void collectArray(String node, JsonNode array) {
      if (array.size() > MAX_ROWS) {
        problems.add(new Problem("row-limit", node, 0, "", "行数超过上限" + MAX_ROWS));
        return;
      }
      List<Row> collected = new ArrayList<>();
      int number = 0;
      for (JsonNode row : array) {
        number++;
        if (row.isObject()) {
          collected.add(new Row(node, number, canonical(node, row)));
        } else {
          problems.add(new Problem("node-shape", node, number, "", "节点格式校验错误，应为对象"));
        }
      }
      rows.put(node, collected);
    }

    private JsonNode canonical(String node, JsonNode row) {
      return policy.aliases() ? Aliases.resolve(row, table.fields(node)) : row;
    }

    private void checkFields(Row row) {
      Map<String, FieldRule> fields = table.fields(row.node());
      Iterator<String> names = row.json().fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        if (!fields.containsKey(name)) {
          warnings.add("unknown-field " + place(row, name));
        }
      }
      for (FieldRule rule : fields.values()) {
        JsonNode value = row.json().path(rule.field());
        if (value.isMissingNode()
            || value.isNull()
            || (value.isTextual() && value.asText().isEmpty())) {
          if (isRequired(rule, row)) {
            report(row, rule.field(), "required", "必填项校验错误");
          }
        } else {
          checkValue(row, rule, value);
        }
      }
    }

    private boolean isRequired(FieldRule rule, Row row) {
      return switch (rule.requirement()) {
        case OPTIONAL -> false;
        case REQUIRED -> true;
        case REGIONAL -> policy.regionalFields();
        case CONDITIONAL -> rule.condition().holdsFor(row.get(rule.condition().field()));
        case ONE_YEAR_OR_OLDER -> {
          Integer years = yearsAtAdmission(row);
          yield years != null && years >= 1;
        }
        case UNDER_ONE_YEAR -> {
          Integer years = yearsAtAdmission(row);
          yield years != null && years < 1;
        }
        case INPATIENT ->
            row.get("opsp_mdtrt_date").isEmpty()
                || !row.get("adm_time").isEmpty()
                || !row.get("dscg_time").isEmpty();
      };
    }

    /** Whole years, or null where the birth or the admission is not known. */
    private Integer yearsAtAdmission(Row row) {
      LocalDate born = WireTime.date(row.get("brdy"));
      LocalDateTime admitted = WireTime.dateTime(row.get("adm_time"));
      return born == null || admitted == null
          ? null
          : Period.between(born, admitted.toLocalDate()).getYears();
    }

    private void checkValue(Row row, FieldRule rule, JsonNode value) {
      switch (rule.type()) {
        case C -> {
          if (!value.isTextual()) {
            report(row, rule.field(), "type", "数据类型校验错误，应为字符型");
            return;
          }
          if (value.asText().isBlank() && isRequired(rule, row)) {
            report(row, rule.field(), "required", "必填项校验错误");
            return;
          }
          int characters = value.asText().codePointCount(0, value.asText().length());
          if (rule.length() > 0 && characters > rule.length()) {
            report(row, rule.field(), "length", "数据长度校验错误，最大长度" + rule.length());
          }
        }
        case N -> checkNumber(row, rule, value);
        case D -> {
          if (!value.isTextual() || WireTime.date(value.asText()) == null) {
            report(row, rule.field(), "date-format", "日期格式校验错误，应为yyyy-MM-dd");
          }
        }
        case DT -> {
          if (!value.isTextual() || WireTime.dateTime(value.asText()) == null) {
            report(row, rule.field(), "date-format", "日期格式校验错误，应为yyyy-MM-dd HH:mm:ss");
          }
        }
      }
      if (!rule.dictionary().isEmpty()) {
        checkDictionary(row, rule, value.asText());
      }
    }

    private void checkNumber(Row row, FieldRule rule, JsonNode value) {
      BigDecimal number = WireNumber.read(value);
      if (number == null) {
        report(row, rule.field(), "type", "数据类型校验错误，应为数值型");
        return;
      }
      BigDecimal plain = number.stripTrailingZeros();
      int decimals = Math.max(0, plain.scale());
      int integers = Math.max(0, plain.precision() - plain.scale());
      boolean tooLong =
          decimals > rule.scale() || (rule.length() > 0 && integers > rule.length() - rule.scale());
      if (tooLong) {
        report(
            row,
            rule.field(),
            "length",
            "数据长度校验错误，应为数值型(" + rule.length() + "," + rule.scale() + ")");
      } else if (number.signum() < 0) {
        report(row, rule.field(), "negative", "逻辑校验错误，不能为负数");
      }
    }

    private void checkDictionary(Row row, FieldRule rule, String value) {
      CodeList dictionary = dictionaries.find(rule.dictionary()).orElse(null);
      if (dictionary == null) {
        return;
      }
      // several transfers are joined by an arrow in one field
      for (String code : value.split("→", -1)) {
        if (dictionary.knows(code)) {
          continue;
        }
        if (dictionaries.enforces(dictionary)) {
          report(row, rule.field(), "dictionary", "字典项校验错误，值不在字典内");
          return;
        }
        warnings.add("not-in-dictionary " + place(row, rule.field()));
      }
    }

    private void checkStay(Row stay) {
      LocalDateTime admitted = WireTime.dateTime(stay.get("adm_time"));
      LocalDateTime discharged = WireTime.dateTime(stay.get("dscg_time"));
      if (isAfter(admitted, discharged)) {
        report(stay, "dscg_time", "date-order", "逻辑校验错误，出院时间早于入院时间");
      }
      if (isAfter(discharged, now)) {
        report(stay, "dscg_time", "future", "逻辑校验错误，出院时间晚于当前时间");
      }
      LocalDate born = WireTime.date(stay.get("brdy"));
      if (born != null && admitted != null && born.isAfter(admitted.toLocalDate())) {
        report(stay, "brdy", "date-order", "逻辑校验错误，出生日期晚于入院时间");
      }
      LocalDate begin = WireTime.date(stay.get("setl_begn_date"));
      LocalDate end = WireTime.date(stay.get("setl_end_date"));
      if (begin != null && end != null && begin.isAfter(end)) {
        report(stay, "setl_end_date", "date-order", "逻辑校验错误，结算结束日期早于结算开始日期");
      }
      for (String field : WireDuration.FIELDS) {
        Duration duration = checkDuration(stay, field);
        boolean duringStay = !field.equals("pwcry_bfadm_coma_dura");
        if (duration != null && duringStay && admitted != null && discharged != null) {
          if (duration.compareTo(Duration.between(admitted, discharged)) > 0) {
            report(stay, field, "duration", "逻辑校验错误，时长超过住院时长");
          }
        }
      }
      if (stay.get("dscg_way").equals("5") && stay.get("days_rinp_flag_31").equals("2")) {
        report(stay, "days_rinp_flag_31", "logic", "逻辑校验错误，死亡患者不应有再住院计划");
      }
      checkWeights(stay);
      checkCode(stay, "wm_dise_code", null, codes.diagnoses());
      if (hasBlood(stay)) {
        checkBlood(stay);
      }
      checkCounts(stay);
    }

    /** 4101 has one blood product in the list itself, 4101A has rows. */
    private boolean hasBlood(Row stay) {
      BigDecimal amount = WireNumber.read(stay.json().path("bld_amt"));
      return table.field("setlinfo", "bld_cat") != null
          && (!stay.get("bld_cat").isEmpty()
              || !stay.get("bld_unt").isEmpty()
              || amount != null && amount.signum() > 0);
    }

    /** Only a warning: whether diagnoses of Chinese medicine count differs between regions. */
    private void checkCounts(Row stay) {
      long western = rows("diseinfo").stream().filter(r -> r.get("diag_type").equals("1")).count();
      warnUnlessOneOf(stay, "diag_code_cnt", western, rows("diseinfo").size());
      warnUnlessOneOf(stay, "oprn_oprt_code_cnt", rows("oprninfo").size(), rows("oprninfo").size());
    }

    private void warnUnlessOneOf(Row stay, String field, long one, long other) {
      BigDecimal count = WireNumber.read(stay.json().path(field));
      if (count != null
          && count.compareTo(BigDecimal.valueOf(one)) != 0
          && count.compareTo(BigDecimal.valueOf(other)) != 0) {
        warnings.add("count " + place(stay, field));
      }
    }

    private void checkWeights(Row stay) {
      for (String field : List.of("nwb_bir_wt", "nwb_adm_wt")) {
        BigDecimal weight = WireNumber.read(stay.json().path(field));
        // the interface writes an empty number as 0
        if (weight != null && weight.signum() > 0 && !isPlausibleWeight(weight)) {
          report(stay, field, "weight", "逻辑校验错误，新生儿体重超出范围(200-20000克)");
        }
      }
      for (String field : List.of("mul_nwb_bir_wt", "mul_nwb_adm_wt")) {
        String weights = stay.get(field);
        if (weights.isEmpty()) {
          continue;
        }
        for (String one : weights.split(",", -1)) {
          BigDecimal weight = WireNumber.read(one);
          if (weight == null || !isPlausibleWeight(weight)) {
            report(stay, field, "weight", "逻辑校验错误，多新生儿体重应以逗号分隔且在200-20000克之间");
            break;
          }
        }
      }
    }

    /** Null where the field is empty or was just reported. */
    private Duration checkDuration(Row row, String field) {
      String text = row.get(field);
      if (text.isEmpty()) {
        return null;
      }
      Duration duration = WireDuration.parse(text);
      if (duration == null) {
        report(row, field, "duration", "格式校验错误，应为天数/小时数/分钟数，小时数0-23，分钟数0-59");
      }
      return duration;
    }

    private void checkDiagnoses(List<Row> diagnosisRows) {
      Set<String> seen = new HashSet<>();
      int westernMain = 0;
      int chineseMain = 0;
      int western = 0;
      for (Row row : diagnosisRows) {
        String type = row.get("diag_type");
        String code = row.get("diag_code");
        boolean main = row.get("maindiag_flag").equals("1");
        if (!code.isEmpty() && !seen.add(type + " " + code)) {
          report(
              row, "diag_code", "duplicate-diagnosis", "ORA-00001: 违反唯一约束条件 (OUT_UNIQUE_M)，诊断重复");
        }
        if (code.indexOf('†') >= 0) {
          report(row, "diag_code", "dagger", "数据校验错误，编码中的†应为+");
        }
        if (type.equals("1")) {
          western++;
          westernMain += main ? 1 : 0;
          checkCode(row, "diag_code", "diag_name", codes.diagnoses());
        } else if (type.equals("2")) {
          chineseMain += main ? 1 : 0;
          checkCode(row, "diag_code", "diag_name", codes.chineseDiseases());
        } else if (type.equals("3")) {
          checkCode(row, "diag_code", "diag_name", codes.chineseSyndromes());
        }
      }
      if (westernMain != 1) {
        problems.add(
            new Problem(
                "principal-diagnosis",
                "diseinfo",
                0,
                "maindiag_flag",
                "MAINDIAG_FLAG（主诊断标志）：逻辑校验错误，西医主要诊断应有且只有一个，实有" + westernMain + "个"));
      }
      if (chineseMain > 1) {
        problems.add(
            new Problem(
                "principal-diagnosis",
                "diseinfo",
                0,
                "maindiag_flag",
                "MAINDIAG_FLAG（主诊断标志）：逻辑校验错误，中医主病只能有一个"));
      }
      checkFormLimit("diseinfo", "西医诊断", western, FORM_WESTERN);
      checkFormLimit("diseinfo", "中医诊断", diagnosisRows.size() - western, FORM_CHINESE);
    }

    private void checkFormLimit(String node, String what, int count, int limit) {
      if (policy.formLimits() && count > limit) {
        problems.add(
            new Problem(
                "form-limit", node, 0, "", what + "行数超过清单上限" + limit + "，实有" + count + "行"));
      }
    }

    private void checkOperations(List<Row> operations) {
      if (operations.isEmpty()) {
        return;
      }
      Row stay = rows("setlinfo").isEmpty() ? null : rows("setlinfo").get(0);
      Set<String> seen = new HashSet<>();
      long main = 0;
      for (Row row : operations) {
        main += row.get("oprn_oprt_type").equals("1") ? 1 : 0;
        String code = row.get("oprn_oprt_code");
        // 4101A says when an operation began, 4101 only on which day it was
        String when = row.get("oprn_oprt_begntime") + row.get("oprn_oprt_date");
        if (!code.isEmpty() && !seen.add(code + " " + when)) {
          report(
              row,
              "oprn_oprt_code",
              "duplicate-operation",
              "ORA-00001: 违反唯一约束条件 (OPERATION_UNIQUE_M)，同一时间手术操作重复");
        }
        checkCode(row, "oprn_oprt_code", "oprn_oprt_name", codes.procedures());
        if (code.indexOf('†') >= 0) {
          report(row, "oprn_oprt_code", "dagger", "数据校验错误，编码中的†应为+");
        }
        checkDay(row, stay);
        checkSpan(row, stay, "oprn_oprt_begntime", "oprn_oprt_endtime", "手术操作");
        checkSpan(row, stay, "anst_begntime", "anst_endtime", "麻醉");
      }
      if (main != 1) {
        problems.add(
            new Problem(
                "principal-operation",
                "oprninfo",
                0,
                "oprn_oprt_type",
                "OPRN_OPRT_TYPE（手术操作类别）：逻辑校验错误，主要手术应有且只有一个，实有" + main + "个"));
      }
      checkFormLimit("oprninfo", "手术操作", operations.size(), FORM_OPERATIONS);
    }

    private void checkDay(Row row, Row stay) {
      LocalDate day = WireTime.date(row.get("oprn_oprt_date"));
      if (day == null || stay == null) {
        return;
      }
      LocalDateTime admitted = earliestTreatment(stay);
      LocalDateTime discharged = WireTime.dateTime(stay.get("dscg_time"));
      if (admitted != null && day.isBefore(admitted.toLocalDate())
          || discharged != null && day.isAfter(discharged.toLocalDate())) {
        report(row, "oprn_oprt_date", "outside-stay", "逻辑校验错误，手术操作日期不在住院期间内");
      }
    }

    /** An emergency may be operated on before the paperwork of the admission is done. */
    private LocalDateTime earliestTreatment(Row stay) {
      LocalDateTime admitted = WireTime.dateTime(stay.get("adm_time"));
      return admitted != null && stay.get("adm_way").equals("1") ? admitted.minusDays(1) : admitted;
    }

    private void checkSpan(Row row, Row stay, String beginField, String endField, String what) {
      LocalDateTime begin = WireTime.dateTime(row.get(beginField));
      LocalDateTime end = WireTime.dateTime(row.get(endField));
      if (isAfter(begin, end)) {
        report(row, endField, "date-order", "逻辑校验错误，" + what + "结束时间早于开始时间");
        return;
      }
      if (stay == null) {
        return;
      }
      LocalDateTime admitted = earliestTreatment(stay);
      LocalDateTime discharged = WireTime.dateTime(stay.get("dscg_time"));
      if (isAfter(admitted, begin) || isAfter(begin, discharged) || isAfter(end, discharged)) {
        report(row, beginField, "outside-stay", "逻辑校验错误，" + what + "时间不在住院期间内");
      }
    }

    private void checkIntensiveCare(List<Row> intensive) {
      Row stay = rows("setlinfo").isEmpty() ? null : rows("setlinfo").get(0);
      for (Row row : intensive) {
        checkDuration(row, "scs_cutd_sum_dura");
        LocalDateTime in = WireTime.dateTime(row.get("scs_cutd_inpool_time"));
        LocalDateTime out = WireTime.dateTime(row.get("scs_cutd_exit_time"));
        if (in != null && out != null && !in.isBefore(out)) {
          report(row, "scs_cutd_exit_time", "date-order", "逻辑校验错误，退出时间不晚于进入时间");
        } else if (stay != null) {
          LocalDateTime admitted = WireTime.dateTime(stay.get("adm_time"));
          LocalDateTime discharged = WireTime.dateTime(stay.get("dscg_time"));
          if (isAfter(admitted, in) || isAfter(out, discharged)) {
            report(row, "scs_cutd_inpool_time", "outside-stay", "逻辑校验错误，重症监护时间不在住院期间内");
          }
        }
      }
    }

    private void checkBlood(Row row) {
      BigDecimal amount = WireNumber.read(row.json().path("bld_amt"));
      boolean hasAmount = amount != null && amount.signum() > 0;
      boolean hasProduct = !row.get("bld_cat").isEmpty();
      boolean hasUnit = !row.get("bld_unt").isEmpty();
      if (!(hasAmount && hasProduct && hasUnit)) {
        report(row, "bld_amt", "blood", "必填项校验错误，输血品种、输血量、计量单位应同时填写");
      }
    }

    private void checkCode(Row row, String codeField, String nameField, CodeList list) {
      String code = row.get(codeField);
      if (code.isEmpty()) {
        return;
      }
      if (!list.knows(code)) {
        if (list.complete()) {
          report(row, codeField, "code", "字典项校验错误，编码不在医保版目录内");
        }
      } else if (nameField != null && !list.hasName(code, row.get(nameField))) {
        report(row, nameField, "name", "数据校验错误，编码与名称不匹配");
      }
    }

    private boolean isAfter(LocalDateTime earlier, LocalDateTime later) {
      return earlier != null && later != null && earlier.isAfter(later);
    }

    private void report(Row row, String field, String reason, String what) {
      FieldRule rule = table.field(row.node(), field);
      String name = rule == null ? "" : "（" + rule.nameZh() + "）";
      problems.add(
          new Problem(
              reason,
              row.node(),
              row.number(),
              field,
              field.toUpperCase(Locale.ROOT) + name + "：" + what));
    }

    private String place(Row row, String field) {
      return row.node() + (row.number() > 0 ? "[" + row.number() + "]." : ".") + field;
    }
  }
}
