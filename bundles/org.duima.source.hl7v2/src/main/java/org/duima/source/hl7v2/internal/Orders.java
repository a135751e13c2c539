package org.duima.source.hl7v2.internal;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.encounter.OrderLine.Supply;

/** Reads the orders of a message, each by the rows {@code order.*} of the mapping. */
final class Orders {
  /** The wire has 16 digits, two of them decimals. */
  private static final BigDecimal LARGEST = new BigDecimal("99999999999999.99");

  private final Plan plan;
  private final Mapping mapping;
  private final Work work;
  private final Function<String, Origin> origin;
  private final String controlId;
  private final String department;
  private final Set<String> ids = new HashSet<>();

  /** What a message says about an order. */
  enum Standing {
    /** It is asked for, or changed. */
    CURRENT,
    /** It is given no longer. */
    CANCELLED,
    /** It was asked for before. */
    EARLIER
  }

  /**
   * A line with the segment that it stands in.
   *
   * @param isPrior whether it belongs to results that the sender adds
   */
  record Placed(OrderLine line, Standing standing, Er7Message.Segment segment, boolean isPrior) {}

  /**
   * @param controlId makes an id for an order that has none
   * @param department of the message, for an order that names none
   */
  Orders(
      Plan plan,
      Mapping mapping,
      Work work,
      Function<String, Origin> origin,
      String controlId,
      String department) {
    this.plan = plan;
    this.mapping = mapping;
    this.work = work;
    this.origin = origin;
    this.controlId = controlId;
    this.department = department;
  }

  /**
   * The lines of a message, in its order. A compound is its parts. An order that only tells its
   * number counts if it is cancelled.
   *
   * @param time when it happened, for an order that states no time
   */
  List<Placed> lines(List<OrderGroups.Group> groups, LocalDateTime time) {
    List<Placed> lines = new ArrayList<>(groups.size());
    for (OrderGroups.Group group : groups) {
      read(group, time, lines);
    }
    return lines;
  }

  private void read(OrderGroups.Group group, LocalDateTime time, List<Placed> lines) {
    List<Er7Message.Segment> in = group.reading();
    Standing standing = standing(group, text("order.control", in));
    Er7Message.Segment detail = group.detail();
    Er7Message.Segment place = detail == null ? in.get(0) : detail;
    Item item = item("order", in);
    String id = id(group, place);
    Kind usual = usualKind(in, place);
    List<Er7Message.Segment> components = group.components();
    if (components.isEmpty()) {
      add(line(id, item, usual, in, standing, time, place), group, standing, place, lines);
      return;
    }
    List<Item> parts = new ArrayList<>(components.size());
    components.forEach(component -> parts.add(item("component", List.of(component))));
    if (!item.code.isEmpty() && parts.stream().noneMatch(part -> part.code.equals(item.code))) {
      // a compound that the catalogue knows by a code of its own is judged by that, too
      add(line(id, item, usual, in, standing, time, place), group, standing, place, lines);
    }
    for (int i = 0; i < parts.size(); i++) {
      Er7Message.Segment segment = components.get(i);
      Item part = parts.get(i);
      OrderLine whole = line(id + "/" + (i + 1), part, usual, in, standing, time, segment);
      // what is dispensed of the order is dispensed of the part that has its code
      boolean isNamesake = !item.code.isEmpty() && part.code.equals(item.code);
      add(part(whole, id, segment, in, isNamesake), group, standing, segment, lines);
    }
  }

  private void add(
      OrderLine line,
      OrderGroups.Group group,
      Standing standing,
      Er7Message.Segment segment,
      List<Placed> lines) {
    if (!line.displayName().isEmpty() || standing == Standing.CANCELLED) {
      lines.add(new Placed(line, standing, segment, group.isPrior()));
    } else if (standing == Standing.CURRENT) {
      work.warn(
          "hl7.order-without-item",
          segment.location(),
          "医嘱没有项目编码，也没有名称，未采用",
          "the order has neither code nor name of an item; it was not used");
    }
  }

  private String text(String field, List<Er7Message.Segment> in) {
    return plan.rule(field).text(in, work);
  }

  private static Standing standing(OrderGroups.Group group, String control) {
    if (group.isPrior()) {
      return Standing.EARLIER;
    }
    return switch (control) {
      case "new" -> Standing.CURRENT;
      case "cancel" -> Standing.CANCELLED;
      default -> Standing.EARLIER;
    };
  }

