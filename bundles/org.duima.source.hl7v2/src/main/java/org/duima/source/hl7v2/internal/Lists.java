package org.duima.source.hl7v2.internal;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.Diagnosis.Role;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.IntensiveCare;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Staff;
import org.duima.api.encounter.Transfusion;
import org.duima.api.site.DeclaredEditions;
import org.duima.api.site.Site;

/** Reads what a message lists: diagnoses, procedures, intensive care, blood, charges, funds. */
final class Lists {
  private static final List<String> NAMES =
      List.of("diagnosis", "procedure", "charge", "intensiveCare", "transfusion", "care", "fund");

  /** Segments of an order that do not say what was ordered. */
  private static final Set<String> BARE_ORDER = Set.of("ORC", "TQ1", "TQ2", "NTE");

  /** The wire has 16 digits, two of them decimals. */
  private static final BigDecimal LARGEST = new BigDecimal("99999999999999.99");

  private final Plan plan;
  private final Mapping mapping;
  private final Site site;
  private final String sender;
  private final Work work;
  private final Function<String, Origin> origin;
  private final List<Er7Path> anchors;
  private String department = "";

  Lists(
      Plan plan,
      Mapping mapping,
      Site site,
      String sender,
      Work work,
      Function<String, Origin> origin) {
    this.plan = plan;
    this.mapping = mapping;
    this.site = site;
    this.sender = sender;
    this.work = work;
    this.origin = origin;
    this.anchors = Arrays.asList(NAMES.stream().map(plan::anchor).toArray(Er7Path[]::new));
  }

  /** The department that the message names, which may tell the edition of its codes. */
  void department(String code) {
    department = code;
  }

  private List<Groups.Group> groups(String list, List<Er7Message.Segment> segments) {
    return Groups.of(segments, anchors, NAMES.indexOf(list));
  }

  private String text(String field, Groups.Group group) {
    return plan.rule(field).text(group.segments(), work);
  }

  private LocalDateTime time(String field, Groups.Group group) {
    String wire = text(field, group);
    return wire.isEmpty() ? null : Hl7Time.ofWire(wire);
  }

  private static String place(Groups.Group group, int field) {
    return group.anchor().location() + "-" + field;
  }

  /**
   * A code with its name, out of the first triple of code, name and system that has a code; else a
   * name alone, which is the hospital's own.
   */
  private record Coded(Code code, String name, String location) {}

  private Coded coded(String list, Groups.Group group, CodeSystem usual) {
    List<Rule.Row> codes = plan.rule(list + ".code").rows();
    for (int i = 0; i < codes.size() && codes.get(i).transform() != null; i++) {
      Rule.Value value = Rule.evaluate(codes.get(i), group.segments(), work);
      if (value == null || value.isCleared()) {
        continue;
      }
      String system = nth(list + ".system", i, group);
      String name = nth(list + ".name", i, group);
      for (int more = codes.size(); name.isEmpty() && more < rows(list + ".name"); more++) {
        name = nth(list + ".name", more, group);
      }
      Er7Path path = codes.get(i).path();
      String field = path.segment() + "-" + path.field();
      return new Coded(code(value, field, system, usual), name, value.location());
    }
    for (int i = 0; i < rows(list + ".name"); i++) {
      String name = nth(list + ".name", i, group);
      if (!name.isEmpty()) {
        work.warn(
            "hl7.no-code",
            place(group, 3),
            "没有编码，按名称对码",
            "has no code; its name is looked up instead");
        return new Coded(new Code(usual, Editions.LOCAL, ""), name, place(group, 3));
      }
    }
    work.warn(
        "hl7.no-code",
        place(group, 3),
        "没有编码和名称，本行未采用",
        "has neither code nor name; the row was not used");
    return null;
  }

  private int rows(String field) {
    return plan.rule(field).rows().size();
  }

  private String nth(String field, int index, Groups.Group group) {
    List<Rule.Row> rows = plan.rule(field).rows();
    if (index >= rows.size() || rows.get(index).transform() == null) {
      return "";
    }
    Rule.Value value = Rule.evaluate(rows.get(index), group.segments(), work);
    return value == null || value.isCleared() ? "" : value.text();
  }

