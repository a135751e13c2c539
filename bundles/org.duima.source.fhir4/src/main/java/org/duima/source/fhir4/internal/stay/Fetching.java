package org.duima.source.fhir4.internal.stay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.site.Site;
import org.duima.api.spi.ReferringAdapter.Others;
import org.duima.source.fhir4.internal.intake.FhirBody;

/** Fetches what a message names and other messages hold. For one message and one thread. */
final class Fetching {
  /** A message of one stay names far fewer; whoever names more sends a Bundle with them. */
  static final int MOST_NAMES = 200;

  private final Others others;
  private final Site site;
  private final String sender;
  private final Set<String> asked = new HashSet<>();
  private final Map<Long, Optional<Graph>> read = new HashMap<>();

  Fetching(Others others, Site site, String sender) {
    this.others = others;
    this.site = site;
    this.sender = sender;
  }

  /**
   * Fetches what a graph has missed and was not asked for before.
   *
   * @param institution of the message, as far as it is known
   * @return whether there is any, so that reading anew tells more
   */
  boolean complete(Graph graph, Optional<String> institution) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : graph.wanted()) {
      if (asked.size() < MOST_NAMES && name.length() <= Names.LONGEST && asked.add(name)) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      return false;
    }
    boolean isMore = false;
    for (Map.Entry<String, Stored> found : others.holding(names, counts(institution)).entrySet()) {
      Optional<Graph> other =
          read.computeIfAbsent(
              found.getValue().arrivalNumber(),
              number -> FhirBody.read(found.getValue().message().body()).resource().map(Graph::of));
      isMore |= other.isPresent() && graph.fetched(found.getKey(), other.get());
    }
    return isMore;
  }

  /** Where several institutions use the same ids, each means its own. */
  private Predicate<String> counts(Optional<String> institution) {
    if (site.institutions().size() == 1) {
      return other -> true;
    }
    return other ->
        !other.isEmpty() && other.equals(sender)
            || institution.isPresent()
                && site.institutionOf(other).map(Site.Institution::code).equals(institution);
  }
}
