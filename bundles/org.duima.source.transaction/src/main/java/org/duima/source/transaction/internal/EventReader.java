package org.duima.source.transaction.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.Severity;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.IntensiveCare;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Staff;
import org.duima.api.encounter.Transfusion;
import org.duima.api.site.DeclaredEditions;
import org.duima.api.site.Site;
import org.duima.source.transaction.internal.Copy.Found;
import org.duima.source.transaction.internal.Copy.Line;
import org.duima.source.transaction.internal.Rules.Node;
import org.duima.source.transaction.internal.Rules.Source;

/** The events of one transaction. */
final class EventReader {
  private static final String YES = "1";
  private static final String NO = "0";
  private static final BigDecimal LONGEST = BigDecimal.valueOf(100_000);

  /** More than twice what the specification allows. */
  private static final int LONGEST_KEY = 64;

  private static final String MISSING = "transaction.missing";

  private final Copy copy;
  private final Rules.Transaction rules;
  private final Site site;
  private final long arrivalNumber;
  private final LocalDateTime time;
  private final List<Key> keys;
  private final List<EncounterEvent> events = new ArrayList<>();

  EventReader(
      Copy copy, Rules.Transaction rules, Site site, long arrivalNumber, Instant receivedAt) {
    this.copy = copy;
    this.rules = rules;
    this.site = site;
    this.arrivalNumber = arrivalNumber;
    this.time =
        time("@time").orElseGet(() -> LocalDateTime.ofInstant(receivedAt, site.zone()).withNano(0));
    this.keys = keys();
  }

  List<EncounterEvent> events() {
    if (keys.isEmpty()) {
      copy.add(
          Finding.error(
              "transaction.no-key",
              "",
              "没有住院号、就诊ID、结算ID 或人员编号，无法归属；请核对映射文件中 @visit、@mdtrt、@person 的路径",
              "there is no visit number, mdtrt_id, setl_id or psn_no, so it belongs to nobody;"
                  + " check the paths of @visit, @mdtrt and @person in the mapping file"));
      return List.of();
    }
    switch (copy.infno) {
      case "2401" -> {
        state();
        move(Movement.ADMIT);
        workingDiagnoses();
      }
      case "2402" -> {
        state();
        move(Movement.DISCHARGE);
        workingDiagnoses();
      }
      case "2203", "2203A" -> {
        state();
        move(Movement.REGISTER);
        workingDiagnoses();
      }
      case "2301" -> charge();
      case "2207", "2207A", "2304" -> settle();
      case "2208", "2305" -> refund();
      case "2404" -> cancel(Movement.CANCEL_ADMIT);
      case "2405" -> cancel(Movement.CANCEL_DISCHARGE);
      case "4401" -> frontPage();
      case "4402" -> care();
      default -> throw new IllegalStateException("no rule for infno " + copy.infno);
    }
    return events;
  }

  private EventHeader header() {
    return new EventHeader(copy.institution, keys, time, arrivalNumber, events.size());
  }

  private List<Key> keys() {
    Set<Key> found = new LinkedHashSet<>();
    key(found, Key.Kind.PATIENT, "@patient");
    key(found, Key.Kind.PERSON, "@person");
    key(found, Key.Kind.VISIT, "@visit");
    key(found, Key.Kind.MDTRT, "@mdtrt");
    key(found, Key.Kind.SETTLEMENT, "@settlement");
    return List.copyOf(found);
  }

  private void key(Set<Key> keys, Key.Kind kind, String name) {
    copy.first(rules.sources(name), Severity.ERROR)
        .ifPresent(
            found -> {
              if (found.value().length() > LONGEST_KEY) {
                copy.add(
                    new Advice("编号过长，未采用", "the number is too long and not used")
                        .finding("transaction.bad-value", Severity.ERROR, found.path()));
              } else {
                keys.add(new Key(kind, copy.institution, found.value()));
              }
            });
  }

  private Optional<LocalDateTime> time(String name) {
    return copy.first(rules.sources(name), Severity.WARNING)
        .map(found -> LocalDateTime.parse(found.value(), Transform.WIRE_TIME));
  }

  private Map<String, Fact> facts() {
    Map<String, Fact> facts = new LinkedHashMap<>();
    rules.fields.forEach(
        (name, sources) -> {
          if (!name.startsWith("@")) {
            copy.first(sources, Severity.WARNING).ifPresent(found -> facts.put(name, fact(found)));
          }
        });
    for (Source node : rules.whole) {
      copy.each(node, (name, found) -> facts.putIfAbsent(name, fact(found)));
    }
    return facts;
  }

