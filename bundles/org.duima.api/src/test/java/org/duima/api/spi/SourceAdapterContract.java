package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SourceAdapter} promises. A test class of an adapter extends it and gives
 * messages that the adapter understands; what no sender means is made of them here.
 */
public abstract class SourceAdapterContract {
  private static final long ARRIVAL = 4_711;
  private static final int MANY = 200;

  /** A hundred times what it may take, since tests share the machine. */
  private static final Duration MANY_LIMIT = Duration.ofSeconds(20);

  /** The adapter under test. */
  protected abstract SourceAdapter adapter() throws Exception;

  /** Messages without a fault, each with at least one event. */
  protected abstract List<RawMessage> messages() throws Exception;

  /** What the messages say of the patient and no finding may: the name, the numbers. */
  protected abstract List<String> patientData();

  @Test
  final void namesTheFormatOfItsMessages() throws Exception {
    assertThat(adapter().format()).matches("[a-z0-9-]+");
    assertThat(messages()).isNotEmpty();
    for (RawMessage message : messages()) {
      assertThat(message.format()).isEqualTo(adapter().format());
    }
  }

  @Test
  final void everyEventSaysWhereItIsFromAndInWhichOrder() throws Exception {
    for (RawMessage message : messages()) {
      Parsed parsed = parse(message);
      assertThat(parsed.events()).as(message.type()).isNotEmpty();
      assertThat(parsed.findings()).as(message.type()).noneMatch(Finding::isError);
      int last = -1;
      for (EncounterEvent event : parsed.events()) {
        assertThat(event.header().arrivalNumber()).isEqualTo(ARRIVAL);
        assertThat(event.header().institution()).isNotBlank();
        assertThat(event.header().keys()).as("whose it is").isNotEmpty();
        assertThat(event.header().sequence()).isGreaterThan(last);
        last = event.header().sequence();
      }
    }
  }

  @Test
  final void holdsNothingBetweenCallsAndLeavesTheMessageAsItIs() throws Exception {
    for (RawMessage message : messages()) {
      byte[] before = message.body().clone();
      Parsed first = parse(message);
      messages().forEach(other -> parseQuietly(with(other, other.body())));
      assertThat(parse(message)).isEqualTo(first);
      assertThat(message.body()).isEqualTo(before);
    }
  }

  @Test
  final void answersSeveralThreadsAlike() throws Exception {
    SourceAdapter adapter = adapter();
    for (RawMessage message : messages()) {
      Together.alike(() -> adapter.parse(message, ARRIVAL));
    }
  }

  @Test
  final void whatCannotBeUnderstoodIsNeitherAnExceptionNorNull() throws Exception {
    for (RawMessage message : messages()) {
      for (byte[] body : Together.damaged(message.body())) {
        Parsed parsed = parse(with(message, body));
        assertThat(parsed).isNotNull();
        for (Finding finding : parsed.findings()) {
          assertThat(finding.text().zh()).isNotBlank();
          assertThat(finding.text().en()).isNotBlank();
        }
      }
      Parsed ofNothing = parse(with(message, new byte[0]));
      assertThat(ofNothing.events()).isEmpty();
      assertThat(ofNothing.findings()).as("somebody must be told").isNotEmpty();
    }
  }

  @Test
  final void noFindingTellsOfThePatient() throws Exception {
    assertThat(patientData()).isNotEmpty();
    for (RawMessage message : messages()) {
      for (byte[] body : Together.damaged(message.body())) {
        for (Finding finding : parse(with(message, body)).findings()) {
          Together.keepsSecrets(finding.toString(), patientData());
        }
      }
      for (Finding finding : parse(message).findings()) {
        Together.keepsSecrets(finding.toString(), patientData());
      }
    }
  }

  @Test
  final void doesNotStandInTheWay() throws Exception {
    SourceAdapter adapter = adapter();
    RawMessage message = messages().get(0);
    assertTimeoutPreemptively(
        MANY_LIMIT,
        () -> {
          for (int i = 0; i < MANY; i++) {
            assertThat(adapter.parse(message, i).events()).isNotEmpty();
          }
        });
  }

  private Parsed parse(RawMessage message) throws Exception {
    return adapter().parse(message, ARRIVAL);
  }

  private void parseQuietly(RawMessage message) {
    try {
      assertThat(parse(message)).isNotNull();
    } catch (Exception e) {
      throw new AssertionError(message.type(), e);
    }
  }

  private static RawMessage with(RawMessage message, byte[] body) {
    return new RawMessage(
        message.format(),
        message.sender(),
        message.controlId(),
        message.type(),
        message.laneKey(),
        body,
        message.receivedAt());
  }
}
