package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.encounter.OrderLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDoorTest {
  private static final Path FOLDER = Path.of("src/test/resources/orders");
  private static final String MSH = "MSH|^~\\&|HIS|RM|DUIMA|YB|20260315115900||ORM^O01|M1|P|2.5";
  private static final String PID = "PID|1||P0001^^^HIS^MR||测试||19800101|M";

  private final Fixture fixture = Fixture.loaded();

  private Question ask(String... segments) {
    return (Question) fixture.door.read("", Fixture.message(segments), Fixture.NOON);
  }

  private OrderLine line(String... segments) {
    List<OrderLine> lines = ask(segments).request().lines();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private String answer(OrderDoor.Asked asked) {
    return new String(fixture.door.answer((Refused) asked), StandardCharsets.UTF_8);
  }

  @Test
  void tellsOrdersByTheTypeAlone() {
    assertThat(List.of("ORM^O01", "OMP^O09", "RDE^O11", "RDE^O01", "OML^O21", "OMG^O19", "OMI^O23"))
        .allMatch(fixture.door::takes);
    assertThat(List.of("ADT^A01", "ORM", "ORU^R01", "ORR^O02", "")).noneMatch(fixture.door::takes);
  }

  @Test
  void refusesWhatIsNoOrderInTheFormOfTheReceipt() {
    OrderDoor.Asked admission =
        fixture.door.read("", Fixture.message(MSH.replace("ORM^O01", "ADT^A01")), Fixture.NOON);
    assertThat(((Refused) admission).status()).isEqualTo(422);
    assertThat(answer(admission)).contains("MSA|AR|M1").contains("ACK^A01");
    OrderDoor.Asked nothing = fixture.door.read("", new byte[] {'{', '}'}, Fixture.NOON);
    assertThat(((Refused) nothing).status()).isEqualTo(400);
    assertThat(answer(nothing)).contains("MSA|AR|");
  }

  @Test
  void hasNoFeedback() {
    assertThatThrownBy(() -> fixture.door.answer(new OrderDoor.Told(List.of(), null), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesTwoHundredOrdersOfOneMessage() {
    List<String> segments = new ArrayList<>(List.of(MSH, PID));
    for (int i = 1; i <= 200; i++) {
      segments.add("ORC|NW|YZ" + i + "||RX" + i % 7);
      segments.add("TQ1|1||tid|||7^D");
      segments.add("RXO|Y" + i + "^药" + i + "^L|" + i + "||mg");
      segments.add("RXR|PO^口服");
      segments.add("NTE|1|P|饭后");
      segments.add("DG1|1||I10.x00^高血压^GL-ICD10-2.0|||W");
    }
    Question question = ask(segments.toArray(String[]::new));
    assertThat(question.findings()).isEmpty();
    assertThat(question.request().lines()).hasSize(200);
    assertThat(question.request().stated().diagnoses()).hasSize(1);
    OrderLine last = question.request().lines().get(199);
    assertThat(last.id()).isEqualTo("YZ200");
    assertThat(last.dosage().dayDose()).contains(new BigDecimal(600));
    String answer =
        new String(
            fixture.door.answer(question, Alerts.warnings(question.request())),
            StandardCharsets.UTF_8);
    assertThat(Arrays.stream(answer.split("\r")).filter(one -> one.startsWith("ORC|OK|")))
        .hasSize(200);
    assertThat(answer).contains("RXO^199~RXO^200");
  }

  @ParameterizedTest
  @CsvSource({
    "D14,14", "W2,14", "L1,30", "H8,1", "H36,2", "10,10", "d3,3", "X5,", "INDEF,", "D0,", "W999,",
    "D-1,", "abc,"
  })
  void readsDurations(String duration, Integer days) {
    OrderLine line = line(MSH, PID, "ORC|NW|1|||||^tid^" + duration, "RXO|A^B^L");
    assertThat(line.dosage().days()).isEqualTo(days);
  }

  @ParameterizedTest
  @CsvSource({"3^D,3", "2^W&week,14", "1^周,7", "5^,5", "36^h,2", "4^nonsense,"})
  void readsDurationsWithTheirUnit(String duration, Integer days) {
    OrderLine line = line(MSH, PID, "ORC|NW|1", "TQ1|1||tid|||" + duration, "RXO|A^B^L");
    assertThat(line.dosage().days()).isEqualTo(days);
  }

  @ParameterizedTest
  @CsvSource({
    "bid,2",
    "TID,3",
    "Qid,4",
    "qd,1",
    "q8h,3",
    "QOD,0.5",
    "Q12H,2",
    "st,1",
    "每日三次,3",
    "隔日一次,0.5",
    "qw,0.1429",
    "prn,",
    "q6x,"
  })
  void readsFrequenciesByTheTable(String frequency, BigDecimal times) {
    OrderLine line = line(MSH, PID, "ORC|NW|1", "TQ1|1||" + frequency, "RXO|A^B^L");
    assertThat(line.dosage().frequency()).isEqualTo(frequency);
    assertThat(line.dosage().timesPerDay()).isEqualTo(times);
  }

  @ParameterizedTest
  @CsvSource({
    "XN05CDM084X001010102000,DRUG",
    "ZA04CAE0023010100166,DRUG",
    "T000700200,SLICE",
    "001102000050000,SERVICE",
    "C0101010010100101234,CONSUMABLE"
  })
  void tellsTheKindByTheFormOfTheCodeWhereNoSystemDoes(String code, OrderLine.Kind kind) {
    OrderLine line = line(MSH, PID, "ORC|NW|1", "OBR|1|||" + code + "^名^L");
    assertThat(line.kind()).isEqualTo(kind);
    assertThat(line.item().value()).isEqualTo(code);
    assertThat(line.item().system()).isEqualTo(kind.system());
    assertThat(line.localCode()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CA", "DC", "OC", "OD", "CR", "DR", "RP", "SC", "PR", "OK", "HD", "XYZ"})
  void asksAboutNewAndChangedOrdersAlone(String control) {
    Question question = ask(MSH, PID, "ORC|" + control + "|1", "RXO|A^B^L");
    assertThat(question.request().lines()).isEmpty();
    assertThat(question.request().earlier()).hasSize(1);
    boolean ends = Set.of("CA", "DC", "OC", "OD", "CR", "DR", "RP").contains(control);
    assertThat(question.request().earlier().get(0).is(OrderLine.Mark.CANCELLED)).isEqualTo(ends);
  }

  @Test
  void takesANumberThatComesTwiceAsItWasSaidLast() {
    Question question = ask(MSH, PID, "ORC|NW|1", "RXO|A^B^L", "ORC|XO|1", "RXO|C^D^L");
    assertThat(question.request().lines()).extracting(OrderLine::localCode).containsExactly("C");
  }

  @Test
  void knowsThatThereAreNoAllergies() {
    assertThat(ask(MSH, PID, "AL1|1|DA|NKA", "ORC|NW|1").request().stated().allergies()).isEmpty();
    assertThat(ask(MSH, PID, "ORC|NW|1").request().stated().allergies()).isNull();
  }

  /** Cut anywhere, and with bytes turned over: content is never a reason to fail. */
  @Test
  void neverThrowsForWhatAMessageHolds() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(file -> file.toString().endsWith(".in")).toList();
    }
    java.util.Random random = new java.util.Random(7);
    int questions = 0;
    for (Path file : files) {
      byte[] whole = Files.readString(file).replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut < whole.length; cut += 7) {
        byte[] body = Arrays.copyOf(whole, cut);
        for (int i = 0; i < cut / 100; i++) {
          body[random.nextInt(cut)] = (byte) "|^~\\&\r\"".charAt(random.nextInt(7));
        }
        OrderDoor.Asked asked = fixture.door.read("", body, Fixture.NOON);
        if (asked instanceof Question question) {
          questions++;
          assertThat(fixture.door.answer(question, Alerts.none(question.request()))).isNotNull();
        } else {
          assertThat(fixture.door.answer((Refused) asked)).isNotNull();
        }
      }
    }
    assertThat(questions).isGreaterThan(300);
  }

  /** Every segment of an answer stands where the structure of 2.5 has it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "orm-consumable",
        "orm-stopped-and-new",
        "omp-2.5-slices",
        "rde-2.5.1",
        "oml-2.5-prior",
        "omg-2.5-nursing",
        "omi-2.5.1",
        "omp-separators",
        "orm-accept-mode"
      })
  void answersInTheStructureOfTheStandard(String name) throws Exception {
    byte[] body =
        Files.readString(FOLDER.resolve(name + ".in"))
            .replace('\n', '\r')
            .getBytes(StandardCharsets.UTF_8);
    Question question = (Question) fixture.door.read("", body, Fixture.NOON);
    for (var answer :
        List.of(Alerts.warnings(question.request()), Alerts.blocked(question.request()))) {
      String text = new String(fixture.door.answer(question, answer), StandardCharsets.UTF_8);
      try (HapiContext context = new DefaultHapiContext(ValidationContextFactory.noValidation())) {
        context.setModelClassFactory(new CanonicalModelClassFactory("2.5"));
        Message message = new PipeParser(context).parse(text);
        assertThat(message.getClass().getSimpleName())
            .isEqualTo(new Terser(message).get("/MSH-9-3"));
        assertThat(strangers(message)).isEmpty();
        assertThat(new Terser(message).get("/ERR-5-4")).startsWith("5f3c2a10-");
      }
    }
  }

  private static Set<String> strangers(Group group) throws Exception {
    Set<String> standard = new HashSet<>();
    Set<String> strangers = new HashSet<>();
    for (String name : group.getNames()) {
      for (Structure structure : group.getAll(name)) {
        standard.add(name);
        if (structure instanceof Group inner) {
          strangers.addAll(strangers(inner));
        }
      }
    }
    if (group instanceof ca.uhn.hl7v2.model.AbstractGroup known) {
      known.getNonStandardNames().forEach(strangers::add);
    }
    return strangers;
  }
}