  private Fact fact(Found found) {
    return new Fact(found.value(), copy.origin(found.path()));
  }

  private void state() {
    Map<String, Fact> facts = facts();
    if (!facts.isEmpty()) {
      events.add(new EncounterEvent.Stated(header(), facts));
    }
  }

  private void move(Movement movement) {
    Optional<Found> at = copy.first(rules.sources("@moved-at"), Severity.ERROR);
    if (at.isEmpty()) {
      missing(Severity.WARNING, pathOf(rules.sources("@moved-at")));
      return;
    }
    events.add(
        new EncounterEvent.Moved(
            header(),
            movement,
            LocalDateTime.parse(at.get().value(), Transform.WIRE_TIME),
            new Location(own("@department"), own("@department-name"), own("@ward"), own("@bed")),
            copy.origin(at.get().path())));
  }

  private void cancel(Movement movement) {
    events.add(
        new EncounterEvent.Moved(header(), movement, time, Location.UNKNOWN, copy.origin("infno")));
  }

  private String own(String name) {
    return copy.first(rules.sources(name), Severity.WARNING).map(Found::value).orElse("");
  }

  private static String pathOf(List<Source> sources) {
    return sources.isEmpty() ? "" : sources.get(0).text();
  }

  private void missing(Severity severity, String path) {
    copy.add(
        new Advice("缺少必要内容，该部分未采用", "something necessary is missing; this part is not used")
            .finding(MISSING, severity, path));
  }

  // ---- rows

  private List<Line> lines(String name) {
    Node node = rules.nodes.get(name);
    return node == null ? List.of() : copy.lines(node.place());
  }

  private Optional<Found> found(String node, Line line, String column, Severity severity) {
    return copy.first(
        line, rules.nodes.get(node).columns().getOrDefault(column, List.of()), severity);
  }

  private String text(String node, Line line, String column) {
    return found(node, line, column, Severity.WARNING).map(Found::value).orElse("");
  }

  private LocalDateTime time(String node, Line line, String column) {
    return found(node, line, column, Severity.WARNING)
        .map(found -> LocalDateTime.parse(found.value(), Transform.WIRE_TIME))
        .orElse(null);
  }

  private Money money(String node, Line line, String column) {
    return found(node, line, column, Severity.WARNING)
        .map(found -> Money.parseYuan(found.value()))
        .orElse(Money.ZERO);
  }

  private BigDecimal number(String node, Line line, String column) {
    return found(node, line, column, Severity.WARNING)
        .map(found -> new BigDecimal(found.value()))
        .orElse(null);
  }

  private boolean isValid(String node, Line line) {
    return !text(node, line, "valid").equals(NO);
  }

  // ---- diagnoses

  private void workingDiagnoses() {
    List<Diagnosis> diagnoses =
        diagnoses(new Defaults("", Editions.INSURANCE_2_0, Editions.INSURANCE_2_0));
    if (!diagnoses.isEmpty()) {
      events.add(new EncounterEvent.WorkingDiagnoses(header(), diagnoses));
    }
  }

  /**
   * Editions where the site declares nothing.
   *
   * @param prefix of the names under which the site declares its defaults
   */
  private record Defaults(String prefix, String western, String tcm) {}

  private String edition(CodeSystem system, String node, String name, String otherwise) {
    DeclaredEditions.Place place =
        new DeclaredEditions.Place(copy.infno + "." + node, own("@department"), copy.institution);
    return site.editions().edition(system, place, name, otherwise);
  }

  private List<Diagnosis> diagnoses(Defaults defaults) {
    List<Diagnosis> diagnoses = new ArrayList<>();
    int rank = 0;
    for (Line line : lines("diseinfo")) {
      if (!isValid("diseinfo", line)) {
        continue;
      }
      rank++;
      Optional<Found> code = found("diseinfo", line, "diag_code", Severity.ERROR);
      String name = text("diseinfo", line, "diag_name");
      if (code.isEmpty() && name.isEmpty()) {
        missing(Severity.WARNING, line.path());
        continue;
      }
      CodeSystem system =
          switch (text("diseinfo", line, "kind")) {
            case "2" -> CodeSystem.TCM_DISEASE;
            case "3" -> CodeSystem.TCM_SYNDROME;
            default -> CodeSystem.DIAGNOSIS;
          };
      BigDecimal stated = number("diseinfo", line, "diag_srt_no");
      String edition =
          system == CodeSystem.DIAGNOSIS
              ? edition(system, "diseinfo", defaults.prefix + "diagnosis", defaults.western)
              : edition(system, "diseinfo", defaults.prefix + "tcm", defaults.tcm);
      diagnoses.add(
          new Diagnosis(
              role(line),
              codeOrNone(system, edition, code),
              name,
              text("diseinfo", line, "adm_cond_type"),
              stated == null ? rank : stated.intValue(),
              copy.origin(code.map(Found::path).orElse(line.path()))));
    }
    return diagnoses;
  }

