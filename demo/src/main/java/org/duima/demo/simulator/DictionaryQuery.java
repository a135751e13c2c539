package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** 1901: the values of a dictionary, the same that uploads are checked against. */
final class DictionaryQuery implements Transaction {
  private final Dictionaries dictionaries;

  DictionaryQuery(Dictionaries dictionaries) {
    this.dictionaries = dictionaries;
  }

  @Override
  public Outcome call(Call call) {
    JsonNode data = call.data();
    List<Problem> problems = new ArrayList<>(Call.missing(data, "data", "type", "admdvs", "date"));
    // printed with an underline, sent without it by most
    String valid = ListCheck.text(data, data.has("valiFlag") ? "valiFlag" : "vali_flag");
    if (valid.isBlank()) {
      problems.add(Problem.ofCall("required", "data.vali_flag：必填项校验错误"));
    }
    if (problems.isEmpty() && WireTime.date(ListCheck.text(data, "date")) == null) {
      problems.add(Problem.ofCall("date-format", "data.date：日期格式校验错误，应为yyyy-MM-dd"));
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    String type = ListCheck.text(data, "type");
    CodeList values = dictionaries.find(type).orElse(CodeList.NONE);
    // every value here is in force
    if (values.size() == 0 || !valid.equals("1")) {
      return Outcome.noData();
    }
    boolean camel = call.build() == Call.Build.OPENHIS;
    ObjectNode output = Json.object();
    ArrayNode list = output.putArray("list");
    for (String code : values.names().keySet().stream().sorted().toList()) {
      list.addObject()
          .put("type", type)
          .put("label", values.firstName(code).orElseThrow())
          .put("value", code)
          .put(camel ? "parentValue" : "parent_value", "")
          .put("sort", list.size())
          .put(camel ? "valiFlag" : "vali_flag", "1")
          .put(camel ? "createUser" : "create_user", "simulator")
          .put(camel ? "createDate" : "create_date", "2026-01-01")
          .put("version", 0);
    }
    return Outcome.done(output);
  }
}
