package org.duima.source.hl7v2.internal;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Origin;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
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
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Transfusion;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;

/**
 * Turns HL7 v2 messages into events of stays, by the hospital's mapping file. Which messages make
 * which events is fixed here; where each value stands is said there.
 */
public final class Hl7v2Adapter implements SourceAdapter {
  private static final Map<String, Movement> MOVEMENTS =
      Map.of(
          "A01", Movement.ADMIT,
          "A02", Movement.TRANSFER,
          "A03", Movement.DISCHARGE,
          "A04", Movement.REGISTER,
          "A05", Movement.PREADMIT,
          "A06", Movement.ADMIT,
          "A07", Movement.REGISTER,
          "A11", Movement.CANCEL_ADMIT,
          "A12", Movement.CANCEL_TRANSFER,
          "A13", Movement.CANCEL_DISCHARGE);

  private static final Set<String> SUPPORTED =
      Set.of(
          "ADT^A01", "ADT^A02", "ADT^A03", "ADT^A04", "ADT^A05", "ADT^A06", "ADT^A07", "ADT^A08",
          "ADT^A11", "ADT^A12", "ADT^A13", "ADT^A28", "ADT^A31", "ADT^A40", "BAR^P01", "BAR^P05",
          "BAR^P12", "DFT^P03", "ORU^R01");

  /** Facts that are names of the stay too: an HL7 null does not take them back. */
  private static final Set<String> NEVER_CLEARED = Set.of("mdtrt_id", "psn_no", "setl_id");

  private final Sites sites;
  private final Supplier<Dictionaries> dictionaries;
  private final MappingFiles files;
  private final SegmentParser parser = new SegmentParser();

  /**
   * @param sites whose institution a sender speaks for, time zone, default editions
   * @param dictionaries value maps
   * @param files the mapping, loaded
   */
  public Hl7v2Adapter(Sites sites, Supplier<Dictionaries> dictionaries, MappingFiles files) {
    this.sites = sites;
    this.dictionaries = dictionaries;
    this.files = files;
  }

  @Override
  public String format() {
    return Hl7MessageReader.FORMAT;
  }

  @Override
  public Parsed parse(RawMessage message, long arrivalNumber) {
    byte[] body = message.body();
    MappingFiles.Version version = files.version();
    MessageHead.Result read = MessageHead.read(body, 0, body.length, version.charsets());
    if (read.refusal() != null) {
      return new Parsed(List.of(), List.of(read.refusal()));
    }
    Site site = sites.current();
    Work work = new Work(site.zone(), dictionaries.get().asOfNow());
    Optional<Site.Institution> institution = site.institutionOf(read.head().sender());
    if (institution.isEmpty()) {
      work.add(
          Finding.error(
              "hl7.unknown-sender",
              "MSH-3",
              "不知道这个发送方属于哪家机构；请在 etc/org.duima.site.cfg 加一行 sender.发送应用|发送机构 = 机构编号，然后重发",
              "It is not known which institution this sender speaks for; add sender.APP|FACILITY ="
                  + " CODE to etc/org.duima.site.cfg and send the message again"));
      return new Parsed(List.of(), work.findings());
    }
    Er7Message er7 = Er7Message.of(body, read.head(), parser);
    String type = type(er7);
    if (!SUPPORTED.contains(type) && OrderType.of(type) == null) {
      work.add(
          Finding.warning(
              "hl7.unsupported-event",
              "MSH-9",
              "不处理这种消息，已保存，不影响住院记录",
              "This kind of message is not processed; it is kept and changes no stay"));
      return new Parsed(List.of(), work.findings());
    }
    return new Reader(
            er7,
            type,
            version.mapping(),
            site,
            institution.get().code(),
            work,
            message,
            arrivalNumber)
        .read();
  }

  /** MSH-9, with EVN-1 where MSH-9 lacks the event. */
  private static String type(Er7Message message) {
    if (!message.head().event().isEmpty()) {
      return message.head().type();
    }
    for (Er7Message.Segment segment : message.segments()) {
      if (segment.name().equals("EVN")) {
        return message.head().type() + "^" + segment.first(1, 1, 1);
      }
    }
    return message.head().type();
  }

  /** The names of patient and visit, empty if the message has none. */
  static List<Key> keys(
      Plan plan, List<Er7Message.Segment> segments, String institution, Work work) {
    List<Key> keys = new ArrayList<>(4);
    for (Key.Kind kind :
        List.of(Key.Kind.PATIENT, Key.Kind.VISIT, Key.Kind.MDTRT, Key.Kind.PERSON)) {
      String value = plan.rule("key." + kind).text(segments, work);
      if (!value.isEmpty()) {
        keys.add(new Key(kind, institution, value));
      }
    }
    return keys;
  }

  /** Reads one message. */
  private static final class Reader {
    private final Er7Message message;
    private final List<Er7Message.Segment> segments;
    private final String type;
    private final Plan plan;
    private final Mapping mapping;
    private final Site site;
    private final String institution;
    private final Work work;
    private final RawMessage raw;
    private final long arrivalNumber;
    private final String title;
    private final List<EncounterEvent> events = new ArrayList<>();
    private final Lists lists;
    private LocalDateTime time;
    private String timeLocation = "MSH";
    private List<Key> keys = List.of();

