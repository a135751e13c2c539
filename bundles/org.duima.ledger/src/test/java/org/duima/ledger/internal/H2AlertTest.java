package org.duima.ledger.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2AlertTest extends AlertContract {
  @TempDir Path folder;

  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2File(folder);
  }
}