  private Code code(Rule.Value value, String field, String codingSystem, CodeSystem usual) {
    Mapping.Edition edition = codingSystem.isEmpty() ? null : mapping.edition(codingSystem);
    if (edition == null && !codingSystem.isEmpty()) {
      work.warn(
          "hl7.unknown-code-system",
          value.location(),
          "映射文件没有登记它的编码体系；按院内未声明版本处理。请加一行 edition.编码体系",
          "the mapping does not know its coding system; the code counts as one of no stated"
              + " edition. Add a row edition.SYSTEM");
      return new Code(usual, "", value.text());
    }
    CodeSystem system = edition == null ? usual : edition.system();
    String name = edition == null ? "" : edition.edition();
    return new Code(
        system,
        name.isEmpty()
            ? site.editions().edition(system, new DeclaredEditions.Place(field, department, sender))
            : name,
        value.text());
  }

  /**
   * Diagnoses in order of their rank.
   *
   * @param coded whether they are the front page's: final ones then shut out working ones
   * @param outpatient whether the visit is an outpatient one: a diagnosis made there is the
   *     outpatient diagnosis
   */
  List<Diagnosis> diagnoses(List<Er7Message.Segment> segments, boolean coded, boolean outpatient) {
    record Ranked(Diagnosis diagnosis, String role, int rank) {}
    List<Ranked> ranked = new ArrayList<>();
    for (Groups.Group group : groups("diagnosis", segments)) {
      if (text("diagnosis.deleted", group).equals("1")) {
        continue;
      }
      Coded of = coded("diagnosis", group, CodeSystem.DIAGNOSIS);
      if (of == null) {
        continue;
      }
      String said = text("diagnosis.role", group);
      boolean principal = text("diagnosis.principal", group).equals("1");
      Role role =
          switch (said) {
            case "outpatient" -> Role.OUTPATIENT;
            case "admission" -> outpatient ? Role.OUTPATIENT : Role.ADMISSION;
            case "principal" -> Role.PRINCIPAL;
            case "other" -> Role.OTHER;
            case "chronic" -> Role.CHRONIC;
            default ->
                outpatient && !coded ? Role.OUTPATIENT : principal ? Role.PRINCIPAL : Role.OTHER;
          };
      Diagnosis diagnosis =
          new Diagnosis(
              role,
              of.code,
              of.name,
              text("diagnosis.admissionCondition", group),
              ranked.size() + 1,
              origin.apply(of.location));
      ranked.add(new Ranked(diagnosis, said, rank("diagnosis.rank", group)));
    }
    boolean onlyFinal = coded && ranked.stream().anyMatch(r -> r.role.equals("final"));
    List<Diagnosis> diagnoses = new ArrayList<>(ranked.size());
    ranked.stream()
        .filter(r -> !(onlyFinal && r.role.equals("working")))
        .sorted(Comparator.comparingInt(Ranked::rank))
        .map(Ranked::diagnosis)
        .forEach(
            d ->
                diagnoses.add(
                    new Diagnosis(
                        d.role(),
                        d.code(),
                        d.name(),
                        d.admissionCondition(),
                        diagnoses.size() + 1,
                        d.origin())));
    return diagnoses;
  }

