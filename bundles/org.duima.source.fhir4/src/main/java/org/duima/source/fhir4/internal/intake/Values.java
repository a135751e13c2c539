package org.duima.source.fhir4.internal.intake;

import java.util.Set;
import org.duima.api.Finding;
import org.duima.source.fhir4.internal.Numbers;

/** What can be said of single values, whether they came as JSON or as XML. */
final class Values {
  /** Elements whose day counts in a settlement list. */
  private static final Set<String> DAYS =
      Set.of(
          "authoredOn",
          "birthDate",
          "created",
          "date",
          "effectiveDateTime",
          "end",
          "enteredDate",
          "occurrenceDateTime",
          "performedDateTime",
          "servicedDate",
          "start");

  private static final int YEAR = 4;
  private static final int MONTH = 7;
  private static final String BASE_PROFILES = "http://hl7.org/fhir/StructureDefinition/";

  private final Found found;
  private boolean isProfileNoted;

  Values(Found found) {
    this.found = found;
  }

  /**
   * Looks at a value.
   *
   * @param text holds it
   */
  void check(String name, CharSequence path, char[] text, int from, int length) {
    if (Numbers.isHuge(text, from, length)) {
      found.error("fhir.number", path.toString(), "数值过大或过长", "the number is too large or too long");
    } else if ((length == YEAR || length == MONTH)
        && DAYS.contains(name)
        && isPartOfDate(text, from, length)) {
      found.add(
          Finding.warning(
              "fhir.partial-date",
              path.toString(),
              "日期只精确到" + (length == YEAR ? "年" : "月") + "，此处需要精确到日；未用于清单",
              "the date names only a "
                  + (length == YEAR ? "year" : "month")
                  + " where a day is needed; it is not used for the list"));
    }
  }

  private static boolean isPartOfDate(char[] text, int from, int length) {
    for (int i = 0; i < length; i++) {
      char c = text[from + i];
      if (i == YEAR ? c != '-' : c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  /** Looks at a {@code meta.profile}. */
  void profile(String url, String path) {
    if (!isProfileNoted && !url.startsWith(BASE_PROFILES)) {
      isProfileNoted = true;
      found.add(
          Finding.info(
              "fhir.profile",
              path,
              "不认识此 profile，按 R4 基本资源读取；同类只报一次",
              "the profile is not known; read as the base resource of R4; said only once"));
    }
  }
}
