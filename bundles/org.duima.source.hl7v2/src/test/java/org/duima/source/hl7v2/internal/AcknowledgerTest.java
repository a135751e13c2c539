package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcknowledgerTest {
  private static final Text FULL = new Text("磁盘已满", "disk is full");
  private final Fixture fixture = Fixture.loaded();

  private static String msh(String version, String accept, String application, String charset) {
    return "MSH|^~\\&|HIS|人民医院^1.2^ISO|DUIMA|YB|20260301||ADT^A01^ADT_A01|M1|P|"
        + version
        + "|||"
        + accept
        + "|"
        + application
        + "||"
        + charset;
  }

  private String answer(Charset charset, Verdict verdict, String... segments) {
    Reading reading = fixture.reader.read(Fixture.message(charset, segments), Fixture.NOON);
    List<Verdict> verdicts = Collections.nCopies(reading.messages().size(), verdict);
    return new String(fixture.reader.answer(reading, verdicts), charset);
  }

  private String answer(Verdict verdict, String... segments) {
    return answer(StandardCharsets.UTF_8, verdict, segments);
  }

  private static String[] segment(String answer, String name) {
    for (String segment : answer.split("\r")) {
      if (segment.startsWith(name)) {
        return segment.split("\\|", -1);
      }
    }
    return new String[0];
  }

  @Test
  void acceptsInOriginalMode() {
    String[] lines = answer(Verdict.accepted(), msh("2.5", "", "", "UNICODE UTF-8")).split("\r");
    assertThat(lines).hasSize(2);
    assertThat(lines[0])
        .startsWith("MSH|^~\\&|DUIMA|YB|HIS|人民医院^1.2^ISO|20260315120000||ACK^A01^ACK|D")
        .endsWith("|P|2.5||||||UNICODE UTF-8");
    assertThat(lines[1]).isEqualTo("MSA|AA|M1");
  }

  @Test
  void answersTroubleWithErrAndBothLanguages() {
    String answer = answer(Verdict.error(FULL), msh("2.5.1", "", "", ""));
    assertThat(segment(answer, "MSA")).containsExactly("MSA", "AE", "M1");
    assertThat(segment(answer, "ERR"))
        .containsExactly(
            "ERR",
            "",
            "",
            "207^Application internal error^HL70357",
            "E",
            "",
            "",
            "",
            "磁盘已满 / disk is full");
  }

  @Test
  void answersOlderVersionsInTheirForm() {
    String answer = answer(Verdict.error(FULL), msh("2.3", "", "", ""));
    assertThat(segment(answer, "MSH")[8]).isEqualTo("ACK^A01");
    assertThat(segment(answer, "MSA")).containsExactly("MSA", "AE", "M1", "磁盘已满 / disk is full");
    assertThat(segment(answer, "ERR"))
        .containsExactly("ERR", "^^^207&Application internal error&HL70357");
    assertThat(segment(answer(Verdict.accepted(), msh("2.3.1", "", "", "")), "MSH")[8])
        .isEqualTo("ACK^A01^ACK");
  }

  @Test
  void namesTheFieldOfARefusal() {
    String answer =
        answer(Verdict.accepted(), msh("2.5", "", "", "").replace("ADT^A01^ADT_A01", ""));
    assertThat(segment(answer, "MSA")).containsExactly("MSA", "AR", "M1");
    assertThat(segment(answer, "MSH")[8]).isEqualTo("ACK");
    assertThat(segment(answer, "ERR")[2]).isEqualTo("MSH^1^9");
    assertThat(segment(answer, "ERR")[3]).isEqualTo("101^Required field missing^HL70357");
    assertThat(segment(answer, "ERR")[8]).contains("MSH-9");
  }

  @Test
  void answersWhatHasNoMsh() {
    String answer = answer(Verdict.accepted(), "<xml/>");
    assertThat(segment(answer, "MSH")[2]).isEqualTo("DUIMA");
    assertThat(segment(answer, "MSA")).containsExactly("MSA", "AR", "");
    assertThat(segment(answer, "ERR")[8]).contains("XML");
  }

  @ParameterizedTest
  @CsvSource({
    // MSH-15, MSH-16, accepted, error
    "'','',AA,AE",
    "AL,NE,CA,CE",
    "AL,AL,CA,CE",
    "AL,'',CA,CE",
    "NE,NE,,",
    "ER,NE,,CE",
    "SU,NE,CA,",
    "NE,AL,AA,AE",
    "'',AL,AA,AE",
    "NE,ER,,AE",
  })
  void keepsToWhatTheSenderAsksFor(
      String accept, String application, String accepted, String error) {
    String[] msa = segment(answer(Verdict.accepted(), msh("2.5", accept, application, "")), "MSA");
    assertThat(msa.length == 0 ? null : msa[1]).isEqualTo(accepted);
    msa = segment(answer(Verdict.error(FULL), msh("2.5", accept, application, "")), "MSA");
    assertThat(msa.length == 0 ? null : msa[1]).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({"GB 18030-2000,GB18030", "UNICODE UTF-8,UTF-8"})
  void answersInTheCharacterSetOfTheMessage(String name, String charset) {
    String answer = answer(Charset.forName(charset), Verdict.error(FULL), msh("2.5", "", "", name));
    assertThat(answer).contains("人民医院").contains("磁盘已满").contains(name);
  }

  @ParameterizedTest
  @CsvSource({"ASCII,US-ASCII", "8859/1,ISO-8859-1"})
  void answersInEnglishWhereChineseCannotBeWritten(String name, String charset) {
    String answer =
        answer(
            Charset.forName(charset),
            Verdict.error(FULL),
            msh("2.5", "", "", name).replace("人民医院", "RM"));
    assertThat(segment(answer, "ERR")[8]).isEqualTo("disk is full");
    assertThat(answer).doesNotContain("?");
  }

  @Test
  void answersInTheSeparatorsOfTheMessage() {
    String answer =
        answer(Verdict.error(new Text("甲#乙", "a#b")), "MSH#*!%$#HIS#RM#D#Y#2026##ADT*A01#M1#P#2.5");
    assertThat(answer).startsWith("MSH#*!%$#D#Y#HIS#RM#").contains("ACK*A01*ACK");
    assertThat(answer).contains("MSA#AE#M1\r").contains("甲%F%乙 / a%F%b");
  }

  @Test
  void hasAnIdOfItsOwnForEachAnswer() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(segment(answer(Verdict.accepted(), msh("2.5", "", "", "")), "MSH")[9]);
    }
    assertThat(ids).hasSize(1000).allMatch(id -> id.length() <= 20);
  }

  @Test
  void answersEachMessageOfABatchWithinABatch() {
    String answer =
        answer(
            Verdict.accepted(),
            "FHS|^~\\&|HIS|RM|DUIMA|YB",
            "BHS|^~\\&|HIS|RM|DUIMA|YB|2026||||B1",
            msh("2.5", "", "", ""),
            msh("2.5", "", "", "").replace("|M1|", "||"),
            msh("2.5", "", "", "").replace("|M1|", "|M3|"),
            "BTS|3",
            "FTS|1");
    assertThat(answer.split("\r"))
        .extracting(line -> line.substring(0, 3))
        .containsExactly(
            "FHS", "BHS", "MSH", "MSA", "MSH", "MSA", "ERR", "MSH", "MSA", "BTS", "FTS");
    assertThat(answer).contains("MSA|AA|M1\r").contains("MSA|AR|\r").contains("MSA|AA|M3\r");
    assertThat(answer).contains("BTS|3\r");
    assertThat(segment(answer, "BHS")).startsWith("BHS", "^~\\&", "DUIMA", "YB", "HIS", "RM");
  }

  @Test
  void refusesWhatTheTransportCouldNotTake() {
    byte[] start = Fixture.message(msh("2.5", "", "", ""), "PID|1||P0001||张^三测试");
    Reading reading =
        fixture.reader.refuse(
            start, Finding.error("receive.too-large", "", "消息超过 16 MB", "larger than 16 MB"));
    String answer = new String(fixture.reader.answer(reading, List.of()), StandardCharsets.UTF_8);
    assertThat(segment(answer, "MSA")).containsExactly("MSA", "AR", "M1");
    assertThat(answer).contains("16 MB").doesNotContain("三测试").doesNotContain("P0001");
  }

  @Test
  void needsOneVerdictForEachMessage() {
    Reading reading = fixture.reader.read(Fixture.message(msh("2.5", "", "", "")), Fixture.NOON);
    assertThatThrownBy(() -> fixture.reader.answer(reading, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8"})
  void writesWhatHapiReads(String version) throws Exception {
    try (HapiContext context = new DefaultHapiContext()) {
      context.setModelClassFactory(new GenericModelClassFactory());
      context.setValidationContext(ValidationContextFactory.noValidation());
      Message ack =
          new PipeParser(context).parse(answer(Verdict.error(FULL), msh(version, "", "", "")));
      Terser terser = new Terser(ack);
      assertThat(terser.get("/MSA-1")).isEqualTo("AE");
      assertThat(terser.get("/MSA-2")).isEqualTo("M1");
      assertThat(ack.getVersion()).isEqualTo(version);
    }
  }
}
