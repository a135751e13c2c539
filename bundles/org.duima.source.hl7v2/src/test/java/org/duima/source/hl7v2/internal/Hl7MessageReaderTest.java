package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7MessageReaderTest {
  private static final String PID = "PID|1||P0001^^^HIS^MR||张^三测试";
  private final Fixture fixture = Fixture.loaded();

  private static String msh(String charset) {
    return "MSH|^~\\&|HIS|人民医院|DUIMA|YB|20260301||ADT^A01^ADT_A01|M1|P|2.5||||||" + charset;
  }

  private Finding refusal(byte[] frame) {
    Reading reading = fixture.reader.read(frame, Fixture.NOON);
    assertThat(reading.messages()).isEmpty();
    assertThat(reading.refusals()).hasSize(1);
    return reading.refusals().get(0);
  }

  @Test
  void readsSenderTypeControlIdAndLane() {
    byte[] frame = Fixture.message(msh("UNICODE UTF-8"), PID);
    RawMessage message = fixture.receive(frame);
    assertThat(message.format()).isEqualTo("hl7v2");
    assertThat(message.sender()).isEqualTo("HIS|人民医院");
    assertThat(message.type()).isEqualTo("ADT^A01");
    assertThat(message.controlId()).isEqualTo("M1");
    assertThat(message.laneKey()).isEqualTo("HIS|人民医院|P0001");
    assertThat(message.body()).isSameAs(frame);
    assertThat(message.receivedAt()).isEqualTo(Fixture.NOON);
  }

  @ParameterizedTest
  @CsvSource({
    "UNICODE UTF-8,UTF-8",
    "UTF-8,UTF-8",
    "'',UTF-8",
    "GB 18030-2000,GB18030",
    "GB18030,GB18030",
    "GBK,GB18030",
    "GB2312,GB18030",
    "gb 2312-80,GB18030",
    "ASCII,US-ASCII",
    "8859/1,ISO-8859-1",
    "~GB 18030-2000,GB18030",
  })
  void knowsCharacterSets(String msh18, String charset) {
    byte[] frame = Fixture.message(msh(msh18).replace("人民医院", "RM"), "PID|1||P0001");
    MessageHead.Result result = MessageHead.read(frame, 0, frame.length, fixture.files.charsets());
    assertThat(result.refusal()).isNull();
    assertThat(result.head().charset()).isEqualTo(Charset.forName(charset));
  }

  @Test
  void findsGb18030BeforeCharactersThatLookLikeSeparators() {
    Charset gb = Charset.forName("GB18030");
    // second bytes 0x7C, 0x5E, 0x7E, 0x5C, 0x26: | ^ ~ \ and, in the middle of four bytes, digits
    String odd = "倈乛亊乗";
    assertThat(new String(odd.getBytes(gb), StandardCharsets.ISO_8859_1)).contains("|");
    byte[] frame = Fixture.message(gb, msh("GB 18030-2000").replace("人民医院", odd), PID + odd + "㐀");
    RawMessage message = fixture.receive(frame);
    assertThat(message.sender()).isEqualTo("HIS|" + odd);
    assertThat(message.controlId()).isEqualTo("M1");
    assertThat(message.laneKey()).endsWith("|P0001");
  }

  @Test
  void takesTheLaneFromAGb18030Patient() {
    Charset gb = Charset.forName("GB18030");
    byte[] frame = Fixture.message(gb, msh("GB18030"), "PID|1|倈^倈|P0倈01^^^HIS^MR~X||倈^倈");
    assertThat(fixture.receive(frame).laneKey()).isEqualTo("HIS|人民医院|P0倈01");
  }

  @Test
  void takesTheVisitForTheLaneWhereThereIsNoPatient() {
    byte[] frame = Fixture.message(msh(""), "PV1|1|I|||||||||||||||||V9");
    assertThat(fixture.receive(frame).laneKey()).isEqualTo("HIS|人民医院|V9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void takesEveryLineEnd(String end) {
    byte[] frame = (end + msh("") + end + PID + end).getBytes(StandardCharsets.UTF_8);
    assertThat(fixture.receive(frame).laneKey()).endsWith("|P0001");
  }

  @Test
  void leavesALineFeedInsideAField() {
    String note = "NTE|1||第一行\n第二行 PID，不是段";
    byte[] frame = Fixture.message(msh(""), note, PID);
    MessageHead head = MessageHead.read(frame, 0, frame.length, new Charsets()).head();
    Er7Message message = Er7Message.of(frame, head, new SegmentParser());
    assertThat(message.segments())
        .extracting(Er7Message.Segment::name)
        .containsExactly("MSH", "NTE", "PID");
    assertThat(message.segments().get(1).text()).isEqualTo(note);
    assertThat(message.unnamed()).isZero();
  }

  @Test
  void readsSeveralMessagesOfOneFileAndTheMarksOfMllp() {
    String one = msh("").replace("|M1|", "|M2|");
    byte[] file =
        ("\u000b" + msh("") + "\r" + PID + "\r\u001c\r\u000b" + one + "\r" + PID + "\r\u001c\r")
            .getBytes(StandardCharsets.UTF_8);
    Reading reading = fixture.reader.read(file, Fixture.NOON);
    assertThat(reading.messages()).extracting(RawMessage::controlId).containsExactly("M1", "M2");
    assertThat(reading.envelope()).isEmpty();
    assertThat(new String(reading.messages().get(1).body(), StandardCharsets.UTF_8))
        .isEqualTo(one + "\r" + PID);
  }

  @Test
  void partsABatch() {
    byte[] file =
        Fixture.message(
            "FHS|^~\\&|HIS|RM",
            "BHS|^~\\&|HIS|RM|||||||B1",
            msh(""),
            PID,
            msh("").replace("|M1|", "||"),
            PID,
            msh("").replace("|M1|", "|M3|"),
            PID,
            "BTS|3",
            "FTS|1");
    Reading reading = fixture.reader.read(file, Fixture.NOON);
    assertThat(reading.parts()).hasSize(3);
    assertThat(reading.messages()).extracting(RawMessage::controlId).containsExactly("M1", "M3");
    assertThat(reading.refusals()).extracting(Finding::path).containsExactly("MSH-10");
    assertThat(reading.envelope()).hasSize(4);
    assertThat(reading.findings()).isEmpty();
  }

  @Test
  void saysWhenABatchIsShort() {
    byte[] file = Fixture.message("BHS|^~\\&|HIS|RM", msh(""), PID, "BTS|2");
    assertThat(fixture.reader.read(file, Fixture.NOON).findings())
        .extracting(Finding::rule)
        .containsExactly("hl7.batch-count");
  }

  @Test
  void refusesAMessageWithoutMsh() {
    assertThat(refusal(Fixture.message("PID|1||P0001")).rule()).isEqualTo("hl7.no-msh");
    assertThat(refusal(new byte[0]).rule()).isEqualTo("hl7.no-msh");
    assertThat(refusal(" \r\n".getBytes(StandardCharsets.US_ASCII)).rule()).isEqualTo("hl7.no-msh");
    assertThat(refusal(Fixture.message("BHS|^~\\&|HIS", "BTS|0")).rule()).isEqualTo("hl7.no-msh");
  }

  @Test
  void refusesXml() {
    Finding refusal = refusal("<?xml version=\"1.0\"?><ADT_A01/>".getBytes(StandardCharsets.UTF_8));
    assertThat(refusal.rule()).isEqualTo("hl7.xml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MSH|^~\\|HIS|", "MSH|^^\\&|HIS|", "MSHA^~\\&AHIS|", "MSH|^~\\&#!|HIS|"})
  void refusesWrongSeparators(String start) {
    assertThat(refusal(Fixture.message(start + "RM|D|Y|2026||ADT^A01|M1|P|2.5")).path())
        .isEqualTo("MSH-2");
  }

  @Test
  void takesOtherSeparators() {
    byte[] frame = Fixture.message("MSH#*!%$#HIS#RM#D#Y#2026##ADT*A01#M1#P#2.5", "PID#1##P1*2!P2");
    RawMessage message = fixture.receive(frame);
    assertThat(message.type()).isEqualTo("ADT^A01");
    assertThat(message.laneKey()).isEqualTo("HIS|RM|P1");
  }

  @Test
  void refusesAnUnknownCharacterSet() {
    Finding refusal = refusal(Fixture.message(msh("KLINGON"), PID));
    assertThat(refusal.rule()).isEqualTo("hl7.charset");
    assertThat(refusal.path()).isEqualTo("MSH-18");
  }

  @ParameterizedTest
  @CsvSource({"|ADT^A01^ADT_A01|,MSH-9", "|M1|,MSH-10", "|P|,MSH-11"})
  void refusesAMissingField(String value, String path) {
    Finding refusal =
        refusal(Fixture.message(msh("").replace(value, value.equals("|P|") ? "||" : "||"), PID));
    assertThat(refusal.rule()).isEqualTo("hl7.missing");
    assertThat(refusal.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({"3,HIS,228", "4,人民医院,228", "9,ADT^A01^ADT_A01,51", "10,M1,200"})
  void refusesAHeadThatCannotBeStored(int field, String value, int length) {
    for (String bad : List.of("M".repeat(length), "M\u0000")) {
      Finding refusal = refusal(Fixture.message(msh("").replace(value, bad), PID));
      assertThat(refusal.rule()).isEqualTo("hl7.bad-head");
      assertThat(refusal.path()).isEqualTo("MSH-" + field);
    }
  }

  @Test
  void keepsTheLaneShortAndPlain() {
    byte[] frame = Fixture.message(msh(""), "PID|1||P\u0000" + "9".repeat(500));
    assertThat(fixture.receive(frame).laneKey()).hasSizeLessThan(120).doesNotContain("\u0000");
  }

  @Test
  void refusesGarbageWithoutFailing() {
    java.util.Random random = new java.util.Random(20260301);
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[random.nextInt(300)];
      random.nextBytes(garbage);
      Reading reading = fixture.reader.read(garbage, Fixture.NOON);
      assertThat(reading.messages()).isEmpty();
      assertThat(fixture.reader.answer(reading, List.of())).isNotEmpty();
    }
  }

  @Test
  void readsEveryTruncationOfAMessage() {
    byte[] frame = Fixture.message(msh("GB18030"), PID, "PV1|1|I|0301");
    for (int length = 0; length <= frame.length; length++) {
      Reading reading = fixture.reader.read(Arrays.copyOf(frame, length), Fixture.NOON);
      assertThat(reading.messages().size() + reading.refusals().size()).isEqualTo(1);
      reading.messages().forEach(message -> fixture.adapter.parse(message, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"UNICODE UTF-8,UTF-8", "'',UTF-8", "GBK,GB18030", "~GB 18030-2000,GB18030"})
  void encodesTextAsItDeclares(String msh18, String charset) {
    String text = msh(msh18) + "\r" + PID + "\r";
    assertThat(fixture.reader.bytes(text)).isEqualTo(text.getBytes(Charset.forName(charset)));
    String batch = "FHS|^~\\&|HIS MSH\rBHS|^~\\&\r" + text + "BTS|1\r";
    byte[] frame = fixture.reader.bytes(batch);
    assertThat(frame).isEqualTo(batch.getBytes(Charset.forName(charset)));
    Reading reading = fixture.reader.read(frame, Fixture.NOON);
    byte[] answer = fixture.reader.answer(reading, List.of(Verdict.accepted()));
    assertThat(fixture.reader.text(answer)).contains("MSA|AA|M1", "人民医院");
  }

  @Test
  void encodesTextWithoutAHeaderAsTheSiteDoes() {
    assertThat(fixture.reader.bytes("甲")).isEqualTo("甲".getBytes(StandardCharsets.UTF_8));
  }
}
