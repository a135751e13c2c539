package org.duima.ledger.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.platform.Submission;

/**
 * The platform's numbers of a period beside ours. Ours count the lists of settlements of the period
 * that are due, by the state that we believe the platform holds; for use by one thread.
 */
final class CountComparison {
  /** The numbers of 4105. */
  enum Number {
    NOT_SUBMITTED("notSubmitted", "not_submitted", "未提交", "uploaded, not submitted"),
    SUBMITTED("submitted", "submitted", "已提交", "submitted"),
    PASSED("passed", "passed", "审核通过", "passed"),
    NOT_PASSED("notPassed", "not_passed", "审核不通过", "not passed"),
    UPLOADED("uploaded", "uploaded", "医院上传合计", "all that the platform holds"),
    NEED_UPLOAD("needUpload", "need_upload", "需上传", "to be uploaded in all");

    private final String id;
    private final String column;
    private final String zh;
    private final String en;

    Number(String id, String column, String zh, String en) {
      this.id = id;
      this.column = column;
      this.zh = zh;
      this.en = en;
    }

    String column() {
      return column;
    }
  }

  private final Map<Number, Integer> own = new EnumMap<>(Number.class);
  private final Map<Number, Integer> platform = new EnumMap<>(Number.class);
  private int unknown;
  private Instant askedAt;

  CountComparison() {
    for (Number number : Number.values()) {
      own.put(number, 0);
    }
  }

  void own(Submission.State state, int lists) {
    add(Number.NEED_UPLOAD, lists);
    switch (state) {
      case UPLOADED -> held(Number.NOT_SUBMITTED, lists);
      case SUBMITTED -> held(Number.SUBMITTED, lists);
      case APPROVED -> held(Number.PASSED, lists);
      case RETURNED -> held(Number.NOT_PASSED, lists);
      case UNKNOWN -> unknown += lists;
      case NONE, REFUSED -> {
        // nothing of it is at the platform
      }
    }
  }

  private void held(Number number, int lists) {
    add(number, lists);
    add(Number.UPLOADED, lists);
  }

  private void add(Number number, int lists) {
    own.merge(number, lists, Integer::sum);
  }

  /**
   * @param count null if the platform does not say
   */
  void platform(Number number, Integer count) {
    if (count != null) {
      platform.put(number, count);
    }
  }

  void askedAt(Instant at) {
    askedAt = at;
  }

  Map<String, Object> shown(String institution, LocalDate from, LocalDate to) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("institution", institution);
    JdbcLedgerView.put(shown, "from", from);
    JdbcLedgerView.put(shown, "to", to);
    JdbcLedgerView.put(shown, "askedAt", askedAt);
    shown.put("ours", named(own));
    // their result is not known, so any difference may be of them
    shown.put("oursUnknown", unknown);
    shown.put("platform", named(platform));
    shown.put("differences", differences());
    return shown;
  }

  private static Map<String, Object> named(Map<Number, Integer> counts) {
    Map<String, Object> named = new LinkedHashMap<>();
    counts.forEach((number, count) -> named.put(number.id, count));
    return named;
  }

  private List<Map<String, Object>> differences() {
    List<Map<String, Object>> differences = new ArrayList<>();
    platform.forEach(
        (number, theirs) -> {
          int ours = own.get(number);
          if (theirs != ours) {
            Map<String, Object> difference = new LinkedHashMap<>();
            difference.put("number", number.id);
            difference.put("platform", theirs);
            difference.put("ours", ours);
            difference.put(
                "text",
                Map.of("zh", text(number, theirs, ours), "en", english(number, theirs, ours)));
            differences.add(difference);
          }
        });
    return differences;
  }

  private static String text(Number number, int theirs, int ours) {
    return number.zh
        + "：平台 "
        + theirs
        + "，本地 "
        + ours
        + "，平台"
        + (theirs > ours ? "多 " : "少 ")
        + Math.abs(theirs - ours);
  }

  private static String english(Number number, int theirs, int ours) {
    return number.en + ": platform " + theirs + ", here " + ours;
  }
}
