package org.duima.web.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** Settlement lists, with the work on them. */
public final class ListsResource implements Resource {
  private static final int MOST_ROWS = 10_000;

  private final LedgerView ledger;
  private final Outbox outbox;
  private final Clock clock;

  public ListsResource(LedgerView ledger, Outbox outbox, Clock clock) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/lists", "结算清单", "Settlement lists")
            .query("ids", "结算号，逗号分隔", "setl_id of settlements, with commas between them")
            .query("month", Kind.MONTH, "出院月份", "month of discharge")
            .answers(200, "清单", "the lists")
            .by(this::lists),
        Operation.get("/api/lists/{setlId}", "一张清单的全部", "A list with all that is known of it")
            .answers(200, "清单", "the list")
            .answers(404, "没有这张清单", "no such list")
            .by(this::list),
        Operation.post("/api/lists/{setlId}/{action}", "处理清单", "Works on a list")
            .roles(Role.OFFICE, Role.IT)
            .optional("reason", Kind.TEXT, "原因，记入审计", "why, kept in the audit trail")
            .answers(200, "已完成", "done")
            .answers(
                404,
                "没有此动作：hold、release、submit、withdraw、resend、query",
                "no such action: hold, release, submit, withdraw, resend, query")
            .answers(409, "当前状态不允许", "the list's state does not allow it")
            .by(this::command));
  }

  private Object lists(Call call) throws ProblemException {
    return ledger.lists(
        Arrays.stream(call.parameter("ids").split(",")).filter(id -> !id.isBlank()).toList(),
        call.month("month"),
        MOST_ROWS);
  }

  private Object list(Call call) throws ProblemException {
    return ledger.list(call.path("setlId")).orElseThrow(ProblemException::notFound);
  }

  private Object command(Call call) throws ProblemException, IOException {
    String action = call.path("action");
    Outbox.Command command =
        Arrays.stream(Outbox.Command.values())
            .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(action))
            .findFirst()
            .orElseThrow(ProblemException::notFound);
    Optional<Text> refusal =
        outbox.command(
            call.path("setlId"), command, call.who(), call.field("reason"), clock.instant());
    if (refusal.isPresent()) {
      throw new ProblemException(409, refusal.get());
    }
    return Map.of("done", action);
  }
}
