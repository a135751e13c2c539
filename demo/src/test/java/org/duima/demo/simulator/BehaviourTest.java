package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.duima.demo.simulator.Behaviour.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BehaviourTest {
  private PlatformSimulator simulator;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulators.start();
    client = new TestClient(simulator).signedIn();
  }

  @AfterEach
  void stop() throws Exception {
    simulator.close();
  }

  private HttpResponse<byte[]> upload() throws Exception {
    return client.send("4101A", client.envelope("4101A", SampleList.input("S1")));
  }

  @Test
  void takesTheListAndStaysSilentButStillAnswersTheQuestion() throws Exception {
    simulator.behave(Behaviour.of(Kind.SILENT_AFTER_TAKING));
    client.timeout = Duration.ofMillis(400);
    assertThatThrownBy(this::upload).isInstanceOf(HttpTimeoutException.class);
    client.timeout = Duration.ofSeconds(20);
    assertThat(client.query("S1").path("infcode").asInt(-9)).isZero();
    assertThat(simulator.record("S1").orElseThrow().uploadCount()).isEqualTo(1);
    assertThat(simulator.counts().disturbed()).containsEntry("silent-after-taking", 1L);
  }

  @Test
  void closesASilentConnectionInTheEnd() throws Exception {
    simulator.behave(Behaviour.of(Kind.SILENT_AFTER_TAKING).delayedMs(200));
    assertThatThrownBy(this::upload)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(simulator.records()).containsOnlyKeys("S1");
  }

  @Test
  void answersARefusalEvenWhenToldToBeSilentAfterTaking() throws Exception {
    simulator.behave(Behaviour.of(Kind.SILENT_AFTER_TAKING));
    assertThat(client.call("4101A", Json.object()).path("infcode").asInt()).isEqualTo(-1);
  }

  @Test
  void holdsManySilentCallsWithoutBlockingOthers() throws Exception {
    simulator.behave(Behaviour.of(Kind.SILENT_AFTER_TAKING));
    CompletableFuture<?>[] calls = new CompletableFuture<?>[30];
    for (int n = 0; n < calls.length; n++) {
      ObjectNode envelope = client.envelope("4101A", SampleList.input("S" + n));
      calls[n] =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return client.send("4101A", envelope);
                } catch (IOException | InterruptedException e) {
                  return e;
                }
              },
              task -> new Thread(task).start());
    }
    Waiting.until("all taken", () -> simulator.counts().uploads() == calls.length);
    assertThat(client.query("S29").path("infcode").asInt(-9)).isZero();
    assertThat(CompletableFuture.anyOf(calls)).isNotDone();
  }

  @Test
  void answersLateButTakesAtOnce() throws Exception {
    simulator.behave(Behaviour.of(Kind.SLOW).delayedMs(2_000).onlyFor("4101A"));
    CompletableFuture<HttpResponse<byte[]>> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return upload();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Waiting.until("taken", () -> !simulator.records().isEmpty());
    assertThat(simulator.records()).hasSize(1);
    assertThat(answer).isNotDone();
    assertThat(Json.read(answer.get(10, TimeUnit.SECONDS).body()).path("infcode").asInt(-9))
        .isZero();
  }

  @Test
  void takesLateAfterTheClientHasGivenUp() throws Exception {
    simulator.behave(Behaviour.of(Kind.LATE_TAKING).delayedMs(3_000).forNext(1));
    client.timeout = Duration.ofMillis(200);
    assertThatThrownBy(this::upload).isInstanceOf(HttpTimeoutException.class);
    client.timeout = Duration.ofSeconds(20);
    assertThat(client.query("S1").path("infcode").asInt()).isEqualTo(550100);
    Waiting.until("taken", () -> !simulator.records().isEmpty());
    assertThat(client.query("S1").path("infcode").asInt(-9)).isZero();
  }

  @Test
  void dropsTheConnectionWhenDownAndTakesNothing() throws Exception {
    simulator.behave(Behaviour.of(Kind.DOWN));
    assertThatThrownBy(this::upload)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(simulator.records()).isEmpty();
    assertThat(client.control("/_simulator/counts").path("disturbed").path("down").asLong())
        .isPositive();
  }

  @Test
  void refusesConnectionsWhenClosedAndComesBackOnTheSamePort() throws Exception {
    int port = simulator.port();
    simulator.close();
    assertThatThrownBy(this::upload).isInstanceOf(ConnectException.class);
    simulator = new PlatformSimulator(Simulators.options().port(port).build()).start();
    client.signedIn();
    assertThat(Json.read(upload().body()).path("infcode").asInt(-9)).isZero();
  }

  @Test
  void answersAnHtmlPage() throws Exception {
    simulator.behave(Behaviour.of(Kind.HTML));
    HttpResponse<byte[]> response = upload();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).startsWith("<!DOCTYPE html");
    assertThat(simulator.records()).isEmpty();
  }

  @Test
  void answersAnErrorWithHttp200() throws Exception {
    simulator.behave(Behaviour.of(Kind.ERROR_200));
    HttpResponse<byte[]> response = upload();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Json.read(response.body()).path("infcode").asInt()).isEqualTo(-1);
    assertThat(simulator.records()).isEmpty();
    assertThat(simulator.counts().refused()).as("no refusal of the list").isZero();
  }

  @Test
  void answersAGatewayErrorWithHttp200() throws Exception {
    simulator.behave(Behaviour.of(Kind.GATEWAY_ERROR));
    HttpResponse<byte[]> response = upload();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Json.read(response.body()).has("infcode")).isFalse();
    assertThat(Json.read(response.body()).path("code").asInt()).isEqualTo(-1);
  }

  @Test
  void limitsTheRateForTheNextCallsOnly() throws Exception {
    simulator.behave(Behaviour.of(Kind.RATE_LIMIT).forNext(2));
    assertThat(upload().statusCode()).isEqualTo(429);
    assertThat(simulator.behaviours()).extracting(Behaviour::next).containsExactly(1);
    assertThat(upload().headers().firstValue("Retry-After")).contains("1");
    assertThat(upload().statusCode()).isEqualTo(200);
    assertThat(simulator.behaviours()).isEmpty();
    assertThat(simulator.record("S1").orElseThrow().uploadCount()).isEqualTo(1);
  }

  @Test
  void takesTheListAndAnswersGarbledText() throws Exception {
    simulator.behave(Behaviour.of(Kind.GARBLED));
    HttpResponse<byte[]> response = upload();
    assertThatThrownBy(() -> Json.read(response.body())).isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(response.body())))
        .isInstanceOf(CharacterCodingException.class);
    assertThat(simulator.records()).containsOnlyKeys("S1");
  }

  @Test
  void answersTheCodeAsText() throws Exception {
    simulator.behave(Behaviour.of(Kind.TEXT_CODE));
    JsonNode answer = Json.read(upload().body());
    assertThat(answer.path("infcode").isTextual()).isTrue();
    assertThat(answer.path("infcode").asText()).isEqualTo("0");
  }

  @Test
  void refusesInReviewWhatIsSubmitted() throws Exception {
    simulator.behave(Behaviour.of(Kind.REVIEW_REFUSE).forNext(1));
    upload();
    assertThat(client.changeState("S1", "1").path("infcode").asInt(-9)).isZero();
    JsonNode stay = client.query("S1").path("output").path("setlinfo");
    assertThat(stay.path("stas_type").asText()).isEqualTo("3");
    assertThat(stay.path("chk_cont").asText()).isNotEmpty();
    upload();
    client.changeState("S1", "1");
    assertThat(simulator.record("S1").orElseThrow().state()).isEqualTo(ListState.SUBMITTED);
  }

  @Test
  void passesInReviewWhatIsSubmittedBesideAnotherBehaviour() throws Exception {
    simulator.behave(Behaviour.of(Kind.REVIEW_PASS), Behaviour.of(Kind.TEXT_CODE));
    upload();
    assertThat(client.changeState("S1", "1").path("infcode").isTextual()).isTrue();
    assertThat(simulator.record("S1").orElseThrow().state()).isEqualTo(ListState.PASSED);
  }

  @Test
  void hitsOnlyTheTransactionsNamed() throws Exception {
    simulator.behave(Behaviour.parse("html:infno=4102+4103"));
    assertThat(Json.read(upload().body()).path("infcode").asInt(-9)).isZero();
    HttpResponse<byte[]> response = client.send("4103", client.envelope("4103", Json.object()));
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
  }

  @Test
  void hitsAboutAsOftenAsTheProbabilitySays() {
    ActiveBehaviours behaviours = new ActiveBehaviours(7);
    behaviours.set(List.of(Behaviour.of(Kind.HTML).withProbability(0.3)));
    int hits = 0;
    for (int n = 0; n < 10_000; n++) {
      hits += behaviours.pickForCall("4101A").isPresent() ? 1 : 0;
    }
    assertThat(hits).isBetween(2_800, 3_200);
  }

  @Test
  void readsItsOwnText() {
    for (Kind kind : Kind.values()) {
      Behaviour behaviour = Behaviour.of(kind).withProbability(0.5).forNext(3);
      assertThat(Behaviour.parse(behaviour.toString())).isEqualTo(behaviour);
      assertThat(Behaviour.parse(kind.wireName())).isEqualTo(Behaviour.of(kind));
    }
  }

  @Test
  void namesTheWordItDoesNotUnderstand() {
    assertThatThrownBy(() -> Behaviour.parse("sleepy")).hasMessageContaining("sleepy");
    assertThatThrownBy(() -> Behaviour.parse("slow:length=3")).hasMessageContaining("length");
    assertThatThrownBy(() -> Behaviour.parse("slow:delay=long")).hasMessageContaining("delay=long");
    assertThatThrownBy(() -> Behaviour.parse("slow:delay")).hasMessageContaining("delay");
    assertThatThrownBy(() -> Behaviour.parse("slow:probability=2"))
        .hasMessageContaining("probability");
  }
}
