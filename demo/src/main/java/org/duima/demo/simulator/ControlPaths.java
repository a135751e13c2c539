package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The paths under /_simulator/ by which a person or a drill looks in and steers.
 *
 * <p>They need no signature, so they answer loopback only.
 */
final class ControlPaths {
  private final PlatformSimulator simulator;
  private final int maxBodyBytes;

  ControlPaths(PlatformSimulator simulator, int maxBodyBytes) {
    this.simulator = simulator;
    this.maxBodyBytes = maxBodyBytes;
  }

  void handle(HttpExchange exchange) throws IOException {
    // a web page of another origin must not steer, whatever browser runs on this machine
    boolean allowed =
        exchange.getRemoteAddress().getAddress().isLoopbackAddress()
            && exchange.getRequestHeaders().getFirst("Origin") == null;
    if (!allowed) {
      Bodies.send(exchange, error(403, "仅限本机 / loopback only"));
      return;
    }
    byte[] body = Bodies.read(exchange, maxBodyBytes);
    if (body == null) {
      Bodies.send(exchange, error(413, "报文过大 / too large"));
      return;
    }
    Bodies.send(exchange, answer(exchange, new String(body, StandardCharsets.UTF_8)));
  }

  private HttpAnswer answer(HttpExchange exchange, String body) {
    String request =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().getPath().substring("/_simulator/".length());
    try {
      return switch (request) {
        case "GET counts" -> ok(Json.tree(simulator.counts()));
        case "GET records" -> records(exchange.getRequestURI().getQuery());
        case "GET refusals" -> ok(Json.tree(simulator.refusals()));
        case "GET dispositions" -> ok(Json.tree(simulator.dispositions()));
        case "GET behave" -> ok(behaviours());
        case "POST behave" -> behave(body);
        case "POST review" -> review(body);
        case "POST alter" -> alter(body);
        case "POST settlement" -> settlement(body);
        case "POST sign-out" -> {
          simulator.signOutAll();
          yield ok(Json.object().put("signedOut", true));
        }
        default ->
            error(
                404,
                "GET counts|records[?setl_id=|?stas_type=]|refusals|dispositions|behave,"
                    + " POST behave|review|alter|settlement|sign-out");
      };
    } catch (IllegalArgumentException e) {
      return error(400, e.getMessage());
    }
  }

  private JsonNode behaviours() {
    ArrayNode list = Json.object().arrayNode();
    simulator.behaviours().forEach(behaviour -> list.add(behaviour.toString()));
    return list;
  }

  private HttpAnswer behave(String body) {
    List<Behaviour> wanted = body.lines().filter(l -> !l.isBlank()).map(Behaviour::parse).toList();
    simulator.behave(wanted.toArray(Behaviour[]::new));
    return ok(behaviours());
  }

  private HttpAnswer review(String body) {
    JsonNode wanted = json(body);
    String result = ListCheck.text(wanted, "result");
    if (!result.equals("pass") && !result.equals("refuse")) {
      throw new IllegalArgumentException("result 应为 pass 或 refuse / must be pass or refuse");
    }
    String setlId = ListCheck.text(wanted, "setl_id");
    boolean done =
        simulator.review(setlId, result.equals("pass"), ListCheck.text(wanted, "reason"));
    return done
        ? ok(Json.object().put("reviewed", setlId))
        : error(409, "没有已提交的清单 / no submitted list");
  }

  private HttpAnswer alter(String body) {
    JsonNode wanted = json(body);
    String field = ListCheck.text(wanted, "field");
    if (field.isEmpty() || !wanted.has("value")) {
      throw new IllegalArgumentException(
          "缺少 field 或 value（null 为删除）/ field or value is missing (null removes)");
    }
    boolean done =
        simulator.alter(
            ListCheck.text(wanted, "setl_id"),
            wanted.path("node").asText("setlinfo"),
            wanted.path("row").asInt(0),
            field,
            wanted.path("value").isNull() ? null : wanted.path("value").asText());
    return done
        ? ok(Json.object().put("altered", field))
        : error(409, "没有该清单、节点或行 / no such list, node or row");
  }

  private HttpAnswer settlement(String body) {
    JsonNode told = json(body);
    String setlId = ListCheck.text(told, "setl_id");
    if (setlId.isEmpty()) {
      throw new IllegalArgumentException("缺少 setl_id / setl_id is missing");
    }
    simulator.tellSettlement(setlId, told);
    return ok(Json.object().put("told", setlId));
  }

  private static JsonNode json(String body) {
    try {
      JsonNode tree = Json.read(body.getBytes(StandardCharsets.UTF_8));
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("不是JSON / not JSON", e);
    }
    throw new IllegalArgumentException("不是JSON对象 / no JSON object");
  }

  private HttpAnswer records(String query) {
    if (query == null || query.isEmpty()) {
      ArrayNode list = Json.object().arrayNode();
      simulator.records().values().forEach(record -> list.add(summary(record)));
      return ok(list);
    }
    if (query.startsWith("stas_type=")) {
      String state = query.substring("stas_type=".length());
      ArrayNode list = Json.object().arrayNode();
      simulator.records().values().stream()
          .filter(record -> record.state().code().equals(state))
          .forEach(record -> list.add(summary(record)));
      return ok(list);
    }
    if (!query.startsWith("setl_id=")) {
      throw new IllegalArgumentException(
          "仅支持 setl_id、stas_type / only setl_id and stas_type are understood");
    }
    return simulator
        .record(query.substring("setl_id=".length()))
        .map(record -> ok(whole(record)))
        .orElseGet(() -> error(404, "没有该结算ID的清单 / no list of that settlement"));
  }

  private static ObjectNode summary(ListRecord record) {
    return Json.object()
        .put("setl_id", record.setlId())
        .put("setl_list_id", record.setlListId())
        .put("form", record.form())
        .put("stas_type", record.state().code())
        .put("contentHash", record.contentHash())
        .put("uploads", record.uploadCount())
        .put("submissions", record.submissions())
        .put("withdrawals", record.withdrawals());
  }

  private static ObjectNode whole(ListRecord record) {
    ObjectNode whole = summary(record);
    whole.put("fixmedins_code", record.fixmedinsCode());
    whole.put("chk_cont", record.checkContent());
    whole.set("warnings", Json.tree(record.warnings()));
    whole.set("history", Json.tree(record.uploads()));
    whole.set("content", record.content());
    return whole;
  }

  private static HttpAnswer ok(JsonNode body) {
    return HttpAnswer.json(200, body);
  }

  private static HttpAnswer error(int status, String message) {
    return HttpAnswer.json(status, Json.tree(Map.of("error", message)));
  }
}
