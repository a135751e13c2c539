package org.duima.ledger.internal;

class H2StayTest extends StayContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
