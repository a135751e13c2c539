package org.duima.ledger.internal;

class H2ReportTest extends ReportContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
