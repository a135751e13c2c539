package org.duima.source.hl7v2.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Origin;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.OrderRequest.Stated;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.OrderLine;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.receive.Reading;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.source.hl7v2.internal.Orders.Placed;
import org.duima.source.hl7v2.internal.Orders.Standing;

/**
 * Orders over HL7 v2: ORM^O01, OMP^O09, RDE^O11 (RDE^O01 before 2.4), OML^O21, OMG^O19, OMI^O23.
 * New and changed orders are what is asked about; orders that a message cancels, or tells the state
 * of, are earlier ones. What was done with a card shows in the orders that follow, so there is no
 * {@link org.duima.api.alert.OrderDoor.Told}.
 */
public final class Hl7OrderDoor implements OrderDoor {
  private final Sites sites;
  private final Supplier<Dictionaries> dictionaries;
  private final MappingFiles files;
  private final OrderAnswers answers;
  private final Acknowledger acknowledger;
  private final SegmentParser parser = new SegmentParser();

  /**
   * @param sites whose institution a sender speaks for, time zone, default editions
   * @param dictionaries value maps
   * @param files the mapping, loaded
   * @param clock for the time of answers
   */
  public Hl7OrderDoor(
      Sites sites, Supplier<Dictionaries> dictionaries, MappingFiles files, Clock clock) {
    this.sites = sites;
    this.dictionaries = dictionaries;
    this.files = files;
    this.acknowledger = new Acknowledger(() -> sites.current().zone(), clock, "A");
    this.answers = new OrderAnswers(acknowledger);
  }

  @Override
  public String family() {
    return Hl7MessageReader.FORMAT;
  }

  @Override
  public boolean takes(String type) {
    return OrderType.of(type) != null;
  }

  @Override
  public Asked read(String what, byte[] body, Instant at) {
    MappingFiles.Version version = files.version();
    MessageHead.Result read = MessageHead.read(body, 0, body.length, version.charsets());
    if (read.refusal() != null) {
      return new Refused(400, read.refusal(), body);
    }
    OrderType type = OrderType.of(read.head().type());
    if (type == null) {
      return new Refused(
          422,
          Finding.error(
              "hl7.no-order",
              "MSH-9",
              "不是医嘱消息；可用 " + String.join("、", OrderType.messages()),
              "no order message; use one of " + String.join(", ", OrderType.messages())),
          body);
    }
    return new Request(Er7Message.of(body, read.head(), parser), type, at, version.mapping())
        .question();
  }

