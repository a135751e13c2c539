package org.duima.cli.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows what a node answers as text for a person: a list of small objects as a table, a list of
 * large ones one after another, the rest as lines. Whole payloads are left to {@code --json}.
 */
public final class JsonText {
  private static final int MOST_COLUMNS = 9;

  /** Chinese beside the wire name, for the names that people meet most. */
  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("state", "状态"),
          Map.entry("platformState", "平台状态"),
          Map.entry("phase", "阶段"),
          Map.entry("reason", "原因"),
          Map.entry("id", "编号"),
          Map.entry("since", "自"),
          Map.entry("receivedAt", "接收时间"),
          Map.entry("eventTime", "事件时间"),
          Map.entry("admittedAt", "入院"),
          Map.entry("dischargedAt", "出院"),
          Map.entry("dischargedOn", "出院日期"),
          Map.entry("type", "类型"),
          Map.entry("sender", "发送方"),
          Map.entry("controlId", "控制号"),
          Map.entry("setlId", "结算号"),
          Map.entry("mdtrtId", "就诊号"),
          Map.entry("psnNo", "人员编号"),
          Map.entry("stayId", "就诊记录"),
          Map.entry("messages", "消息"),
          Map.entry("deadMessages", "无法处理的消息"),
          Map.entry("lists", "清单"),
          Map.entry("versions", "清单版本"),
          Map.entry("version", "版本"),
          Map.entry("uploadedVersion", "已上传版本"),
          Map.entry("findings", "校验结果"),
          Map.entry("waitingFor", "待资料"),
          Map.entry("attempts", "上传记录"),
          Map.entry("decisions", "人工处理"),
          Map.entry("keys", "标识"),
          Map.entry("department", "科室"),
          Map.entry("name", "名称"),
          Map.entry("roles", "角色"),
          Map.entry("createdAt", "创建时间"),
          Map.entry("createdBy", "创建者"),
          Map.entry("lastUsedOn", "最近使用"),
          Map.entry("revokedAt", "吊销时间"),
          Map.entry("lastLoginAt", "最近登录"),
          Map.entry("disabledAt", "停用时间"),
          Map.entry("mustChangePassword", "须改密码"),
          Map.entry("institution", "机构"));

  private JsonText() {}

  public static String of(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    JsonNode node = unwrapped(answer);
    if (node.isArray()) {
      list(text, node);
    } else if (node.isObject()) {
      object(text, node);
    } else {
      text.append(cell(node)).append('\n');
    }
    return text.toString();
  }

  /** An object around nothing but one list is that list. */
  private static JsonNode unwrapped(JsonNode answer) {
    return answer.isObject() && answer.size() == 1 && answer.elements().next().isArray()
        ? answer.elements().next()
        : answer;
  }

  private static void list(StringBuilder text, JsonNode array) {
    Set<String> columns = new LinkedHashSet<>();
    boolean small = true;
    for (JsonNode element : array) {
      if (!element.isObject() || isSentence(element)) {
        array.forEach(each -> text.append(cell(each)).append('\n'));
        return;
      }
      for (Map.Entry<String, JsonNode> field : element.properties()) {
        if (!isChineseOfAnother(element, field.getKey())) {
          columns.add(field.getKey());
        }
        small &= !isList(field.getValue());
      }
    }
    if (small && columns.size() <= MOST_COLUMNS) {
      TextTable table = new TextTable().row(columns.stream().map(JsonText::label).toList());
      for (JsonNode row : array) {
        table.row(columns.stream().map(column -> value(row, column)).toList());
      }
      text.append(array.isEmpty() ? "" : table);
      return;
    }
    String between = "";
    for (JsonNode row : array) {
      text.append(between);
      object(text, row);
      between = "\n";
    }
  }

  private static void object(StringBuilder text, JsonNode object) {
    TextTable lines = new TextTable();
    List<String> nested = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      boolean plainObject = value.isObject() && !isSentence(value) && !isPayload(value);
      if (isList(value) || plainObject && !value.isEmpty()) {
        nested.add(name);
      } else if (!isChineseOfAnother(object, name)) {
        lines.row(List.of(label(name), value(object, name)));
      }
    }
    text.append(lines);
    for (String name : nested) {
      JsonNode value = object.get(name);
      String count = value.isArray() ? " (" + value.size() + ")" : "";
      text.append("— ").append(label(name)).append(count).append('\n');
      StringBuilder inner = new StringBuilder();
      if (value.isArray()) {
        list(inner, value);
      } else {
        object(inner, value);
      }
      inner.toString().lines().forEach(line -> text.append("  ").append(line).append('\n'));
    }
  }

  /** A list of objects; lists of plain values stand in one cell. */
  private static boolean isList(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isObject();
  }

  /** Whether a field only says in Chinese what another one says, such as stateZh beside state. */
  private static boolean isChineseOfAnother(JsonNode object, String name) {
    return name.endsWith("Zh") && object.has(name.substring(0, name.length() - 2));
  }

  private static String value(JsonNode object, String name) {
    JsonNode chinese = object.path(name + "Zh");
    String value = cell(object.path(name));
    return chinese.isTextual() && !chinese.asText().isEmpty()
        ? chinese.asText() + " " + value
        : value;
  }

  private static String label(String name) {
    String chinese = LABELS.get(name);
    return chinese == null ? name : chinese + " " + name;
  }

  /** A text in both languages. */
  private static boolean isText(JsonNode node) {
    return node.isObject() && node.size() == 2 && node.has("zh") && node.has("en");
  }

  /** A text, or an object that carries one: a finding, or something that is waited for. */
  private static boolean isSentence(JsonNode node) {
    return isText(node) || isText(node.path("text"));
  }

  /** A whole list or its provenance. */
  private static boolean isPayload(JsonNode node) {
    return node.has("setlinfo") || node.size() > 3 * MOST_COLUMNS;
  }

  private static String cell(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (isText(node)) {
      return node.get("zh").asText() + " / " + node.get("en").asText();
    }
    if (isSentence(node)) {
      List<String> parts = new ArrayList<>();
      for (String name : List.of("severity", "rule", "path", "owedBy")) {
        JsonNode part = node.path(name);
        String told = name.equals("severity") ? letter(part.asText()) : cell(part);
        if (name.equals("owedBy") && isText(part)) {
          told = part.get("zh").asText();
        }
        if (!told.isBlank() && !told.equals(" / ")) {
          parts.add(told);
        }
      }
      parts.add(cell(node.get("text")));
      return String.join(" ", parts);
    }
    if (node.isArray()) {
      List<String> parts = new ArrayList<>();
      node.forEach(part -> parts.add(cell(part)));
      return String.join("; ", parts);
    }
    if (isPayload(node)) {
      return "… (--json)";
    }
    return node.isValueNode() ? node.asText() : node.toString();
  }

  private static String letter(String severity) {
    return severity.isEmpty() ? "" : severity.substring(0, 1);
  }
}
