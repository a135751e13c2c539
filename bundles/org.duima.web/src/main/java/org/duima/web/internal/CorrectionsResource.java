package org.duima.web.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.ledger.Corrections;
import org.duima.api.ledger.Role;
import org.duima.api.settlement.FormField;
import org.duima.api.settlement.ListPath;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.web.internal.Operation.Kind;

/** Corrections of lists by hand, with the form that they are made on. */
public final class CorrectionsResource implements Resource {
  private final Supplier<Optional<Corrections>> corrections;
  private final Supplier<Optional<SettlementListMaker>> lists;
  private final Clock clock;

  /** Each part may be missing for a while. */
  public CorrectionsResource(
      Supplier<Optional<Corrections>> corrections,
      Supplier<Optional<SettlementListMaker>> lists,
      Clock clock) {
    this.corrections = corrections;
    this.lists = lists;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/form", "清单的字段", "Fields of the list's form")
            .answers(
                200, "字段，fixed 为不能手工修正的原因", "the fields; fixed says why one cannot be corrected")
            .by(this::form),
        Operation.post("/api/corrections", "清单修正", "Corrects a list by hand")
            .roles(Role.OFFICE, Role.CODER)
            .field("setlId", Kind.TEXT, "结算号", "setl_id of the settlement")
            .field(
                "path",
                Kind.TEXT,
                "位置：setlinfo.字段、节点[编码].字段、principal-diagnosis、principal-procedure",
                "where: setlinfo.FIELD, NODE[CODE].FIELD, principal-diagnosis or"
                    + " principal-procedure")
            .optional("value", Kind.TEXT, "改为；空为不填", "what it says instead; empty to leave it out")
            .field("why", Kind.TEXT, "理由，记入审计", "why, kept in the audit trail")
            .answers(200, "已修正，清单重新生成", "corrected; the list is made anew")
            .answers(
                409,
                "不能修正：没有清单或这一行、由平台给出、格式不对、已审核通过",
                "cannot be corrected: no such list or row, given by the platform, wrong form,"
                    + " approved")
            .by(this::correct),
        Operation.post("/api/corrections/{number}/withdraw", "撤回修正", "Withdraws a correction")
            .roles(Role.OFFICE, Role.CODER)
            .field("why", Kind.TEXT, "理由，记入审计", "why, kept in the audit trail")
            .answers(200, "已撤回，清单重新生成", "withdrawn; the list is made anew")
            .answers(409, "没有此编号的有效修正", "no correction of this number stands")
            .by(this::withdraw));
  }

  private SettlementListMaker lists() throws ProblemException {
    return ProblemException.present(lists, "清单生成", "the making of lists");
  }

  private Corrections corrections() throws ProblemException {
    return ProblemException.present(corrections, "清单修正", "corrections");
  }

  private Object form(Call call) throws ProblemException {
    return lists().form().stream().map(CorrectionsResource::shown).toList();
  }

  private static Map<String, Object> shown(FormField field) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("node", field.node());
    shown.put("name", field.name());
    shown.put("label", text(field.label()));
    shown.put("type", field.type());
    shown.put("length", field.length());
    shown.put("dictionary", field.dictionary());
    if (field.fixed() != null) {
      shown.put("fixed", text(field.fixed()));
    }
    return shown;
  }

  private static Map<String, String> text(Text text) {
    return Map.of("zh", text.zh(), "en", text.en());
  }

  private Object correct(Call call) throws ProblemException, IOException {
    ListPath path =
        ListPath.parse(call.requiredField("path"))
            .orElseThrow(
                () ->
                    ProblemException.bad(
                        "path 应为 setlinfo.字段、节点[编码].字段、principal-diagnosis 或 principal-procedure",
                        "path: expected setlinfo.FIELD, NODE[CODE].FIELD, principal-diagnosis or"
                            + " principal-procedure"));
    String value = call.field("value");
    refuse(lists().refuseCorrection(path, value));
    refuse(
        corrections()
            .correct(
                call.requiredField("setlId"),
                path,
                value,
                call.who(),
                call.requiredField("why"),
                clock.instant()));
    return Map.of("done", path.toString());
  }

  private Object withdraw(Call call) throws ProblemException, IOException {
    String number = call.path("number");
    if (!number.matches("[0-9]{1,18}")) {
      throw ProblemException.notFound();
    }
    refuse(
        corrections()
            .withdraw(
                Long.parseLong(number), call.who(), call.requiredField("why"), clock.instant()));
    return Map.of("done", number);
  }

  private static void refuse(Optional<Text> refusal) throws ProblemException {
    if (refusal.isPresent()) {
      throw new ProblemException(409, refusal.get());
    }
  }
}
