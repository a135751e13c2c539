package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.duima.engine.internal.Outcome.Kind;
import org.junit.jupiter.api.Test;

/** What is said of a body to those who read no answer. */
class OutcomeTest {
  private static final Reading.Part MESSAGE =
      new Reading.Readable(
          new RawMessage("fhir-r4", "EMR", "1", "Bundle", "EMR|1", new byte[1], Instant.EPOCH));
  private static final Finding ENTRY =
      Finding.error("fhir.method", "Bundle.entry[1].request", "不支持", "not supported");
  private static final Finding DATE =
      Finding.warning("fhir.partial-date", "Bundle.entry[0]", "只有年", "the year alone");
  private static final Finding UNUSED =
      Finding.info("fhir.not-used", "Bundle.entry[2]", "不使用", "not used");

  private static Outcome of(List<Reading.Part> parts, Finding... findings) {
    Reading reading = new Reading(parts, List.of(), List.of(findings));
    return Outcome.of(
        "fhir-r4", reading, reading.messages().stream().map(m -> Verdict.accepted()).toList());
  }

  @Test
  void aMessageOfWhichAPartIsLeftOutIsTakenPartly() {
    Outcome outcome = of(List.of(MESSAGE), ENTRY, DATE, UNUSED);
    assertThat(outcome.kind()).isEqualTo(Kind.PARTLY);
    assertThat(outcome.accepted()).isEqualTo(1);
    assertThat(outcome.lines())
        .containsExactly(
            new Text("Bundle.entry[1].request：不支持", "Bundle.entry[1].request: not supported"),
            new Text("Bundle.entry[0]：只有年", "Bundle.entry[0]: the year alone"));
  }

  @Test
  void whatIsOnlyForInformationIsNoReasonToLook() {
    Outcome outcome = of(List.of(MESSAGE), UNUSED);
    assertThat(outcome.kind()).isEqualTo(Kind.ACCEPTED);
    assertThat(outcome.lines()).isEmpty();
  }

  @Test
  void aReasonIsSaidOnce() {
    Outcome outcome = of(List.of(new Reading.Refused(new byte[0], ENTRY)), ENTRY);
    assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
    assertThat(outcome.lines())
        .extracting(Text::en)
        .containsExactly("message 1, Bundle.entry[1].request: not supported");
  }
}