  /** What has a name only is the hospital's own. */
  private static Code codeOrNone(CodeSystem system, String edition, Optional<Found> code) {
    return code.map(found -> new Code(system, edition, found.value()))
        .orElse(new Code(system, Editions.LOCAL, ""));
  }

  private Diagnosis.Role role(Line line) {
    if (copy.infno.startsWith("2203")) {
      return Diagnosis.Role.OUTPATIENT;
    }
    return switch (text("diseinfo", line, "role")) {
      case "outpatient" -> Diagnosis.Role.OUTPATIENT;
      case "admission" -> Diagnosis.Role.ADMISSION;
      default ->
          text("diseinfo", line, "maindiag_flag").equals(YES)
              ? Diagnosis.Role.PRINCIPAL
              : Diagnosis.Role.OTHER;
    };
  }

  // ---- 4401

  private void frontPage() {
    if (own("@valid").equals(NO)) {
      copy.add(
          Finding.warning(
              "transaction.void-front-page",
              pathOf(rules.sources("@valid")),
              "首页标为无效 (vali_flag 0)，未采用；如需更正请重传有效首页",
              "the front page is marked invalid (vali_flag 0) and not used; send a valid one to"
                  + " correct it"));
      return;
    }
    state();
    List<Diagnosis> diagnoses =
        diagnoses(new Defaults("4401.", Editions.CLINICAL_2_0, Editions.INSURANCE_2_0));
    if (diagnoses.isEmpty()) {
      missing(
          Severity.WARNING,
          rules.nodes.containsKey("diseinfo") ? rules.nodes.get("diseinfo").place().text() : "");
      return;
    }
    events.add(
        new EncounterEvent.FrontPageCoded(
            header(),
            new FrontPage(diagnoses, procedures(), intensiveCare(), transfusions(), time)));
  }

  private List<Procedure> procedures() {
    String edition =
        edition(CodeSystem.PROCEDURE, "oprninfo", "4401.procedure", Editions.CLINICAL_3_0);
    List<Procedure> procedures = new ArrayList<>();
    int rank = 0;
    for (Line line : lines("oprninfo")) {
      if (!isValid("oprninfo", line) || text("oprninfo", line, "cancelled").equals(YES)) {
        continue;
      }
      rank++;
      Optional<Found> code = found("oprninfo", line, "oprn_oprt_code", Severity.ERROR);
      String name = text("oprninfo", line, "oprn_oprt_name");
      if (code.isEmpty() && name.isEmpty()) {
        missing(Severity.WARNING, line.path());
        continue;
      }
      LocalDateTime begin = time("oprninfo", line, "oprn_oprt_begntime");
      procedures.add(
          new Procedure(
              text("oprninfo", line, "main").equals(YES),
              codeOrNone(CodeSystem.PROCEDURE, edition, code),
              name,
              begin,
              end(line, begin),
              text("oprninfo", line, "anst_way"),
              time("oprninfo", line, "anst_begntime"),
              time("oprninfo", line, "anst_endtime"),
              new Staff(
                  text("oprninfo", line, "oper_dr_code"), text("oprninfo", line, "oper_dr_name")),
              new Staff(
                  text("oprninfo", line, "anst_dr_code"), text("oprninfo", line, "anst_dr_name")),
              rank,
              copy.origin(code.map(Found::path).orElse(line.path()))));
    }
    return procedures;
  }

  /** The end, or begin and duration where the begin is more than a date. */
  private LocalDateTime end(Line line, LocalDateTime begin) {
    LocalDateTime end = time("oprninfo", line, "oprn_oprt_endtime");
    BigDecimal minutes = number("oprninfo", line, "minutes");
    boolean hasTimeOfDay = begin != null && !begin.equals(begin.toLocalDate().atStartOfDay());
    return end == null && hasTimeOfDay && minutes != null && minutes.compareTo(LONGEST) <= 0
        ? begin.plusMinutes(minutes.longValue())
        : end;
  }

