package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "deliveries",
    description = {
      "给国家平台以外目的地的投递：list（默认）查看；resend 重新投递、discard 放弃一项（须写 --reason）；destinations 各目的地的数量；"
          + "catch-up 补投目的地配置之前的清单（--destination、--month、--reason）。",
      "Deliveries to destinations beside the national platform: list (by default), resend or discard"
          + " one (with --reason), destinations for counts, catch-up for lists that were ready before"
          + " the destination was there (--destination, --month, --reason)."
    })
final class DeliveriesCommand extends NodeOptions {
  private static final List<String> COLUMNS =
      List.of("id", "subject", "version", "state", "resultUnknown", "attempts", "arisenAt", "code");

  @Parameters(
      arity = "0..*",
      paramLabel = "[list|resend|discard|destinations|catch-up] ID",
      description = {"动作与投递号，见 list", "what to do, and deliveries as list shows them"})
  List<String> words = new ArrayList<>();

  @Option(
      names = "--destination",
      paramLabel = "NAME",
      description = {"目的地，默认全部", "destination, by default all"})
  String destination;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = {
        "waiting 待投递 | refused 对方拒收 | delivered 已送达 | superseded 已被取代 | discarded 已放弃",
        "waiting | refused | delivered | superseded | discarded"
      })
  String state;

  @Option(
      names = "--month",
      paramLabel = "yyyy-MM",
      description = {"catch-up 的出院月份", "month of discharge to catch up with"})
  String month;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = {"原因，记入审计", "why, kept in the audit trail"})
  String reason;

  @Override
  public Integer call() {
    String action = words.isEmpty() ? "list" : words.get(0);
    List<String> ids = words.isEmpty() ? List.of() : words.subList(1, words.size());
    return switch (action) {
      case "list" -> list();
      case "destinations" -> {
        print(node().get("/api/destinations"));
        yield 0;
      }
      case "resend", "discard" -> work(action, ids);
      case "catch-up" -> catchUp();
      default ->
          throw Failure.unusable(
              "没有动作 " + action, "no such action: list, resend, discard, destinations or catch-up");
    };
  }

  private int list() {
    StringBuilder query = new StringBuilder();
    add(query, "destination", destination);
    add(query, "state", state);
    JsonNode deliveries = node().get("/api/deliveries" + query);
    print(json ? deliveries : overview(deliveries));
    if (deliveries.isEmpty()) {
      console.note("没有投递", "no deliveries");
    }
    return 0;
  }

  private static void add(StringBuilder query, String name, String value) {
    if (value != null) {
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(name)
          .append('=')
          .append(NodeClient.encoded(value));
    }
  }

  /** A line for each; the destination's own words, which may quote a patient, with --json only. */
  private static JsonNode overview(JsonNode deliveries) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode delivery : deliveries) {
      ObjectNode row = rows.addObject();
      COLUMNS.forEach(name -> row.put(name, delivery.path(name).asText()));
    }
    return rows;
  }

  private int work(String action, List<String> ids) {
    if (ids.isEmpty() || reason == null || reason.isBlank()) {
      throw Failure.unusable("须给出投递号和 --reason", "name a delivery and --reason");
    }
    NodeClient node = node();
    JsonNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
    int refused = 0;
    for (String id : ids) {
      try {
        node.post("/api/deliveries/" + NodeClient.encoded(id) + "/" + action, body);
        console.out().println(id + "\t" + action + "\tok");
      } catch (Failure e) {
        if (e.exitCode() != 1) {
          throw e;
        }
        refused++;
        console.err().println(id + "\t" + action + "\t" + e.getMessage());
      }
    }
    return refused == 0 ? 0 : 1;
  }

  private int catchUp() {
    if (destination == null || month == null || reason == null || reason.isBlank()) {
      throw Failure.unusable(
          "补投须给出 --destination、--month 和 --reason",
          "catch-up needs --destination, --month and --reason");
    }
    NodeClient node = node();
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("month", month).put("reason", reason);
    String path = "/api/destinations/" + NodeClient.encoded(destination) + "/catch-up";
    int arisen;
    int all = 0;
    do {
      arisen = node.post(path, body).path("arisen").asInt();
      all += arisen;
    } while (arisen > 0);
    console.out().println(destination + "\tcatch-up\t" + all);
    return 0;
  }
}
