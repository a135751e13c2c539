package org.duima.ledger.internal;

class H2EncounterTest extends EncounterContract {
  @Override
  TestDatabase freshDatabase() {
    return TestDatabase.h2Memory();
  }
}
