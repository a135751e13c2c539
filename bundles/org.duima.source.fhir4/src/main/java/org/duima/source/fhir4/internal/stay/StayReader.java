package org.duima.source.fhir4.internal.stay;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.site.Site;
import org.duima.source.fhir4.internal.Findings;
import org.duima.source.fhir4.internal.OrderReader;
import org.duima.source.fhir4.internal.Times;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Claim.ProcedureComponent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Reads one message. */
final class StayReader {
  /** Resources that say something only where others name them. */
  private static final Set<String> NAMED_BY_OTHERS =
      Set.of(
          "Practitioner",
          "PractitionerRole",
          "Organization",
          "Location",
          "Medication",
          "MessageHeader");

  /** What is said of a patient holds for all encounters of the message. */
  private static final Set<String> OF_THE_PATIENT = Set.of("Patient", "Coverage", "RelatedPerson");

  private static final Set<String> IN_A_FRONT_PAGE = Set.of("Encounter", "Procedure");

  private static final List<String> OF_A_SETTLEMENT =
      List.of("ExplanationOfBenefit", "Claim", "Invoice");

  private final Resource root;
  private final Graph graph;
  private final Mapping mapping;
  private final Site site;
  private final String institution;
  private final Work work;
  private final long arrivalNumber;
  private final String title;
  private final String controlId;
  private final LocalDateTime time;
  private final Names names;
  private final Lists lists;
  private final List<EncounterEvent> events = new ArrayList<>();
  private final Map<Resource, Person> personOf = new IdentityHashMap<>();
  private final Map<Key, Person> personByKey = new HashMap<>();
  private final List<Person> persons = new ArrayList<>();
  private final Map<Resource, Visit> visitOf = new IdentityHashMap<>();
  private final Map<Key, Visit> visitByKey = new HashMap<>();
  private final List<Visit> visits = new ArrayList<>();

  /** A patient of the message. */
  private static final class Person {
    private final List<Key> keys;
    private final List<Resource> resources = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();

    Person(List<Key> keys) {
      this.keys = keys;
    }
  }

  StayReader(
      Resource root,
      Graph graph,
      Mapping mapping,
      Site site,
      String institution,
      Work work,
      RawMessage message,
      long arrivalNumber) {
    this.root = root;
    this.graph = graph;
    this.mapping = mapping;
    this.site = site;
    this.institution = institution;
    this.work = work;
    this.arrivalNumber = arrivalNumber;
    this.controlId = message.controlId();
    this.title = (message.type() + " " + message.controlId()).strip();
    this.names = new Names(mapping, graph, institution, work);
    this.lists = new Lists(mapping, graph, site, message.sender(), work, this::origin);
    this.time = stated(message);
  }

  Parsed read() {
    for (Resource resource : graph.resources()) {
      if (resource instanceof Patient patient) {
        Person person = new Person(names.of(patient));
        personOf.put(patient, person);
        persons.add(person);
        person.keys.forEach(key -> personByKey.putIfAbsent(key, person));
        person.resources.add(patient);
      }
    }
    for (Resource resource : graph.resources()) {
      if (resource instanceof Encounter encounter) {
        admit(encounter);
      }
    }
    Set<String> unused = new LinkedHashSet<>();
    for (Resource resource : graph.resources()) {
      String type = resource.fhirType();
      if (!mapping.knows(type) && !NAMED_BY_OTHERS.contains(type)) {
        if (unused.add(type)) {
          work.inform(
              "fhir.not-used",
              graph.place(resource),
              "清单不用这类资源",
              "the settlement list has no use for this type of resource");
        }
      } else if (!(resource instanceof Encounter)
          && !(resource instanceof Patient)
          && !NAMED_BY_OTHERS.contains(type)) {
        place(resource);
      }
    }
    // whom a merge names may be somebody the message says nothing else of
    Set<Person> retired = new HashSet<>();
    for (Person person : List.copyOf(persons)) {
      if (merges(person)) {
        retired.add(person);
      }
    }
    for (Person person : persons) {
      // what is said of a number that is used no more belongs to no stay
      if (person.visits.isEmpty() && !retired.contains(person)) {
        Visit without = new Visit(null, time);
        visits.add(without);
        person.visits.add(without);
        aliases(person);
      }
      for (Visit visit : person.visits) {
        visit.add(person.keys);
        person.resources.forEach(visit::add);
      }
    }
    for (Visit visit : visits) {
      read(visit);
    }
    for (Graph.Unresolved missing : graph.unresolved()) {
      work.warn(
          "fhir.unresolved-reference",
          graph.place(missing.owner()),
          "引用的资源不在消息中，也没有收到过，要从它取的值未采用",
          "names a resource that is not in the message and did not come before; what was to be"
              + " taken from it is missing");
    }
    return new Parsed(events, work.findings());
  }

