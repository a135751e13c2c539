package org.duima.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.StayFolder;
import org.duima.api.mapping.SourceCode;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.ListDraft;

/** Events of stays, and what was made of them. */
public interface StayStore {
  /**
   * Leases stays whose evaluation is due.
   *
   * @param lease for how long; {@link #save} with a newer version in store changes nothing
   * @throws StoreUnavailableException if the store cannot be reached
   */
  List<DueStay> due(String owner, Instant now, int max, Duration lease);

  /**
   * A stay to evaluate.
   *
   * @param stayId the ledger's id of the stay
   * @param version grows with every event
   * @param lastArrival when its latest message arrived
   * @param events all events of the stay through the closure of its keys, with patient-level events
   *     already assigned to it
   * @param unassigned events of its patients (closure of merges) that belong to no stay yet
   * @param otherStays windows of the patients' other stays, for assigning
   * @param deadMessages numbers of dead messages that concern this stay; its lists are held
   * @param corrections what people changed by hand on its lists, oldest first
   */
  record DueStay(
      String stayId,
      long version,
      Instant lastArrival,
      List<EncounterEvent> events,
      List<EncounterEvent> unassigned,
      List<StayFolder.Window> otherStays,
      List<Long> deadMessages,
      List<Correction> corrections) {
    public DueStay {
      events = List.copyOf(events);
      unassigned = List.copyOf(unassigned);
      otherStays = List.copyOf(otherStays);
      deadMessages = List.copyOf(deadMessages);
      corrections = List.copyOf(corrections);
    }
  }

  /**
   * Saves what evaluation gave, in one transaction: the summary, newly assigned events, each draft
   * (list version and submission when it is ready and its bytes differ from the last version; void
   * when not due any more), the time of the next evaluation.
   *
   * @param assigned events of {@link DueStay#unassigned} that belong to this stay
   * @param nextEvaluation when to look again although nothing arrived, null for never
   * @return false if the stay had changed meanwhile and is due again; nothing was saved
   */
  boolean save(
      DueStay stay,
      Summary summary,
      List<EncounterEvent> assigned,
      List<ListDraft> drafts,
      Instant nextEvaluation);

  /**
   * What lists and people need of a stay without folding it.
   *
   * @param keys every name of the stay
   * @param phase name of the stay's phase
   * @param admittedAt null if unknown
   * @param dischargedAt null if unknown or not yet
   * @param department hospital's code of the last department, may be empty
   * @param findings of folding
   */
  record Summary(
      List<Key> keys,
      String phase,
      LocalDateTime admittedAt,
      LocalDateTime dischargedAt,
      String department,
      List<Finding> findings) {
    public Summary {
      keys = List.copyOf(keys);
      findings = List.copyOf(findings);
    }
  }

  /**
   * Gives a leased stay back unchanged, due again at a time; nothing happens if it changed since.
   *
   * @throws StoreUnavailableException if the store cannot be reached
   */
  void release(DueStay stay, Instant next);

  /** Makes every stay due again, after mapping files or the site configuration changed. */
  int evaluateAll(Instant at);

  /**
   * Makes those stays due again that have a list which uses one of these codes and that the
   * platform has not accepted: held, ready and not sent yet, refused or returned.
   *
   * @return how many
   */
  int evaluateUsing(Collection<SourceCode> sources, Instant at);
}
