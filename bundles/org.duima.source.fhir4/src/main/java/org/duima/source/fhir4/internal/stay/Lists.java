package org.duima.source.fhir4.internal.stay;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter.DiagnosisComponent;
import org.hl7.fhir.r4.model.Resource;

/** Reads what resources list: diagnoses, procedures, intensive care, blood, charges, funds. */
final class Lists {
  /** The hospital's own codes, whatever they are of. */
  private static final String LOCAL = "urn:duima:local";

  /** The wire has 16 digits, two of them decimals. */
  private static final BigDecimal LARGEST = new BigDecimal("99999999999999.99");

  private final Mapping mapping;
  private final Graph graph;
  private final Site site;
  private final String sender;
  private final Work work;
  private final Function<String, Origin> origin;
  private final Set<String> unknownSystems = new HashSet<>();
  private String department = "";

  Lists(
      Mapping mapping,
      Graph graph,
      Site site,
      String sender,
      Work work,
      Function<String, Origin> origin) {
    this.mapping = mapping;
    this.graph = graph;
    this.site = site;
    this.sender = sender;
    this.work = work;
    this.origin = origin;
  }

  /** The department of the encounter, which may tell the edition of its codes. */
  void department(String code) {
    department = code;
  }

  /** A resource of which fields are read. */
  Entry entry(Resource resource) {
    return new Entry(
        new Node(resource, resource),
        resource.fhirType(),
        graph.place(resource),
        mapping,
        graph,
        work);
  }

  /** The entries of a list in resources of some types, in the order of the mapping. */
  List<Entry> entries(String list, Visit visit) {
    List<Entry> entries = new ArrayList<>();
    for (Row row : mapping.rows(list)) {
      if (row.transform() == null || row.path() == null) {
        continue;
      }
      for (String type : visit.resources().keySet()) {
        if (!row.resources().contains(type)) {
          continue;
        }
        for (Resource resource : visit.of(type)) {
          entries.addAll(entries(row, resource));
        }
      }
    }
    return entries;
  }

  private List<Entry> entries(Row row, Resource resource) {
    List<Entry> entries = new ArrayList<>();
    for (Node node : row.path().evaluate(new Node(resource, resource), graph)) {
      String place = graph.place(resource);
      if (node.base() != resource) {
        place += "." + row.path().text() + "[" + entries.size() + "]";
      }
      entries.add(new Entry(node, resource.fhirType(), place, mapping, graph, work));
    }
    return entries;
  }

  /** The entries of the first type of resources, in the order of the mapping, that has any. */
  private List<Entry> entriesOfFirstType(String list, Visit visit) {
    List<Entry> all = entries(list, visit);
    return all.isEmpty()
        ? all
        : all.stream().filter(entry -> entry.type().equals(all.get(0).type())).toList();
  }

  private record Coded(Code code, String name, String place) {}

  private Coded coded(String list, Entry entry, CodeSystem usual) {
    Code best = null;
    Coding of = null;
    for (Node node : entry.nodes(list + ".code")) {
      if (node.base() instanceof Coding coding && !Elements.text(coding).isEmpty()) {
        Code code = code(coding, entry, usual);
        if (best == null || weight(code) > weight(best)) {
          best = code;
          of = coding;
        }
      }
    }
    String place = entry.place() + ".code";
    if (best != null) {
      String display = of.hasDisplay() ? of.getDisplay().strip() : "";
      return new Coded(best, display.isEmpty() ? entry.text(list + ".name") : display, place);
    }
    String name = entry.text(list + ".name");
    if (name.isEmpty()) {
      work.warn("fhir.no-code", place, "没有编码和名称，未采用", "has neither code nor name; it was not used");
      return null;
    }
    work.warn("fhir.no-code", place, "没有编码，按名称对码", "has no code; its name is looked up instead");
    return new Coded(new Code(usual, Editions.LOCAL, ""), name, place);
  }

  /** Of several codes the insurance's is taken, else one of a known edition. */
  private static int weight(Code code) {
    if (code.edition().startsWith("insurance-")) {
      return 3;
    }
    return code.edition().isEmpty() ? 0 : code.edition().equals(Editions.LOCAL) ? 1 : 2;
  }

  private Code code(Coding coding, Entry entry, CodeSystem usual) {
    String url = coding.hasSystem() ? coding.getSystem().strip() : "";
    String value = Elements.text(coding);
    if (url.equals(LOCAL)) {
      return new Code(usual, Editions.LOCAL, value);
    }
    String version = coding.hasVersion() ? coding.getVersion().strip() : "";
    Mapping.Edition edition = url.isEmpty() ? null : mapping.edition(url, version);
    if (edition == null && !url.isEmpty()) {
      if (unknownSystems.add(url)) {
        work.warn(
            "fhir.unknown-code-system",
            entry.place() + ".code",
            "映射文件没有登记它的编码体系；按院内未声明版本处理。请加一行 edition.编码体系",
            "the mapping does not know its coding system; the code counts as one of no stated"
                + " edition. Add a row edition.SYSTEM");
      }
      return new Code(usual, "", value);
    }
    CodeSystem system = edition == null ? usual : edition.system();
    String name = edition == null ? "" : edition.edition();
    String field = usual == CodeSystem.PROCEDURE ? "Procedure.code" : "Condition.code";
    return new Code(
        system,
        name.isEmpty()
            ? site.editions().edition(system, new DeclaredEditions.Place(field, department, sender))
            : name,
        value);
  }

