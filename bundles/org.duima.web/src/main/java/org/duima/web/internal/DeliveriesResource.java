package org.duima.web.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** What destinations beside the national platform are told. */
public final class DeliveriesResource implements Resource {
  private static final int ROWS = 1_000;
  private static final int MOST_AT_ONCE = 1_000;

  private final Supplier<Optional<Deliveries>> deliveries;
  private final Clock clock;

  public DeliveriesResource(Supplier<Optional<Deliveries>> deliveries, Clock clock) {
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/deliveries", "投递记录，最新的在前", "Deliveries, the newest first")
            .query("destination", "目的地", "destination")
            .query(
                "state",
                "waiting 待投递、refused 对方拒收、delivered 已送达、superseded 已被取代、discarded 已放弃",
                "waiting, refused, delivered, superseded or discarded")
            .query("max", Kind.INTEGER, "最多行数，默认 1000", "rows at most, by default 1000")
            .answers(200, "投递", "the deliveries")
            .by(this::list),
        Operation.get("/api/destinations", "各目的地的投递数", "How many deliveries each destination has")
            .answers(200, "数量与最早的时间", "counts with the time of the oldest")
            .by(call -> standing()),
        Operation.post("/api/deliveries/{id}/{action}", "处理投递", "Works on a delivery")
            .roles(Role.OFFICE, Role.IT)
            .field("reason", Kind.TEXT, "原因，记入审计", "why, kept in the audit trail")
            .answers(200, "已完成", "done")
            .answers(404, "没有此动作：resend、discard", "no such action: resend, discard")
            .answers(409, "没有此投递，或已结束", "no such delivery, or it has ended")
            .by(this::command),
        Operation.post(
                "/api/destinations/{name}/catch-up",
                "补投目的地配置之前的清单",
                "Delivers lists that were ready before the destination was there")
            .roles(Role.OFFICE, Role.IT)
            .field("month", Kind.MONTH, "出院月份", "month of discharge")
            .field("reason", Kind.TEXT, "原因，记入审计", "why, kept in the audit trail")
            .answers(
                200,
                "arisen 为新增的投递数，一次至多 1000；再次调用继续",
                "arisen says how many, 1000 at most; call again for more")
            .answers(404, "没有此目的地", "no such destination")
            .by(this::catchUp));
  }

  private Deliveries deliveries() throws ProblemException {
    return deliveries
        .get()
        .orElseThrow(() -> new ProblemException(503, "台账尚未就绪", "the ledger is not there"));
  }

  private Object list(Call call) throws ProblemException {
    String state = call.parameter("state");
    if (!state.isEmpty()
        && Arrays.stream(Deliveries.State.values()).noneMatch(one -> one.id().equals(state))) {
      throw ProblemException.bad(
          "state 应为 waiting、refused、delivered、superseded 或 discarded",
          "state must be waiting, refused, delivered, superseded or discarded");
    }
    return deliveries().list(call.parameter("destination"), state, call.max(ROWS));
  }

  private Object standing() throws ProblemException {
    return deliveries().standing().stream()
        .map(
            one -> {
              Map<String, Object> shown = new LinkedHashMap<>();
              shown.put("destination", one.destination());
              shown.put("state", one.state().id());
              shown.put("stateText", one.state().text());
              shown.put("count", one.count());
              if (one.oldest() != null) {
                shown.put("oldestAt", one.oldest().toString());
              }
              return shown;
            })
        .toList();
  }

  private Object command(Call call) throws ProblemException, IOException {
    String action = call.path("action");
    Deliveries.Command command =
        Arrays.stream(Deliveries.Command.values())
            .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(action))
            .findFirst()
            .orElseThrow(ProblemException::notFound);
    Optional<Text> refusal =
        deliveries()
            .command(
                call.path("id"),
                command,
                call.who(),
                call.requiredField("reason"),
                clock.instant());
    if (refusal.isPresent()) {
      throw new ProblemException(409, refusal.get());
    }
    return Map.of("done", action);
  }

  private Object catchUp(Call call) throws ProblemException, IOException {
    int arisen =
        deliveries()
            .catchUp(
                call.path("name"),
                call.requiredMonth("month"),
                MOST_AT_ONCE,
                call.who(),
                call.requiredField("reason"),
                clock.instant());
    if (arisen < 0) {
      throw ProblemException.notFound();
    }
    return Map.of("arisen", arisen);
  }
}
