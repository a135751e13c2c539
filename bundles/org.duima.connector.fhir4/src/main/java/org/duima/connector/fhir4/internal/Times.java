package org.duima.connector.fhir4.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Moments as FHIR writes them, in the time of China. */
final class Times {
  private Times() {}

  static String instant(Instant moment) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        moment.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.ofHours(8)));
  }
}