  /** The rank as sent; what has none comes last, in the order of the message. */
  private int rank(String field, Groups.Group group) {
    String text = text(field, group);
    return text.matches("[1-9]\\d{0,5}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
  }

  List<Procedure> procedures(List<Er7Message.Segment> segments) {
    List<Procedure> procedures = new ArrayList<>();
    for (Groups.Group group : groups("procedure", segments)) {
      if (text("procedure.deleted", group).equals("1")) {
        continue;
      }
      Coded of = coded("procedure", group, CodeSystem.PROCEDURE);
      if (of == null) {
        continue;
      }
      LocalDateTime begin = time("procedure.begin", group);
      LocalDateTime end = orAfter(time("procedure.end", group), begin, "procedure.minutes", group);
      String anaesthesia = text("procedure.anaesthesia", group);
      LocalDateTime from = time("procedure.anaesthesiaBegin", group);
      if (from == null && !text("procedure.anaesthesiaMinutes", group).isEmpty()) {
        from = begin;
      }
      LocalDateTime to =
          orAfter(
              time("procedure.anaesthesiaEnd", group), from, "procedure.anaesthesiaMinutes", group);
      procedures.add(
          new Procedure(
              text("procedure.principal", group).equals("1"),
              of.code,
              of.name,
              begin,
              end,
              anaesthesia,
              from,
              to,
              new Staff(
                  text("procedure.operatorCode", group), text("procedure.operatorName", group)),
              new Staff(
                  text("procedure.anaesthetistCode", group),
                  text("procedure.anaesthetistName", group)),
              procedures.size() + 1,
              origin.apply(of.location)));
    }
    return procedures;
  }

  private LocalDateTime orAfter(
      LocalDateTime end, LocalDateTime begin, String minutesField, Groups.Group group) {
    String minutes = text(minutesField, group);
    if (end != null || begin == null || minutes.isEmpty()) {
      return end;
    }
    BigDecimal number = Transform.number(minutes);
    if (number == null || number.signum() < 0 || number.compareTo(new BigDecimal(1_000_000)) > 0) {
      work.warn(
          "hl7.bad-number",
          place(group, 7),
          "时长不是分钟数；结束时间未采用",
          "the duration is no number of minutes; no end was taken from it");
      return null;
    }
    return begin.plusMinutes(number.longValue());
  }

  List<IntensiveCare> intensiveCare(List<Er7Message.Segment> segments) {
    List<IntensiveCare> all = new ArrayList<>();
    for (Groups.Group group : groups("intensiveCare", segments)) {
      LocalDateTime in = time("intensiveCare.in", group);
      if (in == null) {
        work.warn(
            "hl7.no-time",
            place(group, 2),
            "重症监护没有进入时间，本行未采用",
            "intensive care without time of entry; the row was not used");
        continue;
      }
      all.add(
          new IntensiveCare(
              text("intensiveCare.wardType", group),
              in,
              time("intensiveCare.out", group),
              origin.apply(place(group, 1))));
    }
    return all;
  }

  List<Transfusion> transfusions(List<Er7Message.Segment> segments) {
    List<Transfusion> all = new ArrayList<>();
    for (Groups.Group group : groups("transfusion", segments)) {
      all.add(
          new Transfusion(
              text("transfusion.product", group),
              text("transfusion.amount", group),
              text("transfusion.unit", group),
              origin.apply(place(group, 1))));
    }
    return all;
  }

  /**
   * Levels of nursing, ventilation and coma, from orders or records.
   *
   * @param time of the event, where the order itself states no time
   */
  List<CarePeriod> carePeriods(List<Er7Message.Segment> segments, LocalDateTime time) {
    List<CarePeriod> periods = new ArrayList<>();
    for (Groups.Group group : groups("care", segments)) {
      String action = text("care.action", group);
      String id = text("care.id", group);
      Optional<CarePeriod.Kind> kind = kindOfCare(group);
      // an order that names no kind is of interest only if it ends another one by number
      if (kind.isEmpty() && (id.isEmpty() || action.equals("start") || describesItself(group))) {
        continue;
      }
      LocalDateTime effective = time("care.effective", group);
      LocalDateTime now = effective == null ? time : effective;
      LocalDateTime begin = time("care.begin", group);
      LocalDateTime end = time("care.end", group);
      if (begin == null && (action.equals("start") || id.isEmpty())) {
        begin = now;
      }
      if (end == null && action.equals("stop")) {
        end = now;
      }
      if (begin != null && end != null && end.isBefore(begin)) {
        work.warn(
            "hl7.care-ends-before-begin",
            place(group, 1),
            "护理级别、呼吸机或昏迷的结束早于开始，本行未采用",
            "a level of nursing, ventilation or coma ends before it begins; the row was not used");
        continue;
      }
      periods.add(
          new CarePeriod(
              kind.orElse(null),
              id,
              begin,
              end,
              action.equals("cancel"),
              origin.apply(place(group, 1))));
    }
    return periods;
  }

  /** Whether an order says more than its number and times: then it is an order of another kind. */
  private static boolean describesItself(Groups.Group group) {
    return !group.segments().stream().allMatch(segment -> BARE_ORDER.contains(segment.name()));
  }

  private Optional<CarePeriod.Kind> kindOfCare(Groups.Group group) {
    String kind = text("care.kind", group);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CarePeriod.Kind.ofId(kind));
    } catch (IllegalArgumentException e) {
      work.warn(
          "hl7.unknown-kind-of-care",
          place(group, 1),
          "care.kind 的结果应为 nursing-special、nursing-1、nursing-2、nursing-3、ventilation 或 coma；请改映射",
          "care.kind must give nursing-special, nursing-1, nursing-2, nursing-3, ventilation or"
              + " coma; correct the mapping");
      return Optional.empty();
    }
  }

  /**
   * Charge lines.
   *
   * @param controlId makes an id for a line that has none
   */
  List<Charge> charges(List<Er7Message.Segment> segments, String controlId) {
    List<Charge> charges = new ArrayList<>();
    int line = 0;
    for (Groups.Group group : groups("charge", segments)) {
      line++;
      String kind = text("charge.kind", group);
      if (kind.equals("skip")) {
        continue;
      }
      BigDecimal quantity = number("charge.quantity", group);
      BigDecimal price = number("charge.unitPrice", group);
      BigDecimal amount = number("charge.amount", group);
      if (amount == null && price != null) {
        amount = quantity == null ? price : price.multiply(quantity);
      }
      if (amount == null) {
        work.warn(
            "hl7.charge-without-amount",
            place(group, 11),
            "收费行没有金额（FT1-11），也没有单价（FT1-12），本行未采用",
            "the line has neither amount (FT1-11) nor price (FT1-12); it was not used");
        continue;
      }
      if (amount.abs().compareTo(LARGEST) > 0) {
        work.warn(
            "hl7.bad-number",
            place(group, 11),
            "金额超出范围，本行未采用",
            "the amount is out of range; the line was not used");
        continue;
      }
      boolean reversal =
          kind.equals("reversal")
              || amount.signum() < 0
              || quantity != null && quantity.signum() < 0;
      if (reversal) {
        amount = amount.abs().negate();
        quantity = quantity == null ? null : quantity.abs().negate();
      }
      LocalDateTime at = time("charge.at", group);
      String id = text("charge.id", group);
      String reverses = reversal ? text("charge.reverses", group) : "";
      if (id.isEmpty()) {
        work.warn(
            "hl7.charge-without-id",
            place(group, 2),
            "收费行没有流水号（FT1-2），重发时可能重复计费；请由发送方补上",
            "the line has no transaction id (FT1-2), so a repeat may count twice; have the sender"
                + " add it");
        id = controlId + "/" + line;
      } else if (reversal && (reverses.isEmpty() || reverses.equals(id))) {
        // the reversal bears the id of the line it takes back; its own must differ and stay the
        // same when it is sent again
        reverses = id;
        id = id + "#CR" + (at == null ? "" : "@" + at) + ":" + Money.ofYuan(amount);
      }
      charges.add(
          new Charge(
              id,
              reverses,
              text("charge.category", group),
              text("charge.localCode", group),
              text("charge.itemName", group),
              text("charge.insuranceCode", group),
              at,
              quantity,
              price == null ? null : price.abs(),
              Money.ofYuan(amount),
              split(group, reversal),
              origin.apply(place(group, 2))));
    }
    return charges;
  }

  /** The platform's division of a line, where the HIS passes it on; a reversal's is negative. */
  private Charge.Split split(Groups.Group group, boolean reversal) {
    String level = text("charge.level", group);
    return level.isEmpty()
        ? null
        : new Charge.Split(
            level,
            part("charge.ownPay", group, reversal),
            part("charge.overLimit", group, reversal),
            part("charge.prePay", group, reversal),
            part("charge.inScope", group, reversal));
  }

  private Money part(String field, Groups.Group group, boolean reversal) {
    BigDecimal amount = number(field, group);
    if (amount == null || amount.abs().compareTo(LARGEST) > 0) {
      return Money.ZERO;
    }
    return Money.ofYuan(reversal ? amount.abs().negate() : amount);
  }

  /** What funds pay towards the settlement, pseudo funds included as sent. */
  List<FundPayment> funds(List<Er7Message.Segment> segments) {
    List<FundPayment> funds = new ArrayList<>();
    for (Groups.Group group : groups("fund", segments)) {
      String type = text("fund.type", group);
      BigDecimal amount = number("fund.amount", group);
      if (type.isEmpty() || amount == null || amount.abs().compareTo(LARGEST) > 0) {
        work.warn(
            "hl7.incomplete-fund",
            place(group, 1),
            "基金支付缺类型或金额，或金额超出范围，本行未采用",
            "the fund payment lacks its type or amount, or the amount is out of range; the row was"
                + " not used");
      } else {
        funds.add(new FundPayment(type, Money.ofYuan(amount)));
      }
    }
    return funds;
  }

  private BigDecimal number(String field, Groups.Group group) {
    String text = text(field, group);
    return text.isEmpty() ? null : Transform.number(text);
  }
}
