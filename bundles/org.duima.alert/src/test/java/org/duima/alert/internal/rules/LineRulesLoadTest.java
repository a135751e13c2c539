package org.duima.alert.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.duima.api.spi.OrderRule;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders far longer than any real one: nothing may cost the square of their lines. */
class LineRulesLoadTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINES = 20_000;
  private static final LocalDateTime AT = LocalDateTime.of(2026, 3, 10, 9, 0);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "contained, 'per=stay', SERVICE",
    "frequency, 'count=1; per=day', SERVICE",
    "frequency, 'count=1; per=stay', SERVICE",
    "period, 'count=1; per=30d', SERVICE",
    "course, 'days=1; per=30d; interval=2d', DRUG",
    "cap, 'amount=1', SERVICE",
    "discount, 'group=g', SERVICE",
    "repeat, 'substance=s', DRUG",
    "repeat, '', DRUG",
    "together, '', DRUG",
    "together, '', SLICE",
    "dose, 'dose=1mg', DRUG",
    "large-prescription, '', SLICE",
    "over-upload, '', SLICE",
    "prophylaxis, 'hours=24', DRUG",
    "quantity, 'count=1; per=stay', CONSUMABLE"
  })
  void aVeryLongOrderIsJudgedInTime(String logic, String reading, String kind) throws IOException {
    CaseFile file = file(logic, reading, kind);
    OrderRule rule =
        LineRules.all().stream().filter(r -> r.logic().equals(logic)).findFirst().orElseThrow();
    RuleClass ruleClass = file.ruleClass();
    OrderCase order = file.order(file.cases().get(0));
    List<Match> matches = CaseFile.matches(order, ruleClass);
    assertThat(matches).hasSizeGreaterThanOrEqualTo(LINES);

    List<Opinion> opinions =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> rule.evaluate(order, ruleClass, matches));

    assertThat(opinions).isNotEmpty();
  }

  /** Lines of one point, half on each side of a pair; as many of before. */
  private CaseFile file(String logic, String reading, String kind) throws IOException {
    ObjectNode file = JSON.createObjectNode();
    file.put("class", "load").put("logic", logic).put("subject", "LINE").put("usesPoints", true);
    file.put("defaults", logic.equals("large-prescription") ? "slices=1" : "");
    ObjectNode point = file.putArray("points").addObject();
    point.put("id", "p").put("item", "甲×乙").put("reading", reading);
    point.putArray("codes").add("A*");
    point.putArray("others").add("B*");
    ObjectNode one = file.putArray("cases").addObject();
    one.put("name", "load").put("at", AT.toString());
    one.putObject("patient").put("admitted", "2026-01-01T00:00:00");
    one.putArray("procedures").addObject().put("code", "51.2300").put("end", "2026-03-01T08:00:00");
    ArrayNode lines = one.putArray("lines");
    ArrayNode earlier = one.putArray("earlier");
    for (int i = 0; i < LINES; i++) {
      add(lines, "n" + i, i, kind, AT.minusMinutes(i % 50_000));
      add(earlier, "e" + i, i, kind, AT.minusHours(i % 1_000))
          .put("charged", i % 4 < 2)
          .put("sameVisit", true);
    }
    one.putArray("expect");
    Path path = folder.resolve("load.json");
    Files.writeString(path, JSON.writeValueAsString(file));
    return CaseFile.read(path);
  }

  private static ObjectNode add(
      ArrayNode lines, String id, int i, String kind, LocalDateTime begin) {
    return lines
        .addObject()
        .put("id", id)
        .put("kind", kind)
        .put("code", (i % 2 == 0 ? "A" : "B") + i % 3_000)
        .put("name", "项目" + i % 3_000)
        .put("quantity", 10)
        .put("unit", "g")
        .put("price", "1.00")
        .put("amount", "10.00")
        .put("dose", 1)
        .put("doseUnit", "g")
        .put("timesPerDay", 1)
        .put("days", 3)
        .put("begin", begin.toString());
  }
}
