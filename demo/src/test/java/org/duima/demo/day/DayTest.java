package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The day in demo/day as it is shipped. */
class DayTest {
  private static final Path FILES = Path.of("day");
  private static final Path CODES = Path.of("../mappings/codes");
  private static final JsonMapper MAPPER = new JsonMapper();
  // wrong on purpose: no table knows it
  private static final Set<String> UNKNOWN = Set.of("K99.999x999", "BD0815", "BD0816");
  private static Day day;

  @BeforeAll
  static void read() {
    day = Day.read(FILES, 0);
  }

  @Test
  void hasAtLeastSixtyTwoStaysOfEightToSixtyMessages() {
    assertThat(day.visits()).hasSizeGreaterThanOrEqualTo(62);
    for (String visit : day.visits()) {
      assertThat(messages(visit)).as(visit).hasSizeBetween(8, 60);
    }
  }

  @Test
  void rendersTheSameBytesAgain() {
    List<Message> again = Day.read(FILES, 0).messages();
    assertThat(again).hasSameSizeAs(day.messages());
    for (int i = 0; i < again.size(); i++) {
      Message first = day.messages().get(i);
      assertThat(again.get(i).controlId()).isEqualTo(first.controlId());
      assertThat(again.get(i).body()).as(first.controlId()).isEqualTo(first.body());
    }
  }

