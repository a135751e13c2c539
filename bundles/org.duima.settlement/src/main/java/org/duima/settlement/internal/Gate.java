package org.duima.settlement.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.Stay;
import org.duima.api.settlement.Waiting;

/** Decides whether a list is due, and what it still waits for. */
final class Gate {
  private static final Text DOCTOR = new Text("医师", "physician");
  private static final Text CASHIER = new Text("收费处", "cashier's office");
  private static final Text RECORDS = new Text("病案室", "medical records");
  private static final Text CLOCK = new Text("", "");
  private static final Map<String, Text> INVOICE_FIELDS =
      Map.of(
          "bill_code", new Text("票据代码", "invoice code"),
          "bill_no", new Text("票据号码", "invoice no."),
          "biz_sn", new Text("业务流水号", "business serial no."));

  private Gate() {}

  /**
   * Why no list is due; empty if one is. An outpatient has one only for a chronic disease (form
   * part 二), where the region wants it.
   */
  static Optional<String> notDue(ListCase list, Filling filling) {
    if (list.settled().map(s -> s.refunded()).orElse(false)) {
      return Optional.of("refunded");
    }
    if (list.stay().phase() == Stay.Phase.CANCELLED) {
      return Optional.of("cancelled");
    }
    if (list.outpatient()
        && (list.settlement() == null
            || list.stated("med_type")
                .filter(type -> filling.isListedOutpatient(type.value()))
                .isEmpty())) {
      return Optional.of("outpatient");
    }
    String payerClass = list.payerClass();
    if (!payerClass.equals(ListCase.INSURED)) {
      return Optional.of(payerClass);
    }
    return list.newbornOfItsMother() ? Optional.of("newborn") : Optional.empty();
  }

  /** What is missing, in the order in which a hospital usually delivers it. */
  static List<Waiting> waiting(ListCase list, Duration sinceLastEvent) {
    List<Waiting> missing = new ArrayList<>();
    if (!list.midStay() && !list.outpatient() && list.discharge().isEmpty()) {
      missing.add(new Waiting("discharge", DOCTOR, new Text("等待出院", "waits for discharge")));
    }
    if (list.settlement() == null) {
      missing.add(
          new Waiting(
              "settlement", CASHIER, new Text("等待医保结算（2304）", "waits for the settlement (2304)")));
    }
    if (!list.outpatient() && !coded(list)) {
      missing.add(
          new Waiting(
              "front-page", RECORDS, new Text("等待病案首页编码", "waits for the coded front page")));
    }
    if (list.settlement() != null) {
      List<String> unknown =
          List.of("bill_code", "bill_no", "biz_sn").stream()
              .filter(name -> list.value(name).isEmpty())
              .toList();
      if (!unknown.isEmpty()) {
        missing.add(
            new Waiting(
                "invoice",
                CASHIER,
                new Text(
                    "等待票据："
                        + String.join(
                            "、", unknown.stream().map(n -> INVOICE_FIELDS.get(n).zh()).toList()),
                    "waits for the invoice: "
                        + String.join(
                            ", ",
                            unknown.stream().map(n -> INVOICE_FIELDS.get(n).en()).toList()))));
      }
    }
    if (missing.isEmpty() && sinceLastEvent.compareTo(list.site().quiet()) < 0) {
      missing.add(
          new Waiting(
              "quiet",
              CLOCK,
              new Text(
                  "消息刚到，静候 " + list.site().quiet().toMinutes() + " 分钟",
                  "messages just came; waits for "
                      + list.site().quiet().toMinutes()
                      + " quiet minutes")));
    }
    return missing;
  }

  /**
   * Whether the front page is coded. The last list of a stay with mid-stay settlements does not
   * take the interim version that those used.
   */
  private static boolean coded(ListCase list) {
    FrontPage page = list.stay().frontPage();
    if (page == null
        || page.diagnoses().stream()
            .noneMatch(
                d -> d.role() == Diagnosis.Role.PRINCIPAL || d.role() == Diagnosis.Role.OTHER)) {
      return false;
    }
    if (list.midStay() || list.stay().settlements().stream().noneMatch(s -> s.midStay())) {
      return true;
    }
    return ListCase.moment(list.discharge())
        .map(left -> !page.codedAt().toLocalDate().isBefore(left.date()))
        .orElse(true);
  }
}
