package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settlement lists that the platform holds, with the sign-ins and message ids it has seen.
 *
 * <p>Thread-safe. With a folder, every change is in the journal before it is visible.
 */
final class ListStore implements Closeable {
  private static final int HISTORY = 100;

  private final Map<String, Entry> lists = new LinkedHashMap<>();
  private final Set<String> msgids = new HashSet<>();
  private final Map<String, SignIn> signIns = new HashMap<>();
  private final Map<String, JsonNode> facts = new LinkedHashMap<>();
  private final Set<String> reversed = new HashSet<>();
  private final Map<String, Disposition> dispositions = new LinkedHashMap<>();
  private final Journal journal;
  private int lastListNumber = 100_000_000;
  private int lastSignIn;
  private long uploads;
  private long submissions;
  private long withdrawals;

  private record SignIn(String fixmedinsCode, LocalDateTime until) {}

  private final class Entry {
    private final String setlId;
    private String form;
    private String setlListId;
    private String psnNo;
    private String mdtrtId;
    private String fixmedinsCode;
    private String fixmedinsName;
    private ListState state;
    private String contentJson;
    private String contentHash;
    private int uploadCount;
    private final Deque<ListRecord.Upload> uploads = new ArrayDeque<>();
    private int submissions;
    private int withdrawals;
    private String submittedAt = "";
    private String checkContent = "";
    private List<String> warnings = List.of();

    Entry(String setlId) {
      this.setlId = setlId;
    }

    /** The person of the list; a settlement that was told of knows it even where 4101 does not. */
    private String person() {
      return psnNo.isEmpty()
          ? ListCheck.text(facts.getOrDefault(setlId, Json.object()), "psn_no")
          : psnNo;
    }

    boolean isOf(String person) {
      return person().isEmpty() || person().equals(person);
    }

    ListRecord snapshot() {
      return new ListRecord(
          setlId,
          form,
          setlListId,
          person(),
          mdtrtId,
          fixmedinsCode,
          fixmedinsName,
          state,
          contentJson,
          contentHash,
          uploadCount,
          List.copyOf(uploads),
          submissions,
          withdrawals,
          submittedAt,
          checkContent,
          warnings,
          Json.canonical(facts.getOrDefault(setlId, Json.object())));
    }
  }

  /**
   * One wanted change of state.
   *
   * @param setlId settlement
   * @param psnNo insured person number, which must be the list's
   * @param state the state wanted
   */
  record StateChange(String setlId, String psnNo, ListState state) {}

  /** Totals since the first start on this store. */
  record Totals(long uploads, long submissions, long withdrawals, Map<ListState, Long> states) {}

  /** Opens the store; a null folder keeps everything in memory only. */
  ListStore(Path folder) {
    this.journal = folder == null ? null : Journal.open(folder, this::apply);
  }

  /** Marks a message id as used; false where it was used before. */
  synchronized boolean useMsgid(String msgid) {
    if (msgids.contains(msgid)) {
      return false;
    }
    change(event("msgid").put("msgid", msgid), false);
    return true;
  }

  /**
   * A new sign-in serial number, good for that institution until midnight.
   *
   * @param seconds how long it is good at most; 0 for no such limit
   */
  synchronized String signIn(String fixmedinsCode, LocalDateTime now, long seconds) {
    String signNo =
        now.format(DateTimeFormatter.BASIC_ISO_DATE) + String.format("%010d", lastSignIn + 1);
    LocalDateTime until = now.toLocalDate().plusDays(1).atStartOfDay();
    if (seconds > 0 && now.plusSeconds(seconds).isBefore(until)) {
      until = now.plusSeconds(seconds);
    }
    change(
        event("sign-in")
            .put("sign_no", signNo)
            .put("fixmedins_code", fixmedinsCode)
            .put("at", now.toString())
            .put("until", until.toString()),
        true);
    return signNo;
  }

