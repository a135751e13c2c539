package org.duima.ledger.internal;

class H2ConversationTest extends ConversationContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
