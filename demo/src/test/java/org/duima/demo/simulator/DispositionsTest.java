package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 3103. */
class DispositionsTest {
  @TempDir Path store;

  private static ObjectNode input(String type, String... warns) {
    ObjectNode input = Json.object();
    ArrayNode rows = input.putObject("data").put("warn_type", type).putArray("warns");
    for (int i = 0; i < warns.length; i += 3) {
      rows.addObject()
          .put("warn_rslt_id", warns[i])
          .put("dspo_way", warns[i + 1])
          .put("dspo_way_rea", warns[i + 2]);
    }
    return input;
  }

  @Test
  void keepsWhatBecameOfEachResultAndTheLastWordCounts() throws Exception {
    try (PlatformSimulator simulator = Simulators.start(store)) {
      TestClient client = new TestClient(simulator).signedIn();
      JsonNode answer = client.call("3103", input("1", "A1", "1", "病情需要", "A2", "2", ""));
      assertThat(answer.path("infcode").asInt(-9)).isZero();
      client.call("3103", input("1", "A1", "2", ""));
    }
    try (PlatformSimulator simulator = Simulators.start(store)) {
      assertThat(simulator.dispositions())
          .extracting(Disposition::warnRsltId, Disposition::way, Disposition::times)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("A1", "2", 2),
              org.assertj.core.groups.Tuple.tuple("A2", "2", 1));
      JsonNode shown = new TestClient(simulator).control("/_simulator/dispositions");
      assertThat(shown).hasSize(2);
      assertThat(shown.get(0).path("warnRsltId").asText()).isEqualTo("A1");
      assertThat(shown.get(0).path("institution").asText()).isEqualTo(TestClient.INSTITUTION);
    }
  }

  @Test
  void refusesWhatTheBookForbidsAndKeepsNothingOfIt() throws Exception {
    try (PlatformSimulator simulator = Simulators.start()) {
      TestClient client = new TestClient(simulator).signedIn();
      for (ObjectNode wrong :
          new ObjectNode[] {
            input("", "A1", "2", ""),
            input("3", "A1", "2", ""),
            input("1"),
            input("1", "A1", "2", "", "", "2", ""),
            input("1", "A1", "2", "", "A2", "1", " "),
            input("1", "A1", "2", "", "A2", "3", "x"),
            input("1", "A1", "2", "长".repeat(201))
          }) {
        JsonNode answer = client.call("3103", wrong);
        assertThat(answer.path("infcode").asInt()).as(wrong.toString()).isEqualTo(-1);
        assertThat(answer.path("err_msg").asText()).startsWith("data.warn");
      }
      assertThat(simulator.dispositions()).isEmpty();
    }
  }

  @Test
  void refusesOnDemandAndOnlyThese() throws Exception {
    try (PlatformSimulator simulator = Simulators.start()) {
      TestClient client = new TestClient(simulator).signedIn();
      simulator.behave(Behaviour.parse("refuse-3103"));
      assertThat(client.upload(SampleList.input("S1")).path("infcode").asInt(-9)).isZero();
      JsonNode answer = client.call("3103", input("1", "A1", "2", ""));
      assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
      assertThat(answer.path("err_msg").asText()).contains("提醒结果ID不存在");
      assertThat(simulator.dispositions()).isEmpty();
    }
  }
}
