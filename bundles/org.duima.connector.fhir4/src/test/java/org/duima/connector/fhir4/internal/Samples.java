package org.duima.connector.fhir4.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;

/** Deliveries of an invented patient. */
final class Samples {
  private Samples() {}

  static Delivery list(String id, int version) {
    return of(id, Delivery.Subject.LIST, version, Submission.State.NONE, "");
  }

  static Delivery of(
      String id, Delivery.Subject subject, int version, Submission.State state, String told) {
    return of(id, subject, version, state, told, content());
  }

  static Delivery of(
      String id,
      Delivery.Subject subject,
      int version,
      Submission.State state,
      String told,
      ListContent content) {
    return new Delivery(
        id,
        "region",
        "SETL1",
        "H51010000001",
        "4101A",
        version,
        subject,
        state,
        subject == Delivery.Subject.LIST ? "" : "LIST1",
        told,
        "{}".getBytes(StandardCharsets.UTF_8),
        content,
        Instant.parse("2026-03-06T03:00:00Z"),
        0);
  }

  private static ListContent content() {
    Map<String, String> info = new LinkedHashMap<>();
    info.put("psn_no", "51000099990000000001");
    info.put("setl_id", "SETL1");
    info.put("psn_name", "张三");
    info.put("gend", "1");
    info.put("adm_time", "2026-03-01 08:30:00");
    return new ListContent(
        info,
        Map.of(
            "diseinfo",
            List.of(
                Map.of("diag_type", "1", "diag_code", "I10.x00", "diag_name", "特发性高血压"),
                Map.of("diag_type", "1", "diag_code", "E11.900", "diag_name", "2型糖尿病"))),
        Map.of(),
        Map.of());
  }
}
