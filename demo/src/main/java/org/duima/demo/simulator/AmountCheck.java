package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The sums of a list that carries money (4101).
 *
 * <p>A sum with an absent or unreadable part is not judged: that part was already reported.
 */
final class AmountCheck {
  private static final BigDecimal TOLERANCE = new BigDecimal("0.01");
  private static final List<String> PARTS =
      List.of("claa_sumfee", "clab_amt", "fulamt_ownpay_amt", "oth_amt");

  private AmountCheck() {}

  /** Adds what is wrong (refused) and what is merely odd (taken). */
  static void check(JsonNode input, List<Problem> problems, List<String> warnings) {
    checkItems(input.path("iteminfo"), problems);
    checkFunds(input.path("payinfo"), problems);
    checkBalance(input, problems, warnings);
  }

  private static void checkItems(JsonNode items, List<Problem> problems) {
    Set<String> seen = new HashSet<>();
    int number = 0;
    for (JsonNode item : items) {
      number++;
      if (!seen.add(ListCheck.text(item, "med_chrgitm"))) {
        problems.add(problem("duplicate-item", "iteminfo", number, "med_chrgitm", "数据校验错误，收费项目重复"));
      }
      BigDecimal amount = amount(item, "amt");
      BigDecimal parts = BigDecimal.ZERO;
      for (String part : PARTS) {
        parts = plus(parts, amount(item, part));
      }
      if (differ(amount, parts)) {
        problems.add(
            problem("amount-split", "iteminfo", number, "amt", "逻辑校验错误，金额不等于甲类、乙类、全自费、其他金额之和"));
      }
    }
  }

  private static void checkFunds(JsonNode funds, List<Problem> problems) {
    Set<String> seen = new HashSet<>();
    int number = 0;
    for (JsonNode fund : funds) {
      number++;
      if (!seen.add(ListCheck.text(fund, "fund_pay_type"))) {
        problems.add(
            problem("duplicate-fund", "payinfo", number, "fund_pay_type", "数据校验错误，基金支付类型重复"));
      }
    }
  }

  private static void checkBalance(JsonNode input, List<Problem> problems, List<String> warnings) {
    JsonNode stay = input.path("setlinfo");
    BigDecimal charged = BigDecimal.ZERO;
    for (JsonNode item : input.path("iteminfo")) {
      charged = plus(charged, amount(item, "amt"));
    }
    BigDecimal funded = BigDecimal.ZERO;
    boolean hospitalShare = false;
    for (JsonNode fund : input.path("payinfo")) {
      String type = ListCheck.text(fund, "fund_pay_type");
      hospitalShare |= type.startsWith("9999");
      // the personal account and the hospital's share are listed as if they were funds
      if (!type.startsWith("3102") && !type.startsWith("9999")) {
        funded = plus(funded, amount(fund, "fund_payamt"));
      }
    }
    BigDecimal own = plus(amount(stay, "psn_selfpay"), amount(stay, "psn_ownpay"));
    if (differ(charged, plus(funded, own))) {
      if (hospitalShare) {
        warnings.add("amount-balance iteminfo");
      } else {
        problems.add(
            problem("amount-balance", "iteminfo", 0, "amt", "逻辑校验错误，收费项目合计不等于基金支付、个人自付与个人自费之和"));
      }
    }
    if (differ(own, plus(amount(stay, "acct_pay"), amount(stay, "psn_cashpay")))) {
      warnings.add("amount-personal setlinfo.psn_cashpay");
    }
  }

  /** Null where there is no readable number. */
  private static BigDecimal amount(JsonNode row, String field) {
    return WireNumber.read(row.path(field));
  }

  private static BigDecimal plus(BigDecimal left, BigDecimal right) {
    return left == null || right == null ? null : left.add(right);
  }

  private static boolean differ(BigDecimal left, BigDecimal right) {
    return left != null && right != null && left.subtract(right).abs().compareTo(TOLERANCE) > 0;
  }

  private static Problem problem(String reason, String node, int row, String field, String what) {
    return new Problem(reason, node, row, field, field.toUpperCase(Locale.ROOT) + "：" + what);
  }
}
