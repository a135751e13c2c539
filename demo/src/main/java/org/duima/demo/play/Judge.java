package org.duima.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duima.demo.day.Day;
import org.duima.demo.day.PlatformView;

/** Compares how stays ended, on the node and on the platform, with how they should have. */
final class Judge {
  private static final Set<String> ACCEPTED = Set.of("submitted", "approved");
  private final Http node;
  private final Http simulator;
  private final Day day;

  /**
   * How one expected end turned out.
   *
   * @param actual how it ended
   * @param difference empty where all is as expected
   */
  record Verdict(Expected expected, String actual, String difference) {
    boolean asExpected() {
      return difference.isEmpty();
    }
  }

  Judge(Http node, Http simulator, Day day) {
    this.node = node;
    this.simulator = simulator;
    this.day = day;
  }

  /** Judges the settlements of one stay. */
  List<Verdict> judge(String visit, List<Expected> rows) throws IOException, InterruptedException {
    Optional<JsonNode> stay = node.get("/api/stays/" + Http.encoded(visit));
    Map<String, JsonNode> lists = new LinkedHashMap<>();
    if (stay.isPresent()) {
      for (JsonNode list : stay.get().path("lists")) {
        lists.put(text(list, "setl_id", "setlId"), list);
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (Expected row : rows) {
      JsonNode list = lists.remove(row.setlId());
      if (list == null) {
        String actual = stay.isEmpty() ? "无此住院 no such stay" : "无清单 no list";
        verdicts.add(new Verdict(row, actual, actual));
      } else {
        verdicts.add(judge(row, list));
      }
    }
    lists.forEach(
        (setlId, list) ->
            verdicts.add(
                new Verdict(
                    new Expected(visit, setlId, "-", Set.of(), ""),
                    state(list),
                    "多出的清单 unexpected list")));
    return verdicts;
  }

  private Verdict judge(Expected row, JsonNode list) throws IOException, InterruptedException {
    String state = state(list);
    Set<String> why = why(state, list);
    String actual = state + (why.isEmpty() ? "" : " " + String.join(",", why));
    boolean same =
        switch (row.ends()) {
          case "accepted" -> ACCEPTED.contains(state);
          // further findings may stand beside the one that must hold it
          case "held" -> state.equals("held") && why.containsAll(row.why());
          default -> state.equals(row.ends()) && why.equals(row.why());
        };
    if (!same) {
      return new Verdict(row, actual, "结局不同 ended otherwise");
    }
    return switch (row.ends()) {
      case "accepted" -> accepted(row, actual);
      default -> new Verdict(row, actual, notTaken(row));
    };
  }

  /** What the platform holds must be one record, submitted, with the right content. */
  private Verdict accepted(Expected row, String actual) throws IOException, InterruptedException {
    Optional<JsonNode> found = record(row.setlId());
    if (found.isEmpty()) {
      return new Verdict(row, actual, "平台没有记录 no record on the platform");
    }
    JsonNode record = found.get();
    List<String> differences = new ArrayList<>();
    String stasType = text(record, "stas_type");
    if (!stasType.equals("1") && !stasType.equals("2")) {
      differences.add("stas_type " + stasType);
    }
    String before = "";
    for (JsonNode upload : record.path("history")) {
      String hash = text(upload, "contentHash");
      if (hash.equals(before)) {
        differences.add("同一内容上传两次 same content uploaded twice");
      }
      before = hash;
    }
    JsonNode content = record.path("content");
    PlatformView wanted = day.platformView(row.visit(), row.setlId());
    compareFacts(wanted, content.path("setlinfo"), differences);
    Set<String> diagnoses =
        rows(content, "diseinfo", "diag_type", "diag_code", "maindiag_flag", "adm_cond_type");
    Set<String> operations =
        rows(
            content,
            "oprninfo",
            "oprn_oprt_type",
            "oprn_oprt_code",
            "oprn_oprt_begntime",
            "oprn_oprt_endtime",
            "anst_way",
            "oper_dr_code",
            "anst_dr_code");
    compare("diseinfo", wanted.diagnoses(), diagnoses, differences);
    compare("oprninfo", wanted.operations(), operations, differences);
    compare(
        "icuinfo",
        wanted.intensiveCare(),
        rows(
            content, "icuinfo", "scs_cutd_ward_type", "scs_cutd_inpool_time", "scs_cutd_exit_time"),
        differences);
    compare(
        "bldinfo",
        wanted.blood(),
        rows(content, "bldinfo", "bld_cat", "bld_amt", "bld_unt"),
        differences);
    return new Verdict(row, actual, String.join("; ", differences));
  }

  /** Compares the fields that the day speaks of; numbers by value. */
  private static void compareFacts(
      PlatformView wanted, JsonNode setlinfo, List<String> differences) {
    wanted
        .facts()
        .forEach(
            (field, value) -> {
              String held = text(setlinfo, field);
              if (!PlatformView.number(held).equals(PlatformView.number(value))) {
                differences.add(field + " " + value + " ≠ " + held);
              }
            });
  }

  private static Set<String> rows(JsonNode content, String node, String... fields) {
    Set<String> rows = new LinkedHashSet<>();
    for (JsonNode row : content.path(node)) {
      String[] values = new String[fields.length];
      for (int i = 0; i < fields.length; i++) {
        String value = text(row, fields[i]);
        values[i] = fields[i].equals("bld_amt") ? PlatformView.number(value) : value;
      }
      rows.add(PlatformView.row(values));
    }
    return rows;
  }

  private static void compare(
      String what, Set<String> expected, Set<String> actual, List<String> differences) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(actual);
    Set<String> surplus = new TreeSet<>(actual);
    surplus.removeAll(expected);
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      differences.add(what + " -" + missing + " +" + surplus);
    }
  }

  /** A list that is not due, waits or is held must not be on the platform as submitted. */
  private String notTaken(Expected row) throws IOException, InterruptedException {
    if (row.setlId().isEmpty()) {
      return "";
    }
    String stasType = record(row.setlId()).map(record -> text(record, "stas_type")).orElse("");
    return stasType.isEmpty() || stasType.equals("0") ? "" : "平台上仍为 on the platform " + stasType;
  }

  private Optional<JsonNode> record(String setlId) throws IOException, InterruptedException {
    return simulator.get("/_simulator/records?setl_id=" + Http.encoded(setlId));
  }

  private static String state(JsonNode list) {
    return text(list, "state").replace(' ', '-');
  }

  private static Set<String> why(String state, JsonNode list) {
    Set<String> why = new TreeSet<>();
    switch (state) {
      case "waiting" -> list.path("waitingFor").forEach(w -> why.add(text(w, "what")));
      case "not-due" -> why.add(text(list, "reason"));
      case "held" -> why.addAll(errors(list));
      default -> {
        // the state says it all
      }
    }
    return why;
  }

  private static Set<String> errors(JsonNode list) {
    Set<String> errors = new TreeSet<>();
    for (JsonNode finding : list.path("findings")) {
      if (text(finding, "severity").startsWith("E")) {
        errors.add(text(finding, "rule"));
      }
    }
    return errors;
  }

  private static String text(JsonNode node, String... names) {
    for (String name : names) {
      if (node.hasNonNull(name)) {
        return node.get(name).asText();
      }
    }
    return "";
  }
}
