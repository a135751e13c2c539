package org.duima.ledger.internal;

class H2DeliveryTest extends DeliveryContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
