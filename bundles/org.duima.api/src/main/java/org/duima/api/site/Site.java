package org.duima.api.site;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a hospital says about itself in {@code etc/org.duima.site.cfg}.
 *
 * @param institutions by fixmedins_code
 * @param senders message sender ({@code MSH-3|MSH-4}, or a pattern with {@code *}) to
 *     fixmedins_code
 * @param editions which editions the codes of its sources are of
 * @param payerClasses insutype, hi_type or the source's payer value to one of {@code insured},
 *     {@code self-pay}, {@code work-injury}, {@code third-party}, {@code settled-elsewhere}
 * @param region names of what sets the region apart, with commas between them; empty for the
 *     national form, see {@link #includes}
 * @param zone time zone of all local times
 * @param quiet how long a stay must be quiet before its list goes out
 * @param deadline until when a list has to be submitted
 * @param defaults values by wire name that the site fills in itself, such as hi_paymtd or
 *     medins_fill_dept
 * @param listForm the wire form of lists, {@code 4101A} or {@code 4101}, where an institution has
 *     none of its own
 * @param suggestionsFrom the score from which the best suggestion for a code that no table knows is
 *     applied by itself; greater than 1 for never
 */
public record Site(
    Map<String, Institution> institutions,
    Map<String, String> senders,
    DeclaredEditions editions,
    Map<String, String> payerClasses,
    String region,
    ZoneId zone,
    Duration quiet,
    Deadline deadline,
    Map<String, String> defaults,
    String listForm,
    double suggestionsFrom) {
  /** The first is the default: 4101A replaces 4101 for those who begin now. */
  private static final List<String> LIST_FORMS = List.of("4101A", "4101");

  /** A score that no suggestion reaches. */
  private static final double NEVER = 2;

  /**
   * One institution.
   *
   * @param code fixmedins_code
   * @param name fixmedins_name
   * @param level hi_setl_lv, may be empty
   * @param division mdtrtarea_admvs, the division of care
   * @param listForm the wire form of its lists, empty for the site's
   */
  public record Institution(
      String code, String name, String level, String division, String listForm) {}

  public Site {
    institutions = Map.copyOf(institutions);
    senders = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(senders));
    Objects.requireNonNull(editions, "editions");
    payerClasses = Map.copyOf(payerClasses);
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(quiet, "quiet");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(listForm, "listForm");
    defaults = Map.copyOf(defaults);
  }

  /**
   * Reads the configuration, with keys {@code institution.CODE.name|level|division|listForm},
   * {@code listForm}, {@code sender.PATTERN}, {@code edition.…} (see {@link DeclaredEditions}),
   * {@code payer.VALUE}, {@code default.FIELD}, {@code region}, {@code zone}, {@code quietMinutes},
   * {@code deadline}, {@code deadlineWarnDays}, {@code suggest.applyFrom}.
   *
   * @throws IllegalArgumentException with the key and what is wrong with it
   */
  public static Site of(Map<String, String> settings) {
    Map<String, Map<String, String>> byInstitution = new TreeMap<>();
    Map<String, String> senders = new LinkedHashMap<>();
    Map<String, String> editions = new TreeMap<>();
    Map<String, String> payers = new TreeMap<>();
    Map<String, String> defaults = new TreeMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(settings).entrySet()) {
      String key = entry.getKey();
      String value = entry.getValue().trim();
      if (key.startsWith("institution.")) {
        int dot = key.lastIndexOf('.');
        if (dot <= "institution.".length()) {
          throw new IllegalArgumentException(
              key + ": 应为 institution.机构编号.属性 / expected institution.CODE.PROPERTY");
        }
        byInstitution
            .computeIfAbsent(key.substring("institution.".length(), dot), c -> new TreeMap<>())
            .put(key.substring(dot + 1), value);
      } else if (key.startsWith("sender.")) {
        senders.put(key.substring("sender.".length()), value);
      } else if (key.startsWith("edition.")) {
        editions.put(key.substring("edition.".length()), value);
      } else if (key.startsWith("payer.")) {
        payers.put(key.substring("payer.".length()), value);
      } else if (key.startsWith("default.")) {
        defaults.put(key.substring("default.".length()), value);
      }
    }
    Map<String, Institution> institutions = new LinkedHashMap<>();
    byInstitution.forEach(
        (code, values) ->
            institutions.put(
                code,
                new Institution(
                    code,
                    values.getOrDefault("name", ""),
                    values.getOrDefault("level", ""),
                    values.getOrDefault("division", ""),
                    listForm(
                        "institution." + code + ".listForm",
                        values.getOrDefault("listForm", ""),
                        ""))));
    for (Map.Entry<String, String> sender : senders.entrySet()) {
      if (!institutions.containsKey(sender.getValue())) {
        throw new IllegalArgumentException(
            "sender." + sender.getKey() + ": 没有这个机构 / no such institution: " + sender.getValue());
      }
    }
    return new Site(
        institutions,
        senders,
        DeclaredEditions.of(editions),
        payers,
        settings.getOrDefault("region", "").trim(),
        ZoneId.of(settings.getOrDefault("zone", "Asia/Shanghai").trim()),
        minutes("quietMinutes", settings.getOrDefault("quietMinutes", "10")),
        Deadline.of(settings.getOrDefault("deadline", ""))
            .warning(settings.getOrDefault("deadlineWarnDays", "")),
        defaults,
        listForm("listForm", settings.getOrDefault("listForm", ""), LIST_FORMS.get(0)),
        score("suggest.applyFrom", settings.getOrDefault("suggest.applyFrom", "")));
  }

  private static String listForm(String key, String value, String otherwise) {
    String form = value.trim();
    if (form.isEmpty()) {
      return otherwise;
    }
    if (!LIST_FORMS.contains(form)) {
      throw new IllegalArgumentException(key + ": 应为 4101A 或 4101 / expected 4101A or 4101");
    }
    return form;
  }

  /** The wire form of an institution's lists: {@code 4101A} or {@code 4101}. */
  public String listFormOf(String institution) {
    Institution known = institutions.get(institution);
    return known == null || known.listForm().isEmpty() ? listForm : known.listForm();
  }

  private static double score(String key, String value) {
    if (value.isBlank()) {
      return NEVER;
    }
    try {
      double score = Double.parseDouble(value.trim());
      if (score > 0 && score <= 1) {
        return score;
      }
    } catch (NumberFormatException e) {
      // the same answer as to a number that is out of range
    }
    throw new IllegalArgumentException(
        key + ": 应为 0 到 1 之间的分数，留空为不自动采用 / expected a score between 0 and 1, empty for never");
  }

  private static Duration minutes(String key, String value) {
    try {
      Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(value.trim()) * 60_000));
      if (duration.isNegative()) {
        throw new IllegalArgumentException(key + ": 不能为负 / must not be negative");
      }
      return duration;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + ": 应为分钟数 / expected a number of minutes", e);
    }
  }

  /** Whether a region, of one name or several with commas between them, has a name. */
  public static boolean includes(String region, String name) {
    return region.equals(name) || names(region).contains(name);
  }

  /** The names of a region, in their order. */
  public static List<String> names(String region) {
    return Arrays.stream(region.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  /**
   * The institution that a sender speaks for: the first pattern that fits, else the only
   * institution there is.
   *
   * @param sender {@code MSH-3|MSH-4}, or a fixmedins_code
   */
  public Optional<Institution> institutionOf(String sender) {
    if (institutions.containsKey(sender)) {
      return Optional.of(institutions.get(sender));
    }
    for (Map.Entry<String, String> pattern : senders.entrySet()) {
      if (SenderPattern.matches(pattern.getKey(), sender)) {
        return Optional.of(institutions.get(pattern.getValue()));
      }
    }
    return institutions.size() == 1
        ? Optional.of(institutions.values().iterator().next())
        : Optional.empty();
  }
}
