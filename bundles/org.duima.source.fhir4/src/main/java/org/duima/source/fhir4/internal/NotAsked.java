package org.duima.source.fhir4.internal;

import org.duima.api.Finding;

/** A request that cannot be answered, with the HTTP status that says so. */
final class NotAsked extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Finding reason;

  NotAsked(int status, Finding reason) {
    super(reason.rule(), null, false, false);
    this.status = status;
    this.reason = reason;
  }

  static NotAsked bad(String rule, String path, String zh, String en) {
    return new NotAsked(400, Finding.error(rule, path, zh, en));
  }

  static NotAsked missing(String field) {
    return bad("cds.missing", field, "缺少 " + field, field + " is missing");
  }

  static NotAsked wrongType(String field, String zh, String en) {
    return bad("cds.type", field, field + " 应为" + zh, field + " must be " + en);
  }

  int status() {
    return status;
  }

  Finding reason() {
    return reason;
  }
}
