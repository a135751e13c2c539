package org.duima.platform.internal;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.PlatformInquiries.Bounds;

/**
 * What to ask the platform and when: the keys {@code inquire.…} and {@code download.…} of {@code
 * etc/org.duima.platform.cfg}.
 *
 * @param quality time of day for quality control results, empty for never
 * @param counts the same for 4105
 * @param grouping the same for 3605 or 3606
 * @param method which of the two
 * @param qualityInfno 4104 or 3607
 * @param monthsBack months before the present one that the schedule asks for
 * @param countsMedTypes med_type_list of 4105; empty to leave it out
 * @param pageSize page_size
 * @param mostFailures calls in a row that may fail before an inquiry is given up
 * @param downloadName filename of 9102, empty for the one that the catalogue's answer gave
 * @param downloadInstitution fixmedins_code of 9102, empty for the institution's own
 */
public record InquirySettings(
    Optional<LocalTime> quality,
    Optional<LocalTime> counts,
    Optional<LocalTime> grouping,
    Inquiry.Method method,
    String qualityInfno,
    int monthsBack,
    List<String> countsMedTypes,
    int pageSize,
    int mostFailures,
    String downloadName,
    String downloadInstitution,
    Bounds bounds) {
  private static final int MOST_MONTHS = 24;
  private static final int LARGEST_PAGE = 1_000;
  private static final int MOST_PAGES = 10_000;
  private static final int MOST_FAILURES = 1_000;
  private static final int MOST_MEGABYTES = 512;

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  public static InquirySettings of(Map<String, String> settings) {
    return new InquirySettings(
        daily(settings, "inquire.quality"),
        daily(settings, "inquire.counts"),
        daily(settings, "inquire.grouping"),
        Inquiry.Method.valueOf(
            choice(settings, "inquire.groupingMethod", "drg", Set.of("drg", "dip"))
                .toUpperCase(Locale.ROOT)),
        choice(settings, "inquire.qualityInfno", "4104", Set.of("4104", "3607")),
        number(settings, "inquire.monthsBack", 1, 0, MOST_MONTHS),
        Arrays.stream(text(settings, "inquire.countsMedTypes").split(","))
            .map(String::strip)
            .filter(type -> !type.isEmpty())
            .toList(),
        number(settings, "inquire.pageSize", 100, 1, LARGEST_PAGE),
        number(settings, "inquire.mostFailures", 20, 1, MOST_FAILURES),
        text(settings, "download.filename"),
        text(settings, "download.fixmedinsCode"),
        new Bounds(
            number(settings, "inquire.maxPages", 500, 1, MOST_PAGES),
            number(settings, "download.maxMegabytes", 64, 1, MOST_MEGABYTES) << 20));
  }

  private static String text(Map<String, String> settings, String key) {
    return settings.getOrDefault(key, "").strip();
  }

  private static Optional<LocalTime> daily(Map<String, String> settings, String key) {
    String value = text(settings, key);
    if (value.isEmpty() || value.equals("off")) {
      return Optional.empty();
    }
    if (value.startsWith("daily ")) {
      try {
        return Optional.of(LocalTime.parse(value.substring("daily ".length()).strip()));
      } catch (DateTimeException e) {
        // said below
      }
    }
    throw new IllegalArgumentException(
        key + ": 应为 daily HH:mm 或 off / expected daily HH:mm or off: " + value);
  }

  private static String choice(
      Map<String, String> settings, String key, String otherwise, Set<String> known) {
    String value = text(settings, key).toLowerCase(Locale.ROOT);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          key + ": 应为其一 / must be one of " + String.join(", ", known.stream().sorted().toList()));
    }
    return value;
  }

  private static int number(
      Map<String, String> settings, String key, int otherwise, int least, int most) {
    String value = text(settings, key);
    try {
      int number = value.isEmpty() ? otherwise : Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        key
            + ": 应为 "
            + least
            + " 至 "
            + most
            + " 的整数 / must be a whole number from "
            + least
            + " to "
            + most);
  }
}
