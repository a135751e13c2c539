package org.duima.web.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
import org.duima.api.Text;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;

/**
 * {@code POST /api/transactions}: copies of national transactions. Answers 200 after they are
 * stored for good, 400 with the reason when they cannot be read, 413 when too large, 503 when they
 * should be sent again later.
 */
public final class TransactionServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int LARGEST = 16 << 20;
  private static final long PATIENCE_SECONDS = 20;
  private static final String RETRY_SECONDS = "5";

  private final transient MessageReader reader;
  private final transient Inbox inbox;

  public TransactionServlet(MessageReader reader, Inbox inbox) {
    this.reader = reader;
    this.inbox = inbox;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = Json.body(request, LARGEST);
    if (body == null) {
      Json.leaveBodyUnread(response);
      Json.error(response, 413, new Text("请求超过 16 MB", "the request is larger than 16 MB"));
      return;
    }
    Reading reading = reader.read(body, Instant.now());
    if (!reading.refusals().isEmpty()) {
      // All or nothing: a caller that is told 400 has to send the whole again.
      Json.write(
          response,
          400,
          Map.of(
              "error",
              text(reading.refusals().get(0).text()),
              "findings",
              reading.refusals().stream().map(TransactionServlet::finding).toList()));
      return;
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
      Json.write(response, 200, Map.of("accepted", answers));
    } catch (Inbox.InboxFullException e) {
      later(response, new Text("收件箱已满，请稍后重发", "inbox is full; send again later"));
    } catch (ExecutionException | TimeoutException e) {
      later(response, new Text("数据库不可用，请重发", "the store is unavailable; send again"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      later(response, new Text("节点正在停止", "the node is stopping"));
    }
  }

  private static void later(HttpServletResponse response, Text text) throws IOException {
    response.setHeader("Retry-After", RETRY_SECONDS);
    Json.error(response, 503, text);
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("rule", finding.rule());
    shown.put("severity", finding.severity().letter());
    shown.put("path", finding.path());
    shown.put("message", finding.text().toString());
    return shown;
  }

  private static Map<String, String> text(Text text) {
    return Map.of("zh", text.zh(), "en", text.en());
  }
}