  private record Ranked(Diagnosis diagnosis, String role, int rank) {}

  /**
   * Diagnoses in order of their rank.
   *
   * @param coded whether they are the front page's: final ones then shut out working ones
   * @param outpatient whether the visit is an outpatient one
   */
  List<Diagnosis> diagnoses(Visit visit, boolean coded, boolean outpatient) {
    List<Entry> entries =
        coded ? entriesOfFirstType("diagnosis", visit) : working(entries("diagnosis", visit));
    List<Ranked> ranked = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.text("diagnosis.deleted").equals("1")) {
        diagnosis(entry, coded, outpatient, ranked.size() + 1).ifPresent(ranked::add);
      }
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

  private Optional<Ranked> diagnosis(Entry entry, boolean coded, boolean outpatient, int rank) {
    Coded of = coded("diagnosis", entry, CodeSystem.DIAGNOSIS);
    if (of == null) {
      return Optional.empty();
    }
    String said = entry.text("diagnosis.role");
    boolean principal = entry.text("diagnosis.principal").equals("1");
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
            entry.text("diagnosis.admissionCondition"),
            rank,
            origin.apply(of.place));
    return Optional.of(new Ranked(diagnosis, said, rank("diagnosis.rank", entry)));
  }

  /** A claim is no working diagnosis; a Condition that the encounter names counts once. */
  private List<Entry> working(List<Entry> all) {
    Set<Resource> named = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Entry entry : all) {
      if (entry.node().base() instanceof DiagnosisComponent component) {
        graph
            .resolve(component.getCondition(), entry.node().owner())
            .ifPresent(node -> named.add((Resource) node.base()));
      }
    }
    return all.stream()
        .filter(entry -> !entry.type().equals("Claim"))
        .filter(entry -> !named.contains(entry.node().base()))
        .toList();
  }

  /** The rank as sent; what has none comes last, in the order of the message. */
  private static int rank(String field, Entry entry) {
    String text = entry.text(field);
    return text.matches("[1-9]\\d{0,5}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
  }

  /** Procedures of the front page in order of their rank. */
  List<Procedure> procedures(Visit visit) {
    List<Entry> entries = new ArrayList<>(entriesOfFirstType("procedure", visit));
    entries.sort(Comparator.comparingInt(entry -> rank("procedure.rank", entry)));
    List<Procedure> procedures = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.text("procedure.deleted").equals("1")) {
        continue;
      }
      Coded of = coded("procedure", entry, CodeSystem.PROCEDURE);
      if (of == null) {
        continue;
      }
      procedures.add(
          new Procedure(
              entry.text("procedure.principal").equals("1"),
              of.code,
              of.name,
              entry.time("procedure.begin"),
              entry.time("procedure.end"),
              entry.text("procedure.anaesthesia"),
              entry.time("procedure.anaesthesiaBegin"),
              entry.time("procedure.anaesthesiaEnd"),
              new Staff(entry.text("procedure.operatorCode"), entry.text("procedure.operatorName")),
              new Staff(
                  entry.text("procedure.anaesthetistCode"),
                  entry.text("procedure.anaesthetistName")),
              procedures.size() + 1,
              origin.apply(of.place)));
    }
    return procedures;
  }

  List<IntensiveCare> intensiveCare(Visit visit) {
    List<IntensiveCare> all = new ArrayList<>();
    for (Entry entry : entries("intensiveCare", visit)) {
      LocalDateTime in = entry.time("intensiveCare.in");
      if (in == null) {
        work.warn(
            "fhir.no-time",
            entry.place() + ".period.start",
            "重症监护没有进入时间，未采用",
            "intensive care without time of entry; it was not used");
        continue;
      }
      all.add(
          new IntensiveCare(
              entry.text("intensiveCare.wardType"),
              in,
              entry.time("intensiveCare.out"),
              origin.apply(entry.place())));
    }
    return all;
  }

  List<Transfusion> transfusions(Visit visit) {
    return entries("transfusion", visit).stream()
        .map(
            entry ->
                new Transfusion(
                    entry.text("transfusion.product"),
                    entry.text("transfusion.amount"),
                    entry.text("transfusion.unit"),
                    origin.apply(entry.place())))
        .toList();
  }

  /** Levels of nursing, ventilation and coma, from orders and records. */
  List<CarePeriod> carePeriods(Visit visit) {
    List<CarePeriod> periods = new ArrayList<>();
    for (Entry entry : entries("care", visit)) {
      Optional<CarePeriod.Kind> kind = kindOfCare(entry);
      if (kind.isEmpty()) {
        continue;
      }
      String action = entry.text("care.action");
      LocalDateTime begin = entry.time("care.begin");
      LocalDateTime end = entry.time("care.end");
      String id = entry.text("care.id");
      if (begin == null && (id.isEmpty() || action.equals("start"))) {
        begin = visit.time();
      }
      if (end == null && action.equals("stop")) {
        end = visit.time();
      }
      if (begin != null && end != null && end.isBefore(begin)) {
        work.warn(
            "fhir.care-ends-before-begin",
            entry.place(),
            "护理级别、呼吸机或昏迷的结束早于开始，未采用",
            "a level of nursing, ventilation or coma ends before it begins; it was not used");
        continue;
      }
      periods.add(
          new CarePeriod(
              kind.get(), id, begin, end, action.equals("cancel"), origin.apply(entry.place())));
    }
    return periods;
  }

  private Optional<CarePeriod.Kind> kindOfCare(Entry entry) {
    String kind = entry.text("care.kind");
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CarePeriod.Kind.ofId(kind));
    } catch (IllegalArgumentException e) {
      work.warn(
          "fhir.unknown-kind-of-care",
          entry.place(),
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
  List<Charge> charges(Visit visit, String controlId) {
    List<Charge> charges = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<Entry> without = new ArrayList<>();
    for (Entry entry : entries("charge", visit)) {
      String kind = entry.text("charge.kind");
      if (kind.equals("skip")) {
        continue;
      }
      BigDecimal quantity = entry.number("charge.quantity");
      BigDecimal price = entry.number("charge.unitPrice");
      BigDecimal amount = entry.number("charge.amount");
      if (amount == null && price != null) {
        amount = quantity == null ? price : price.multiply(quantity);
      }
      if (amount == null) {
        without.add(entry);
        continue;
      }
      if (amount.abs().compareTo(LARGEST) > 0) {
        work.warn(
            "fhir.bad-number", entry.place(), "金额超出范围，未采用", "the amount is out of range; not used");
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
      LocalDateTime at = entry.time("charge.at");
      String id = entry.text("charge.id");
      ids.add(id);
      String reverses = reversal ? entry.text("charge.reverses") : "";
      if (id.isEmpty()) {
        work.warn(
            "fhir.charge-without-id",
            entry.place() + ".identifier",
            "费用没有流水号，重发时可能重复计费；请由发送方补上",
            "the charge has no number, so a repeat may count twice; have the sender add it");
        id = controlId + "/" + entry.place();
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
              entry.text("charge.category"),
              entry.text("charge.localCode"),
              entry.text("charge.itemName"),
              entry.text("charge.insuranceCode"),
              at,
              quantity,
              price == null ? null : price.abs(),
              Money.ofYuan(amount),
              split(entry, reversal),
              origin.apply(entry.place())));
    }
    for (Entry entry : without) {
      String id = entry.text("charge.id");
      // an invoice or a claim may have told the amount
      if (id.isEmpty() || !ids.contains(id)) {
        work.warn(
            "fhir.charge-without-amount",
            entry.place(),
            "费用没有金额，也没有单价，未采用",
            "the charge has neither amount nor price; it was not used");
      }
    }
    return charges;
  }

  /** The platform's division of a line, where the HIS passes it on; a reversal's is negative. */
  private static Charge.Split split(Entry entry, boolean reversal) {
    String level = entry.text("charge.level");
    return level.isEmpty()
        ? null
        : new Charge.Split(
            level,
            part("charge.ownPay", entry, reversal),
            part("charge.overLimit", entry, reversal),
            part("charge.prePay", entry, reversal),
            part("charge.inScope", entry, reversal));
  }

  private static Money part(String field, Entry entry, boolean reversal) {
    BigDecimal amount = entry.number(field);
    if (amount == null || amount.abs().compareTo(LARGEST) > 0) {
      return Money.ZERO;
    }
    return Money.ofYuan(reversal ? amount.abs().negate() : amount);
  }

  /** What funds pay towards a settlement. */
  List<FundPayment> funds(Visit settlement) {
    List<FundPayment> funds = new ArrayList<>();
    for (Entry entry : entries("fund", settlement)) {
      String type = entry.text("fund.type");
      BigDecimal amount = entry.number("fund.amount");
      if (type.isEmpty() || amount == null || amount.abs().compareTo(LARGEST) > 0) {
        work.warn(
            "fhir.incomplete-fund",
            entry.place(),
            "基金支付缺类型或金额，或金额超出范围，未采用",
            "the fund payment lacks its type or amount, or the amount is out of range; not used");
      } else {
        funds.add(new FundPayment(type, Money.ofYuan(amount)));
      }
    }
    return funds;
  }
}
