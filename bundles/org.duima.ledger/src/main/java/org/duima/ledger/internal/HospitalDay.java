package org.duima.ledger.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The day in mainland China, where this ledger's hospitals are: there is one time zone. */
final class HospitalDay {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private HospitalDay() {}

  static LocalDate of(Instant at) {
    return LocalDate.ofInstant(at, ZONE);
  }
}
