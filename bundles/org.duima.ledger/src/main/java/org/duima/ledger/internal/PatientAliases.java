package org.duima.ledger.internal;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The closure of patient merges around some names, as it stands now. */
final class PatientAliases {
  private final Joined<String> persons = new Joined<>();
  private final Set<String> names = new HashSet<>();

  /** Merge events by number, with one of the two names that each joins. */
  private final TreeMap<Long, String> merges = new TreeMap<>();

  private PatientAliases() {}

  private record Alias(long eventNo, String retired, String surviving) {}

  /** Reads the aliases that touch the names, then those that touch what was found, to the end. */
  static PatientAliases around(Tx tx, Collection<String> start) throws SQLException {
    PatientAliases aliases = new PatientAliases();
    aliases.names.addAll(start);
    Set<String> frontier = new HashSet<>(start);
    while (!frontier.isEmpty()) {
      List<Alias> found =
          tx.query(
              "SELECT event_no, retired, surviving FROM patient_alias WHERE retired = ANY(?)"
                  + " UNION SELECT event_no, retired, surviving FROM patient_alias"
                  + " WHERE surviving = ANY(?)",
              row -> new Alias(row.getLong(1), row.getString(2), row.getString(3)),
              frontier,
              frontier);
      frontier = new HashSet<>();
      for (Alias alias : found) {
        aliases.persons.join(alias.surviving, alias.retired);
        aliases.merges.put(alias.eventNo, alias.surviving);
        for (String name : List.of(alias.retired, alias.surviving)) {
          if (aliases.names.add(name)) {
            frontier.add(name);
          }
        }
      }
    }
    return aliases;
  }

  /** All names that were given or found. */
  Set<String> names() {
    return names;
  }

  /** A name that stands for all names of the same person. */
  String person(String name) {
    return persons.of(name);
  }

  /** Numbers of the merge events that were found. */
  Set<Long> mergeEvents() {
    return merges.keySet();
  }

  /** The person whom a merge event concerns. */
  String personOfMerge(long eventNo) {
    return person(merges.get(eventNo));
  }
}
