package org.duima.ledger.internal;

class H2CorrectionTest extends CorrectionContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
