package org.duima.ledger.internal;

class H2AccessTest extends AccessContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
