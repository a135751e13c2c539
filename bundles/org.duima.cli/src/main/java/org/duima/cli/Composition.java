package org.duima.cli;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.encounter.StayFolder;
import org.duima.api.site.Site;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.Home;
import org.duima.encounter.internal.EventFolder;
import org.duima.mapping.internal.MappingTables;

/**
 * Joins the rooms by hand on plain jars, from the files of a home directory. The one place besides
 * the node's services that knows the classes of several rooms. Each part is loaded when it is asked
 * for, so that a command waits for nothing that it does not need.
 */
public final class Composition {
  private final Home home;
  private final Clock clock;
  private final Site site;

  /**
   * Reads the site's configuration.
   *
   * @param clockOf the clock of this call in the hospital's time zone
   * @throws Failure if it has an error
   */
  public Composition(Home home, Function<ZoneId, Clock> clockOf) {
    this.home = home;
    home.mustHaveMappings();
    try {
      this.site = Site.of(home.settings("org.duima.site.cfg"));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw Failure.unusable(
          "etc/org.duima.site.cfg 有错：" + e.getMessage(), "etc/org.duima.site.cfg is wrong", e);
    }
    this.clock = clockOf.apply(site.zone());
  }

  public Site site() {
    return site;
  }

  /** The clock of this call in the hospital's time zone. */
  public Clock clock() {
    return clock;
  }

  /**
   * The code tables of one code system.
   *
   * @throws Failure if a table has an error
   */
  public MappingTables codeTables(CodeSystem system) {
    MappingTables tables = MappingTables.ofCodes(home.mappings(), system, clock);
    refuseErrors(tables.loadFindings());
    return tables;
  }

  /** Folds events into stays. */
  public StayFolder stayFolder() {
    return new EventFolder();
  }

  private static void refuseErrors(List<Finding> findings) {
    List<String> errors =
        findings.stream().filter(Finding::isError).map(f -> f.text().toString()).toList();
    if (!errors.isEmpty()) {
      throw Failure.unusable(
          "mappings 有错，未装载", "the mapping files have errors:\n" + String.join("\n", errors));
    }
  }
}
