package org.duima.demo.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;

/** Simulators with the tables of the tests, on free ports. */
final class Simulators {
  private Simulators() {}

  static SimulatorOptions.Builder options() {
    return SimulatorOptions.builder(TestMappings.FOLDER, TestClient.SECRET)
        .paasid(TestClient.PAASID)
        .calendarNow(LocalDateTime.parse("2026-03-10T12:00:00"));
  }

  static PlatformSimulator start() throws IOException {
    return new PlatformSimulator(options().build()).start();
  }

  static PlatformSimulator start(Path store) throws IOException {
    return new PlatformSimulator(options().store(store).build()).start();
  }
}
