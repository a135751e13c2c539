package org.duima.encounter.internal;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;

/**
 * Events as a listing and stays as one, for tests.
 *
 * <p>A line is {@code arrival[.sequence] | time | keys | VERB name=value …}; {@code #} begins a
 * comment. The origin of everything in a line is message {@code M}<i>arrival</i>.
 */
final class Script {
  static final String INSTITUTION = "H44010000001";

  private Script() {}

  static Stay fold(String listing) {
    return new EventFolder().fold(events(listing));
  }

  static List<EncounterEvent> events(String listing) {
    List<EncounterEvent> events = new ArrayList<>();
    for (String line : listing.split("\n")) {
      String content = line.replaceAll("#.*", "").trim();
      if (!content.isEmpty()) {
        events.add(event(content));
      }
    }
    return events;
  }

  private static EncounterEvent event(String line) {
    String[] columns = line.split("\\s*\\|\\s*", -1);
    if (columns.length != 4) {
      throw new IllegalArgumentException("four columns expected: " + line);
    }
    String[] number = columns[0].split("\\.");
    List<Key> keys = new ArrayList<>();
    for (String key : columns[2].split("\\s+")) {
      if (!key.isEmpty()) {
        keys.add(key(key));
      }
    }
    EventHeader header =
        new EventHeader(
            INSTITUTION,
            keys,
            time(columns[1]),
            Long.parseLong(number[0]),
            number.length > 1 ? Integer.parseInt(number[1]) : 0);
    String[] words = columns[3].split("\\s+");
    Map<String, String> args = new LinkedHashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      args.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
    Origin origin = new Origin(0, "M" + number[0], words[0]);
    return switch (words[0]) {
      case "FACTS" -> new EncounterEvent.Stated(header, facts(args, origin));
      case "CLEARED" -> new EncounterEvent.Stated(header, Map.of(), args.keySet());
      case "WORKING" ->
          new EncounterEvent.WorkingDiagnoses(header, diagnoses(args.get("codes"), origin));
      case "CODED" ->
          new EncounterEvent.FrontPageCoded(
              header,
              new FrontPage(
                  diagnoses(args.get("codes"), origin),
                  procedures(args.get("operations"), origin),
                  List.of(),
                  List.of(),
                  header.time()));
      case "CHARGE" -> new EncounterEvent.Charged(header, List.of(charge(args, header, origin)));
      case "CARE" -> new EncounterEvent.CareRecorded(header, List.of(care(args, origin)));
      case "ORDER" -> new EncounterEvent.Ordered(header, List.of(order(args, header, origin)));
      case "SETTLED" -> new EncounterEvent.Settled(header, settlement(args, header, origin));
      case "REFUNDED" -> new EncounterEvent.Refunded(header, args.get("id"));
      case "MERGED" ->
          new EncounterEvent.PatientsMerged(
              header, key("PATIENT=" + args.get("into")), key("PATIENT=" + args.get("from")));
      default ->
          new EncounterEvent.Moved(
              header,
              EncounterEvent.Movement.valueOf(words[0]),
              args.containsKey("at") ? time(args.get("at")) : header.time(),
              args.containsKey("dept")
                  ? new Location(
                      args.get("dept"), args.get("name"), args.get("ward"), args.get("bed"))
                  : Location.UNKNOWN,
              origin);
    };
  }

  static Key key(String text) {
    int equals = text.indexOf('=');
    return new Key(
        Key.Kind.valueOf(text.substring(0, equals)), INSTITUTION, text.substring(equals + 1));
  }

  private static LocalDateTime time(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T'));
  }

