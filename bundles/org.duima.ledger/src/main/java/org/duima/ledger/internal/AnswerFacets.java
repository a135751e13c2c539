package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.duima.api.platform.Answer;
import org.duima.api.platform.CallKind;

/**
 * What the platform said about a list, for people: {@code refusal} (the answer that stands in the
 * way now), {@code answers} (all that were no success, newest first) and {@code platform} (what it
 * was last seen to hold).
 */
final class AnswerFacets {
  static final ListFacet REFUSAL = new Refusal();
  static final ListFacet ANSWERS = new Answers();
  static final ListFacet HELD = new Held();

  private static final int MOST_ANSWERS = 100;
  private static final int MOST_PLACES = 20;

  private AnswerFacets() {}

  /** An answer without the platform's own words and without fields: what overviews show. */
  static Map<String, Object> summary(Answer answer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rule", answer.rule());
    map.put("kind", answer.kind().id());
    map.put("kindText", answer.kind().text());
    map.put("who", answer.who());
    map.put("meaning", answer.meaning());
    map.put("advice", answer.advice());
    return map;
  }

  private static final class Refusal implements ListFacet {
    @Override
    public String name() {
      return "refusal";
    }

    @Override
    public Object read(Tx tx, long listId, String setlId) throws SQLException {
      boolean stands =
          tx.query(
                  "SELECT answer FROM submission WHERE setl_id = ?",
                  row -> row.getString(1) != null,
                  setlId)
              .contains(true);
      return stands ? answers(tx, setlId, 1).stream().findFirst().orElse(null) : null;
    }
  }

  private static final class Answers implements ListFacet {
    @Override
    public String name() {
      return "answers";
    }

    @Override
    public Object read(Tx tx, long listId, String setlId) throws SQLException {
      return answers(tx, setlId, MOST_ANSWERS);
    }
  }

  private static final class Held implements ListFacet {
    @Override
    public String name() {
      return "platform";
    }

    @Override
    public Object read(Tx tx, long listId, String setlId) throws SQLException {
      return tx
          .query(
              "SELECT * FROM attempt WHERE setl_id = ? AND outcome = 'held'"
                  + " ORDER BY answered_at DESC, msgid DESC FETCH FIRST 1 ROW ONLY",
              row -> {
                Map<String, Object> map = attempt(row);
                Map<String, Object> receipt = LedgerJson.map(row.getString("receipt"));
                for (String name : List.of("present", "equal", "stasType", "reference", "remark")) {
                  map.put(name, receipt.getOrDefault(name, ""));
                }
                map.put("differences", receipt.getOrDefault("differences", List.of()));
                return map;
              },
              setlId)
          .stream()
          .findFirst()
          .orElse(null);
    }
  }

  private static List<Map<String, Object>> answers(Tx tx, String setlId, int max)
      throws SQLException {
    List<Map<String, Object>> answers =
        tx.query(
            "SELECT * FROM attempt WHERE setl_id = ? AND outcome IN ('refused', 'unknown')"
                + " ORDER BY answered_at DESC, msgid DESC FETCH FIRST ? ROWS ONLY",
            AnswerFacets::answer,
            setlId,
            max);
    Map<Object, Map<String, String>> origins = new LinkedHashMap<>();
    for (Map<String, Object> answer : answers) {
      Object version = answer.get("version");
      if (!((List<?>) answer.get("fields")).isEmpty()) {
        if (!origins.containsKey(version)) {
          origins.put(version, origins(tx, setlId, (Integer) version));
        }
        answer.put("fields", fields((List<?>) answer.get("fields"), origins.get(version)));
      }
    }
    return answers;
  }

  private static Map<String, Object> attempt(ResultSet row) throws SQLException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("msgid", row.getString("msgid"));
    map.put("at", String.valueOf(Tx.instant(row, "answered_at")));
    map.put("call", CallKind.valueOf(row.getString("call_kind")).name().toLowerCase(Locale.ROOT));
    map.put("version", row.getInt("list_version"));
    return map;
  }

  /** Attempts of earlier releases, and calls that nobody answered, have no reading of an answer. */
  private static Map<String, Object> answer(ResultSet row) throws SQLException {
    Map<String, Object> map = attempt(row);
    Map<String, Object> receipt = LedgerJson.map(row.getString("receipt"));
    map.put("outcome", row.getString("outcome"));
    map.put("code", receipt.getOrDefault("code", ""));
    Object read = receipt.get("answer");
    if (read instanceof Map<?, ?> answer) {
      for (String name : List.of("rule", "who", "meaning", "advice", "original", "restored")) {
        map.put(name, answer.get(name));
      }
      map.put("kind", kindId(answer.get("kind")));
      map.put("fields", answer.get("fields"));
    } else {
      map.put("kind", kindId(receipt.get("kind")));
      map.put("original", receipt.getOrDefault("message", ""));
      map.put("reason", receipt.getOrDefault("reason", ""));
      map.put("fields", List.of());
    }
    return map;
  }

  private static String kindId(Object stored) {
    return stored == null
        ? ""
        : org.duima.api.platform.Receipt.Kind.valueOf(stored.toString()).id();
  }

  /** Where the values of a version came from: fields of its wire form first, then all others. */
  private static Map<String, String> origins(Tx tx, String setlId, int version)
      throws SQLException {
    Map<String, String> origins = new TreeMap<>();
    tx.query(
        "SELECT provenance, content FROM list_version WHERE setl_id = ? AND version = ?",
        row -> {
          add(
              origins,
              LedgerJson.map(
                  new String(
                      Deflated.inflate(row.getBytes("provenance")), StandardCharsets.UTF_8)));
          if (ListContents.map(row.getBytes("content")).get("origins") instanceof Map<?, ?> all) {
            add(origins, all);
          }
          return version;
        },
        setlId,
        version);
    return origins;
  }

  private static void add(Map<String, String> origins, Map<?, ?> more) {
    more.forEach((path, origin) -> origins.putIfAbsent(path.toString(), origin.toString()));
  }

  private static List<Map<String, Object>> fields(List<?> stored, Map<String, String> origins) {
    List<Map<String, Object>> fields = new ArrayList<>();
    for (Object one : stored) {
      Map<String, Object> field = new LinkedHashMap<>();
      ((Map<?, ?>) one).forEach((name, value) -> field.put(name.toString(), value));
      List<Map<String, String>> places = places(String.valueOf(field.get("path")), origins);
      field.put("origin", places.isEmpty() ? "" : places.get(0).get("origin"));
      field.put("places", places);
      fields.add(field);
    }
    return fields;
  }

  /** The places that a path means, each with the message that its value came from. */
  private static List<Map<String, String>> places(String path, Map<String, String> origins) {
    Pattern pattern = Pattern.compile(Pattern.quote(path).replace("[]", "\\E\\[\\d+\\]\\Q"));
    return origins.entrySet().stream()
        .filter(entry -> pattern.matcher(entry.getKey()).matches())
        .limit(MOST_PLACES)
        .map(entry -> Map.of("path", entry.getKey(), "origin", entry.getValue()))
        .toList();
  }
}
