package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The request envelope of the national interface, as far as its own fields can be judged. */
final class Envelope {
  private static final Pattern DIVISION = Pattern.compile("\\d{6}");
  private static final Pattern INSTITUTION = Pattern.compile("[A-Z]\\d{11}");
  private static final int MSGID_LENGTH = 30;

  private record Part(String name, int length, boolean required) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("infno", 6, true),
          new Part("msgid", MSGID_LENGTH, true),
          new Part("mdtrtarea_admvs", 6, true),
          new Part("insuplc_admdvs", 6, false),
          new Part("recer_sys_code", 10, true),
          new Part("dev_no", 100, false),
          new Part("dev_safe_info", 2000, false),
          new Part("cainfo", 1024, false),
          new Part("signtype", 10, false),
          new Part("infver", 6, true),
          new Part("opter_type", 3, true),
          new Part("opter", 30, true),
          new Part("opter_name", 50, true),
          new Part("inf_time", 19, true),
          new Part("fixmedins_code", 12, true),
          new Part("fixmedins_name", 200, true),
          new Part("sign_no", 30, false));

  private Envelope() {}

  /**
   * Checks the envelope.
   *
   * @param infver the interface version that the platform speaks
   */
  static List<Problem> check(JsonNode envelope, String infver) {
    List<Problem> problems = new ArrayList<>();
    for (Part part : PARTS) {
      JsonNode value = envelope.path(part.name());
      if (value.isMissingNode()
          || value.isNull()
          || value.asText().isBlank() && !value.isContainerNode()) {
        if (part.required()) {
          problems.add(problem("envelope-required", part.name(), "不能为空"));
        }
      } else if (!value.isTextual()) {
        problems.add(problem("envelope-format", part.name(), "应为字符型"));
      } else if (value.asText().length() > part.length()) {
        problems.add(problem("envelope-format", part.name(), "长度超过" + part.length()));
      }
    }
    if (!envelope.path("input").isObject()) {
      problems.add(problem("envelope-required", "input", "不能为空且应为对象"));
    }
    if (problems.isEmpty()) {
      checkFormats(envelope, infver, problems);
    }
    return problems;
  }

  private static void checkFormats(JsonNode envelope, String infver, List<Problem> problems) {
    String institution = envelope.path("fixmedins_code").asText();
    if (!INSTITUTION.matcher(institution).matches()) {
      problems.add(problem("envelope-format", "fixmedins_code", "应为1位字母加11位数字"));
    }
    String msgid = envelope.path("msgid").asText();
    if (msgid.length() != MSGID_LENGTH) {
      problems.add(problem("msgid", "msgid", "应为30位"));
    } else if (!isMsgid(msgid, institution)) {
      problems.add(problem("msgid", "msgid", "应为定点医药机构编号(12)+时间yyyyMMddHHmmss(14)+顺序号(4)"));
    }
    if (!envelope.path("infver").asText().equals(infver)) {
      problems.add(problem("infver", "infver", "接口版本号应为" + infver));
    }
    if (!DIVISION.matcher(envelope.path("mdtrtarea_admvs").asText()).matches()) {
      problems.add(problem("envelope-format", "mdtrtarea_admvs", "应为6位数字"));
    }
    String insured = envelope.path("insuplc_admdvs").asText("");
    if (insured.isEmpty()) {
      if (hasPerson(envelope.path("input"))) {
        problems.add(problem("envelope-required", "insuplc_admdvs", "交易输入包含人员编号时不能为空"));
      }
    } else if (!DIVISION.matcher(insured).matches()) {
      problems.add(problem("envelope-format", "insuplc_admdvs", "应为6位数字"));
    }
    if (!envelope.path("opter_type").asText().matches("[123]")) {
      problems.add(problem("envelope-format", "opter_type", "应为1、2或3"));
    }
    if (WireTime.dateTime(envelope.path("inf_time").asText()) == null) {
      problems.add(problem("envelope-format", "inf_time", "应为yyyy-MM-dd HH:mm:ss"));
    }
  }

  /** Whether the text is a message id of that institution. */
  static boolean isMsgid(String text, String institution) {
    return text.length() == MSGID_LENGTH
        && text.startsWith(institution)
        && WireTime.isSeconds(text.substring(12, 26))
        && text.substring(26).matches("\\d{4}");
  }

  private static boolean hasPerson(JsonNode input) {
    return input.findValue("psn_no") != null;
  }

  private static Problem problem(String reason, String field, String what) {
    return new Problem(reason, "", 0, field, "报文头" + field + "：" + what);
  }
}