  private List<IntensiveCare> intensiveCare() {
    List<IntensiveCare> stays = new ArrayList<>();
    for (Line line : lines("icuinfo")) {
      if (!isValid("icuinfo", line)) {
        continue;
      }
      LocalDateTime in = time("icuinfo", line, "scs_cutd_inpool_time");
      if (in == null) {
        missing(Severity.WARNING, line.path());
        continue;
      }
      stays.add(
          new IntensiveCare(
              text("icuinfo", line, "scs_cutd_ward_type"),
              in,
              time("icuinfo", line, "scs_cutd_exit_time"),
              copy.origin(line.path())));
    }
    return stays;
  }

  private List<Transfusion> transfusions() {
    List<Transfusion> transfusions = new ArrayList<>();
    for (Line line : lines("bldinfo")) {
      if (isValid("bldinfo", line)) {
        transfusions.add(
            new Transfusion(
                text("bldinfo", line, "bld_cat"),
                text("bldinfo", line, "bld_amt"),
                text("bldinfo", line, "bld_unt"),
                copy.origin(line.path())));
      }
    }
    return transfusions;
  }

  // ---- 2301

  private void charge() {
    Map<String, Line> splits = new LinkedHashMap<>();
    for (Line line : lines("split")) {
      String id = text("split", line, "feedetl_sn");
      if (id.isEmpty()) {
        missing(Severity.WARNING, line.path());
      } else {
        splits.putIfAbsent(id, line);
      }
    }
    Map<List<Key>, List<Charge>> byStay = new LinkedHashMap<>();
    for (Line line : lines("feedetail")) {
      String id = text("feedetail", line, "feedetl_sn");
      Optional<Money> amount =
          found("feedetail", line, "det_item_fee_sumamt", Severity.ERROR)
              .map(found -> Money.parseYuan(found.value()));
      if (id.isEmpty() || amount.isEmpty()) {
        missing(Severity.ERROR, line.path());
        continue;
      }
      byStay
          .computeIfAbsent(keysOf("feedetail", line), k -> new ArrayList<>())
          .add(charge(line, id, amount.get(), splits.remove(id)));
    }
    for (Map.Entry<String, Line> rest : splits.entrySet()) {
      chargeOfAnswer(rest.getKey(), rest.getValue())
          .ifPresent(charge -> byStay.computeIfAbsent(keys, k -> new ArrayList<>()).add(charge));
    }
    if (byStay.isEmpty()) {
      missing(Severity.WARNING, nodePath("feedetail"));
    }
    byStay.forEach(
        (stay, charges) ->
            events.add(
                new EncounterEvent.Charged(
                    new EventHeader(copy.institution, stay, time, arrivalNumber, events.size()),
                    charges)));
  }

  /** A batch may hold lines of several stays. */
  private List<Key> keysOf(String node, Line line) {
    Key mdtrt = key(node, "mdtrt_id", Key.Kind.MDTRT, line);
    if (mdtrt == null || keys.contains(mdtrt)) {
      return keys;
    }
    Key person = key(node, "psn_no", Key.Kind.PERSON, line);
    return person == null ? List.of(mdtrt) : List.of(person, mdtrt);
  }

  private Key key(String node, String column, Key.Kind kind, Line line) {
    String value = text(node, line, column);
    return value.isEmpty() || value.length() > LONGEST_KEY
        ? null
        : new Key(kind, copy.institution, value);
  }

  /** A line that only the answer tells of. */
  private Optional<Charge> chargeOfAnswer(String id, Line line) {
    Optional<Found> amount = found("split", line, "det_item_fee_sumamt", Severity.ERROR);
    if (amount.isEmpty()) {
      missing(Severity.ERROR, line.path());
      return Optional.empty();
    }
    BigDecimal quantity = number("split", line, "cnt");
    Money signed = signed(Money.parseYuan(amount.get().value()), quantity, line);
    return Optional.of(
        new Charge(
            id,
            "",
            text("split", line, "med_chrgitm_type"),
            "",
            "",
            "",
            null,
            quantity,
            number("split", line, "pric"),
            signed,
            split(line, signed),
            copy.origin(line.path())));
  }

  private String nodePath(String node) {
    return rules.nodes.containsKey(node) ? rules.nodes.get(node).place().text() : "";
  }

