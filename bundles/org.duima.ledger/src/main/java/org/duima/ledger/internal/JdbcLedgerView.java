package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.duima.api.ledger.AlertSearch;
import org.duima.api.ledger.LedgerView;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.PrintedList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads for people and monitors. Safe for use by several threads. */
final class JdbcLedgerView implements LedgerView {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcLedgerView.class);
  private static final String READ_FAILED = "读取台账失败 / reading the ledger failed";
  private static final int MAX_MESSAGES_OF_STAY = 500;

  private static final String LIST_COLUMNS =
      "SELECT l.*, s.state AS sent_state, s.goal, s.uploaded_version, s.retired, s.attempts,"
          + " s.reference, s.due_at AS next_at, s.look, s.answer, s.remark FROM settlement_list l"
          + " LEFT JOIN submission s ON s.setl_id = l.setl_id";

  /** What a list's detail has beside the list, its versions, attempts and content. */
  private static final List<ListFacet> FACETS =
      List.of(
          new CorrectionFacet(),
          AnswerFacets.REFUSAL,
          AnswerFacets.ANSWERS,
          AnswerFacets.HELD,
          new QualityFacet(),
          new GroupingFacet(),
          new DeliveryFacet());

  private final Database database;
  private final AtomicReference<FutureTask<Boolean>> probe = new AtomicReference<>();

  JdbcLedgerView(Database database) {
    this.database = database;
  }

  @Override
  public List<Map<String, Object>> queue(String state, int max) {
    return database.read(
        READ_FAILED,
        tx -> {
          List<Map<String, Object>> items = new ArrayList<>();
          if (state.isEmpty() || state.equals("dead")) {
            items.addAll(dead(tx, max));
          }
          if (state.isEmpty() || state.equals("unassigned")) {
            items.addAll(unassigned(tx, max));
          }
          if (state.isEmpty() || state.equals("unknown")) {
            items.addAll(unknown(tx, max));
          }
          if (state.isEmpty()) {
            items.addAll(refused(tx, max));
          }
          return items.size() > max ? List.copyOf(items.subList(0, max)) : items;
        });
  }

  private static List<Map<String, Object>> dead(Tx tx, int max) throws SQLException {
    return tx.query(
        "SELECT d.arrival_no, d.reason, d.died_at, i.message_type, i.sender, i.control_id,"
            + " i.received_at FROM dead_message d JOIN inbox i ON i.arrival_no = d.arrival_no"
            + " WHERE d.state = 'dead' ORDER BY d.arrival_no FETCH FIRST ? ROWS ONLY",
        row -> {
          Map<String, Object> item = item("dead", row.getLong("arrival_no"));
          message(row, item);
          put(item, "since", Tx.instant(row, "died_at"));
          item.put("reason", LedgerJson.map(row.getString("reason")));
          return item;
        },
        max);
  }

  private static List<Map<String, Object>> unassigned(Tx tx, int max) throws SQLException {
    return tx.query(
        "SELECT e.event_no, e.kind, e.event_time, i.message_type, i.sender, i.control_id,"
            + " i.received_at FROM event e JOIN inbox i ON i.arrival_no = e.event_no / "
            + Lanes.MAX_EVENTS
            + " WHERE e.event_no IN (SELECT u.event_no FROM unassigned u)"
            + " ORDER BY e.event_no FETCH FIRST ? ROWS ONLY",
        row -> {
          Map<String, Object> item =
              item("unassigned", Lanes.arrivalOfEvent(row.getLong("event_no")));
          message(row, item);
          item.put("event", row.getString("kind"));
          put(item, "eventTime", Tx.local(row, "event_time"));
          item.put(
              "reason",
              reason(
                  "ledger.unassigned",
                  "没有就诊号，且患者在该时间没有唯一的在院记录",
                  "names no visit, and the patient had not exactly one stay at that time"));
          return item;
        },
        max);
  }

  private static List<Map<String, Object>> unknown(Tx tx, int max) throws SQLException {
    return tx.query(
        "SELECT setl_id, attempts, changed_at, due_at, answer FROM submission WHERE state = ?"
            + " ORDER BY changed_at FETCH FIRST ? ROWS ONLY",
        row -> {
          Map<String, Object> item = new LinkedHashMap<>();
          item.put("state", "unknown");
          item.put("id", row.getString("setl_id"));
          item.put("setlId", row.getString("setl_id"));
          item.put("attempts", row.getInt("attempts"));
          put(item, "since", Tx.instant(row, "changed_at"));
          put(item, "nextAt", Tx.instant(row, "due_at"));
          item.put(
              "reason",
              row.getString("answer") == null
                  ? reason(
                      "ledger.unknown",
                      "平台没有确认结果，正在查询",
                      "the platform has not confirmed the result; it is being asked")
                  : said(LedgerJson.map(row.getString("answer"))));
          return item;
        },
        Submission.State.UNKNOWN,
        max);
  }

  /** Lists that the platform refused or returned, or that wait for hospital IT. */
  private static List<Map<String, Object>> refused(Tx tx, int max) throws SQLException {
    return tx.query(
        "SELECT s.setl_id, s.state, s.attempts, s.changed_at, s.due_at, s.answer, s.remark"
            + " FROM submission s JOIN settlement_list l ON l.setl_id = s.setl_id"
            + " WHERE l.state = ? AND s.retired = FALSE AND (s.state = ? OR s.state = ?"
            + " AND s.uploaded_version = s.list_version OR s.answer_kind = ? AND s.state <> ?)"
            + " ORDER BY s.changed_at FETCH FIRST ? ROWS ONLY",
        row -> {
          Submission.State sent = Submission.State.valueOf(row.getString("state"));
          boolean settled = sent == Submission.State.REFUSED || sent == Submission.State.RETURNED;
          Map<String, Object> item = new LinkedHashMap<>();
          item.put("state", settled ? sent.name().toLowerCase(Locale.ROOT) : "configuration");
          item.put("id", row.getString("setl_id"));
          item.put("setlId", row.getString("setl_id"));
          item.put("attempts", row.getInt("attempts"));
          put(item, "since", Tx.instant(row, "changed_at"));
          put(item, "nextAt", Tx.instant(row, "due_at"));
          put(item, "remark", row.getString("remark"));
          item.put(
              "reason",
              row.getString("answer") == null
                  ? reason(
                      "ledger." + item.get("state"),
                      "平台" + sent.zh() + "，请看清单详情",
                      "the platform did not take it: see the list")
                  : said(LedgerJson.map(row.getString("answer"))));
          return item;
        },
        ListDraft.State.READY,
        Submission.State.REFUSED,
        Submission.State.RETURNED,
        Receipt.Kind.CONFIGURATION,
        Submission.State.UNKNOWN,
        max);
  }

  /** What the platform's answer means and who must do what, as a reason. */
  private static Map<String, Object> said(Map<String, Object> answer) {
    Map<?, ?> meaning = (Map<?, ?>) answer.get("meaning");
    Map<?, ?> advice = (Map<?, ?>) answer.get("advice");
    return reason(
        String.valueOf(answer.get("rule")),
        meaning.get("zh") + "。" + advice.get("zh"),
        meaning.get("en") + "; " + advice.get("en"));
  }

  private static Map<String, Object> item(String state, long id) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("state", state);
    item.put("id", id);
    return item;
  }

  private static Map<String, Object> reason(String rule, String zh, String en) {
    return Map.of("rule", rule, "severity", "ERROR", "text", Map.of("zh", zh, "en", en));
  }

  private static void message(ResultSet row, Map<String, Object> item) throws SQLException {
    item.put("type", row.getString("message_type"));
    item.put("sender", row.getString("sender"));
    item.put("controlId", row.getString("control_id"));
    put(item, "receivedAt", Tx.instant(row, "received_at"));
  }

  static void put(Map<String, Object> item, String name, Object value) {
    if (value != null) {
      item.put(name, value.toString());
    }
  }

  @Override
  public Optional<Map<String, Object>> stay(String id) {
    return database.read(
        READ_FAILED,
        tx -> {
          Optional<Long> stayId = find(tx, id.trim());
          return stayId.isEmpty() ? Optional.empty() : Optional.of(stay(tx, stayId.get()));
        });
  }

  /** A name wins over the ledger's own number; of several stays with that name the latest. */
  private static Optional<Long> find(Tx tx, String id) throws SQLException {
    List<Long> found =
        tx.query(
            "SELECT COALESCE(s.superseded_by, s.stay_id) FROM stay_key k"
                + " JOIN stay s ON s.stay_id = k.stay_id WHERE k.plain = ? OR k.name = ?"
                + " ORDER BY s.last_arrival_at DESC",
            row -> row.getLong(1),
            id,
            id);
    if (found.isEmpty() && id.matches("\\d{1,18}")) {
      found =
          tx.query(
              "SELECT COALESCE(superseded_by, stay_id) FROM stay WHERE stay_id = ?",
              row -> row.getLong(1),
              Long.parseLong(id));
    }
    return found.stream().findFirst();
  }

  private static Map<String, Object> stay(Tx tx, long stayId) throws SQLException {
    Set<Long> members = new TreeSet<>(List.of(stayId));
    members.addAll(
        tx.query(
            "SELECT stay_id FROM stay WHERE superseded_by = ?", row -> row.getLong(1), stayId));
    Map<String, Object> stay =
        tx.query(
                "SELECT * FROM stay WHERE stay_id = ?",
                row -> {
                  Map<String, Object> map = new LinkedHashMap<>();
                  map.put("stayId", row.getLong("stay_id"));
                  map.put("version", row.getLong("version"));
                  put(map, "phase", row.getString("phase"));
                  put(map, "admittedAt", Tx.local(row, "admitted_at"));
                  put(map, "dischargedAt", Tx.local(row, "discharged_at"));
                  put(map, "department", row.getString("department"));
                  put(map, "lastArrivalAt", Tx.instant(row, "last_arrival_at"));
                  put(map, "evaluatedAt", Tx.instant(row, "evaluated_at"));
                  put(map, "nextEvaluationAt", Tx.instant(row, "due_at"));
                  map.put("findings", LedgerJson.maps(row.getString("findings")));
                  return map;
                },
                stayId)
            .get(0);
    Set<String> names = new TreeSet<>();
    names.addAll(
        tx.query(
            "SELECT name FROM stay_key WHERE stay_id = ANY(?)", row -> row.getString(1), members));
    Set<String> laneKeys = new TreeSet<>();
    for (String name :
        tx.query(
            "SELECT name FROM stay_patient WHERE stay_id = ANY(?)",
            row -> row.getString(1),
            members)) {
      if (name.startsWith(EventRecorder.LANE)) {
        laneKeys.add(name.substring(EventRecorder.LANE.length()));
      } else {
        names.add(name);
      }
    }
    stay.put("keys", List.copyOf(names));
    stay.put("messages", messages(tx, members));
    stay.put("deadMessages", deadMessages(tx, laneKeys));
    Map<Long, List<Object>> codes = codes(tx, stayId);
    stay.put(
        "lists",
        withVersions(
            tx,
            tx.query(
                LIST_COLUMNS + " WHERE l.stay_id = ? ORDER BY l.list_id",
                row -> {
                  Map<String, Object> list = list(row);
                  list.put("codes", codes.getOrDefault(row.getLong("list_id"), List.of()));
                  return list;
                },
                stayId)));
    return stay;
  }

  @Override
  public Optional<Map<String, Object>> list(String setlId) {
    return database.read(
        READ_FAILED,
        tx -> {
          List<Long> found =
              tx.query(
                  "SELECT list_id FROM settlement_list WHERE setl_id = ?",
                  row -> row.getLong("list_id"),
                  setlId);
          return found.isEmpty() ? Optional.empty() : Optional.of(detail(tx, found.get(0), setlId));
        });
  }

  private static Map<String, Object> detail(Tx tx, long listId, String setlId) throws SQLException {
    Map<String, Object> list =
        withVersions(
                tx, tx.query(LIST_COLUMNS + " WHERE l.list_id = ?", JdbcLedgerView::list, listId))
            .get(0);
    list.put("codes", codes(tx, (Long) list.get("stayId")).getOrDefault(listId, List.of()));
    list.put(
        "content",
        tx
            .query(
                "SELECT content FROM list_content WHERE list_id = ?",
                row -> ListContents.map(row.getBytes(1)),
                listId)
            .stream()
            .findFirst()
            .orElse(Map.of()));
    for (ListFacet facet : FACETS) {
      list.put(facet.name(), facet.read(tx, listId, setlId));
    }
    return list;
  }

  /** The codes of a stay's lists with what matching made of them, by list. */
  private static Map<Long, List<Object>> codes(Tx tx, long stayId) throws SQLException {
    Map<Long, List<Object>> codes = new HashMap<>();
    tx.query(
            "SELECT l.list_id, u.principal, c.* FROM settlement_list l JOIN code_use u"
                + " ON u.use_no BETWEEN l.list_id * "
                + ListFacts.PLACES
                + " AND l.list_id * "
                + ListFacts.PLACES
                + " + "
                + (ListFacts.PLACES - 1)
                + " JOIN code_case c ON c.case_id = u.case_id WHERE l.stay_id = ?"
                + " ORDER BY u.use_no",
            row -> Map.entry(row.getLong("list_id"), code(row)),
            stayId)
        .forEach(
            entry ->
                codes
                    .computeIfAbsent(entry.getKey(), list -> new ArrayList<>())
                    .add(entry.getValue()));
    return codes;
  }

  private static Map<String, Object> code(ResultSet row) throws SQLException {
    Map<String, Object> code = new LinkedHashMap<>();
    code.put("system", row.getString("code_system"));
    code.put("principal", row.getBoolean("principal"));
    code.put("edition", row.getString("edition"));
    code.put("code", row.getString("code"));
    code.put("name", row.getString("name"));
    code.put("outcome", row.getString("outcome"));
    code.put("targetCode", row.getString("target_code"));
    code.put("targetName", row.getString("target_name"));
    code.put("grayAsPrincipal", row.getBoolean("gray_as_principal"));
    code.put("table", row.getString("decided_by"));
    return code;
  }

  private static List<Map<String, Object>> messages(Tx tx, Set<Long> members) throws SQLException {
    Map<Long, List<String>> kinds = new TreeMap<>();
    tx.query(
            "SELECT event_no, kind FROM event WHERE stay_id = ANY(?) ORDER BY event_no",
            row -> Map.entry(Lanes.arrivalOfEvent(row.getLong(1)), row.getString(2)),
            members)
        .forEach(
            entry ->
                kinds
                    .computeIfAbsent(entry.getKey(), n -> new ArrayList<>())
                    .add(entry.getValue()));
    if (kinds.isEmpty()) {
      return List.of();
    }
    return tx.query(
        "SELECT i.arrival_no, i.message_type, i.sender, i.control_id, i.received_at, f.findings"
            + " FROM inbox i LEFT JOIN message_finding f ON f.arrival_no = i.arrival_no"
            + " WHERE i.arrival_no = ANY(?) ORDER BY i.arrival_no DESC FETCH FIRST "
            + MAX_MESSAGES_OF_STAY
            + " ROWS ONLY",
        row -> {
          Map<String, Object> item = new LinkedHashMap<>();
          item.put("id", row.getLong("arrival_no"));
          message(row, item);
          item.put("events", kinds.get(row.getLong("arrival_no")));
          item.put("findings", LedgerJson.maps(row.getString("findings")));
          return item;
        },
        kinds.keySet());
  }

  private static List<Map<String, Object>> deadMessages(Tx tx, Set<String> laneKeys)
      throws SQLException {
    return laneKeys.isEmpty()
        ? List.of()
        : tx.query(
            "SELECT arrival_no, state, reason FROM dead_message WHERE lane_key = ANY(?)"
                + " ORDER BY arrival_no",
            row -> {
              Map<String, Object> item = item(row.getString("state"), row.getLong("arrival_no"));
              item.put("reason", LedgerJson.map(row.getString("reason")));
              return item;
            },
            laneKeys);
  }

  private static Map<String, Object> list(ResultSet row) throws SQLException {
    Map<String, Object> list = new LinkedHashMap<>();
    String sent = row.getString("sent_state");
    put(list, "setlId", row.getString("setl_id"));
    list.put("stayId", row.getLong("stay_id"));
    list.put("state", ListKeeper.state(row.getString("state"), sent));
    list.put("stateZh", ListKeeper.stateZh(row.getString("state"), sent));
    list.put("reason", row.getString("reason"));
    list.put("waitingFor", LedgerJson.maps(row.getString("waiting")));
    list.put("findings", LedgerJson.maps(row.getString("findings")));
    list.put("version", row.getInt("version"));
    list.put("infno", row.getString("infno"));
    put(list, "dischargedOn", Tx.date(row, "discharged_on"));
    list.put("mdtrtId", row.getString("mdtrt_id"));
    list.put("psnNo", row.getString("psn_no"));
    list.put("institution", row.getString("institution"));
    list.put("insuredDivision", row.getString("insured_division"));
    put(list, "heldBy", row.getString("held_by"));
    put(list, "heldWhy", row.getString("held_why"));
    list.put("heldByDeadMessage", row.getBoolean("dead_hold"));
    put(list, "changedAt", Tx.instant(row, "changed_at"));
    if (Submission.State.APPROVED.name().equals(sent)
        && row.getInt("uploaded_version") != row.getInt("version")) {
      list.put("findings", withChangeAfterApproval(row.getString("findings")));
    }
    if (sent != null) {
      list.put("platformState", sent.toLowerCase(Locale.ROOT));
      list.put("platformStateZh", Submission.State.valueOf(sent).zh());
      list.put("goal", row.getString("goal").toLowerCase(Locale.ROOT));
      list.put("uploadedVersion", row.getInt("uploaded_version"));
      list.put("retired", row.getBoolean("retired"));
      list.put("attemptsFailed", row.getInt("attempts"));
      list.put("reference", row.getString("reference"));
      put(list, "nextAttemptAt", Tx.instant(row, "next_at"));
      list.put("asking", row.getBoolean("look"));
      put(list, "remark", row.getString("remark"));
      if (row.getString("answer") != null) {
        list.put("answer", LedgerJson.map(row.getString("answer")));
      }
    }
    return list;
  }

  private static List<Map<String, Object>> withChangeAfterApproval(String findings) {
    List<Map<String, Object>> all = new ArrayList<>(LedgerJson.maps(findings));
    all.add(
        Map.of(
            "rule",
            "ledger.changed-after-approval",
            "severity",
            "WARNING",
            "path",
            "",
            "text",
            Map.of(
                "zh",
                "平台审核通过后内容又有变化，不会上传；确需更改时请医保办联系医保经办机构",
                "en",
                "changed after the platform approved it; it is not sent: the insurance office must ask"
                    + " the agency")));
    return all;
  }

  private static List<Map<String, Object>> withVersions(Tx tx, List<Map<String, Object>> lists)
      throws SQLException {
    Set<String> setlIds = new TreeSet<>();
    for (Map<String, Object> list : lists) {
      if (list.get("setlId") instanceof String setlId) {
        setlIds.add(setlId);
      }
    }
    if (setlIds.isEmpty()) {
      return lists;
    }
    Map<String, List<Object>> versions = new HashMap<>();
    tx.query(
            "SELECT setl_id, version, submission_id, infno, input, provenance, findings,"
                + " created_at, accepted_at, published_at FROM list_version"
                + " WHERE setl_id = ANY(?) ORDER BY setl_id, version",
            row -> Map.entry(row.getString("setl_id"), version(row)),
            setlIds)
        .forEach(entry -> add(versions, entry));
    Map<String, List<Object>> attempts = new HashMap<>();
    tx.query(
            "SELECT * FROM attempt WHERE setl_id = ANY(?) ORDER BY sent_at, msgid",
            row -> Map.entry(row.getString("setl_id"), attempt(row)),
            setlIds)
        .forEach(entry -> add(attempts, entry));
    Map<String, List<Object>> decisions = new HashMap<>();
    tx.query(
            "SELECT * FROM decision WHERE about = ANY(?) ORDER BY decision_no",
            row -> Map.entry(row.getString("about"), decision(row)),
            about(setlIds))
        .forEach(entry -> add(decisions, entry));
    for (Map<String, Object> list : lists) {
      Object setlId = list.get("setlId");
      list.put("versions", versions.getOrDefault(setlId, List.of()));
      list.put("attempts", attempts.getOrDefault(setlId, List.of()));
      list.put("decisions", decisions.getOrDefault("list " + setlId, List.of()));
    }
    return lists;
  }

  private static Set<String> about(Collection<String> setlIds) {
    Set<String> about = new TreeSet<>();
    setlIds.forEach(setlId -> about.add("list " + setlId));
    return about;
  }

  private static void add(
      Map<String, List<Object>> map, Map.Entry<String, Map<String, Object>> entry) {
    map.computeIfAbsent(entry.getKey(), k -> new ArrayList<>()).add(entry.getValue());
  }

  private static Map<String, Object> version(ResultSet row) throws SQLException {
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("version", row.getInt("version"));
    version.put("submissionId", row.getString("submission_id"));
    version.put("infno", row.getString("infno"));
    put(version, "createdAt", Tx.instant(row, "created_at"));
    put(version, "acceptedAt", Tx.instant(row, "accepted_at"));
    put(version, "publishedAt", Tx.instant(row, "published_at"));
    version.put("findings", LedgerJson.maps(row.getString("findings")));
    version.put("input", LedgerJson.map(text(row.getBytes("input"))));
    version.put("provenance", LedgerJson.map(text(row.getBytes("provenance"))));
    return version;
  }

  private static String text(byte[] deflated) {
    return new String(Deflated.inflate(deflated), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> attempt(ResultSet row) throws SQLException {
    Map<String, Object> attempt = new LinkedHashMap<>();
    attempt.put("msgid", row.getString("msgid"));
    attempt.put("call", row.getString("call_kind").toLowerCase(Locale.ROOT));
    attempt.put("version", row.getInt("list_version"));
    put(attempt, "sentAt", Tx.instant(row, "sent_at"));
    put(attempt, "answeredAt", Tx.instant(row, "answered_at"));
    put(attempt, "outcome", row.getString("outcome"));
    attempt.put("receipt", LedgerJson.map(row.getString("receipt")));
    return attempt;
  }

  private static Map<String, Object> decision(ResultSet row) throws SQLException {
    Map<String, Object> decision = new LinkedHashMap<>();
    put(decision, "at", Tx.instant(row, "decided_at"));
    decision.put("who", row.getString("who"));
    decision.put("what", row.getString("what"));
    decision.put("why", row.getString("why"));
    return decision;
  }

  @Override
  public Optional<PrintedList> printed(String setlId, int version) {
    return database.read(READ_FAILED, tx -> ListPrints.read(tx, setlId, version));
  }

  @Override
  public List<Map<String, Object>> lists(List<String> setlIds, YearMonth month, int max) {
    StringBuilder sql = new StringBuilder(LIST_COLUMNS);
    List<Object> values = new ArrayList<>();
    String glue = " WHERE ";
    if (!setlIds.isEmpty()) {
      sql.append(glue).append("l.setl_id = ANY(?)");
      values.add(new TreeSet<>(setlIds));
      glue = " AND ";
    }
    if (month != null) {
      LocalDate first = month.atDay(1);
      sql.append(glue).append("l.discharged_on >= ? AND l.discharged_on < ?");
      values.add(first);
      values.add(first.plusMonths(1));
    }
    sql.append(" ORDER BY l.discharged_on, l.list_id FETCH FIRST ? ROWS ONLY");
    values.add(max);
    return database.read(
        READ_FAILED,
        tx -> {
          List<Map<String, Object>> lists =
              tx.query(sql.toString(), JdbcLedgerView::list, values.toArray());
          // bodies only for those that were asked for by name
          return setlIds.isEmpty() ? lists : withVersions(tx, lists);
        });
  }

  @Override
  public Optional<Map<String, Object>> alert(String id) {
    return database.read(READ_FAILED, tx -> AlertView.of(tx, id));
  }

  @Override
  public List<Map<String, Object>> alerts(AlertSearch search, int max) {
    return database.read(READ_FAILED, tx -> AlertView.found(tx, search, max));
  }

  @Override
  public Map<String, Object> counts(Instant now) {
    return database.read(
        READ_FAILED,
        tx -> {
          Map<String, Object> counts = new LinkedHashMap<>();
          long all = count(tx, "SELECT COUNT(*) FROM inbox");
          long pending = count(tx, "SELECT COUNT(*) FROM pending");
          Map<String, Long> dead = new TreeMap<>();
          tx.query(
                  "SELECT state, COUNT(*) FROM dead_message GROUP BY state",
                  row -> Map.entry(row.getString(1), row.getLong(2)))
              .forEach(entry -> dead.put(entry.getKey(), entry.getValue()));
          long buried = dead.getOrDefault("dead", 0L);
          long discarded = dead.getOrDefault("discarded", 0L);
          Map<String, Object> messages = new LinkedHashMap<>();
          messages.put("all", all);
          messages.put("waiting", pending);
          messages.put("applied", Math.max(0, all - pending - buried - discarded));
          messages.put("dead", buried);
          messages.put("discarded", discarded);
          messages.put("unassigned", count(tx, "SELECT COUNT(DISTINCT event_no) FROM unassigned"));
          counts.put("messages", messages);
          oldestWaiting(tx)
              .ifPresent(
                  oldest ->
                      counts.put(
                          "oldestWaitingSeconds",
                          Math.max(0, Duration.between(oldest, now).toSeconds())));
          counts.put("stays", staysByPhase(tx));
          counts.put("staysDue", count(tx, "SELECT COUNT(*) FROM stay WHERE due_at <= ?", now));
          counts.put("lists", ListKeeper.countsByState(tx));
          Map<String, Object> outbox = new LinkedHashMap<>();
          outbox.put("due", count(tx, "SELECT COUNT(*) FROM submission WHERE due_at <= ?", now));
          outbox.put(
              "unknown",
              count(
                  tx, "SELECT COUNT(*) FROM submission WHERE state = ?", Submission.State.UNKNOWN));
          outbox.put("unpublished", count(tx, "SELECT COUNT(*) FROM publication"));
          counts.put("outbox", outbox);
          counts.put("calls", callsByOutcome(tx));
          counts.put("alerts", AlertView.today(tx, now));
          return counts;
        });
  }

  private static long count(Tx tx, String sql, Object... values) throws SQLException {
    return tx.query(sql, row -> row.getLong(1), values).get(0);
  }

  private static Map<String, Map<String, Long>> callsByOutcome(Tx tx) throws SQLException {
    Map<String, Map<String, Long>> calls = new TreeMap<>();
    tx.query(
        "SELECT call_kind, COALESCE(outcome, 'open') AS ended, COUNT(*) AS calls FROM attempt"
            + " GROUP BY call_kind, COALESCE(outcome, 'open')",
        row ->
            calls
                .computeIfAbsent(
                    row.getString("call_kind").toLowerCase(Locale.ROOT), kind -> new TreeMap<>())
                .put(row.getString("ended").toLowerCase(Locale.ROOT), row.getLong("calls")));
    return calls;
  }

  private static Map<String, Long> staysByPhase(Tx tx) throws SQLException {
    Map<String, Long> phases = new TreeMap<>();
    tx.query(
            "SELECT COALESCE(phase, 'NEW') AS phase_name, COUNT(*) FROM stay"
                + " WHERE superseded_by IS NULL GROUP BY COALESCE(phase, 'NEW')",
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(entry -> phases.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
    return phases;
  }

  private static Optional<Instant> oldestWaiting(Tx tx) throws SQLException {
    List<Long> heads =
        tx.query(
            "SELECT (SELECT p.work_no FROM pending p WHERE p.work_no >= l.lane * "
                + Lanes.laneStep()
                + " AND p.work_no < (l.lane + 1) * "
                + Lanes.laneStep()
                + " ORDER BY p.work_no FETCH FIRST 1 ROW ONLY) FROM lane l",
            row -> {
              long workNo = row.getLong(1);
              return row.wasNull() ? null : Lanes.arrivalOfWork(workNo);
            });
    heads.removeIf(head -> head == null);
    return heads.isEmpty()
        ? Optional.empty()
        : tx
            .query(
                "SELECT MIN(received_at) AS oldest FROM inbox WHERE arrival_no = ANY(?)",
                row -> Tx.instant(row, "oldest"),
                heads)
            .stream()
            .findFirst();
  }

  /** Asks on a thread of its own, since a pool may wait far longer for a connection. */
  @Override
  public boolean isUp() {
    FutureTask<Boolean> fresh = new FutureTask<>(this::answers);
    FutureTask<Boolean> running = probe.compareAndExchange(null, fresh);
    FutureTask<Boolean> asked = running == null ? fresh : running;
    if (running == null) {
      Thread thread = new Thread(fresh, "duima-ledger-probe");
      thread.setDaemon(true);
      thread.start();
    }
    try {
      return asked.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      LOG.warn("数据库检查失败 / probing the database failed: {}", e.getCause().getClass().getName());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean answers() {
    try (Connection connection = database.dataSource().getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      LOG.debug("the database does not answer (SQLState {})", e.getSQLState());
      return false;
    } finally {
      probe.set(null);
    }
  }
}
