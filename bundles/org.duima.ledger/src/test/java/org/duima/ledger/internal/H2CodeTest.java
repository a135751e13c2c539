package org.duima.ledger.internal;

class H2CodeTest extends CodeContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
