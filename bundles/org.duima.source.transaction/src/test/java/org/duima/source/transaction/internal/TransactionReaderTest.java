package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.junit.jupiter.api.Test;

class TransactionReaderTest {
  private static final String ONE =
      "{\"infno\":\"2304\",\"msgid\":\"M1\",\"fixmedins_code\":\"H44010000001\",\"input\":{\"data\":{\"psn_no\":\"N1\",\"mdtrt_id\":\"J1\"}},\"output\":{}}";

  private final TransactionReader reader = new TransactionReader(100_000);

  private Reading read(String text) {
    return reader.read(text.getBytes(StandardCharsets.UTF_8), Fixture.RECEIVED);
  }

  private static List<String> refusals(Reading reading) {
    return reading.refusals().stream().map(Finding::rule).toList();
  }

  @Test
  void readsTheHeadOfATransaction() {
    RawMessage message = read(ONE).messages().get(0);
    assertThat(message.format()).isEqualTo("transaction");
    assertThat(message.type()).isEqualTo("2304");
    assertThat(message.sender()).isEqualTo("H44010000001");
    assertThat(message.controlId()).isEqualTo("M1");
    assertThat(message.laneKey()).isEqualTo("H44010000001|N1");
    assertThat(message.receivedAt()).isEqualTo(Fixture.RECEIVED);
    assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo(ONE);
  }

  @Test
  void takesTheVisitIdForTheLaneWhereNoPersonIsNamed() {
    assertThat(read(ONE.replace("psn_no", "x")).messages().get(0).laneKey())
        .isEqualTo("H44010000001|J1");
  }

  @Test
  void takesTheInstitutionOfTheFrontPage() {
    RawMessage message =
        read("{\"infno\":4401,\"input\":{\"baseinfo\":{\"fixmedins_code\":\"H44010000001\",\"psn_no\":\"N1\"}}}")
            .messages()
            .get(0);
    assertThat(message.sender()).isEqualTo("H44010000001");
    assertThat(message.type()).isEqualTo("4401");
  }

  @Test
  void keepsTheBytesOfEachOfSeveral() {
    for (String several :
        List.of(
            "[" + ONE + " ,\n" + ONE.replace("M1", "测试") + "]",
            ONE + "\n" + ONE.replace("M1", "测试"))) {
      Reading reading = read(several);
      assertThat(reading.refusals()).isEmpty();
      assertThat(reading.messages())
          .extracting(message -> new String(message.body(), StandardCharsets.UTF_8))
          .containsExactly(ONE, ONE.replace("M1", "测试"));
    }
  }

  @Test
  void readsAfterAByteOrderMark() {
    RawMessage message = read("\uFEFF" + ONE).messages().get(0);
    assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo(ONE);
  }

  @Test
  void refusesOnlyTheOneWithoutInfno() {
    Reading reading = read("[{\"input\":{}}," + ONE + "]");
    assertThat(refusals(reading)).containsExactly("transaction.no-infno");
    assertThat(reading.messages()).hasSize(1);
  }

  @Test
  void refusesAnInfnoThatIsNone() {
    assertThat(refusals(read(ONE.replace("\"2304\"", "\"settle\""))))
        .containsExactly("transaction.no-infno");
  }

  @Test
  void refusesWhatIsNoJson() {
    assertThat(refusals(read("MSH|^~\\&|HIS"))).containsExactly("transaction.not-json");
    assertThat(refusals(read("<html></html>"))).containsExactly("transaction.not-json");
    assertThat(refusals(read(ONE.substring(0, 90)))).containsExactly("transaction.not-json");
    assertThat(refusals(read(""))).containsExactly("transaction.not-an-object");
    assertThat(refusals(read("[]"))).containsExactly("transaction.not-an-object");
    assertThat(refusals(read("\"2304\""))).containsExactly("transaction.not-an-object");
  }

  @Test
  void keepsWhatStoodBeforeTheFault() {
    Reading reading = read("[" + ONE + ",{\"infno\":");
    assertThat(reading.messages()).hasSize(1);
    assertThat(refusals(reading)).containsExactly("transaction.not-json");
  }

  @Test
  void refusesANameGivenTwice() {
    assertThat(refusals(read("{\"infno\":\"2304\",\"infno\":\"2305\"}")))
        .containsExactly("transaction.duplicate-name");
  }

  @Test
  void refusesAnAbsurdDepth() {
    assertThat(
            refusals(read("{\"infno\":\"2304\",\"a\":" + "[".repeat(900) + "]".repeat(900) + "}")))
        .containsExactly("transaction.too-deep");
  }

  @Test
  void refusesAnotherEncoding() {
    byte[] bytes = ONE.replace("M1", "测试").getBytes(Charset.forName("GB18030"));
    assertThat(refusals(reader.read(bytes, Fixture.RECEIVED)))
        .containsExactly("transaction.not-utf8");
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThat(refusals(read(ONE.replace("M1", "x".repeat(100_000)))))
        .containsExactly("transaction.too-large");
  }

  @Test
  void neverQuotesTheContentInARefusal() {
    assertThat(read("{\"infno\":\"2304\",\"psn_name\":测试一号}").refusals().toString())
        .doesNotContain("测试");
  }

  @Test
  void answersEachPart() {
    Reading reading = read("[" + ONE + ",{}," + ONE + "]");
    String answer =
        new String(
            reader.answer(
                reading,
                List.of(Verdict.accepted(), Verdict.error(new Text("库不可用", "store is down")))),
            StandardCharsets.UTF_8);
    assertThat(answer)
        .contains(
            "\"status\":\"accepted\"", "\"status\":\"refused\"", "\"status\":\"error\"", "库不可用");
    assertThatThrownBy(() -> reader.answer(reading, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
