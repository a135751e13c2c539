package org.duima.karaf.smoke.doors;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Supply;
import org.duima.api.encounter.Stay;

/**
 * Makes orders out of what the knowledge base speaks of, so that many rules have an opinion. The
 * same seed gives the same orders. What a family has no words for is said by the ledger.
 */
final class OrderGenerator {
  static final String INSTITUTION = "H50010300001";

  private static final Origin SAID = new Origin(1, "ledger", "line");
  private static final List<String> FREQUENCIES =
      List.of("qd", "BID", "tid", "qod", "q8h", "Q12H", "每日两次", "每日3次", "PRN", "biw", "ONCE");

  /** A thing to order; one without a code is known by the hospital's own. */
  record Item(Kind kind, String code, String name) {}

  private final Random random;
  private final List<Item> items;
  private final List<GeneratedOrder.Coded> diagnoses = new ArrayList<>();
  private final List<GeneratedOrder.Coded> operations = new ArrayList<>();

  /**
   * @param knowledge whose points name what to order
   * @param more to order as well
   */
  OrderGenerator(long seed, Knowledge knowledge, List<Item> more) {
    random = new Random(seed);
    items = new ArrayList<>(more);
    items.addAll(more);
    for (RuleClass ruleClass : knowledge.classes()) {
      for (KnowledgePoint point : knowledge.pointsOf(ruleClass.id())) {
        if (!point.batch().equals("generated")) {
          point.codes().forEach(code -> learn(ruleClass, code, point.itemName()));
          point.others().forEach(code -> learn(ruleClass, code, point.itemName()));
        }
      }
    }
    for (String code : List.of("I10.x00", "J18.900", "N18.400", "K25.000", "I63.900", "G40.900")) {
      diagnoses.add(new GeneratedOrder.Coded(code, "诊断" + code));
    }
    operations.add(new GeneratedOrder.Coded("47.0100", "阑尾切除术"));
  }

  private void learn(RuleClass ruleClass, String code, String name) {
    if (ruleClass.subject() == Subject.DIAGNOSIS) {
      diagnoses.add(new GeneratedOrder.Coded(whole(code, "00"), name));
    } else if (ruleClass.subject() == Subject.PROCEDURE) {
      operations.add(new GeneratedOrder.Coded(whole(code, "00"), name));
    } else if (code.startsWith("name:")) {
      Kind kind =
          ruleClass.id().startsWith("slice")
              ? Kind.SLICE
              : ruleClass.id().startsWith("service") ? Kind.SERVICE : Kind.DRUG;
      items.add(new Item(kind, "", code.substring("name:".length())));
    } else {
      Kind kind =
          switch (code.charAt(0)) {
            case 'T' -> Kind.SLICE;
            case 'C' -> Kind.CONSUMABLE;
            case '0' -> Kind.SERVICE;
            default -> Kind.DRUG;
          };
      String tail =
          switch (kind) {
            case DRUG -> "A001A001010100001";
            case SLICE -> "000000000";
            default -> "0000000000000000";
          };
      String full = whole(code, tail);
      int length =
          switch (kind) {
            case DRUG -> 23;
            case SLICE -> 10;
            case SERVICE -> 15;
            case CONSUMABLE -> 20;
          };
      String cut = code.endsWith("*") ? full.substring(0, Math.min(full.length(), length)) : full;
      items.add(new Item(kind, cut, name));
    }
  }

  private static String whole(String code, String tail) {
    return code.endsWith("*") ? code.substring(0, code.length() - 1) + tail : code;
  }

