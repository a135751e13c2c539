package org.duima.mapping.internal;

import java.nio.file.Path;
import java.time.LocalDate;
import org.duima.api.site.Site;

/**
 * What a table's metadata file says.
 *
 * @param name file name without extension
 * @param file the CSV file
 * @param kind what sort of table
 * @param system code system, or wire name of the dictionary
 * @param from source edition of a cross-walk, source format of a value map; empty in a cross-walk
 *     that speaks of codes sent without edition, and in a value map for every source
 * @param to target edition; the dictionary's wire name for a value map
 * @param region the only region that it holds in, as the site's configuration names it; empty for
 *     all
 * @param origin who made it
 * @param validFrom first day, never null
 * @param validTo last day, never null
 * @param complete whether what it does not know does not exist
 */
record TableInfo(
    String name,
    Path file,
    Kind kind,
    String system,
    String from,
    String to,
    String region,
    Origin origin,
    LocalDate validFrom,
    LocalDate validTo,
    boolean complete) {

  enum Kind {
    CROSSWALK,
    DICTIONARY,
    VALUES,
    /** Codes that may not be a principal diagnosis or procedure (灰码表). */
    GRAY
  }

  /** In order of precedence. */
  enum Origin {
    DECISION,
    SITE,
    IMPORTED,
    STARTER
  }

  boolean inForce(LocalDate on) {
    return !on.isBefore(validFrom) && !on.isAfter(validTo);
  }

  boolean holdsIn(String ofSite) {
    return region.isEmpty() || Site.includes(ofSite, region);
  }

  TableInfo endingOn(LocalDate lastDay) {
    return new TableInfo(
        name, file, kind, system, from, to, region, origin, validFrom, lastDay, complete);
  }

  /** Name and version, for provenance. */
  String version() {
    // the name of an imported table says its version already
    return validFrom.equals(LocalDate.MIN) || name.contains("@") ? name : name + "@" + validFrom;
  }
}
