package org.duima.web.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.NodeStatus;

/** The node's REST interface under {@code /api}, as the command line uses it. */
public final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int MOST_ROWS = 10_000;
  private static final Text NOT_FOUND = new Text("没有找到", "not found");

  private final transient LedgerView ledger;
  private final transient MessageWork messages;
  private final transient Outbox outbox;
  private final transient Health health;
  private final transient Supplier<Optional<NodeStatus>> node;
  private final transient Clock clock;

  public ApiServlet(
      LedgerView ledger,
      MessageWork messages,
      Outbox outbox,
      Health health,
      Supplier<Optional<NodeStatus>> node,
      Clock clock) {
    this.ledger = ledger;
    this.messages = messages;
    this.outbox = outbox;
    this.health = health;
    this.node = node;
    this.clock = clock;
  }

  /** A request that cannot be carried out as it was put. */
  private static final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient int status;
    private final transient Text text;

    BadRequestException(int status, Text text) {
      super(text.en(), null, false, false);
      this.status = status;
      this.text = text;
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String[] path =
        Arrays.stream(Optional.ofNullable(request.getPathInfo()).orElse("").split("/"))
            .filter(part -> !part.isEmpty())
            .toArray(String[]::new);
    try {
      Object answer =
          switch (request.getMethod()) {
            case "GET" -> get(request, path);
            case "POST" -> post(request, path);
            default -> throw new BadRequestException(405, new Text("不支持的方法", "method not allowed"));
          };
      Json.write(response, 200, answer);
    } catch (BadRequestException e) {
      Json.error(response, e.status, e.text);
    } catch (JsonProcessingException e) {
      Json.error(response, 400, new Text("请求体不是正确的 JSON", "the body is not well-formed JSON"));
    } catch (StoreUnavailableException e) {
      Json.error(response, 503, new Text("数据库不可用", "the store is unavailable"));
    }
  }

  private Object get(HttpServletRequest request, String[] path) throws BadRequestException {
    String what = path.length == 0 ? "" : path[0];
    return switch (what) {
      case "status" -> status();
      case "queue" -> ledger.queue(parameter(request, "state"), MOST_ROWS);
      case "lists" ->
          ledger.lists(
              Arrays.stream(parameter(request, "ids").split(","))
                  .filter(id -> !id.isBlank())
                  .toList(),
              month(parameter(request, "month")),
              MOST_ROWS);
      case "stays" -> {
        if (path.length != 2) {
          throw new BadRequestException(404, NOT_FOUND);
        }
        yield ledger.stay(path[1]).orElseThrow(() -> new BadRequestException(404, NOT_FOUND));
      }
      default -> throw new BadRequestException(404, NOT_FOUND);
    };
  }

  private Object post(HttpServletRequest request, String[] path)
      throws BadRequestException, IOException {
    if (path.length != 3) {
      throw new BadRequestException(404, NOT_FOUND);
    }
    String reason = Json.field(request, "reason");
    String who = String.valueOf(request.getAttribute(AccessFilter.HOLDER));
    return switch (path[0]) {
      case "lists" -> command(path[1], path[2], who, reason);
      case "messages" -> message(path[1], path[2], who, reason);
      default -> throw new BadRequestException(404, NOT_FOUND);
    };
  }

  private Object command(String setlId, String name, String who, String reason)
      throws BadRequestException {
    Outbox.Command command;
    try {
      command = Outbox.Command.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(404, NOT_FOUND);
    }
    Optional<Text> refusal = outbox.command(setlId, command, who, reason, clock.instant());
    if (refusal.isPresent()) {
      throw new BadRequestException(409, refusal.get());
    }
    return Map.of("done", name);
  }

  private Object message(String number, String name, String who, String reason)
      throws BadRequestException {
    long arrivalNumber;
    try {
      arrivalNumber = Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw new BadRequestException(
          400, new Text("消息编号应为整数", "a message number is a whole number"));
    }
    if (reason.isEmpty()) {
      throw new BadRequestException(400, new Text("请说明原因", "a reason is required"));
    }
    boolean done =
        switch (name) {
          case "resend" -> messages.resend(arrivalNumber, who, reason);
          case "discard" -> messages.discard(arrivalNumber, who, reason);
          default -> throw new BadRequestException(404, NOT_FOUND);
        };
    if (!done) {
      throw new BadRequestException(
          409, new Text("没有此编号的待处理消息", "no dead message has this number"));
    }
    return Map.of("done", name);
  }

  private Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("ready", health.isReady());
    status.put("routes", node.get().map(NodeStatus::runningRoutes).orElse(List.of()));
    status.put(
        "inForce",
        node.get().map(NodeStatus::inForce).orElse(List.of()).stream()
            .map(ApiServlet::inForce)
            .toList());
    status.put("counts", ledger.counts(clock.instant()));
    status.put("health", health.report());
    return status;
  }

  private static Map<String, Object> inForce(NodeStatus.InForce file) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", file.name());
    shown.put("sha256", file.sha256());
    shown.put("since", file.since() == null ? "" : file.since().toString());
    shown.put("entries", file.entries());
    shown.put(
        "refused",
        file.refused().stream().map(finding -> finding.path() + ": " + finding.text()).toList());
    return shown;
  }

  private static String parameter(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value.trim();
  }

  private static YearMonth month(String text) throws BadRequestException {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException e) {
      throw new BadRequestException(400, new Text("month 应为 yyyy-MM", "month must be yyyy-MM"));
    }
  }
}