    Reader(
        Er7Message message,
        String type,
        Mapping mapping,
        Site site,
        String institution,
        Work work,
        RawMessage raw,
        long arrivalNumber) {
      this.message = message;
      this.segments = message.segments();
      this.type = type;
      this.plan = mapping.plan(type);
      this.mapping = mapping;
      this.site = site;
      this.institution = institution;
      this.work = work;
      this.raw = raw;
      this.arrivalNumber = arrivalNumber;
      this.lists = new Lists(plan, mapping, site, message.head().sender(), work, this::origin);
      this.title = type + " " + message.head().controlId();
    }

    Parsed read() {
      if (message.unnamed() > 0) {
        work.warn(
            "hl7.bad-segment",
            "MSH",
            "有 " + message.unnamed() + " 行不是 HL7 段，已略过",
            message.unnamed() + " lines are no HL7 segments and were left out");
      }
      time = eventTime();
      if (type.equals("ADT^A40")) {
        merges();
        return parsed();
      }
      keys = keys(plan, segments, institution, work);
      if (keys.isEmpty()) {
        work.add(
            Finding.error(
                "hl7.no-patient",
                "PID-3",
                "消息没有病人号（PID-3）和就诊号（PV1-19），无法归到任何住院；请由发送方补齐后重发",
                "The message names neither patient (PID-3) nor visit (PV1-19) and can belong to no"
                    + " stay; have the sender complete it and send it again"));
        return parsed();
      }
      moved();
      stated();
      clinical();
      cared();
      ordered();
      charged();
      return parsed();
    }

    /** Several fields may stand in one place of the message; one word about it is enough. */
    private Parsed parsed() {
      for (Er7Message.Segment segment : message.unreadable()) {
        work.warn(
            "hl7.bad-segment",
            segment.location(),
            "段无法解析（或分隔符过多），已略过；请由发送方核对",
            "the segment cannot be parsed, or has too many separators, and was left out; have the"
                + " sender check it");
      }
      return new Parsed(events, work.findings().stream().distinct().toList());
    }

    private LocalDateTime eventTime() {
      Rule.Value said = plan.rule("event.time").evaluate(segments, work);
      if (said == null || said.isCleared()) {
        work.warn(
            "hl7.no-time",
            "EVN-2",
            "没有可用的事件时间（EVN-2、MSH-7），按收到时间处理",
            "there is no usable event time (EVN-2, MSH-7); the time of arrival was used");
        return LocalDateTime.ofInstant(raw.receivedAt(), site.zone());
      }
      timeLocation = said.location();
      return Hl7Time.ofWire(said.text());
    }

    private Optional<LocalDateTime> time(String field) {
      Rule.Value value = plan.rule(field).evaluate(segments, work);
      return value == null || value.isCleared()
          ? Optional.empty()
          : Optional.of(Hl7Time.ofWire(value.text()));
    }

    private EventHeader header(List<Key> keys) {
      return new EventHeader(institution, keys, time, arrivalNumber, events.size());
    }

    private Origin origin(String location) {
      return new Origin(arrivalNumber, title, location);
    }

    private void merges() {
      for (Groups.Group group :
          Groups.of(segments, Collections.singletonList(plan.anchor("merge")), 0)) {
        String surviving = plan.rule("merge.surviving").text(group.segments(), work);
        String retired = plan.rule("merge.retired").text(group.segments(), work);
        if (surviving.isEmpty() || retired.isEmpty()) {
          work.warn(
              "hl7.incomplete-merge",
              "MRG-1",
              "合并消息缺保留号（PID-3）或停用号（MRG-1），未合并",
              "the merge lacks the surviving (PID-3) or the retired number (MRG-1); not merged");
        } else if (!surviving.equals(retired)) {
          Key kept = new Key(Key.Kind.PATIENT, institution, surviving);
          Key gone = new Key(Key.Kind.PATIENT, institution, retired);
          events.add(new EncounterEvent.PatientsMerged(header(List.of(kept, gone)), kept, gone));
        }
      }
    }

    private void moved() {
      Movement movement = type.startsWith("ADT^") ? MOVEMENTS.get(type.substring(4)) : null;
      if (movement == null) {
        return;
      }
      Rule.Value said = plan.rule("movement.time").evaluate(segments, work);
      boolean known = said != null && !said.isCleared();
      Location location =
          new Location(
              text("location.departmentCode"),
              text("location.departmentName"),
              text("location.ward"),
              text("location.bed"));
      events.add(
          new EncounterEvent.Moved(
              header(keys),
              movement,
              known ? Hl7Time.ofWire(said.text()) : time,
              location,
              origin(known ? said.location() : timeLocation)));
    }

    private String text(String field) {
      return plan.rule(field).text(segments, work);
    }

