package org.duima.web.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duima.api.Finding;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.ledger.Role;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;

/** Copies of national transactions, answered after they are stored for good. */
public final class TransactionsResource implements Resource {
  private static final int LARGEST = 16 << 20;
  private static final long PATIENCE_SECONDS = 20;
  private static final String RETRY_SECONDS = "5";

  private final MessageReader reader;
  private final Inbox inbox;

  public TransactionsResource(MessageReader reader, Inbox inbox) {
    this.reader = reader;
    this.inbox = inbox;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.post(
                "/api/transactions",
                "接收国家医保交易副本（2401、2402、2301、2304、2305、4401）",
                "Takes a copy of a national transaction: 2401, 2402, 2301, 2304, 2305, 4401")
            .roles(Role.IT)
            .body()
            .answers(200, "已落盘", "stored for good")
            .answers(400, "无法读取，附原因", "not readable, with the reasons")
            .answers(413, "超过 16 MB", "larger than 16 MB")
            .answers(503, "请稍后重发，见 Retry-After", "send again later, see Retry-After")
            .by(this::take));
  }

  private Object take(Call call) throws ProblemException, IOException {
    Reading reading = reader.read(call.body(LARGEST), Instant.now());
    if (!reading.refusals().isEmpty()) {
      // All or nothing: a caller that is told 400 has to send the whole again.
      return Answer.of(
          400,
          Map.of(
              "error",
              Json.text(reading.refusals().get(0).text()),
              "findings",
              reading.refusals().stream().map(TransactionsResource::finding).toList()));
    }
    try {
      CompletableFuture<List<Arrival>> stored = inbox.accept(reading.messages());
      List<Map<String, Object>> answers = new ArrayList<>();
      for (Arrival arrival : stored.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        answers.add(
            Map.of(
                "arrivalNumber", arrival.arrivalNumber(),
                "repeated", arrival.repeated()));
      }
      return Map.of("accepted", answers);
    } catch (Inbox.InboxFullException e) {
      return later("收件箱已满，请稍后重发", "inbox is full; send again later");
    } catch (ExecutionException | TimeoutException e) {
      return later("数据库不可用，请重发", "the store is unavailable; send again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return later("节点正在停止", "the node is stopping");
    }
  }

  private static Answer later(String zh, String en) {
    return Json.problem(503, zh, en).with("Retry-After", RETRY_SECONDS);
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("rule", finding.rule());
    shown.put("severity", finding.severity().letter());
    shown.put("path", finding.path());
    shown.put("message", finding.text().toString());
    return shown;
  }
}