  GeneratedOrder next(int number) {
    LocalDateTime at = LocalDateTime.of(2026, 4, 1 + number % 28, 8 + number % 10, number % 60);
    GeneratedOrder.VisitKind kind = pick(List.of(GeneratedOrder.VisitKind.values()));
    LocalDateTime admitted =
        kind == GeneratedOrder.VisitKind.INPATIENT
            ? at.minusDays(1 + random.nextInt(20)).withHour(9)
            : at.withHour(7).withMinute(30);
    boolean hasLedger = kind == GeneratedOrder.VisitKind.INTERNET || chance(0.6);
    // what the request leaves out the ledger tells
    boolean saysPerson = !hasLedger || chance(0.8);
    String sex = chance(0.5) ? "1" : "2";
    LocalDate birth = birth(at.toLocalDate());
    GeneratedOrder.Person person =
        new GeneratedOrder.Person(
            saysPerson ? sex : "",
            saysPerson ? birth : null,
            "P%05d".formatted(number),
            "5001030000%07d".formatted(number));
    GeneratedOrder.Visit visit =
        new GeneratedOrder.Visit(
            kind,
            admitted,
            "V%05d".formatted(number),
            "500100G%07d".formatted(number),
            pick(List.of("0301", "0302", "0601")),
            chance(0.8) ? pick(List.of("310", "390", "410", "510")) : "",
            chance(0.1),
            sex.equals("2") && chance(0.5) ? pick(List.of("1", "3")) : "",
            some(diagnoses, 3),
            some(operations, 1).stream()
                .map(
                    one ->
                        new GeneratedOrder.Operation(one.code(), one.name(), admitted.plusHours(1)))
                .toList());
    Set<Kind> kinds =
        pick(
            List.of(
                Set.of(Kind.DRUG, Kind.SLICE),
                Set.of(Kind.SERVICE),
                Set.of(Kind.CONSUMABLE),
                Set.of(Kind.values())));
    List<GeneratedOrder.Line> lines = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 1; i <= count; i++) {
      lines.add(line("L%d-%d".formatted(number, i), kinds, at, visit));
    }
    List<GeneratedOrder.Line> earlier = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      LocalDateTime before = at.minusHours(random.nextInt(24 * 30));
      earlier.add(line("E%d-%d".formatted(number, i), kinds, before, visit));
    }
    return new GeneratedOrder(
        number,
        at,
        person,
        visit,
        lines,
        earlier,
        hasLedger ? ledger(person, visit, at, sex, birth, lines) : PatientRecord.NONE);
  }

  private LocalDate birth(LocalDate today) {
    return switch (random.nextInt(5)) {
      case 0 -> today.minusDays(random.nextInt(40));
      case 1 -> today.minusDays(random.nextInt(18 * 365));
      case 2 -> today.minusDays(365 * 65 + random.nextInt(20 * 365));
      default -> today.minusDays(365 * 18 + random.nextInt(50 * 365));
    };
  }

  private GeneratedOrder.Line line(
      String id, Set<Kind> kinds, LocalDateTime begin, GeneratedOrder.Visit visit) {
    Item item = pick(items.stream().filter(one -> kinds.contains(one.kind())).toList());
    boolean drug = item.kind() == Kind.DRUG || item.kind() == Kind.SLICE;
    return new GeneratedOrder.Line(
        id,
        "RX" + id.replaceAll("-.*", "") + random.nextInt(2),
        item.kind(),
        item.code(),
        item.code().isEmpty() ? "" : item.name(),
        "Z" + Math.floorMod(item.name().hashCode(), 1_000_000),
        item.name(),
        BigDecimal.valueOf(1 + random.nextInt(30)),
        drug ? pick(List.of("片", "支", "g")) : "次",
        BigDecimal.valueOf(50 + random.nextInt(5000), 2),
        drug && chance(0.8) ? pick(DOSES) : null,
        drug ? pick(List.of("mg", "g")) : "",
        drug || chance(0.3) ? pick(FREQUENCIES) : "",
        drug && chance(0.8) ? 1 + random.nextInt(30) : null,
        begin,
        visit.department(),
        pick(List.of("D1001", "D1002")),
        pick(List.of("231", "232", "233", "234")),
        chance(0.1),
        chance(0.3),
        drug && chance(0.1),
        item.kind() == Kind.DRUG && chance(0.5) ? Boolean.valueOf(chance(0.5)) : null);
  }

  private static final List<BigDecimal> DOSES =
      List.of(new BigDecimal("0.5"), BigDecimal.ONE, BigDecimal.valueOf(5), BigDecimal.valueOf(25));

  private PatientRecord ledger(
      GeneratedOrder.Person person,
      GeneratedOrder.Visit visit,
      LocalDateTime at,
      String sex,
      LocalDate birth,
      List<GeneratedOrder.Line> lines) {
    Map<String, Fact> facts = new HashMap<>();
    if (person.sex().isEmpty()) {
      facts.put("gend", new Fact(sex, SAID));
      facts.put("brdy", new Fact(birth.toString(), SAID));
    }
    if (visit.kind() == GeneratedOrder.VisitKind.INTERNET) {
      facts.put("out_setl_flag", new Fact("5", SAID));
    }
    if (chance(0.5)) {
      facts.put("dise_no", new Fact(pick(List.of("M03900", "M01600")), SAID));
    }
    if (visit.maternity().isEmpty() && sex.equals("2") && chance(0.3)) {
      facts.put("matn_stas", new Fact("4", SAID));
    }
    List<OrderLine> orders = new ArrayList<>();
    List<Charge> charges = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      LocalDateTime when = at.minusHours(1 + random.nextInt(48));
      GeneratedOrder.Line line = line("H%d".formatted(i), Set.of(Kind.values()), when, visit);
      if (chance(0.5)) {
        // what is ordered again is what rules of repetition look for
        GeneratedOrder.Line again = pick(lines);
        charges.add(charge("C" + i, again, when));
      } else {
        orders.add(orderLine(line));
      }
    }
    Stay stay =
        new Stay(
            INSTITUTION,
            List.of(
                new Key(Key.Kind.PATIENT, INSTITUTION, person.patientNumber()),
                new Key(Key.Kind.PERSON, INSTITUTION, person.personNumber()),
                new Key(Key.Kind.VISIT, INSTITUTION, visit.visitNumber()),
                new Key(Key.Kind.MDTRT, INSTITUTION, visit.platformNumber())),
            visit.kind() == GeneratedOrder.VisitKind.INPATIENT
                ? Stay.Phase.ADMITTED
                : Stay.Phase.OUTPATIENT,
            facts,
            visit.kind() == GeneratedOrder.VisitKind.INPATIENT
                ? List.of(
                    new Stay.Step(
                        Movement.ADMIT,
                        visit.admitted(),
                        new Location(visit.department(), "", "", ""),
                        SAID))
                : List.of(),
            List.of(),
            null,
            charges,
            List.of(),
            orders,
            List.of(),
            List.of(),
            at.minusHours(1));
    return new PatientRecord(Optional.of(stay), List.of());
  }

  private static Charge charge(String id, GeneratedOrder.Line line, LocalDateTime at) {
    return new Charge(
        id,
        "",
        "09",
        line.localCode(),
        line.localName(),
        line.code(),
        at,
        line.quantity(),
        line.price(),
        Money.ofYuan(line.amount()),
        null,
        SAID);
  }

  private static OrderLine orderLine(GeneratedOrder.Line line) {
    return new OrderLine(
        line.id(),
        line.prescription(),
        "",
        line.kind(),
        new Code(line.kind().system(), Editions.INSURANCE_2_0, line.code()),
        line.name(),
        line.localCode(),
        line.localName(),
        new Supply(
            line.quantity(), line.unit(), Money.ofYuan(line.price()), Money.ofYuan(line.amount())),
        new Dosage(line.dose(), line.doseUnit(), null, line.frequency(), line.days(), ""),
        line.begin(),
        null,
        line.department(),
        line.orderer(),
        line.title(),
        Set.of(),
        line.firstLineUsed(),
        SAID);
  }

  private boolean chance(double of) {
    return random.nextDouble() < of;
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private <T> List<T> some(List<T> all, int most) {
    List<T> some = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      T one = pick(all);
      if (!some.contains(one)) {
        some.add(one);
      }
    }
    return some;
  }
}
