package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.alert.OrderDoor.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feedback in. */
class FeedbackTest {
  private static final String SERVICE = "duima-order-sign/feedback";
  private static final String BOTH =
      """
      {"feedback":[
       {"card":"4e0a3a1e-3283-4575-ab82-028d55fe2719","outcome":"accepted",
        "acceptedSuggestions":[{"id":"e56e1945-20b3-4393-8503-a1a20fd73152"}],
        "outcomeTimestamp":"2026-03-15T04:00:00Z"},
       {"card":"urn:uuid:2f9f2a55-0000-4575-ab82-028d55fe2719","outcome":"overridden",
        "overrideReason":{"reason":{"code":"R1","system":"urn:duima:override-reason","display":"x"},
         "userComment":"患者张三坚持"},
        "outcomeTimestamp":"2026-03-15T12:00:00+08:00"}]}
      """;

  private static Told told(String body) {
    return (Told) Fixture.DOOR.read(SERVICE, Fixture.bytes(body), Fixture.NOON);
  }

  @Test
  void outcomesReasonsAndCommentsAreRead() {
    Told told = told(BOTH);
    Instant noon = Instant.parse("2026-03-15T04:00:00Z");
    assertThat(told.feedback())
        .containsExactly(
            new AlertFeedback(
                "4e0a3a1e-3283-4575-ab82-028d55fe2719", Outcome.ACCEPTED, "", "", noon),
            new AlertFeedback(
                "2f9f2a55-0000-4575-ab82-028d55fe2719", Outcome.OVERRIDDEN, "R1", "患者张三坚持", noon));
    assertThat(told.toString()).doesNotContain("张三");
  }

  @Test
  void theAnswerCountsWhatWasTakenAndNamesUnknownCards() {
    Told told = told(BOTH);
    assertThat(
            new String(
                Fixture.DOOR.answer(told, Set.of("2f9f2a55-0000-4575-ab82-028d55fe2719")),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"extension\":{\"org.duima.taken\":1,\"org.duima.unknownCards\":"
                + "[\"2f9f2a55-0000-4575-ab82-028d55fe2719\"]}}");
  }

  @Test
  void aTimeWithoutZoneIsUtc() {
    assertThat(told(BOTH.replace("04:00:00Z", "04:00:00")).feedback().get(0).at())
        .isEqualTo(Instant.parse("2026-03-15T04:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "\"feedback\" ~ \"feed\" ~ cds.missing ~ feedback",
        "\"card\":\"4e0 ~ \"kard\":\"4e0 ~ cds.missing ~ feedback[0].card",
        "\"accepted\" ~ \"ignored\" ~ cds.type ~ feedback[0].outcome",
        "2026-03-15T04:00:00Z ~ yesterday ~ cds.type ~ feedback[0].outcomeTimestamp",
        "2026-03-15T04:00:00Z ~ 2026-03-15 ~ cds.type ~ feedback[0].outcomeTimestamp",
        "\"outcomeTimestamp\":\"2026-03-15T04:00:00Z\" ~ \"x\":1 ~ cds.missing ~ feedback[0].outcomeTimestamp"
      })
  void whatIsNotFeedbackIsRefused(String part, String instead, String rule, String path) {
    assertThat(BOTH).contains(part);
    Refused refused =
        (Refused)
            Fixture.DOOR.read(SERVICE, Fixture.bytes(BOTH.replace(part, instead)), Fixture.NOON);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reason().rule()).isEqualTo(rule);
    assertThat(refused.reason().path()).isEqualTo(path);
  }
}
