package org.duima.ledger.internal;

class H2HeldTest extends HeldContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
