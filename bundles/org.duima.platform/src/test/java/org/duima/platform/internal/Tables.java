package org.duima.platform.internal;

import java.nio.file.Path;
import java.time.Clock;

/** The tables as they ship. */
final class Tables {
  static final Path MAPPINGS = Path.of("..", "..", "mappings");

  private Tables() {}

  static PlatformFiles shipped() {
    return new PlatformFiles(MAPPINGS, Clock.systemUTC());
  }
}
