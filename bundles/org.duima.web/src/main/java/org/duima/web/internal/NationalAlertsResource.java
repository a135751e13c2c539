package org.duima.web.internal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.ledger.Role;
import org.duima.api.ledger.StoreUnavailableException;

/**
 * The national pre-audit: 3101, 3102 and 3103 in the shapes of the platform. Whatever goes wrong is
 * said in that shape, too, so that the system that asks reads it and lets the order go on.
 */
public final class NationalAlertsResource implements Resource {
  private static final int LARGEST = 16 << 20;
  private static final int UNAVAILABLE = 503;
  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private final AskAlerts alerts;
  private final Clock clock;

  /**
   * @param door that of the family {@code national}
   */
  public NationalAlertsResource(
      Supplier<Optional<OrderDoor>> door, Supplier<Optional<OrderAlerts>> alerts, Clock clock) {
    this.alerts = new AskAlerts(door, alerts, clock);
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        operation("3101", "明细审核事前分析：开立医嘱、处方前询问", "Asks before an order is given (3101)"),
        operation("3102", "明细审核事中分析：收费、住院中、结算时询问", "Asks during the stay or at settlement (3102)"),
        operation("3103", "反馈提醒的处理结果", "Tells what became of results (3103)"));
  }

  private Operation operation(String infno, String zh, String en) {
    return Operation.post("/api/alerts/" + infno, zh, en)
        .roles(Role.IT)
        .body()
        .answers(200, "平台应答的格式，或仅其 output", "as the platform answers, or its output alone")
        .answers(400, "infcode -1，err_msg 说明位置", "infcode -1, err_msg names the place")
        .answers(413, "超过 16 MB", "larger than 16 MB")
        .answers(UNAVAILABLE, "提醒尚未就绪，医嘱照常", "alerts are not there yet; let the order go on")
        .by(call -> ask(infno, call));
  }

  private WrittenAnswer ask(String infno, Call call) throws IOException {
    try {
      return alerts.ask(infno, call.body(LARGEST));
    } catch (ProblemException e) {
      return failed(e.status(), e.text());
    } catch (StoreUnavailableException e) {
      return failed(
          UNAVAILABLE, new Text("数据库不可用，请稍后重发", "the store is unavailable; send it again later"));
    }
  }

  private WrittenAnswer failed(int status, Text text) throws IOException {
    String now = MILLIS.format(LocalDateTime.ofInstant(clock.instant(), ZONE));
    ObjectNode answer =
        JSON.createObjectNode()
            .put("infcode", -1)
            .put("inf_refmsgid", "")
            .put("refmsg_time", now)
            .put("respond_time", now)
            .put("err_msg", text.toString())
            .putNull("output");
    return new WrittenAnswer(status, JSON.writeValueAsBytes(answer));
  }
}