  private String id(OrderGroups.Group group, Er7Message.Segment place) {
    List<Er7Message.Segment> in = group.segments();
    // one that shares the ORC of another may still have a number of its own
    String id = group.isFurther() ? text("order.id", in.subList(1, in.size())) : "";
    if (id.isEmpty()) {
      id = text("order.id", in);
    }
    if (id.isEmpty()) {
      work.warn(
          "hl7.order-without-number",
          place.location(),
          "医嘱没有医嘱号（ORC-2、ORC-3），以控制号加序号代替，停止时对不上；请由发送方补上",
          "the order has no number (ORC-2, ORC-3): the control id with a count stands for it, and"
              + " nothing can stop it; have the sender add it");
      id = controlId + "/" + (ids.size() + 1);
    }
    String unique = id;
    for (int n = 2; group.isFurther() && !ids.add(unique); n++) {
      unique = id + "/" + n;
    }
    ids.add(unique);
    return unique;
  }

  private Kind usualKind(List<Er7Message.Segment> in, Er7Message.Segment place) {
    String kind = text("order.kind", in);
    if (!kind.isEmpty()) {
      try {
        return Kind.valueOf(kind.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        work.warn(
            "hl7.unknown-kind-of-order",
            place.location(),
            "order.kind 的结果应为 drug、slice、service 或 consumable；请改映射",
            "order.kind must give drug, slice, service or consumable; correct the mapping");
      }
    }
    return Kind.SERVICE;
  }

  /**
   * What was ordered.
   *
   * @param kind null if its codes do not tell
   * @param edition of the insurance code
   * @param code of the insurance catalogue, empty if none was stated
   */
  private record Item(
      Kind kind, String edition, String code, String name, String localCode, String localName) {}

  /**
   * Takes the codes one by one: the first that a system, or else its form, says to be of the
   * insurance catalogue, and the first other one, which is the hospital's own.
   */
  private Item item(String list, List<Er7Message.Segment> in) {
    Kind kind = null;
    String edition = "";
    String code = "";
    String name = "";
    String localCode = "";
    String localName = "";
    List<Rule.Row> codes = plan.rule(list + ".code").rows();
    for (int i = 0; i < codes.size() && codes.get(i).transform() != null; i++) {
      Rule.Value value = Rule.evaluate(codes.get(i), in, work);
      if (value == null || value.isCleared()) {
        continue;
      }
      Mapping.Edition said = mapping.edition(nth(list + ".system", i, in));
      Kind told =
          said == null
              ? ItemCodes.kindOf(value.text())
              : ItemCodes.kindOf(said.system(), value.text());
      boolean isLocal = told == null || said != null && said.edition().equals(Editions.LOCAL);
      if (!isLocal && code.isEmpty()) {
        kind = told;
        code = value.text();
        edition = said == null ? Editions.INSURANCE_2_0 : said.edition();
        name = nth(list + ".name", i, in);
      } else if (isLocal && localCode.isEmpty()) {
        kind = kind == null ? told : kind;
        localCode = value.text();
        localName = nth(list + ".name", i, in);
      }
    }
    if (name.isEmpty() && localName.isEmpty()) {
      localName = text(list + ".name", in);
    }
    return new Item(kind, edition, code, name, localCode, localName);
  }

  /** The value of the n-th row of a field, empty if it has no such row. */
  private String nth(String field, int n, List<Er7Message.Segment> in) {
    List<Rule.Row> rows = plan.rule(field).rows();
    if (n >= rows.size() || rows.get(n).transform() == null) {
      return "";
    }
    Rule.Value value = Rule.evaluate(rows.get(n), in, work);
    return value == null || value.isCleared() ? "" : value.text();
  }

  private OrderLine line(
      String id,
      Item item,
      Kind usual,
      List<Er7Message.Segment> in,
      Standing standing,
      LocalDateTime time,
      Er7Message.Segment place) {
    Kind kind = item.kind == null ? usual : item.kind;
    LocalDateTime effective = time("order.effective", in);
    LocalDateTime begin = time("order.begin", in);
    LocalDateTime end = time("order.end", in);
    if (standing == Standing.CANCELLED && end == null) {
      end = effective == null ? time : effective;
    } else if (standing != Standing.CANCELLED && begin == null) {
      begin = effective;
    }
    String ownDepartment = text("order.department", in);
    return new OrderLine(
        id,
        text("order.prescription", in),
        text("order.group", in),
        kind,
        item(kind, item),
        item.name,
        item.localCode,
        item.localName,
        new Supply(
            amount("order.quantity", in),
            text("order.unit", in),
            money("order.unitPrice", in),
            money("order.amount", in)),
        dosage(in),
        begin,
        end,
        ownDepartment.isEmpty() ? department : ownDepartment,
        text("order.orderer", in),
        text("order.ordererTitle", in),
        marks(in, standing),
        flag("order.firstLineUsed", in),
        origin.apply(place.location()));
  }

  /** A code is of the system of its kind, even where the site's name of a system says another. */
  private static Code item(Kind kind, Item item) {
    CodeSystem system = kind.system();
    return new Code(system, item.code.isEmpty() ? "" : item.edition, item.code);
  }

  private Dosage dosage(List<Er7Message.Segment> in) {
    BigDecimal times = Transform.number(text("order.timesPerDay", in));
    String days = text("order.days", in);
    return new Dosage(
        amount("order.dose", in),
        text("order.doseUnit", in),
        times == null || times.signum() <= 0 ? null : times,
        text("order.frequency", in),
        days.matches("\\d{1,3}") && !days.matches("0+") ? Integer.valueOf(days) : null,
        text("order.route", in));
  }

  /**
   * A part has its own amount; what the order says of its times holds for the part as well. Where
   * the order counts compounds (7 剂) the part's supply is told by that.
   */
  private OrderLine part(
      OrderLine line,
      String orderId,
      Er7Message.Segment segment,
      List<Er7Message.Segment> order,
      boolean isNamesake) {
    List<Er7Message.Segment> in = List.of(segment);
    Dosage of = line.dosage();
    BigDecimal dose = amount("component.dose", in);
    String unit = text("component.doseUnit", in);
    BigDecimal count = amount("component.count", order);
    Supply supply = isNamesake ? line.supply() : Supply.UNKNOWN;
    if (dose != null && count != null) {
      supply = new Supply(dose.multiply(count), unit, null, null);
    }
    return new OrderLine(
        line.id(),
        line.prescription(),
        line.group().isEmpty() ? orderId : line.group(),
        line.kind(),
        line.item(),
        line.itemName(),
        line.localCode(),
        line.localName(),
        supply,
        new Dosage(dose, unit, of.timesPerDay(), of.frequency(), of.days(), of.route()),
        line.begin(),
        line.end(),
        line.department(),
        line.orderer(),
        line.ordererTitle(),
        line.marks(),
        line.firstLineUsed(),
        line.origin());
  }

  private Set<Mark> marks(List<Er7Message.Segment> in, Standing standing) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    mark("order.urgent", Mark.URGENT, in, marks);
    mark("order.longTerm", Mark.LONG_TERM, in, marks);
    mark("order.takeHome", Mark.TAKE_HOME, in, marks);
    mark("order.selfPay", Mark.SELF_PAY, in, marks);
    if (standing == Standing.CANCELLED) {
      marks.add(Mark.CANCELLED);
    }
    return marks;
  }

  private void mark(String field, Mark mark, List<Er7Message.Segment> in, Set<Mark> marks) {
    if (Boolean.TRUE.equals(flag(field, in))) {
      marks.add(mark);
    }
  }

  /** Whether a field is 1; null where nothing is said. */
  private Boolean flag(String field, List<Er7Message.Segment> in) {
    String text = text(field, in);
    return text.isEmpty() ? null : text.equals("1");
  }

  private LocalDateTime time(String field, List<Er7Message.Segment> in) {
    String wire = text(field, in);
    return wire.isEmpty() ? null : Hl7Time.ofWire(wire);
  }

  private BigDecimal amount(String field, List<Er7Message.Segment> in) {
    BigDecimal number = Transform.number(text(field, in));
    return number == null || number.signum() < 0 || number.compareTo(LARGEST) > 0 ? null : number;
  }

  private Money money(String field, List<Er7Message.Segment> in) {
    BigDecimal number = amount(field, in);
    return number == null ? null : Money.ofYuan(number);
  }
}
