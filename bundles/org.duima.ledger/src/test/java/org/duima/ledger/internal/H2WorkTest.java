package org.duima.ledger.internal;

class H2WorkTest extends WorkContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
