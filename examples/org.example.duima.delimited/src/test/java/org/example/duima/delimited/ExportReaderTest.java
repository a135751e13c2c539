package org.example.duima.delimited;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.duima.api.spi.MessageReaderContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExportReaderTest {
  private final ExportReader reader = new ExportReader();

  private Reading read(String text) {
    return reader.read(reader.bytes(text), Instant.EPOCH);
  }

  @Test
  void eachVisitIsAMessageWithTheHeaderOfTheFile() {
    List<RawMessage> messages = read(Samples.TWO_VISITS).messages();
    assertThat(messages)
        .extracting(RawMessage::controlId)
        .containsExactly("B0001-ZY900417", "B0001-ZY900418");
    assertThat(messages.get(1).laneKey()).isEqualTo("H50010300001|BA900418");
    assertThat(new String(messages.get(1).body(), Line.CHARSET))
        .isEqualTo(
            """
            H|H50010300001|HIS|B0001|20260310120000
            A|ZY900418|BA900418|李某某|2|20260305090000|0401|普外科
            """);
  }

  @Test
  void aLineWithoutVisitIsRefusedAloneAndAnsweredWithItsPlace() {
    Reading reading = read(Samples.TWO_VISITS + "F|||F9\n");
    assertThat(reading.messages()).hasSize(2);
    byte[] answer =
        reader.answer(
            reading,
            List.of(Verdict.accepted(), Verdict.error(new Text("数据库不可用", "store unavailable"))));
    assertThat(reader.text(answer))
        .isEqualTo(
            """
            AR|9|1|缺少住院号或病案号 / the visit or the patient is missing
            AA|B0001-ZY900417|
            AE|B0001-ZY900418|数据库不可用 / store unavailable
            """);
  }

  @Test
  void anotherCharacterSetIsNamed() {
    byte[] utf8 = Samples.TWO_VISITS.getBytes(StandardCharsets.UTF_16);
    assertThat(reader.read(utf8, Instant.EPOCH).refusals())
        .extracting(Finding::rule)
        .isNotEmpty()
        .allMatch(rule -> rule.startsWith("delimited."));
    assertThat(read("A|1|2\n").refusals())
        .extracting(Finding::rule)
        .containsExactly("delimited.no-header");
  }

  @Nested
  class Contract extends MessageReaderContract {
    @Override
    protected MessageReader reader() {
      return new ExportReader();
    }

    @Override
    protected List<byte[]> frames() {
      return List.of(Samples.bytes(Samples.TWO_VISITS));
    }

    @Override
    protected List<String> patientData() {
      return List.of("王某某", "李某某", "BA900417", "ZY900417");
    }
  }
}
