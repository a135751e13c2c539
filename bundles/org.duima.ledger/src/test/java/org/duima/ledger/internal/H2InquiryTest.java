package org.duima.ledger.internal;

class H2InquiryTest extends InquiryContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
