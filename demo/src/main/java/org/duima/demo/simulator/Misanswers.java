package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The refusals and the odd shapes that behaviours answer with. */
final class Misanswers {
  private static final String REQUIRED =
      "患者手术操作信息【JSQD_OPERATION_INFO】数据校验错误：第1行 OPER_DR_CODE_STD（术者医师代码）：必填项校验错误";

  private Misanswers() {}

  /** The err_msg of a refusal; none of them quotes a value. */
  static String text(Behaviour.Kind kind) {
    return switch (kind) {
      case ERROR_200 -> "系统繁忙，请稍后再试";
      case REFUSE_REQUIRED, REFUSE_CODE_ONE -> REQUIRED;
      case REFUSE_DICTIONARY -> "结算清单基本信息【JSQD_SETL_INFO】数据校验错误：DSCG_WAY（离院方式）：字典项校验错误，值不在字典内";
      case REFUSE_DUPLICATE_DIAGNOSIS -> "ORA-00001: 违反唯一约束条件 (FSI.OUT_UNIQUE_M)";
      case REFUSE_DUPLICATE_OPERATION -> "ORA-00001: 违反唯一约束条件 (FSI.OPERATION_UNIQUE_M)";
      case REFUSE_NAME -> "患者诊断信息【JSQD_DIAG_INFO】数据校验错误：第1行 DIAG_NAME（诊断名称）：数据校验错误，编码与名称不匹配";
      case REFUSE_CODE -> "患者诊断信息【JSQD_DIAG_INFO】数据校验错误：第1行 DIAG_CODE（诊断代码）：疾病编码在疾病目录中不存在";
      case REFUSE_DATABASE ->
          "### Error updating database.  Cause: java.sql.BatchUpdateException: ORA-12899: value too"
              + " large for column \"FSI\".\"JSQD_SETL_INFO\".\"CONER_TEL\" (actual: 62, maximum:"
              + " 50)\n### The error may involve com.fsi.SetlListMapper.insert-Inline\n### SQL:"
              + " INSERT INTO JSQD_SETL_INFO VALUES (?, ?, ?)";
      case REFUSE_3103 -> "data.warns：提醒结果ID不存在，请核对";
      case REFUSE_GARBLED ->
          new String(REQUIRED.getBytes(Charset.forName("GBK")), StandardCharsets.UTF_8);
      default -> throw new IllegalStateException("no refusal: " + kind);
    };
  }

  /** The infcode of a refusal. */
  static int infcode(Behaviour.Kind kind) {
    return kind == Behaviour.Kind.REFUSE_CODE_ONE ? 1 : -1;
  }

  /** The answer in the odd shape of the behaviour. */
  static ObjectNode shaped(Behaviour.Kind kind, ObjectNode answer) {
    ObjectNode shaped = answer.deepCopy();
    switch (kind) {
      case TEXT_CODE -> shaped.put("infcode", answer.path("infcode").asText());
      case OUTPUT_NULL -> shaped.putNull("output");
      case OUTPUT_TEXT -> shaped.put("output", "");
      case OUTPUT_ARRAY -> shaped.putArray("output");
      case OUTPUT_MISSING -> shaped.remove("output");
      case ROWS_WITHOUT_NODE -> {
        JsonNode rows = answer.path("output").path("data");
        if (rows.isArray()) {
          shaped.set("output", rows);
        }
      }
      default -> throw new IllegalStateException("no shape: " + kind);
    }
    return shaped;
  }
}