  /** When the message speaks: a later statement replaces an earlier one. */
  private LocalDateTime stated(RawMessage message) {
    LocalDateTime said =
        root instanceof Bundle bundle
            ? Times.local(bundle.getTimestampElement(), site.zone())
            : null;
    if (said == null) {
      said = Times.local(root.getMeta().getLastUpdatedElement(), site.zone());
    }
    return said == null ? LocalDateTime.ofInstant(message.receivedAt(), site.zone()) : said;
  }

  private Origin origin(String place) {
    return new Origin(arrivalNumber, title, place);
  }

  // ------------------------------------------------------------- who

  private void admit(Encounter encounter) {
    Visit visit = new Visit(encounter, time);
    visit.add(names.of(encounter));
    visits.add(visit);
    visitOf.put(encounter, visit);
    visit.keys().forEach(key -> visitByKey.putIfAbsent(key, visit));
    person(encounter).ifPresent(person -> join(person, visit));
  }

  private static void join(Person person, Visit visit) {
    if (!person.visits.contains(visit)) {
      person.visits.add(visit);
    }
  }

  private void place(Resource resource) {
    Optional<Person> person = person(resource);
    Optional<Visit> named = visit(resource);
    if (named.isPresent()) {
      named.get().add(resource);
      person.ifPresent(known -> join(known, named.get()));
      return;
    }
    if (person.isEmpty()) {
      work.add(
          Finding.error(
              "fhir.no-patient",
              graph.place(resource),
              graph.place(resource) + "：没有指明患者和就诊，无法归到任何住院；请由发送方补齐后重发",
              graph.place(resource)
                  + ": names neither patient nor encounter and can belong to no stay; have the"
                  + " sender complete it and send it again"));
      return;
    }
    if (OF_THE_PATIENT.contains(resource.fhirType())) {
      person.get().resources.add(resource);
      return;
    }
    List<Visit> held =
        person.get().visits.stream().filter(visit -> visit.encounter() != null).toList();
    if (held.size() == 1) {
      held.get(0).add(resource);
      return;
    }
    LocalDateTime at = lists.entry(resource).time("event.time");
    Visit alone = new Visit(null, at == null ? time : at);
    alone.add(person.get().keys);
    alone.add(resource);
    visits.add(alone);
  }

  private Optional<Visit> visit(Resource resource) {
    for (Node node : lists.entry(resource).nodes("link.encounter")) {
      if (!(node.base() instanceof Reference reference)) {
        continue;
      }
      Optional<Node> found = graph.own(reference, node.owner());
      if (found.isPresent() && visitOf.containsKey(found.get().base())) {
        return Optional.of(visitOf.get(found.get().base()));
      }
      List<Key> keys = names.ofEncounter(reference);
      for (Key key : keys) {
        if (visitByKey.containsKey(key)) {
          return Optional.of(visitByKey.get(key));
        }
      }
      if (!keys.isEmpty()) {
        Visit visit = new Visit(null, time);
        visit.add(keys);
        visits.add(visit);
        keys.forEach(key -> visitByKey.put(key, visit));
        return Optional.of(visit);
      }
    }
    return Optional.empty();
  }

