package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.junit.jupiter.api.Test;

/**
 * What every {@link MessageReader} promises. A test class of a reader extends it and gives frames
 * that the reader understands; what no sender means is made of them here.
 */
public abstract class MessageReaderContract {
  private static final Instant AT = Instant.parse("2026-04-01T01:00:00Z");
  private static final Finding TOO_LARGE =
      Finding.error("contract.too-large", "", "太大", "too large");

  /** The reader under test. */
  protected abstract MessageReader reader() throws Exception;

  /** Frames without a fault, whose sender wants an answer. */
  protected abstract List<byte[]> frames() throws Exception;

  /** What the frames say of the patient and no finding may: the name, the numbers. */
  protected abstract List<String> patientData();

  @Test
  final void everyMessageIsWholeAndOfTheReadersFormat() throws Exception {
    assertThat(reader().format()).matches("[a-z0-9-]+");
    assertThat(frames()).isNotEmpty();
    for (byte[] frame : frames()) {
      Reading reading = reader().read(frame, AT);
      assertThat(reading.refusals()).isEmpty();
      assertThat(reading.messages()).isNotEmpty();
      for (RawMessage message : reading.messages()) {
        assertThat(message.format()).isEqualTo(reader().format());
        assertThat(message.type()).isNotBlank();
        assertThat(message.body()).isNotEmpty();
        assertThat(message.receivedAt()).isEqualTo(AT);
      }
    }
  }

  @Test
  final void theFrameStaysAsItIsAndReadsTheSameAgain() throws Exception {
    for (byte[] frame : frames()) {
      byte[] before = frame.clone();
      List<String> first = told(reader().read(frame, AT));
      assertThat(frame).isEqualTo(before);
      assertThat(told(reader().read(before, AT))).isEqualTo(first);
    }
  }

  @Test
  final void answersSeveralThreadsAlike() throws Exception {
    MessageReader reader = reader();
    for (byte[] frame : frames()) {
      Together.alike(() -> told(reader.read(frame, AT)));
    }
  }

  @Test
  final void theAnswerTellsWhatBecameOfEachMessage() throws Exception {
    Text why = new Text("请重发", "send again");
    for (byte[] frame : frames()) {
      Reading reading = reader().read(frame, AT);
      byte[] accepted = answer(reading, Verdict.accepted());
      byte[] error = answer(reading, Verdict.error(why));
      byte[] refused = answer(reading, Verdict.refused(why));
      assertThat(accepted).isNotEmpty();
      assertThat(Arrays.equals(accepted, error)).isFalse();
      assertThat(Arrays.equals(accepted, refused)).isFalse();
      assertThatThrownBy(() -> reader().answer(reading, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  final void whatCannotBeReadIsRefusedAndAnsweredNeverThrown() throws Exception {
    for (byte[] frame : frames()) {
      for (byte[] damaged : Together.damaged(frame)) {
        Reading reading = reader().read(damaged, AT);
        assertThat(reading.parts()).isNotEmpty();
        assertThat(answer(reading, Verdict.accepted())).isNotNull();
      }
    }
  }

  @Test
  final void whatTheTransportCouldNotTakeIsRefusedWithItsReason() throws Exception {
    for (byte[] frame : frames()) {
      for (byte[] start : List.of(new byte[0], Arrays.copyOf(frame, frame.length / 2))) {
        Reading reading = reader().refuse(start, TOO_LARGE);
        assertThat(reading.messages()).isEmpty();
        assertThat(reading.refusals()).contains(TOO_LARGE);
        assertThat(reader().answer(reading, List.of())).isNotNull();
      }
    }
  }

  @Test
  final void noFindingTellsOfThePatient() throws Exception {
    assertThat(patientData()).isNotEmpty();
    for (byte[] frame : frames()) {
      for (byte[] damaged : Together.damaged(frame)) {
        Reading reading = reader().read(damaged, AT);
        Together.keepsSecrets(reading.refusals().toString(), patientData());
        Together.keepsSecrets(reading.findings().toString(), patientData());
      }
    }
  }

  private byte[] answer(Reading reading, Verdict verdict) throws Exception {
    return reader().answer(reading, Collections.nCopies(reading.messages().size(), verdict));
  }

  private static List<String> told(Reading reading) {
    List<String> told = new ArrayList<>();
    for (RawMessage message : reading.messages()) {
      told.add(message.sender() + "|" + message.controlId() + "|" + message.type());
      told.add(message.laneKey());
      told.add(new String(message.body(), StandardCharsets.ISO_8859_1));
    }
    reading.refusals().forEach(refusal -> told.add(refusal.toString()));
    return told;
  }
}
