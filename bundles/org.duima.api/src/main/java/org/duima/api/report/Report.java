package org.duima.api.report;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duima.api.Text;

/**
 * A report ready to be rendered. Holds ids of stays and settlements, never names of patients.
 *
 * @param name as on the command line
 * @param title heading for people
 * @param madeAt when, in the site's time zone
 * @param parameters what it was asked for
 * @param sections from top to bottom
 */
public record Report(
    String name,
    Text title,
    OffsetDateTime madeAt,
    Map<String, String> parameters,
    List<Section> sections) {
  public Report {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(madeAt, "madeAt");
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    sections = List.copyOf(sections);
  }
}