  @Override
  public byte[] answer(Question asked, AlertAnswer answer) {
    return answers.answer((OrderAnswers.Frame) asked.frame(), answer);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException always, since HL7 tells of no cards
   */
  @Override
  public byte[] answer(Told told, Set<String> unknownAlerts) {
    throw new IllegalArgumentException("HL7 v2 has no feedback");
  }

  @Override
  public byte[] answer(Refused refused) {
    Reading reading =
        new Reading(
            List.of(new Reading.Refused((byte[]) refused.frame(), refused.reason())),
            List.of(),
            List.of());
    return acknowledger.answer(reading, List.of(), files.charsets());
  }

  /** Reads one message. */
  private final class Request {
    private final Er7Message message;
    private final List<Er7Message.Segment> segments;
    private final OrderType type;
    private final Mapping mapping;
    private final Plan plan;
    private final Site site = sites.current();
    private final LocalDateTime at;
    private final Work work;
    private final String title;

    Request(Er7Message message, OrderType type, Instant at, Mapping mapping) {
      this.mapping = mapping;
      this.message = message;
      this.segments = message.segments();
      this.type = type;
      this.plan = mapping.plan(type.message());
      this.at = LocalDateTime.ofInstant(at, site.zone());
      this.work = new Work(site.zone(), dictionaries.get().asOfNow());
      this.title = type.message() + " " + message.head().controlId();
    }

    Question question() {
      MessageHead head = message.head();
      Optional<Site.Institution> institution = site.institutionOf(head.sender());
      List<Key> keys =
          institution
              .map(known -> Hl7v2Adapter.keys(plan, segments, known.code(), work))
              .orElse(List.of());
      String department = text("request.department");
      List<OrderGroups.Group> groups = OrderGroups.of(segments);
      Map<String, Placed> current = new LinkedHashMap<>();
      List<OrderLine> earlier = new ArrayList<>();
      Orders orders = new Orders(plan, mapping, work, this::origin, head.controlId(), department);
      for (Placed placed : orders.lines(groups, at)) {
        if (placed.standing() == Standing.CURRENT) {
          // a number that comes twice was ordered as it was said last
          current.put(placed.line().id(), placed);
        } else {
          earlier.add(placed.line());
        }
      }
      List<OrderLine> lines = current.values().stream().map(Placed::line).toList();
      OrderRequest request =
          new OrderRequest(
              head.controlId(),
              Hl7MessageReader.FORMAT,
              Scene.SIGN,
              institution.map(Site.Institution::code).orElse(""),
              at,
              keys,
              first(lines, OrderLine::department, department),
              first(lines, OrderLine::orderer, ""),
              stated(department),
              lines,
              earlier,
              Set.of());
      Map<String, String> places = new HashMap<>();
      current.forEach((id, placed) -> places.put(id, place(placed.segment(), head)));
      return new Question(
          request,
          new OrderAnswers.Frame(
              head,
              type,
              patient(head),
              groups.stream().filter(group -> !group.isPrior()).toList(),
              places),
          work.findings().stream().distinct().toList());
    }

    /** The first number of the patient alone: further ones may be those of papers. */
    private String patient(MessageHead head) {
      Separators separators = head.separators();
      return segments.stream()
          .filter(segment -> segment.name().equals("PID"))
          .findFirst()
          .map(pid -> Separators.part(pid.text(), separators.field(), 4))
          .map(numbers -> Separators.part(numbers, separators.repetition(), 1))
          .orElse("");
    }

    private static String first(
        List<OrderLine> lines,
        java.util.function.Function<OrderLine, String> of,
        String otherwise) {
      return lines.stream().map(of).filter(one -> !one.isEmpty()).findFirst().orElse(otherwise);
    }

    /** Segment and which one of its name: the first two components of ERR-2. */
    private static String place(Er7Message.Segment segment, MessageHead head) {
      return segment.name() + head.separators().component() + segment.ordinal();
    }

    private String text(String field) {
      return plan.rule(field).text(segments, work);
    }

    private Origin origin(String location) {
      return new Origin(0, title, location);
    }

    private Stated stated(String department) {
      Map<String, Fact> facts = new HashMap<>();
      for (Rule rule : plan.requestFacts()) {
        Rule.Value value = rule.evaluate(segments, work);
        if (value != null && !value.isCleared()) {
          facts.put(rule.field(), new Fact(value.text(), origin(value.location())));
        }
      }
      Lists lists = new Lists(plan, mapping, site, message.head().sender(), work, this::origin);
      lists.department(department);
      boolean outpatient = text("visit.outpatient").equals("1");
      return new Stated(
          facts,
          withoutRepeats(lists.diagnoses(segments, false, outpatient)),
          lists.procedures(segments),
          allergies());
    }

    /** Each order may bring the same diagnosis. */
    private List<Diagnosis> withoutRepeats(List<Diagnosis> diagnoses) {
      Map<Object, Diagnosis> distinct = new LinkedHashMap<>();
      for (Diagnosis diagnosis : diagnoses) {
        distinct.putIfAbsent(List.of(diagnosis.code(), diagnosis.name()), diagnosis);
      }
      return List.copyOf(distinct.values());
    }

    /** Every value of every row; null if the message says nothing of allergies. */
    private List<String> allergies() {
      if (!text("request.noAllergy").isEmpty()) {
        return List.of();
      }
      Set<String> all = new LinkedHashSet<>();
      for (Rule.Row row : plan.rule("request.allergy").rows()) {
        if (row.path() == null || row.transform() == null) {
          continue;
        }
        for (Er7Path.Found found : row.path().all(segments)) {
          String value = row.transform().apply(found.value(), row.path(), found, work);
          if (value != null && !value.equals(Er7Message.NULL)) {
            all.add(value);
          }
        }
      }
      return all.isEmpty() ? null : List.copyOf(all);
    }
  }
}