  private Charge charge(Line line, String id, Money amount, Line split) {
    String category = text("feedetail", line, "med_chrgitm_type");
    Origin origin = copy.origin(line.path());
    BigDecimal quantity = number("feedetail", line, "cnt");
    Money signed = signed(amount, quantity, line);
    return new Charge(
        id,
        text("feedetail", line, "init_feedetl_sn"),
        split == null ? category : text("split", split, "med_chrgitm_type"),
        text("feedetail", line, "medins_list_codg"),
        text("feedetail", line, "name"),
        text("feedetail", line, "med_list_codg"),
        time("feedetail", line, "fee_ocur_time"),
        quantity,
        number("feedetail", line, "pric"),
        signed,
        split == null ? null : split(split, signed),
        origin);
  }

  /** A negative quantity makes a reversal (2301 cnt), so its amount is negative too. */
  private Money signed(Money amount, BigDecimal quantity, Line line) {
    if (quantity == null || quantity.signum() >= 0 || amount.fen() <= 0) {
      return amount;
    }
    copy.add(
        new Advice(
                "退费行数量为负而金额为正，按负数计",
                "a reversal with a negative quantity has a positive amount; it counts as negative")
            .finding("transaction.reversal-sign", Severity.WARNING, line.path()));
    return amount.negated();
  }

  /** The parts have the sign of their line, whichever the platform wrote. */
  private Charge.Split split(Line line, Money amount) {
    return new Charge.Split(
        text("split", line, "chrgitm_lv"),
        part(line, "fulamt_ownpay_amt", amount),
        part(line, "overlmt_amt", amount),
        part(line, "preselfpay_amt", amount),
        part(line, "inscp_scp_amt", amount));
  }

  private Money part(Line line, String column, Money amount) {
    Money part = money("split", line, column);
    return amount.fen() < 0 && part.fen() > 0 ? part.negated() : part;
  }

  // ---- 4402

  /** Orders of a kind of care that the mapping names; all others are of no concern here. */
  private void care() {
    Map<List<Key>, List<CarePeriod>> byStay = new LinkedHashMap<>();
    for (Line line : lines("care")) {
      String kind = text("care", line, "kind");
      if (kind.isEmpty()) {
        continue;
      }
      LocalDateTime begin = time("care", line, "begin");
      LocalDateTime end = time("care", line, "end");
      String id = text("care", line, "id");
      if (begin == null || end != null && end.isBefore(begin)) {
        missing(Severity.WARNING, line.path());
        continue;
      }
      try {
        CarePeriod period =
            new CarePeriod(
                CarePeriod.Kind.ofId(kind),
                id,
                begin,
                end,
                !isValid("care", line),
                copy.origin(line.path()));
        byStay.computeIfAbsent(keysOf("care", line), k -> new ArrayList<>()).add(period);
      } catch (IllegalArgumentException e) {
        copy.add(
            new Advice(
                    "care[].kind 的结果应为 nursing-special、nursing-1、nursing-2、nursing-3、ventilation 或 coma；请改映射",
                    "care[].kind must give nursing-special, nursing-1, nursing-2, nursing-3,"
                        + " ventilation or coma; correct the mapping")
                .finding("transaction.bad-value", Severity.WARNING, line.path()));
      }
    }
    byStay.forEach(
        (stay, periods) ->
            events.add(
                new EncounterEvent.CareRecorded(
                    new EventHeader(copy.institution, stay, time, arrivalNumber, events.size()),
                    periods)));
  }

  // ---- 2207, 2208, 2304, 2305

  private void settle() {
    Optional<Found> setlId = copy.first(rules.sources("@settlement"), Severity.ERROR);
    if (setlId.isEmpty()) {
      missing(Severity.ERROR, pathOf(rules.sources("@settlement")));
      return;
    }
    List<FundPayment> funds = new ArrayList<>();
    for (Line line : lines("setldetail")) {
      String type = text("setldetail", line, "fund_pay_type");
      Optional<Found> amount = found("setldetail", line, "fund_payamt", Severity.ERROR);
      if (type.isEmpty() || amount.isEmpty()) {
        missing(Severity.ERROR, line.path());
      } else {
        funds.add(new FundPayment(type, Money.parseYuan(amount.get().value())));
      }
    }
    events.add(
        new EncounterEvent.Settled(
            header(),
            new Settlement(
                setlId.get().value(),
                time("@settled-at").orElse(time),
                own("@mid-stay").equals(YES),
                false,
                facts(),
                funds)));
  }

  private void refund() {
    Optional<Found> setlId = copy.first(rules.sources("@settlement"), Severity.ERROR);
    if (setlId.isEmpty()) {
      missing(Severity.ERROR, pathOf(rules.sources("@settlement")));
      return;
    }
    events.add(new EncounterEvent.Refunded(header(), setlId.get().value()));
  }
}