  synchronized boolean isSignedIn(String signNo, String fixmedinsCode, LocalDateTime now) {
    SignIn signIn = signIns.get(signNo);
    return signIn != null
        && signIn.fixmedinsCode().equals(fixmedinsCode)
        && now.isBefore(signIn.until());
  }

  /** Ends one sign-in of that institution; false where there is none. */
  synchronized boolean signOut(String signNo, String fixmedinsCode) {
    SignIn signIn = signIns.get(signNo);
    if (signIn == null || !signIn.fixmedinsCode().equals(fixmedinsCode)) {
      return false;
    }
    change(event("sign-out").put("sign_no", signNo), true);
    return true;
  }

  /** Ends every sign-in, as midnight does. */
  synchronized void signOutAll() {
    change(event("sign-out"), true);
  }

  /**
   * Takes a list that passed all checks of its content.
   *
   * @param form 4101A or 4101
   * @return the problem that its record raises, or null when it was taken
   */
  synchronized Problem upload(String form, Call call, List<String> warnings) {
    JsonNode stay = call.input().path("setlinfo");
    String setlId = ListCheck.text(stay, "setl_id");
    String psnNo = ListCheck.text(stay, "psn_no");
    Entry entry = lists.get(setlId);
    if (entry != null) {
      boolean same =
          (psnNo.isEmpty() || entry.isOf(psnNo))
              && entry.mdtrtId.equals(ListCheck.text(stay, "mdtrt_id"))
              && entry.fixmedinsCode.equals(call.institution());
      if (!same) {
        return Problem.ofCall("identity", "结算ID对应的人员编号、就诊ID或定点医药机构编号与已上传清单不一致");
      }
      if (!entry.state.takesUploads()) {
        return Problem.ofCall("state", "清单状态为" + stateName(entry.state) + "，不允许重新上传");
      }
    }
    ObjectNode event =
        event("upload")
            .put("form", form)
            .put("fixmedins_code", call.institution())
            .put("fixmedins_name", ListCheck.text(call.envelope(), "fixmedins_name"))
            .put("msgid", call.msgid())
            .put("time", WireTime.now().format(WireTime.DATE_TIME));
    event.put(
        "setl_list_id", entry == null ? String.valueOf(lastListNumber + 1) : entry.setlListId);
    event.set("input", call.input());
    ArrayNode odd = event.putArray("warnings");
    warnings.forEach(odd::add);
    change(event, true);
    return null;
  }

  /**
   * Changes states as 4102 asks: all of them or none.
   *
   * @return the problems that keep all from changing; empty when they changed
   */
  synchronized List<Problem> changeStates(String fixmedinsCode, List<StateChange> changes) {
    List<Problem> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (StateChange wanted : changes) {
      Entry entry = lists.get(wanted.setlId());
      if (entry == null
          || !entry.isOf(wanted.psnNo())
          || !entry.fixmedinsCode.equals(fixmedinsCode)) {
        problems.add(Problem.ofCall("not-found", "未查询到该结算ID的清单信息"));
      } else if (!seen.add(wanted.setlId())) {
        problems.add(Problem.ofCall("twice", "同一结算ID在一次交易中出现多次"));
      } else if (!entry.state.mayBecome(wanted.state())) {
        problems.add(
            Problem.ofCall(
                "state", "清单状态为" + stateName(entry.state) + "，不允许改为" + stateName(wanted.state())));
      }
    }
    if (problems.isEmpty()) {
      for (StateChange wanted : changes) {
        change(
            event("state")
                .put("setl_id", wanted.setlId())
                .put("stas_type", wanted.state().code())
                .put("time", WireTime.now().format(WireTime.DATE_TIME)),
            true);
      }
    }
    return problems;
  }

  /** Lets the review decide on a submitted list; false where there is no such list in state 1. */
  synchronized boolean review(String setlId, ListState verdict, String checkContent) {
    Entry entry = lists.get(setlId);
    if (entry == null || entry.state != ListState.SUBMITTED) {
      return false;
    }
    change(
        event("review")
            .put("setl_id", setlId)
            .put("stas_type", verdict.code())
            .put("chk_cont", checkContent),
        true);
    return true;
  }