    /** Facts of the stay, and of a settlement that the HIS tells of in a Z segment. */
    private void stated() {
      Map<String, Fact> facts = new HashMap<>();
      Set<String> cleared = new LinkedHashSet<>();
      collect(plan.facts(), facts, cleared);
      Map<String, Fact> settlement = new HashMap<>();
      Set<String> clearedThere = new LinkedHashSet<>();
      collect(plan.settlementFacts(), settlement, clearedThere);
      boolean settled = settlement.containsKey("setl_id");
      List<FundPayment> funds = lists.funds(segments);
      if (!funds.isEmpty() && !(settled && settlement.containsKey("setl_time"))) {
        work.warn(
            "hl7.fund-without-settlement",
            "ZJJ",
            "基金支付须与结算ID、结算时间在同一条消息，未采用",
            "fund payments must come with the id and the time of their settlement; not used");
      }
      if (!settled) {
        // an invoice number without setl_id is at least a fact of the stay
        facts.putAll(settlement);
        cleared.addAll(clearedThere);
        cleared.removeAll(facts.keySet());
      }
      if (!facts.isEmpty() || !cleared.isEmpty()) {
        events.add(new EncounterEvent.Stated(header(keys), facts, cleared));
      }
      if (settled) {
        settlement(settlement, clearedThere, funds);
      }
    }

    private void collect(List<Rule> rules, Map<String, Fact> facts, Set<String> cleared) {
      for (Rule rule : rules) {
        Rule.Value value = rule.evaluate(segments, work);
        if (value == null) {
          continue;
        }
        if (!value.isCleared()) {
          facts.put(rule.field(), new Fact(value.text(), origin(value.location())));
        } else if (!NEVER_CLEARED.contains(rule.field())) {
          cleared.add(rule.field());
        }
      }
    }

    private void settlement(Map<String, Fact> facts, Set<String> cleared, List<FundPayment> funds) {
      String setlId = facts.get("setl_id").value();
      List<Key> withSettlement = new ArrayList<>(keys);
      withSettlement.add(new Key(Key.Kind.SETTLEMENT, institution, setlId));
      EventHeader header = header(withSettlement);
      Fact settledAt = facts.get("setl_time");
      if (is(facts, "refd_setl_flag")) {
        events.add(new EncounterEvent.Refunded(header, setlId));
      } else if (settledAt == null) {
        events.add(new EncounterEvent.Stated(header, facts, cleared));
      } else {
        events.add(
            new EncounterEvent.Settled(
                header,
                new Settlement(
                    setlId,
                    Hl7Time.ofWire(settledAt.value()),
                    is(facts, "mid_setl_flag"),
                    false,
                    facts,
                    funds)));
      }
    }

    private static boolean is(Map<String, Fact> facts, String flag) {
      Fact fact = facts.get(flag);
      return fact != null && fact.value().equals("1");
    }

    private void clinical() {
      if (OrderType.of(type) != null) {
        // its diagnoses are why something is ordered, not the whole set that the source holds
        return;
      }
      lists.department(text("location.departmentCode"));
      boolean coded = !text("frontpage.when").isEmpty();
      boolean outpatient = text("visit.outpatient").equals("1");
      List<Diagnosis> diagnoses = lists.diagnoses(segments, coded, outpatient);
      if (!coded) {
        if (!diagnoses.isEmpty()) {
          events.add(new EncounterEvent.WorkingDiagnoses(header(keys), diagnoses));
        }
        return;
      }
      List<Procedure> procedures = lists.procedures(segments);
      List<IntensiveCare> intensiveCare = lists.intensiveCare(segments);
      List<Transfusion> transfusions = lists.transfusions(segments);
      if (diagnoses.isEmpty() && procedures.isEmpty()) {
        work.warn(
            "hl7.front-page-empty",
            "DG1",
            "首页消息没有一条可用的诊断或手术，未替换原首页",
            "the front page has no usable diagnosis or procedure; the former one stays");
        return;
      }
      LocalDateTime codedAt = time("frontpage.time").orElse(time);
      events.add(
          new EncounterEvent.FrontPageCoded(
              header(keys),
              new FrontPage(diagnoses, procedures, intensiveCare, transfusions, codedAt)));
    }

    private void cared() {
      List<CarePeriod> periods = lists.carePeriods(segments, time);
      if (!periods.isEmpty()) {
        events.add(new EncounterEvent.CareRecorded(header(keys), periods));
      }
    }

    /** Orders, without those that the sender adds to explain results. */
    private void ordered() {
      if (OrderType.of(type) == null) {
        return;
      }
      Orders orders =
          new Orders(
              plan,
              mapping,
              work,
              this::origin,
              message.head().controlId(),
              text("request.department"));
      List<OrderLine> lines =
          orders.lines(OrderGroups.of(segments), time).stream()
              .filter(placed -> !placed.isPrior())
              .map(Orders.Placed::line)
              .toList();
      if (!lines.isEmpty()) {
        events.add(new EncounterEvent.Ordered(header(keys), lines));
      }
    }

    private void charged() {
      List<Charge> charges = lists.charges(segments, message.head().controlId());
      if (!charges.isEmpty()) {
        events.add(new EncounterEvent.Charged(header(keys), charges));
      }
    }
  }
}
