package org.duima.web.internal;

import java.io.IOException;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
                "没有此动作：hold、release、submit、withdraw、resend",
                "no such action: hold, release, submit, withdraw, resend")
            .answers(409, "当前状态不允许", "the list's state does not allow it")
            .by(this::command),
        Operation.post("/api/months/{month}/{action}", "处理一月的清单", "Works on the lists of a month")
            .roles(Role.OFFICE, Role.IT)
            .optional("reason", Kind.TEXT, "原因，记入审计", "why, kept in the audit trail")
            .answers(
                200,
                "done 为已受理的结算号，refused 为未受理者与原因",
                "done has the settlements that it was taken for, refused the others with the reason")
            .answers(
                404,
                "没有此动作：submit、withdraw、resend、release",
                "no such action: submit, withdraw, resend, release")
            .by(this::month));
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

  /** What an action on a whole month goes to: other states have nothing that it could change. */
  private static final Map<Outbox.Command, Set<String>> STATES_OF_MONTH =
      Map.of(
          Outbox.Command.SUBMIT, Set.of("ready", "uploaded", "returned"),
          Outbox.Command.WITHDRAW, Set.of("submitted"),
          Outbox.Command.RESEND, Set.of("uploaded", "refused", "returned"),
          Outbox.Command.RELEASE, Set.of("ready", "uploaded", "returned", "held"));

  private Object month(Call call) throws ProblemException, IOException {
    Outbox.Command command = action(call.path("action"));
    Set<String> states = STATES_OF_MONTH.get(command);
    YearMonth month = call.monthInPath("month");
    if (states == null) {
      throw ProblemException.notFound();
    }
    List<String> done = new ArrayList<>();
    List<Map<String, Object>> refused = new ArrayList<>();
    for (Map<String, Object> list : ledger.lists(List.of(), month, MOST_ROWS)) {
      if (!(list.get("setlId") instanceof String setlId)
          || !states.contains(String.valueOf(list.get("state")))
          || command == Outbox.Command.RELEASE && !list.containsKey("heldBy")) {
        continue;
      }
      outbox
          .command(setlId, command, call.who(), call.field("reason"), clock.instant())
          .ifPresentOrElse(
              why ->
                  refused.add(
                      Map.of("setlId", setlId, "text", Map.of("zh", why.zh(), "en", why.en()))),
              () -> done.add(setlId));
    }
    return Map.of("done", done, "refused", refused);
  }

  private static Outbox.Command action(String action) throws ProblemException {
    return Arrays.stream(Outbox.Command.values())
        .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(action))
        .findFirst()
        .orElseThrow(ProblemException::notFound);
  }

  private Object command(Call call) throws ProblemException, IOException {
    String action = call.path("action");
    Outbox.Command command = action(action);
    Optional<Text> refusal =
        outbox.command(
            call.path("setlId"), command, call.who(), call.field("reason"), clock.instant());
    if (refusal.isPresent()) {
      throw new ProblemException(409, refusal.get());
    }
    return Map.of("done", action);
  }
}
