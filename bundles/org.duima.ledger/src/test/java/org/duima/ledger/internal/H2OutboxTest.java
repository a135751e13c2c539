package org.duima.ledger.internal;

class H2OutboxTest extends OutboxContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
