package org.duima.demo.simulator;

import java.util.List;

/**
 * One reason why the platform refuses a call.
 *
 * @param reason a short stable key for counting, such as {@code required}
 * @param node the node concerned, or empty for the call as a whole
 * @param row row of the node from 1, or 0
 * @param field the wire name concerned, or empty
 * @param text the Chinese text; it never holds a value of the list
 */
record Problem(String reason, String node, int row, String field, String text) {
  private static final int SHOWN = 10;

  static Problem ofCall(String reason, String text) {
    return new Problem(reason, "", 0, "", text);
  }

  /** The err_msg of an answer: table, row, field and kind of each problem. */
  static String errMsg(List<Problem> problems) {
    StringBuilder message = new StringBuilder();
    String node = null;
    for (Problem problem : problems.subList(0, Math.min(SHOWN, problems.size()))) {
      if (!problem.node().equals(node)) {
        node = problem.node();
        message.append(tableOf(node));
      }
      if (problem.row() > 0) {
        message.append("第").append(problem.row()).append("行 ");
      }
      message.append(problem.text()).append("；");
    }
    if (problems.size() > SHOWN) {
      message.append("等共").append(problems.size()).append("处错误；");
    }
    message.setLength(message.length() - 1);
    return message.toString();
  }

  // JSQD_OPERATION_INFO was seen on a real platform; the other table names follow its pattern
  private static String tableOf(String node) {
    return switch (node) {
      case "" -> "";
      case "setlinfo" -> "结算清单基本信息【JSQD_SETL_INFO】数据校验错误：";
      case "payinfo" -> "基金支付信息【JSQD_FUND_INFO】数据校验错误：";
      case "iteminfo" -> "收费项目信息【JSQD_CHRGITM_INFO】数据校验错误：";
      case "opspdiseinfo" -> "门诊慢特病诊断信息【JSQD_OPSP_INFO】数据校验错误：";
      case "diseinfo" -> "患者诊断信息【JSQD_DIAG_INFO】数据校验错误：";
      case "oprninfo" -> "患者手术操作信息【JSQD_OPERATION_INFO】数据校验错误：";
      case "icuinfo" -> "患者重症监护信息【JSQD_ICU_INFO】数据校验错误：";
      case "bldinfo" -> "患者输血信息【JSQD_BLD_INFO】数据校验错误：";
      default -> "节点【" + node + "】数据校验错误：";
    };
  }
}
