package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every move that a hospital may ask for with 4102, and every upload over each state. */
class MovesTest {
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

  private void bringTo(String state) throws Exception {
    client.upload(SampleList.input("S1"));
    if (!state.equals("0")) {
      client.changeState("S1", "1");
    }
    if (state.equals("2") || state.equals("3")) {
      simulator.review("S1", state.equals("2"), "复核");
    }
    assertThat(simulator.record("S1").orElseThrow().state().code()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,no", "0,1,yes", "0,2,no", "0,3,no",
    "1,0,yes", "1,1,no", "1,2,no", "1,3,no",
    "2,0,no", "2,1,no", "2,2,no", "2,3,no",
    "3,0,yes", "3,1,yes", "3,2,no", "3,3,no"
  })
  void movesFromTo(String from, String to, String allowed) throws Exception {
    bringTo(from);
    int infcode = client.changeState("S1", to).path("infcode").asInt(-9);
    ListRecord record = simulator.record("S1").orElseThrow();
    assertThat(infcode).isEqualTo(allowed.equals("yes") ? 0 : -1);
    assertThat(record.state().code()).isEqualTo(allowed.equals("yes") ? to : from);
    assertThat(record.isAssessed()).isEqualTo(!record.state().code().equals("0"));
  }

  @ParameterizedTest
  @CsvSource({"0,yes", "1,no", "2,no", "3,yes"})
  void overwritesInState(String state, String allowed) throws Exception {
    bringTo(state);
    int infcode = client.upload(SampleList.input("S1")).path("infcode").asInt(-9);
    ListRecord record = simulator.record("S1").orElseThrow();
    assertThat(infcode).isEqualTo(allowed.equals("yes") ? 0 : -1);
    assertThat(record.uploadCount()).isEqualTo(allowed.equals("yes") ? 2 : 1);
    assertThat(record.state().code()).isEqualTo(allowed.equals("yes") ? "0" : state);
    assertThat(record.isAssessed()).isEqualTo(!record.state().code().equals("0"));
  }
}
