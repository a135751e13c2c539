package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlPathsTest {
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

  @Test
  void showsCountsRecordsAndRefusals() throws Exception {
    client.upload(SampleList.input("S1"));
    client.changeState("S1", "1");
    client.call("4101A", Json.object());
    JsonNode counts = client.control("/_simulator/counts");
    assertThat(counts.path("uploads").asInt()).isEqualTo(1);
    assertThat(counts.path("submissions").asInt()).isEqualTo(1);
    assertThat(counts.path("refused").asInt()).isEqualTo(1);
    assertThat(counts.path("refusedByReason").path("required").asInt()).isEqualTo(1);
    assertThat(counts.path("calls").path("4101A").asInt()).isEqualTo(2);
    JsonNode records = client.control("/_simulator/records");
    assertThat(records).hasSize(1);
    assertThat(records.get(0).path("stas_type").asText()).isEqualTo("1");
    JsonNode record = client.control("/_simulator/records?setl_id=S1");
    assertThat(PlatformSimulator.contentHash(record.path("content")))
        .isEqualTo(record.path("contentHash").asText());
    assertThat(record.path("history")).hasSize(1);
    assertThat(client.control("/_simulator/records?setl_id=S9").has("error")).isTrue();
    JsonNode refusals = client.control("/_simulator/refusals");
    assertThat(refusals.get(0).path("errMsg").asText()).contains("JSQD_SETL_INFO");
  }

  @Test
  void switchesBehavioursWhileRunning() throws Exception {
    assertThat(client.postControl("/_simulator/behave", "html:next=1\ntext-code\n").statusCode())
        .isEqualTo(200);
    assertThat(client.control("/_simulator/behave")).hasSize(2);
    client.send("4101A", client.envelope("4101A", SampleList.input("S1")));
    assertThat(simulator.records()).isEmpty();
    assertThat(client.upload(SampleList.input("S1")).path("infcode").isTextual()).isTrue();
    client.postControl("/_simulator/behave", "normal");
    assertThat(client.control("/_simulator/behave")).isEmpty();
  }

  @Test
  void keepsTheBehavioursInForceWhenTheNewOnesAreWrong() throws Exception {
    simulator.behave(Behaviour.of(Behaviour.Kind.TEXT_CODE));
    HttpResponse<String> answer = client.postControl("/_simulator/behave", "html\nsleepy");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("sleepy");
    assertThat(simulator.behaviours()).hasSize(1);
  }

  @Test
  void reviewsASubmittedList() throws Exception {
    client.upload(SampleList.input("S1"));
    String refuse = "{\"setl_id\":\"S1\",\"result\":\"refuse\",\"reason\":\"请核对\"}";
    assertThat(client.postControl("/_simulator/review", refuse).statusCode()).isEqualTo(409);
    client.changeState("S1", "1");
    assertThat(client.postControl("/_simulator/review", refuse).statusCode()).isEqualTo(200);
    assertThat(simulator.record("S1").orElseThrow().state()).isEqualTo(ListState.REFUSED);
    assertThat(client.postControl("/_simulator/review", "{").statusCode()).isEqualTo(400);
    assertThat(client.postControl("/_simulator/review", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void signsEverybodyOut() throws Exception {
    client.postControl("/_simulator/sign-out", "");
    assertThat(client.upload(SampleList.input("S1")).path("err_msg").asText()).contains("签到");
  }

  @Test
  void namesThePathsItHas() throws Exception {
    assertThat(client.postControl("/_simulator/counts", "").statusCode()).isEqualTo(404);
    assertThat(client.control("/_simulator/none").path("error").asText()).contains("counts");
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    List<InetAddress> others =
        Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
            .flatMap(network -> Collections.list(network.getInetAddresses()).stream())
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();
    Assumptions.assumeFalse(others.isEmpty(), "no other address on this machine");
    for (InetAddress other : others) {
      try (Socket socket = new Socket()) {
        assertThatThrownBy(
                () -> socket.connect(new InetSocketAddress(other, simulator.port()), 2_000))
            .isInstanceOf(ConnectException.class);
      }
    }
  }
}