  /**
   * Changes one value of a held list behind the hospital's back, so that what the platform holds
   * differs from what was sent.
   *
   * @param row row of the node from 1, or 0 for setlinfo
   * @param value the new value, or null to remove the field
   * @return false where there is no such list, node or row
   */
  synchronized boolean alter(String setlId, String node, int row, String field, String value) {
    Entry entry = lists.get(setlId);
    if (entry == null || place(Json.parse(entry.contentJson), node, row) == null) {
      return false;
    }
    change(
        event("alter")
            .put("setl_id", setlId)
            .put("node", node)
            .put("row", row)
            .put("field", field)
            .put("value", value),
        true);
    return true;
  }

  /** Keeps what the platform knows of a settlement besides its list; replaces what was told. */
  synchronized void tellSettlement(String setlId, JsonNode known) {
    ObjectNode event = event("settlement").put("setl_id", setlId);
    event.set("facts", known);
    change(event, true);
  }

  /** What was told of settlements, by setl_id. */
  synchronized Map<String, JsonNode> settlements() {
    return new LinkedHashMap<>(facts);
  }

  /** Notes that a call was reversed (2601); false where it was reversed before. */
  synchronized boolean reverse(String msgid) {
    if (reversed.contains(msgid)) {
      return false;
    }
    change(event("reverse").put("msgid", msgid), true);
    return true;
  }

  /** Notes what became of results of the pre-audit (3103). */
  synchronized void dispose(String institution, String warnType, JsonNode warns) {
    ObjectNode event =
        event("disposition")
            .put("institution", institution)
            .put("warn_type", warnType)
            .put("time", WireTime.now().format(WireTime.DATE_TIME));
    event.set("warns", warns);
    change(event, true);
  }

  /** What became of results, in the order in which they were told of first. */
  synchronized List<Disposition> dispositions() {
    return List.copyOf(dispositions.values());
  }

  /** One list, or null. */
  synchronized ListRecord find(String setlId) {
    Entry entry = lists.get(setlId);
    return entry == null ? null : entry.snapshot();
  }

  /** All lists by settlement, in the order of their first upload. */
  synchronized Map<String, ListRecord> records() {
    Map<String, ListRecord> records = new LinkedHashMap<>();
    lists.forEach((setlId, entry) -> records.put(setlId, entry.snapshot()));
    return records;
  }

  synchronized Totals totals() {
    Map<ListState, Long> states = new EnumMap<>(ListState.class);
    for (ListState state : ListState.values()) {
      states.put(state, 0L);
    }
    lists.values().forEach(entry -> states.merge(entry.state, 1L, Long::sum));
    return new Totals(uploads, submissions, withdrawals, states);
  }

  private static ObjectNode event(String name) {
    return Json.object().put("event", name);
  }

  private void change(ObjectNode event, boolean sync) {
    if (journal != null) {
      journal.append(event, sync);
    }
    apply(event);
  }

  private void apply(JsonNode event) {
    switch (event.path("event").asText()) {
      case "msgid" -> msgids.add(event.path("msgid").asText());
      case "sign-in" -> {
        LocalDateTime at = LocalDateTime.parse(event.path("at").asText());
        lastSignIn++;
        signIns.values().removeIf(old -> old.until().isBefore(at));
        signIns.put(
            event.path("sign_no").asText(),
            new SignIn(
                event.path("fixmedins_code").asText(),
                LocalDateTime.parse(event.path("until").asText())));
      }
      case "sign-out" -> {
        if (event.has("sign_no")) {
          signIns.remove(event.path("sign_no").asText());
        } else {
          signIns.clear();
        }
      }
      case "settlement" -> facts.put(event.path("setl_id").asText(), event.path("facts"));
      case "reverse" -> reversed.add(event.path("msgid").asText());
      case "disposition" -> applyDisposition(event);
      case "alter" -> applyAlter(event);
      case "upload" -> applyUpload(event);
      case "state" -> {
        Entry entry = lists.get(event.path("setl_id").asText());
        entry.state = ListState.ofCode(event.path("stas_type").asText());
        entry.checkContent = "";
        if (entry.state == ListState.SUBMITTED) {
          entry.submittedAt = event.path("time").asText();
          entry.submissions++;
          submissions++;
        } else {
          entry.submittedAt = "";
          entry.withdrawals++;
          withdrawals++;
        }
      }
      case "review" -> {
        Entry entry = lists.get(event.path("setl_id").asText());
        entry.state = ListState.ofCode(event.path("stas_type").asText());
        entry.checkContent = event.path("chk_cont").asText();
      }
      default -> throw new IllegalStateException("unknown event " + event.path("event").asText());
    }
  }

