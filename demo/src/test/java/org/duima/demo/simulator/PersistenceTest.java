package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {
  @TempDir Path folder;

  @Test
  void keepsListsStatesSignInsAndMessageIdsOverARestart() throws Exception {
    Path store = folder.resolve("store");
    TestClient before;
    ListRecord held;
    Counts counts;
    ObjectNode used;
    try (PlatformSimulator simulator = Simulators.start(store)) {
      before = new TestClient(simulator).signedIn();
      before.upload(SampleList.input("S1"));
      before.upload(SampleList.input("S1"));
      before.changeState("S1", "1");
      before.upload(SampleList.input("S2"));
      before.changeState("S2", "1");
      simulator.review("S2", false, "请核对");
      used = before.envelope("4101A", SampleList.input("S3"));
      before.send("4101A", used);
      held = simulator.record("S1").orElseThrow();
      counts = simulator.counts();
    }
    try (PlatformSimulator simulator = Simulators.start(store)) {
      TestClient after = new TestClient(simulator).signedInAs(before);
      assertThat(simulator.record("S1")).contains(held);
      assertThat(simulator.record("S2").orElseThrow().state()).isEqualTo(ListState.REFUSED);
      assertThat(simulator.record("S2").orElseThrow().checkContent()).isEqualTo("请核对");
      assertThat(simulator.counts().uploads()).isEqualTo(counts.uploads()).isEqualTo(4);
      assertThat(simulator.counts().submissions()).isEqualTo(counts.submissions());
      assertThat(simulator.counts().states()).isEqualTo(counts.states());
      JsonNode again = Json.read(after.send("4101A", used).body());
      assertThat(again.path("err_msg").asText()).contains("报文ID重复");
      after.upload(SampleList.input("S4"));
      assertThat(simulator.records().values().stream().map(ListRecord::setlListId).distinct())
          .hasSize(4);
    }
  }

  @Test
  void cutsOffALineThatWasNeverFinished() throws Exception {
    Path store = folder.resolve("store");
    try (PlatformSimulator simulator = Simulators.start(store)) {
      new TestClient(simulator).signedIn().upload(SampleList.input("S1"));
    }
    Path journal = store.resolve("journal.jsonl");
    long whole = Files.size(journal);
    Files.writeString(journal, "{\"event\":\"upl", StandardOpenOption.APPEND);
    try (PlatformSimulator simulator = Simulators.start(store)) {
      assertThat(simulator.records()).containsOnlyKeys("S1");
      assertThat(Files.size(journal)).isEqualTo(whole);
      new TestClient(simulator).signedIn().upload(SampleList.input("S2"));
    }
    try (PlatformSimulator simulator = Simulators.start(store)) {
      assertThat(simulator.records()).containsOnlyKeys("S1", "S2");
    }
  }

  @Test
  void refusesADamagedStoreNamingTheLine() throws Exception {
    Files.writeString(
        folder.resolve("journal.jsonl"), "{\"event\":\"sign-out\"}\n{\"event\":\"what\"}\n");
    assertThatThrownBy(() -> Simulators.start(folder))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("journal.jsonl:2");
  }

  @Test
  void refusesAStoreInUse() throws Exception {
    try (PlatformSimulator simulator = Simulators.start(folder)) {
      assertThat(simulator.port()).isPositive();
      assertThatThrownBy(() -> Simulators.start(folder))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void keepsTheStoreFromOtherUsers() throws Exception {
    try (PlatformSimulator simulator = Simulators.start(folder)) {
      assertThat(simulator.records()).isEmpty();
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("journal.jsonl"))))
        .isEqualTo("rw-------");
  }
}