  private Optional<Person> person(Resource resource) {
    for (Node node : lists.entry(resource).nodes("link.patient")) {
      if (node.base() instanceof Reference reference) {
        Optional<Person> person = person(reference, node.owner());
        if (person.isPresent()) {
          return person;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Person> person(Reference reference, Resource owner) {
    Optional<Node> found = graph.own(reference, owner);
    if (found.isPresent() && found.get().base() instanceof Patient patient) {
      return Optional.of(
          personOf.computeIfAbsent(
              patient,
              contained -> {
                Person person = new Person(names.of(patient));
                person.resources.add(patient);
                persons.add(person);
                return person;
              }));
    }
    List<Key> keys = names.ofPatient(reference);
    for (Key key : keys) {
      if (personByKey.containsKey(key)) {
        return Optional.of(personByKey.get(key));
      }
    }
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    Person person = new Person(keys);
    keys.forEach(key -> personByKey.put(key, person));
    persons.add(person);
    return Optional.of(person);
  }

  /** Tells of merges; returns whether another number is used instead of this one. */
  private boolean merges(Person person) {
    boolean isRetired = false;
    for (Resource resource : person.resources) {
      if (resource instanceof Patient patient) {
        Entry entry = lists.entry(patient);
        List<Node> replacing = entry.nodes("patient.replacedBy");
        isRetired |= !replacing.isEmpty();
        merge(replacing, person, true);
        merge(entry.nodes("patient.replaces"), person, false);
      }
    }
    return isRetired;
  }

  private void merge(List<Node> others, Person person, boolean isRetired) {
    for (Node node : others) {
      if (!(node.base() instanceof Reference reference)) {
        continue;
      }
      Optional<Key> own = first(person.keys);
      Optional<Key> other = person(reference, node.owner()).flatMap(found -> first(found.keys));
      if (own.isPresent() && other.isPresent()) {
        merged(isRetired ? other.get() : own.get(), isRetired ? own.get() : other.get());
      }
    }
  }

  private static Optional<Key> first(List<Key> keys) {
    return keys.stream().filter(key -> key.kind() == Key.Kind.PATIENT).findFirst();
  }

  private void merged(Key kept, Key gone) {
    if (!kept.equals(gone)) {
      events.add(new EncounterEvent.PatientsMerged(header(List.of(kept, gone), time), kept, gone));
    }
  }

  /**
   * A patient that comes without an encounter: what later names it by its id means the hospital's
   * number. Where there is an encounter, its keys say so.
   */
  private void aliases(Person person) {
    Optional<Key> number = first(person.keys);
    for (Resource resource : person.resources) {
      if (number.isPresent() && resource instanceof Patient patient) {
        names.idsOf(patient).forEach(id -> merged(number.get(), id));
      }
    }
  }

  private EventHeader header(List<Key> keys, LocalDateTime at) {
    return new EventHeader(institution, keys, at, arrivalNumber, events.size());
  }

  // ------------------------------------------------------------- what

  private void read(Visit visit) {
    if (visit.keys().isEmpty()) {
      if (visit.encounter() != null) {
        String place = graph.place(visit.encounter());
        work.add(
            Finding.error(
                "fhir.no-patient",
                place,
                place + "：没有就诊号、id 和患者，无法归到任何住院；请由发送方补齐后重发",
                place
                    + ": has neither number nor id nor patient and can belong to no stay; have the"
                    + " sender complete it and send it again"));
      }
      return;
    }
    Entry encounter = visit.encounter() == null ? null : lists.entry(visit.encounter());
    boolean outpatient = encounter != null && encounter.text("encounter.kind").equals("outpatient");
    List<Location> wards = List.of();
    if (encounter != null) {
      wards = new Moves(encounter, visit, outpatient).read();
    }
    String department = wards.isEmpty() ? "" : wards.get(wards.size() - 1).departmentCode();
    lists.department(department);
    state(visit);
    clinical(visit, outpatient);
    List<CarePeriod> periods = lists.carePeriods(visit);
    if (!periods.isEmpty()) {
      events.add(new EncounterEvent.CareRecorded(header(visit), periods));
    }
    ordered(visit, department);
    List<Charge> charges = lists.charges(visit, controlId);
    if (!charges.isEmpty()) {
      events.add(new EncounterEvent.Charged(header(visit), charges));
    }
  }

  private EventHeader header(Visit visit) {
    return header(visit.keys(), visit.time());
  }

  /** Movements out of one Encounter, which is always told as a whole. */
  private final class Moves {
    private final Entry encounter;
    private final Visit visit;
    private final boolean outpatient;
    private final List<Location> locations = new ArrayList<>();

    Moves(Entry encounter, Visit visit, boolean outpatient) {
      this.encounter = encounter;
      this.visit = visit;
      this.outpatient = outpatient;
    }

    /** The locations in order. */
    List<Location> read() {
      record Ward(Location location, LocalDateTime from, String place) {}
      List<Ward> wards = new ArrayList<>();
      List<Ward> cancelled = new ArrayList<>();
      for (Entry entry : lists.entries("location", visit)) {
        Ward ward = new Ward(location(entry), entry.time("location.from"), entry.place());
        (entry.text("location.cancelled").equals("1") ? cancelled : wards).add(ward);
      }
      wards.sort(
          Comparator.comparing(
              Ward::from, Comparator.nullsFirst(Comparator.<LocalDateTime>naturalOrder())));
      Location first =
          wards.isEmpty()
              ? new Location(
                  encounter.text("visit.departmentCode"),
                  encounter.text("visit.departmentName"),
                  "",
                  "")
              : wards.get(0).location;
      Location last = wards.isEmpty() ? first : wards.get(wards.size() - 1).location;
      locations.add(first);
      String state = encounter.text("encounter.state");
      switch (state) {
        case "planned" -> move(Movement.PREADMIT, "planned.time", first);
        case "cancelled" ->
            add(Movement.CANCEL_ADMIT, time, Location.UNKNOWN, encounter.place() + ".status");
        case "present", "finished" -> {
          classHistory();
          move(outpatient ? Movement.REGISTER : Movement.ADMIT, "admission.time", first);
          for (Ward ward : wards.subList(Math.min(1, wards.size()), wards.size())) {
            locations.add(ward.location);
            if (ward.from == null) {
              work.warn(
                  "fhir.no-time",
                  ward.place + ".period.start",
                  "转科没有时间，未采用",
                  "a transfer without time was not used");
            } else if (!outpatient) {
              add(Movement.TRANSFER, ward.from, ward.location, ward.place);
            }
          }
          // what was never so is told and taken back: an earlier message may have told it
          for (Ward ward : cancelled) {
            if (ward.from != null && !outpatient) {
              add(Movement.TRANSFER, ward.from, ward.location, ward.place);
              add(Movement.CANCEL_TRANSFER, ward.from, ward.location, ward.place);
            }
          }
          if (state.equals("finished")) {
            move(Movement.DISCHARGE, "discharge.time", last);
          } else if (!encounter.text("encounter.reopened").isEmpty()) {
            add(Movement.CANCEL_DISCHARGE, time, last, encounter.place() + ".statusHistory");
          }
        }
        default ->
            work.warn(
                "fhir.no-status",
                encounter.place() + ".status",
                "就诊状态缺失或不认识，没有入院、出院事件",
                "the status is missing or unknown; nothing was taken for an admission or discharge");
      }
      return locations;
    }

    /** What the patient was before the admission. */
    private void classHistory() {
      LocalDateTime admitted = encounter.time("admission.time");
      for (Entry entry : lists.entries("classHistory", visit)) {
        LocalDateTime from = entry.time("classHistory.time");
        boolean wasOutpatient = entry.text("classHistory.kind").equals("outpatient");
        if (!outpatient
            && wasOutpatient
            && from != null
            && (admitted == null || from.isBefore(admitted))) {
          add(Movement.REGISTER, from, Location.UNKNOWN, entry.place());
        }
      }
    }

    private Location location(Entry entry) {
      return new Location(
          entry.text("location.departmentCode"),
          entry.text("location.departmentName"),
          entry.text("location.ward"),
          entry.text("location.bed"));
    }

    private void move(Movement movement, String field, Location location) {
      Row.Value said = encounter.value(field);
      if (said == null) {
        work.warn(
            "fhir.no-time",
            encounter.place() + ".period",
            "没有入院、出院或预约时间，按消息时间处理",
            "there is no time of admission, discharge or plan; the time of the message was used");
        add(movement, time, location, encounter.place());
      } else {
        add(movement, LocalDateTime.parse(said.text(), Times.WIRE), location, said.place());
      }
    }

    private void add(Movement movement, LocalDateTime at, Location location, String place) {
      events.add(new EncounterEvent.Moved(header(visit), movement, at, location, origin(place)));
    }
  }

  /** Facts of the stay, and of each settlement that resources tell of. */
  private void state(Visit visit) {
    Map<String, Visit> settlements = settlements(visit);
    Map<String, Fact> facts = facts(mapping.facts(), visit);
    if (settlements.isEmpty()) {
      // an invoice number without setl_id is at least a fact of the stay
      facts(mapping.settlementFacts(), visit).forEach(facts::putIfAbsent);
    }
    if (!facts.isEmpty()) {
      events.add(new EncounterEvent.Stated(header(visit), facts));
    }
    settlements.forEach((setlId, of) -> settled(setlId, of, visit));
  }

  private Map<String, Fact> facts(Map<String, List<Row>> rules, Visit visit) {
    Map<String, Fact> facts = new HashMap<>();
    rules.forEach(
        (name, rows) -> {
          int mark = work.findings().size();
          for (Row row : rows) {
            Row.Value value = value(row, visit);
            if (value == STOP) {
              return;
            }
            if (value != null) {
              work.forgetUnmapped(mark);
              facts.put(name, new Fact(value.text(), origin(value.place())));
              return;
            }
          }
        });
    return facts;
  }

  private static final Row.Value STOP = new Row.Value("", "");

  /** What a row takes from all resources of its types. */
  private Row.Value value(Row row, Visit visit) {
    List<Node> nodes = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (String type : visit.resources().keySet()) {
      if (row.resources().contains(type)) {
        for (Resource resource : visit.of(type)) {
          nodes.add(new Node(resource, resource));
          places.add(graph.place(resource));
        }
      }
    }
    if (nodes.isEmpty()) {
      return null;
    }
    return row.transform() == null ? STOP : row.evaluate(nodes, places, graph, work);
  }

  /** The resources of each settlement by its setl_id; what names none belongs to the only one. */
  private Map<String, Visit> settlements(Visit visit) {
    Map<String, Visit> settlements = new LinkedHashMap<>();
    List<Resource> unnamed = new ArrayList<>();
    for (String type : OF_A_SETTLEMENT) {
      for (Resource resource : visit.of(type)) {
        String setlId = lists.entry(resource).text("settlement.setl_id");
        if (setlId.isEmpty()) {
          unnamed.add(resource);
        } else {
          settlements.computeIfAbsent(setlId, id -> new Visit(null, time)).add(resource);
        }
      }
    }
    if (settlements.size() == 1) {
      unnamed.forEach(settlements.values().iterator().next()::add);
    }
    for (Visit settlement : settlements.values()) {
      for (String type : List.of("Coverage", "Account")) {
        visit.of(type).forEach(settlement::add);
      }
    }
    return settlements;
  }

  private void settled(String setlId, Visit settlement, Visit visit) {
    List<Key> keys = new ArrayList<>(visit.keys());
    keys.add(new Key(Key.Kind.SETTLEMENT, institution, setlId));
    EventHeader header = header(keys, visit.time());
    Map<String, Fact> facts = facts(mapping.settlementFacts(), settlement);
    List<FundPayment> funds = lists.funds(settlement);
    Fact settledAt = facts.get("setl_time");
    if (is(facts, "refd_setl_flag")) {
      events.add(new EncounterEvent.Refunded(header, setlId));
    } else if (settledAt == null) {
      if (!funds.isEmpty()) {
        work.warn(
            "fhir.fund-without-settlement",
            "ExplanationOfBenefit.total",
            "基金支付须与结算ID、结算时间在同一条消息，未采用",
            "fund payments must come with the id and the time of their settlement; not used");
      }
      events.add(new EncounterEvent.Stated(header, facts));
    } else {
      events.add(
          new EncounterEvent.Settled(
              header,
              new Settlement(
                  setlId,
                  LocalDateTime.parse(settledAt.value(), Times.WIRE),
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

  private void clinical(Visit visit, boolean outpatient) {
    boolean coded = first("frontpage.when", visit) != null;
    Visit page = coded ? withNamed(visit) : visit;
    boolean isOutpatient = outpatient || page != visit && isOutpatient(page);
    List<Diagnosis> diagnoses = lists.diagnoses(visit, coded, isOutpatient);
    if (!coded) {
      if (!diagnoses.isEmpty()) {
        events.add(new EncounterEvent.WorkingDiagnoses(header(visit), diagnoses));
      }
      return;
    }
    List<Procedure> procedures = lists.procedures(visit);
    if (diagnoses.isEmpty() && procedures.isEmpty()) {
      work.warn(
          "fhir.front-page-empty",
          graph.place(visit.resources().values().iterator().next().get(0)),
          "首页没有一条可用的诊断或手术，未替换原首页",
          "the front page has no usable diagnosis or procedure; the former one stays");
      return;
    }
    Row.Value codedAt = first("frontpage.time", visit);
    events.add(
        new EncounterEvent.FrontPageCoded(
            header(visit),
            new FrontPage(
                diagnoses,
                procedures,
                lists.intensiveCare(page),
                lists.transfusions(page),
                codedAt == null ? visit.time() : LocalDateTime.parse(codedAt.text(), Times.WIRE))));
  }

  /**
   * A front page whose encounter came in another message, with that encounter and the procedures
   * that it names: they tell of intensive care and blood.
   */
  private Visit withNamed(Visit visit) {
    if (visit.encounter() != null) {
      return visit;
    }
    Visit page = new Visit(null, visit.time());
    visit.resources().values().forEach(all -> all.forEach(page::add));
    Set<Resource> added = Collections.newSetFromMap(new IdentityHashMap<>());
    visit.resources().values().forEach(added::addAll);
    for (Resource resource : visit.of("Claim")) {
      List<Node> named = new ArrayList<>(lists.entry(resource).nodes("link.encounter"));
      for (ProcedureComponent procedure : ((Claim) resource).getProcedure()) {
        named.add(new Node(procedure.getProcedure(), resource));
      }
      for (Node node : named) {
        if (node.base() instanceof Reference reference) {
          graph
              .known(reference, node.owner())
              .map(found -> (Resource) found.base())
              .filter(found -> IN_A_FRONT_PAGE.contains(found.fhirType()) && added.add(found))
              .ifPresent(page::add);
        }
      }
    }
    return page;
  }

  private boolean isOutpatient(Visit page) {
    return page.of("Encounter").stream()
        .anyMatch(encounter -> lists.entry(encounter).text("encounter.kind").equals("outpatient"));
  }

  private Row.Value first(String field, Visit visit) {
    for (Row row : mapping.rows(field)) {
      Row.Value value = value(row, visit);
      if (value == STOP) {
        return null;
      }
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private void ordered(Visit visit, String department) {
    List<Entry> entries = lists.entries("order", visit);
    if (entries.isEmpty()) {
      return;
    }
    Map<String, Medication> medications = new HashMap<>();
    for (Resource resource : graph.resources()) {
      if (resource instanceof Medication medication) {
        medications.put("Medication/" + Graph.id(medication), medication);
        medications.put(graph.fullUrl(medication), medication);
      }
    }
    for (Entry entry : entries) {
      if (entry.node().base() instanceof MedicationRequest request
          && request.getMedication() instanceof Reference reference
          && graph.resolve(reference, request).map(Node::base).orElse(null)
              instanceof Medication medication) {
        medications.put(reference.getReference(), medication);
      }
    }
    Findings findings = new Findings();
    OrderReader reader = new OrderReader(site.zone(), medications, work::timesPerDay, findings);
    List<OrderLine> lines = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Entry entry : entries) {
      String said = entry.text("order.id");
      if (said.isEmpty()) {
        work.warn(
            "fhir.order-without-number",
            entry.place() + ".identifier",
            "医嘱没有医嘱号，以消息号代替，停止时对不上；请由发送方补上",
            "the order has no number: the message's stands for it, and nothing can stop it; have"
                + " the sender add it");
        said = controlId + "/" + entry.place();
      }
      String id = said;
      for (int n = 2; !ids.add(id); n++) {
        id = said + "/" + n;
      }
      String own = entry.text("order.department");
      reader
          .line(
              (Resource) entry.node().base(),
              id,
              origin(entry.place()),
              own.isEmpty() ? department : own)
          .ifPresent(lines::add);
    }
    for (Finding finding : findings.list()) {
      String rule = finding.rule().replaceFirst("^cds\\.", "fhir.order-");
      work.add(new Finding(rule, finding.severity(), finding.path(), finding.text()));
    }
    if (!lines.isEmpty()) {
      events.add(new EncounterEvent.Ordered(header(visit), lines));
    }
  }
}
