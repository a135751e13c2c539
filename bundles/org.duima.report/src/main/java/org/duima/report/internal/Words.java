package org.duima.report.internal;

import java.util.Map;
import org.duima.api.CodeSystem;
import org.duima.api.settlement.CodeUse;

/** Words for people in the cells of reports. */
final class Words {
  private static final Map<CodeSystem, String> SYSTEMS =
      Map.of(
          CodeSystem.DIAGNOSIS, "诊断",
          CodeSystem.PROCEDURE, "手术操作",
          CodeSystem.TCM_DISEASE, "中医病名",
          CodeSystem.TCM_SYNDROME, "中医证候",
          CodeSystem.DRUG, "药品",
          CodeSystem.SERVICE_ITEM, "诊疗项目",
          CodeSystem.CONSUMABLE, "耗材");

  private static final Map<CodeUse.Outcome, String> OUTCOMES =
      Map.of(
          CodeUse.Outcome.MAPPED, "已对照",
          CodeUse.Outcome.AMBIGUOUS, "多义",
          CodeUse.Outcome.GRAY, "灰码",
          CodeUse.Outcome.EXPIRED, "已失效",
          CodeUse.Outcome.UNMAPPED, "无对照");

  static final String UNKNOWN = "（未注明）";

  private Words() {}

  static String system(CodeSystem system) {
    return SYSTEMS.get(system);
  }

  static String outcome(CodeUse.Outcome outcome) {
    return OUTCOMES.get(outcome);
  }

  static String orUnknown(String text) {
    return text.isEmpty() ? UNKNOWN : text;
  }
}
