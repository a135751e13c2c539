package org.duima.cli.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows what a node answers as text for a person: lists of objects as tables, the rest as lines.
 */
public final class JsonText {
  /** Chinese beside the wire name, for the names that people meet most. */
  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("state", "状态"),
          Map.entry("reason", "原因"),
          Map.entry("arrivalNumber", "消息号"),
          Map.entry("receivedAt", "接收时间"),
          Map.entry("type", "类型"),
          Map.entry("sender", "发送方"),
          Map.entry("controlId", "控制号"),
          Map.entry("setl_id", "结算号"),
          Map.entry("setlId", "结算号"),
          Map.entry("stay", "就诊"),
          Map.entry("stayId", "就诊"),
          Map.entry("messages", "消息"),
          Map.entry("settlements", "结算"),
          Map.entry("lists", "清单"),
          Map.entry("versions", "清单版本"),
          Map.entry("version", "版本"),
          Map.entry("findings", "校验结果"),
          Map.entry("waitingFor", "待资料"),
          Map.entry("attempts", "上传记录"),
          Map.entry("answers", "平台应答"),
          Map.entry("rule", "规则"),
          Map.entry("severity", "级别"),
          Map.entry("path", "位置"),
          Map.entry("message", "说明"),
          Map.entry("department", "科室"),
          Map.entry("dischargedOn", "出院日期"),
          Map.entry("institution", "机构"));

  private JsonText() {}

  public static String of(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    append(text, "", unwrapped(answer));
    return text.toString();
  }

  /** An object around nothing but one list is that list. */
  private static JsonNode unwrapped(JsonNode answer) {
    return answer.isObject() && answer.size() == 1 && answer.elements().next().isArray()
        ? answer.elements().next()
        : answer;
  }

  private static void append(StringBuilder text, String title, JsonNode node) {
    if (node.isArray()) {
      heading(text, title + " (" + node.size() + ")");
      table(text, node);
    } else if (node.isObject()) {
      heading(text, title);
      object(text, node);
    } else {
      text.append(cell(node)).append('\n');
    }
  }

  private static void heading(StringBuilder text, String title) {
    if (!title.isEmpty() && !title.startsWith(" (")) {
      text.append('\n').append("— ").append(title).append('\n');
    }
  }

  private static void object(StringBuilder text, JsonNode object) {
    TextTable scalars = new TextTable();
    List<Map.Entry<String, JsonNode>> nested = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (isTable(field.getValue()) || field.getValue().isObject() && !isText(field.getValue())) {
        nested.add(field);
      } else {
        scalars.row(List.of(label(field.getKey()), cell(field.getValue())));
      }
    }
    text.append(scalars);
    for (Map.Entry<String, JsonNode> field : nested) {
      append(text, label(field.getKey()), field.getValue());
    }
  }

  private static boolean isTable(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isObject();
  }

  private static void table(StringBuilder text, JsonNode array) {
    if (!isTable(array)) {
      array.forEach(element -> text.append(cell(element)).append('\n'));
      return;
    }
    Set<String> columns = new LinkedHashSet<>();
    array.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
    TextTable table = new TextTable().row(columns.stream().map(JsonText::label).toList());
    for (JsonNode row : array) {
      table.row(columns.stream().map(column -> cell(row.path(column))).toList());
    }
    text.append(table);
  }

  private static String label(String name) {
    String chinese = LABELS.get(name);
    return chinese == null ? name : chinese + " " + name;
  }

  /** A sentence in both languages, as the node writes texts. */
  private static boolean isText(JsonNode node) {
    return node.isObject() && node.size() == 2 && node.has("zh") && node.has("en");
  }

  private static String cell(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (isText(node)) {
      return node.get("zh").asText() + " / " + node.get("en").asText();
    }
    if (node.isArray()) {
      List<String> parts = new ArrayList<>();
      node.forEach(part -> parts.add(cell(part)));
      return String.join("; ", parts);
    }
    return node.isValueNode() ? node.asText() : node.toString();
  }
}