  @Test
  void sendsTheMessagesOfAStayInOrderAndInOneLane() {
    for (String visit : day.visits()) {
      List<Message> messages = messages(visit);
      assertThat(messages).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
      assertThat(messages).extracting(Message::lane).containsOnly(messages.get(0).lane());
    }
    assertThat(day.messages()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
  }

  @Test
  void sendsStaysOfMergedPatientsInOneLane() {
    assertThat(messages("ZY26030062").get(0).lane())
        .isEqualTo(messages("ZY26030063").get(0).lane());
  }

  @Test
  void namesEveryMessageOnceExceptThoseThatAreSentAgain() {
    Map<String, byte[]> bodies = new HashMap<>();
    int repeats = 0;
    for (Message message : day.messages()) {
      if (message.kind() == Message.Kind.RAW) {
        continue;
      }
      byte[] earlier = bodies.put(message.controlId(), message.body());
      if (earlier != null) {
        repeats++;
        assertThat(message.body()).as(message.controlId()).isEqualTo(earlier);
      }
      if (message.kind() == Message.Kind.HL7 || !message.order().isEmpty()) {
        assertThat(message.controlId()).hasSizeLessThanOrEqualTo(20);
      } else {
        assertThat(message.controlId()).hasSize(30);
      }
    }
    assertThat(repeats).isEqualTo(3);
  }

  @Test
  void usesOnlyCodesOfTheStarterTablesAndSaysRightlyWhatTheyBecome() throws IOException {
    Map<String, Set<String>> diagnoses = crosswalk("starter-diagnosis.csv");
    Map<String, Set<String>> procedures = crosswalk("starter-procedure.csv");
    Set<String> diseases = dictionary("starter-tcm-disease.csv");
    Set<String> syndromes = dictionary("starter-tcm-syndrome.csv");
    int changed = 0;
    for (String visit : day.visits()) {
      Stay stay = day.stay(visit);
      List<Coded> western = new ArrayList<>(stay.working());
      if (stay.outpatient() != null) {
        western.add(stay.outpatient());
      }
      stay.also().forEach(extra -> western.addAll(extra.diagnoses()));
      for (Stay.FrontPage page : stay.coded()) {
        western.addAll(page.diagnoses());
        for (Stay.Operation operation : page.operations()) {
          assertThat(procedures.get(operation.code().code()))
              .as(visit + " " + operation.code().code())
              .containsExactly(operation.code().becomes());
          changed += operation.code().code().equals(operation.code().becomes()) ? 0 : 1;
        }
        if (page.disease() != null) {
          assertThat(diseases).contains(page.disease().code());
        }
        page.syndromes().forEach(syndrome -> assertThat(syndromes).contains(syndrome.code()));
        assertThat(page.diagnoses()).extracting(Coded::condition).doesNotContain("");
      }
      for (Coded diagnosis : western) {
        if (UNKNOWN.contains(diagnosis.code())) {
          assertThat(diagnoses).doesNotContainKey(diagnosis.code());
          continue;
        }
        assertThat(diagnoses.get(diagnosis.code()))
            .as(visit + " " + diagnosis.code())
            .containsExactly(diagnosis.becomes());
        changed += diagnosis.code().equals(diagnosis.becomes()) ? 0 : 1;
      }
    }
    assertThat(changed).isGreaterThan(30);
  }

  @Test
  void givesEveryPatientButNewbornsARightIdNumber() {
    Set<String> names = new TreeSet<>();
    for (String visit : day.visits()) {
      String pid =
          lines(
                  messages(visit).stream()
                      .filter(m -> m.kind() == Message.Kind.HL7)
                      .findFirst()
                      .get())
              .filter(line -> line.startsWith("PID|"))
              .findFirst()
              .orElseThrow();
      String[] fields = pid.split("\\|");
      assertThat(fields[5]).contains("测试");
      names.add(fields[5]);
      for (String id : fields[3].split("~")) {
        if (id.endsWith("^NI")) {
          String number = id.substring(0, id.indexOf('^'));
          assertThat(IdNumber.isValid(number)).as(visit).isTrue();
          assertThat(number).startsWith("500103").contains(fields[7]);
          assertThat((number.charAt(16) - '0') % 2).isEqualTo(fields[8].equals("M") ? 1 : 0);
        }
      }
    }
    // one person has two stays
    assertThat(names).hasSize(day.visits().size() - 1);
  }

  @Test
  void settlesExactlyWhatWasCharged() throws IOException {
    int checked = 0;
    for (String visit : day.visits()) {
      Map<String, BigDecimal> lines = new HashMap<>();
      BigDecimal settled = BigDecimal.ZERO;
      int settlements = 0;
      for (Message message : messages(visit)) {
        if (message.kind() != Message.Kind.TRANSACTION) {
          continue;
        }
        JsonNode call = MAPPER.readTree(message.body());
        assertThat(call.path("fixmedins_code").asText()).isEqualTo("H50010300001");
        if (message.name().equals("2301")) {
          assertThat(call.path("input").path("feedetail").size()).isBetween(1, 100);
          for (JsonNode line : call.path("output").path("result")) {
            BigDecimal before =
                lines.put(
                    line.path("feedetl_sn").asText(),
                    line.path("det_item_fee_sumamt").decimalValue());
            assertThat(before).as(visit).isNull();
          }
        } else if (message.name().equals("2304")) {
          JsonNode info = call.path("output").path("setlinfo");
          BigDecimal total = info.path("medfee_sumamt").decimalValue();
          assertThat(
                  info.path("fulamt_ownpay_amt")
                      .decimalValue()
                      .add(info.path("overlmt_selfpay").decimalValue())
                      .add(info.path("preselfpay_amt").decimalValue())
                      .add(info.path("inscp_scp_amt").decimalValue()))
              .isEqualByComparingTo(total);
          assertThat(
                  info.path("fund_pay_sumamt")
                      .decimalValue()
                      .add(info.path("psn_part_amt").decimalValue()))
              .isEqualByComparingTo(total);
          settled = settled.add(total);
          settlements++;
        } else if (message.name().equals("2305")) {
          settled =
              settled.add(
                  call.path("output").path("setlinfo").path("medfee_sumamt").decimalValue());
        }
      }
      // a stay that is still in hospital goes on being charged after its settlement
      if (settlements > 0 && day.stay(visit).discharge() != null) {
        checked++;
        assertThat(settled)
            .as(visit)
            .isEqualByComparingTo(lines.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
      }
    }
    assertThat(checked).isGreaterThan(40);
  }

  @Test
  void statesTimesWithinTheStay() {
    for (String visit : day.visits()) {
      Stay stay = day.stay(visit);
      LocalDateTime end = stay.discharge() == null ? LocalDateTime.MAX : stay.discharge().at();
      for (Stay.FrontPage page : stay.coded()) {
        for (Stay.Operation operation : page.operations()) {
          OperationTimes times = OperationTimes.of(operation);
          assertThat(operation.at()).as(visit).isAfter(stay.admit().at());
          assertThat(times.end()).as(visit).isBefore(end);
          if (times.anaesthetised()) {
            assertThat(times.anaesthesiaBegin()).as(visit).isAfter(stay.admit().at());
          }
        }
        for (Stay.IntensiveCare icu : page.icu()) {
          assertThat(icu.in()).as(visit).isAfter(stay.admit().at()).isBefore(icu.out());
          assertThat(icu.out()).as(visit).isBefore(end);
        }
      }
    }
  }

  @Test
  void showsEveryKindOfThingThatTheDemoPromises() {
    List<String> names = day.messages().stream().map(Message::name).distinct().toList();
    assertThat(names)
        .contains(
            "ADT^A01",
            "ADT^A02",
            "ADT^A03",
            "ADT^A04",
            "ADT^A05",
            "ADT^A06",
            "ADT^A07",
            "ADT^A08",
            "ADT^A11",
            "ADT^A12",
            "ADT^A13",
            "ADT^A40",
            "BAR^P05",
            "BAR^P12",
            "DFT^P03",
            "ORU^R01",
            "2301",
            "2304",
            "2305",
            "2401",
            "2402",
            "4401",
            "garbage",
            "truncated",
            "angle-bracket",
            "huge");
    assertThat(day.visits().stream().map(day::stay).map(Stay::version).distinct())
        .contains("2.3.1", "2.4", "2.5", "2.8");
    assertThat(day.messages().stream().map(Message::sender).distinct())
        .contains("HIS", "EMR", "LIS");
  }

  @Test
  void writesOneSegmentALineAndNothingAfterIt() {
    for (Message message : day.messages()) {
      if (message.kind() == Message.Kind.HL7) {
        assertThat(lines(message).toList())
            .as(message.controlId())
            .allMatch(line -> line.matches("[A-Z][A-Z0-9]{2}\\|.*[^|]"));
      }
    }
  }

  private static List<Message> messages(String visit) {
    return day.messages().stream().filter(m -> m.visit().equals(visit)).toList();
  }

  private static Stream<String> lines(Message message) {
    String asUtf8 = new String(message.body(), StandardCharsets.UTF_8);
    String text =
        asUtf8.contains("GB 18030")
            ? new String(message.body(), Charset.forName("GB18030"))
            : asUtf8;
    return Arrays.stream(text.split("\r"));
  }

  private static Map<String, Set<String>> crosswalk(String name) throws IOException {
    Map<String, Set<String>> table = new HashMap<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().ofNamedCsvRecord(CODES.resolve(name))) {
      for (NamedCsvRecord row : reader) {
        table
            .computeIfAbsent(row.getField("clinical_code"), code -> new TreeSet<>())
            .add(row.getField("insurance_code"));
      }
    }
    return table;
  }

  private static Set<String> dictionary(String name) throws IOException {
    Set<String> codes = new TreeSet<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().ofNamedCsvRecord(CODES.resolve(name))) {
      for (NamedCsvRecord row : reader) {
        codes.add(row.getField("code"));
      }
    }
    return codes;
  }
}
