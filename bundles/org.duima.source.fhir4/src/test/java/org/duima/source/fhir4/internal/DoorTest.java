package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.alert.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes through the door and what does not. */
class DoorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SIGN = "duima-order-sign";

  private static final String GOOD =
      Fixture.minimal(
          "order-sign",
          "{\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"1\",\"status\":\"draft\","
              + "\"intent\":\"order\",\"medicationCodeableConcept\":{\"text\":\"甲\"}}}");

  @ParameterizedTest
  @CsvSource({
    "duima-order-select, order-select, SELECT",
    "duima-order-sign, order-sign, SIGN",
    "duima-medication-prescribe, medication-prescribe, SIGN",
    "'', order-sign, SIGN"
  })
  void eachServiceTakesItsHook(String service, String hook, Scene scene) {
    assertThat(Fixture.question(service, Fixture.minimal(hook, "")).request().scene())
        .isEqualTo(scene);
  }

  @Test
  void anUnknownServiceIsNotFound() {
    assertThat(Fixture.refused("duima-patient-view", GOOD).status()).isEqualTo(404);
    assertThat(Fixture.refused("nobody/feedback", "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "\"hook\":\"order-sign\" ~ \"hook\":\"patient-view\" ~ cds.wrong-hook ~ hook",
        "\"hook\":\"order-sign\" ~ \"hook\":\"order-select\" ~ cds.wrong-hook ~ hook",
        "\"hook\":\"order-sign\", ~ '' ~ cds.missing ~ hook",
        "\"hook\":\"order-sign\" ~ \"hook\":null ~ cds.missing ~ hook",
        "\"hook\":\"order-sign\" ~ \"hook\":7 ~ cds.type ~ hook",
        "\"hookInstance\" ~ \"instance\" ~ cds.missing ~ hookInstance",
        "6b1f2a3c-1111 ~ <6b1f2a3c> ~ cds.type ~ hookInstance",
        "\"context\" ~ \"kontext\" ~ cds.missing ~ context",
        "\"userId\" ~ \"user\" ~ cds.missing ~ context.userId",
        "\"patientId\":\"P1\" ~ \"patientId\":\"\" ~ cds.missing ~ context.patientId",
        "\"draftOrders\" ~ \"orders\" ~ cds.missing ~ context.draftOrders",
        "\"resourceType\":\"Bundle\" ~ \"resourceType\":\"List\" ~ cds.type ~ context.draftOrders"
      })
  void whatTheBookRequiresMustBeThere(String part, String instead, String rule, String path) {
    assertThat(GOOD).contains(part);
    Refused refused = Fixture.refused(SIGN, GOOD.replace(part, instead));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reason().rule()).isEqualTo(rule);
    assertThat(refused.reason().path()).isEqualTo(path);
  }

  @Test
  void orderSelectNeedsItsSelections() {
    String without = Fixture.minimal("order-select", "").replace("\"selections\":[],", "");
    assertThat(Fixture.refused("duima-order-select", without).reason().path())
        .isEqualTo("context.selections");
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlaceAndWithoutItsText() throws Exception {
    for (String body :
        List.of(
            "", "[]", "null", "{", "{\"hook\":张三}", GOOD + "{}", "{\"a\":" + "[".repeat(5000))) {
      Refused refused = Fixture.refused(SIGN, body);
      assertThat(refused.status()).isEqualTo(400);
      String answer = new String(Fixture.DOOR.answer(refused), StandardCharsets.UTF_8);
      JsonNode outcome = JSON.readTree(answer);
      assertThat(outcome.path("resourceType").asText()).isEqualTo("OperationOutcome");
      assertThat(outcome.path("issue").path(0).path("details").path("text").asText())
          .contains(" / ");
      assertThat(answer).doesNotContain("张三");
    }
    Refused latin =
        (Refused) Fixture.DOOR.read(SIGN, GOOD.getBytes(StandardCharsets.UTF_16LE), Fixture.NOON);
    assertThat(latin.status()).isEqualTo(400);
  }

  @Test
  void aByteOrderMarkIsNoHarm() {
    assertThat(Fixture.question(SIGN, '\uFEFF' + GOOD).request().lines()).hasSize(1);
  }

  @Test
  void discoveryNamesEveryServiceWithItsPrefetch() throws Exception {
    JsonNode services = JSON.readTree(Fixture.DOOR.discovery().orElseThrow()).path("services");
    assertThat(services).hasSize(3);
    for (JsonNode service : services) {
      assertThat(CdsService.ofId(service.path("id").asText()).orElseThrow().hook())
          .isEqualTo(service.path("hook").asText());
      assertThat(service.path("description").asText()).isNotBlank();
      assertThat(service.path("prefetch").fieldNames())
          .toIterable()
          .containsExactly(
              "patient",
              "encounter",
              "conditions",
              "medications",
              "services",
              "procedures",
              "coverage",
              "allergies",
              "pregnancy");
    }
  }

  @Test
  void twoThousandDraftsAreRead() {
    String drafts =
        IntStream.range(0, 2000)
            .mapToObj(
                i ->
                    "{\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"m%d\","
                            .formatted(i)
                        + "\"medicationCodeableConcept\":{\"coding\":[{\"system\":\"urn:nhsa:drug\","
                        + "\"code\":\"X%d\"}]}}}".formatted(i))
            .collect(Collectors.joining(","));
    String body = Fixture.minimal("order-sign", drafts);
    Fixture.question(SIGN, GOOD);
    Assertions.assertThatCode(
            () ->
                org.junit.jupiter.api.Assertions.assertTimeout(
                    Duration.ofSeconds(10),
                    () -> assertThat(Fixture.question(SIGN, body).request().lines()).hasSize(2000)))
        .doesNotThrowAnyException();
  }

  @Test
  void manyThreadsReadTheSame() throws Exception {
    List<String> names =
        List.of(
            "order-sign-inpatient", "order-select-outpatient", "medication-prescribe-old-shapes");
    CdsHooksDoor cold = new CdsHooksDoor(() -> Fixture.SITE, () -> Fixture.FREQUENCIES);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        String name = names.get(i % names.size());
        all.add(
            threads.submit(
                () -> {
                  Question asked =
                      (Question)
                          cold.read(
                              "", Fixture.bytes(Fixture.golden(name + ".json")), Fixture.NOON);
                  assertThat(Fixture.listing(asked)).isEqualTo(Fixture.golden(name + ".expected"));
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nothingOfAPatientIsInWhatMayBeLogged() {
    Question asked = Fixture.question("", Fixture.golden("order-sign-inpatient.json"));
    assertThat(asked.findings().toString()).doesNotContain("张三", "他人之病", "P0002");
    assertThat(asked.request().toString()).doesNotContain("P0001");
  }
}
