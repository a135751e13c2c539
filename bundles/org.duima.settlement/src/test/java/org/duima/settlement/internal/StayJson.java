package org.duima.settlement.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.IntensiveCare;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Staff;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.Transfusion;

/**
 * Reads a stay from the short JSON of the test tree. Objects: {@code keys}, {@code facts}; arrays:
 * {@code moves} ("ADMIT 2026-03-02 09:10:00 0301 呼吸内科"), {@code diagnoses} ("PRINCIPAL J18.900 肺炎
 * 1", a leading {@code tcm:} or {@code zheng:} for TCM, {@code insurance-2.0/} for another
 * edition), {@code procedures}, {@code icu}, {@code blood}, {@code care} ("nursing-1 begin [end]"),
 * {@code charges}, {@code settlements}. What {@code registered} holds comes from the transactions
 * named in it ("2402": facts).
 */
final class StayJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StayJson() {}

  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stay read(JsonNode stay) {
    List<Key> keys = new ArrayList<>();
    stay.path("keys")
        .fields()
        .forEachRemaining(
            e ->
                keys.add(
                    new Key(
                        Key.Kind.valueOf(e.getKey()), TestWorld.HOSPITAL, e.getValue().asText())));
    List<Stay.Step> moves = new ArrayList<>();
    for (JsonNode move : stay.path("moves")) {
      String[] parts = move.asText().split(" ", 5);
      moves.add(
          new Stay.Step(
              EncounterEvent.Movement.valueOf(parts[0]),
              time(parts[1] + " " + parts[2]),
              parts.length < 4
                  ? Location.UNKNOWN
                  : new Location(parts[3], parts.length < 5 ? "" : parts[4], "", ""),
              new Origin(0, "ADT " + parts[0], "PV1")));
    }
    return new Stay(
        TestWorld.HOSPITAL,
        keys,
        Stay.Phase.valueOf(stay.path("phase").asText("DISCHARGED")),
        factsOfStay(stay),
        moves,
        diagnoses(stay.path("working"), "DG1"),
        frontPage(stay),
        charges(stay.path("charges")),
        care(stay.path("care")),
        List.of(),
        settlements(stay.path("settlements")),
        List.of(),
        LocalDateTime.of(2026, 3, 31, 12, 0));
  }

  private static FrontPage frontPage(JsonNode stay) {
    if (!stay.has("diagnoses")) {
      return null;
    }
    List<Procedure> procedures = new ArrayList<>();
    for (JsonNode p : stay.path("procedures")) {
      String code = p.path("code").asText();
      int slash = code.indexOf('/');
      boolean edition = slash > 0;
      procedures.add(
          new Procedure(
              p.path("main").asBoolean(false),
              new Code(
                  CodeSystem.PROCEDURE,
                  edition ? code.substring(0, slash) : "",
                  code.substring(slash + 1)),
              p.path("name").asText(),
              time(p.path("begin").asText()),
              time(p.path("end").asText()),
              p.path("anaesthesia").asText(),
              time(p.path("anaesthesiaBegin").asText()),
              time(p.path("anaesthesiaEnd").asText()),
              staff(p.path("operator").asText()),
              staff(p.path("anaesthetist").asText()),
              procedures.size() + 1,
              new Origin(0, "4401", "input.oprninfo[" + procedures.size() + "]")));
    }
    List<IntensiveCare> icu = new ArrayList<>();
    for (JsonNode i : stay.path("icu")) {
      icu.add(
          new IntensiveCare(
              i.path("type").asText(),
              time(i.path("in").asText()),
              time(i.path("out").asText()),
              new Origin(0, "4401", "input.icuinfo[" + icu.size() + "]")));
    }
    List<Transfusion> blood = new ArrayList<>();
    for (JsonNode b : stay.path("blood")) {
      String[] parts = b.asText().split(" ");
      blood.add(
          new Transfusion(
              parts[0],
              parts[1],
              parts[2],
              new Origin(0, "4401", "input.bldinfo[" + blood.size() + "]")));
    }
    return new FrontPage(
        diagnoses(stay.path("diagnoses"), "input.diseinfo"),
        procedures,
        icu,
        blood,
        time(stay.path("codedAt").asText("2026-03-30 10:00:00")));
  }

  private static List<Diagnosis> diagnoses(JsonNode array, String path) {
    List<Diagnosis> diagnoses = new ArrayList<>();
    for (JsonNode d : array) {
      String[] parts = d.asText().split(" ");
      String text = parts[1];
      CodeSystem system = CodeSystem.DIAGNOSIS;
      if (text.startsWith("tcm:")) {
        system = CodeSystem.TCM_DISEASE;
        text = text.substring("tcm:".length());
      } else if (text.startsWith("zheng:")) {
        system = CodeSystem.TCM_SYNDROME;
        text = text.substring("zheng:".length());
      }
      int slash = text.indexOf('/');
      diagnoses.add(
          new Diagnosis(
              Diagnosis.Role.valueOf(parts[0]),
              new Code(
                  system, slash > 0 ? text.substring(0, slash) : "", text.substring(slash + 1)),
              parts.length > 2 ? parts[2] : "",
              parts.length > 3 ? parts[3] : "",
              diagnoses.size() + 1,
              new Origin(0, "4401", path + "[" + diagnoses.size() + "]")));
    }
    return diagnoses;
  }

  private static List<Charge> charges(JsonNode array) {
    List<Charge> charges = new ArrayList<>();
    for (JsonNode c : array) {
      String id = c.path("id").asText("C" + (charges.size() + 1));
      Charge.Split split =
          c.has("level")
              ? new Charge.Split(
                  c.path("level").asText(),
                  money(c.path("own").asText("0")),
                  money(c.path("over").asText("0")),
                  money("0"),
                  money("0"))
              : null;
      charges.add(
          new Charge(
              id,
              c.path("reverses").asText(""),
              c.path("category").asText(""),
              c.path("code").asText(""),
              c.path("name").asText(""),
              c.path("item").asText(""),
              time(c.path("at").asText("2026-03-05 08:00:00")),
              new BigDecimal(c.path("qty").asText("1")),
              c.has("price") ? new BigDecimal(c.path("price").asText()) : null,
              money(c.path("amount").asText()),
              split,
              new Origin(c.path("arrival").asLong(0), "2301 " + id, "input.feedetail")));
    }
    return charges;
  }

  private static List<CarePeriod> care(JsonNode array) {
    List<CarePeriod> periods = new ArrayList<>();
    for (JsonNode period : array) {
      String[] parts = period.asText().split(" ");
      periods.add(
          new CarePeriod(
              CarePeriod.Kind.ofId(parts[0]),
              "O" + (periods.size() + 1),
              time(parts[1] + " " + parts[2]),
              parts.length < 4 ? null : time(parts[3] + " " + parts[4]),
              false,
              new Origin(0, "ORM^O01 " + (periods.size() + 1), "ORC[1]-1")));
    }
    return periods;
  }

  private static List<Settlement> settlements(JsonNode array) {
    List<Settlement> settlements = new ArrayList<>();
    for (JsonNode s : array) {
      List<FundPayment> funds = new ArrayList<>();
      s.path("funds")
          .fields()
          .forEachRemaining(
              e -> {
                if (e.getValue().isArray()) {
                  e.getValue()
                      .forEach(f -> funds.add(new FundPayment(e.getKey(), money(f.asText()))));
                } else {
                  funds.add(new FundPayment(e.getKey(), money(e.getValue().asText())));
                }
              });
      settlements.add(
          new Settlement(
              s.path("id").asText(),
              time(s.path("at").asText()),
              s.path("midStay").asBoolean(false),
              s.path("refunded").asBoolean(false),
              facts(s.path("facts"), "2304 " + s.path("id").asText(), s.path("arrival").asLong(0)),
              funds));
    }
    return settlements;
  }

  private static Map<String, Fact> factsOfStay(JsonNode stay) {
    Map<String, Fact> facts = facts(stay.path("facts"), "ADT");
    stay.path("registered")
        .fields()
        .forEachRemaining(of -> facts.putAll(facts(of.getValue(), of.getKey())));
    return facts;
  }

  private static Map<String, Fact> facts(JsonNode object, String message) {
    return facts(object, message, 0);
  }

  private static Map<String, Fact> facts(JsonNode object, String message, long arrival) {
    Map<String, Fact> facts = new HashMap<>();
    object
        .fields()
        .forEachRemaining(
            e ->
                facts.put(
                    e.getKey(),
                    new Fact(e.getValue().asText(), new Origin(arrival, message, e.getKey()))));
    return facts;
  }

  private static Staff staff(String text) {
    String[] parts = text.split(" ");
    return text.isEmpty() ? Staff.NONE : new Staff(parts[0], parts.length > 1 ? parts[1] : "");
  }

  private static Money money(String yuan) {
    return Money.parseYuan(yuan);
  }

  private static LocalDateTime time(String text) {
    return text.isEmpty() ? null : LocalDateTime.parse(text.replace(' ', 'T'));
  }
}
