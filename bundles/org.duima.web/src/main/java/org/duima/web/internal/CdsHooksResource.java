package org.duima.web.internal;

import java.io.IOException;
import java.util.List;
import org.duima.api.ledger.Role;

/** CDS Hooks 2.0: what services there are, orders to be judged, and what became of cards. */
public final class CdsHooksResource implements Resource {
  static final String PATH = "/cds-services";
  private static final int LARGEST = 8 << 20;

  private final AskAlerts alerts;

  /**
   * @param alerts by the door of the family {@code cds-hooks}
   */
  public CdsHooksResource(AskAlerts alerts) {
    this.alerts = alerts;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get(PATH, "CDS Hooks 服务目录", "Discovery of CDS Hooks")
            .open()
            .answers(200, "services：服务与预取模板", "services with their prefetch templates")
            .by(call -> discovery()),
        Operation.post(PATH + "/{id}", "检查医嘱（CDS Hooks）", "Judges an order, CDS Hooks")
            .roles(Role.IT)
            .body(Operation.Body.JSON, Fhir.JSON)
            .answers(200, "cards，可为空", "cards, maybe none")
            .answers(400, "缺少必填内容、hook 不符或不是 JSON", "required parts missing, wrong hook, no JSON")
            .answers(404, "没有此服务", "there is no such service")
            .answers(503, "尚未就绪：医嘱照常进行", "not ready: let the order go on")
            .by(call -> ask(call, call.path("id"))),
        Operation.post(PATH + "/{id}/feedback", "反馈（CDS Hooks）", "Feedback, CDS Hooks")
            .roles(Role.IT)
            .body(Operation.Body.JSON, Fhir.JSON)
            .answers(200, "已记录，未知的卡片另列", "stored; cards that are not known are listed")
            .answers(404, "没有此服务", "there is no such service")
            .answers(503, "未能存储，请重发", "not stored, send it again")
            .by(call -> ask(call, call.path("id") + "/feedback")));
  }

  private Object discovery() throws ProblemException {
    return new WrittenAnswer(
        200, alerts.door().discovery().orElseThrow(ProblemException::notFound));
  }

  private Object ask(Call call, String what) throws ProblemException, IOException {
    return alerts.ask(what, call.body(LARGEST));
  }
}