  private void applyDisposition(JsonNode event) {
    String institution = event.path("institution").asText();
    for (JsonNode warn : event.path("warns")) {
      String id = ListCheck.text(warn, "warn_rslt_id");
      Disposition former = dispositions.get(institution + " " + id);
      dispositions.put(
          institution + " " + id,
          new Disposition(
              institution,
              event.path("warn_type").asText(),
              id,
              ListCheck.text(warn, "dspo_way"),
              ListCheck.text(warn, "dspo_way_rea"),
              former == null ? 1 : former.times() + 1,
              event.path("time").asText()));
    }
  }

  private void applyAlter(JsonNode event) {
    Entry entry = lists.get(event.path("setl_id").asText());
    JsonNode content = Json.parse(entry.contentJson);
    ObjectNode row = place(content, event.path("node").asText(), event.path("row").asInt());
    if (event.path("value").isNull()) {
      row.remove(event.path("field").asText());
    } else {
      row.put(event.path("field").asText(), event.path("value").asText());
    }
    entry.contentJson = Json.canonical(content);
    entry.contentHash = Json.sha256(entry.contentJson);
  }

  /** The row to change, or null where there is none. */
  private static ObjectNode place(JsonNode content, String node, int row) {
    JsonNode found = row == 0 ? content.path(node) : content.path(node).path(row - 1);
    return found instanceof ObjectNode object ? object : null;
  }

  private void applyUpload(JsonNode event) {
    JsonNode input = event.path("input");
    JsonNode stay = input.path("setlinfo");
    Entry entry = lists.computeIfAbsent(ListCheck.text(stay, "setl_id"), Entry::new);
    if (entry.setlListId == null) {
      entry.setlListId = event.path("setl_list_id").asText();
      lastListNumber = Math.max(lastListNumber, Integer.parseInt(entry.setlListId));
    }
    String psnNo = ListCheck.text(stay, "psn_no");
    if (!psnNo.isEmpty() || entry.psnNo == null) {
      entry.psnNo = psnNo;
    }
    entry.form = event.path("form").asText();
    entry.fixmedinsName = event.path("fixmedins_name").asText();
    entry.mdtrtId = ListCheck.text(stay, "mdtrt_id");
    entry.fixmedinsCode = event.path("fixmedins_code").asText();
    entry.state = ListState.NOT_SUBMITTED;
    entry.contentJson = Json.canonical(input);
    entry.contentHash = Json.sha256(entry.contentJson);
    entry.uploadCount++;
    entry.submittedAt = "";
    entry.checkContent = "";
    uploads++;
    if (entry.uploads.size() == HISTORY) {
      entry.uploads.removeFirst();
    }
    entry.uploads.addLast(
        new ListRecord.Upload(
            event.path("msgid").asText(), event.path("time").asText(), entry.contentHash));
    List<String> odd = new ArrayList<>();
    event.path("warnings").forEach(warning -> odd.add(warning.asText()));
    entry.warnings = List.copyOf(odd);
  }

  private static String stateName(ListState state) {
    return switch (state) {
      case NOT_SUBMITTED -> "0未提交";
      case SUBMITTED -> "1已提交";
      case PASSED -> "2审核通过";
      case REFUSED -> "3审核不通过";
    };
  }

  @Override
  public synchronized void close() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }
}
