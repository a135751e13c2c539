package org.duima.ledger.internal;

class H2ViewTest extends ViewContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