  private static Map<String, Fact> facts(Map<String, String> args, Origin origin) {
    Map<String, Fact> facts = new TreeMap<>();
    args.forEach(
        (name, value) ->
            facts.put(
                name, new Fact(value.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T", "$1 "), origin)));
    return facts;
  }

  private static List<Diagnosis> diagnoses(String codes, Origin origin) {
    List<Diagnosis> diagnoses = new ArrayList<>();
    for (String code : codes.split(",")) {
      diagnoses.add(
          new Diagnosis(
              diagnoses.isEmpty() ? Diagnosis.Role.PRINCIPAL : Diagnosis.Role.OTHER,
              new Code(CodeSystem.DIAGNOSIS, Editions.CLINICAL_2_0, code),
              "",
              "1",
              diagnoses.size() + 1,
              origin));
    }
    return diagnoses;
  }

  private static List<Procedure> procedures(String codes, Origin origin) {
    List<Procedure> procedures = new ArrayList<>();
    if (codes != null) {
      for (String code : codes.split(",")) {
        procedures.add(
            new Procedure(
                procedures.isEmpty(),
                new Code(CodeSystem.PROCEDURE, Editions.CLINICAL_3_0, code),
                "",
                null,
                null,
                "",
                null,
                null,
                null,
                null,
                procedures.size() + 1,
                origin));
      }
    }
    return procedures;
  }

  private static Charge charge(Map<String, String> args, EventHeader header, Origin origin) {
    Money amount = Money.parseYuan(args.get("amount"));
    Charge.Split split =
        args.containsKey("level")
            ? new Charge.Split(args.get("level"), Money.ZERO, Money.ZERO, Money.ZERO, amount)
            : null;
    return new Charge(
        args.get("id"),
        args.get("reverses"),
        args.get("category"),
        args.get("code"),
        args.get("name"),
        "",
        header.time(),
        BigDecimal.valueOf(Long.signum(amount.fen())),
        amount.yuan().abs(),
        amount,
        split,
        origin);
  }

  private static CarePeriod care(Map<String, String> args, Origin origin) {
    return new CarePeriod(
        args.containsKey("kind") ? CarePeriod.Kind.ofId(args.get("kind")) : null,
        args.get("id"),
        args.containsKey("begin") ? time(args.get("begin")) : null,
        args.containsKey("end") ? time(args.get("end")) : null,
        args.containsKey("cancelled"),
        origin);
  }

  private static OrderLine order(Map<String, String> args, EventHeader header, Origin origin) {
    return new OrderLine(
        args.get("id"),
        args.get("rx"),
        null,
        OrderLine.Kind.valueOf(args.getOrDefault("kind", "DRUG")),
        new Code(CodeSystem.DRUG, "", args.getOrDefault("code", "")),
        args.get("name"),
        null,
        null,
        args.containsKey("quantity")
            ? new OrderLine.Supply(new BigDecimal(args.get("quantity")), "", null, null)
            : null,
        null,
        args.containsKey("code") ? header.time() : null,
        args.containsKey("end") ? time(args.get("end")) : null,
        null,
        null,
        null,
        args.containsKey("marks")
            ? Arrays.stream(args.get("marks").split(","))
                .map(OrderLine.Mark::valueOf)
                .collect(Collectors.toSet())
            : null,
        null,
        origin);
  }

  private static Settlement settlement(
      Map<String, String> args, EventHeader header, Origin origin) {
    Map<String, String> rest = new LinkedHashMap<>(args);
    String id = rest.remove("id");
    String mid = rest.remove("mid");
    String fund = rest.remove("fund");
    String at = rest.remove("at");
    return new Settlement(
        id,
        at == null ? header.time() : time(at),
        "1".equals(mid),
        false,
        facts(rest, origin),
        fund == null
            ? List.of()
            : List.of(new FundPayment(fund.split(":")[0], Money.parseYuan(fund.split(":")[1]))));
  }

  /** The whole of a stay, one thing a line. */
  static String listing(Stay stay) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add("phase " + stay.phase() + ", last event " + WireTime.format(stay.lastEventTime()));
    stay.keys().forEach(key -> lines.add("key " + key.kind() + "=" + key.value()));
    facts(lines, "fact ", stay.facts());
    stay.movements()
        .forEach(
            step ->
                lines.add(
                    ("step "
                                + step.movement()
                                + " "
                                + WireTime.format(step.at())
                                + " "
                                + step.location().departmentCode()
                                + " "
                                + step.location().bed())
                            .trim()
                        + from(step.origin())));
    stay.workingDiagnoses()
        .forEach(d -> lines.add("working " + d.role() + " " + d.code().value() + from(d.origin())));
    if (stay.frontPage() != null) {
      lines.add("front page coded " + WireTime.format(stay.frontPage().codedAt()));
      stay.frontPage()
          .diagnoses()
          .forEach(
              d ->
                  lines.add("  diagnosis " + d.role() + " " + d.code().value() + from(d.origin())));
      stay.frontPage()
          .procedures()
          .forEach(p -> lines.add("  operation " + p.code().value() + from(p.origin())));
    }
    stay.charges()
        .forEach(
            c ->
                lines.add(
                    "charge "
                        + c.id()
                        + " "
                        + c.amount()
                        + " category="
                        + c.category()
                        + (c.reverses().isEmpty() ? "" : " reverses=" + c.reverses())
                        + (c.split() == null ? "" : " level=" + c.split().level())
                        + from(c.origin())));
    stay.carePeriods()
        .forEach(
            p ->
                lines.add(
                    "care "
                        + p.kind().id()
                        + " "
                        + WireTime.format(p.begin())
                        + " to "
                        + (p.end() == null ? "open" : WireTime.format(p.end()))
                        + from(p.origin())));
    stay.orders()
        .forEach(
            o ->
                lines.add(
                    "order "
                        + o.id()
                        + " "
                        + o.kind()
                        + " "
                        + o.item().value()
                        + (o.supply().quantity() == null ? "" : " x" + o.supply().quantity())
                        + (o.marks().isEmpty() ? "" : " " + o.marks())
                        + (o.end() == null ? "" : " until " + WireTime.format(o.end()))
                        + from(o.origin())));
    for (Settlement settlement : stay.settlements()) {
      lines.add(
          "settlement "
              + settlement.setlId()
              + " "
              + WireTime.format(settlement.settledAt())
              + (settlement.midStay() ? " mid-stay" : "")
              + (settlement.refunded() ? " refunded" : ""));
      facts(lines, "  fact ", settlement.facts());
      settlement.funds().forEach(f -> lines.add("  fund " + f.fundPayType() + " " + f.amount()));
    }
    stay.findings()
        .forEach(
            f -> lines.add("finding " + f.severity().letter() + " " + f.rule() + " @ " + f.path()));
    return lines.toString();
  }

  private static void facts(StringJoiner lines, String before, Map<String, Fact> facts) {
    new TreeMap<>(facts)
        .forEach(
            (name, fact) -> lines.add(before + name + "=" + fact.value() + from(fact.origin())));
  }

  private static String from(Origin origin) {
    return " < " + origin;
  }

  /** The same event in a message that arrived at another time. */
  static EncounterEvent arrivedAs(EncounterEvent event, long arrivalNumber) {
    EventHeader old = event.header();
    EventHeader header =
        new EventHeader(old.institution(), old.keys(), old.time(), arrivalNumber, old.sequence());
    if (event instanceof EncounterEvent.Moved e) {
      return new EncounterEvent.Moved(header, e.movement(), e.at(), e.location(), e.origin());
    } else if (event instanceof EncounterEvent.Stated e) {
      return new EncounterEvent.Stated(header, e.facts(), e.cleared());
    } else if (event instanceof EncounterEvent.WorkingDiagnoses e) {
      return new EncounterEvent.WorkingDiagnoses(header, e.diagnoses());
    } else if (event instanceof EncounterEvent.FrontPageCoded e) {
      return new EncounterEvent.FrontPageCoded(header, e.frontPage());
    } else if (event instanceof EncounterEvent.Charged e) {
      return new EncounterEvent.Charged(header, e.charges());
    } else if (event instanceof EncounterEvent.CareRecorded e) {
      return new EncounterEvent.CareRecorded(header, e.periods());
    } else if (event instanceof EncounterEvent.Ordered e) {
      return new EncounterEvent.Ordered(header, e.lines());
    } else if (event instanceof EncounterEvent.Settled e) {
      return new EncounterEvent.Settled(header, e.settlement());
    } else if (event instanceof EncounterEvent.Refunded e) {
      return new EncounterEvent.Refunded(header, e.setlId());
    } else if (event instanceof EncounterEvent.PatientsMerged e) {
      return new EncounterEvent.PatientsMerged(header, e.surviving(), e.retired());
    }
    throw new IllegalArgumentException(event.getClass().getName());
  }
}
