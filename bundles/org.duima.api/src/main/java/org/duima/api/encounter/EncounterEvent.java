package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duima.api.Fact;

/** Something that happened in, or was said about, a stay. A stay is the fold of its events. */
public sealed interface EncounterEvent {
  EventHeader header();

  /** What kind of movement. The cancellations take back the latest movement of their kind. */
  enum Movement {
    /** Planned admission (A05): no stay yet. */
    PREADMIT,
    /** Inpatient admission (A01), or outpatient to inpatient (A06). */
    ADMIT,
    /** Outpatient registration (A04), or inpatient to outpatient (A07). */
    REGISTER,
    /** Change of department, ward or bed (A02). */
    TRANSFER,
    /** Discharge (A03). */
    DISCHARGE,
    /** A11. */
    CANCEL_ADMIT,
    /** A12. */
    CANCEL_TRANSFER,
    /** A13. */
    CANCEL_DISCHARGE
  }

  /**
   * The patient moved.
   *
   * @param at when, which may differ from the time of the event
   * @param origin where that time was said
   */
  record Moved(
      EventHeader header,
      Movement movement,
      LocalDateTime at,
      Location location,
      org.duima.api.Origin origin)
      implements EncounterEvent {
    public Moved {
      Objects.requireNonNull(header, "header");
      Objects.requireNonNull(movement, "movement");
      Objects.requireNonNull(at, "at");
      location = location == null ? Location.UNKNOWN : location;
      Objects.requireNonNull(origin, "origin");
    }
  }

  /**
   * Facts by wire name. With a settlement key among the header's keys they belong to that
   * settlement, else to the stay. A later statement of a name replaces the earlier one; a name that
   * is absent leaves what was said before. What is said of a person without naming a stay holds as
   * {@link PersonFacts} tells.
   *
   * @param cleared names whose value the source took back without giving another (HL7 {@code ""});
   *     none of them is among the facts
   */
  record Stated(EventHeader header, Map<String, Fact> facts, Set<String> cleared)
      implements EncounterEvent {
    public Stated {
      Objects.requireNonNull(header, "header");
      facts = Map.copyOf(facts);
      cleared = Set.copyOf(cleared);
      if (!Collections.disjoint(facts.keySet(), cleared)) {
        throw new IllegalArgumentException("a name is either stated or cleared");
      }
    }

    /** Facts alone, nothing taken back. */
    public Stated(EventHeader header, Map<String, Fact> facts) {
      this(header, facts, Set.of());
    }
  }

  /** Working diagnoses: the whole set that the source holds at that time. */
  record WorkingDiagnoses(EventHeader header, List<Diagnosis> diagnoses) implements EncounterEvent {
    public WorkingDiagnoses {
      Objects.requireNonNull(header, "header");
      diagnoses = List.copyOf(diagnoses);
    }
  }

  /** A version of the coded front page. */
  record FrontPageCoded(EventHeader header, FrontPage frontPage) implements EncounterEvent {
    public FrontPageCoded {
      Objects.requireNonNull(header, "header");
      Objects.requireNonNull(frontPage, "frontPage");
    }
  }

  /** Charge lines, reversals among them. */
  record Charged(EventHeader header, List<Charge> charges) implements EncounterEvent {
    public Charged {
      Objects.requireNonNull(header, "header");
      charges = List.copyOf(charges);
    }
  }

  /** Levels of nursing, ventilation, coma: what is known of each period so far. */
  record CareRecorded(EventHeader header, List<CarePeriod> periods) implements EncounterEvent {
    public CareRecorded {
      Objects.requireNonNull(header, "header");
      periods = List.copyOf(periods);
    }
  }

  /**
   * Order lines. A later statement of a line's id replaces the earlier one; a line that is marked
   * cancelled is no longer given but stays known.
   */
  record Ordered(EventHeader header, List<OrderLine> lines) implements EncounterEvent {
    public Ordered {
      Objects.requireNonNull(header, "header");
      lines = List.copyOf(lines);
    }
  }

  /** The platform settled (2304). {@link Settlement#refunded()} is false here. */
  record Settled(EventHeader header, Settlement settlement) implements EncounterEvent {
    public Settled {
      Objects.requireNonNull(header, "header");
      Objects.requireNonNull(settlement, "settlement");
    }
  }

  /** The platform took a settlement back (2305). */
  record Refunded(EventHeader header, String setlId) implements EncounterEvent {
    public Refunded {
      Objects.requireNonNull(header, "header");
      Objects.requireNonNull(setlId, "setlId");
    }
  }

  /**
   * Two patient numbers are one person (A40).
   *
   * @param surviving the number that stays in use
   * @param retired the number that is used no more
   */
  record PatientsMerged(EventHeader header, Key surviving, Key retired) implements EncounterEvent {
    public PatientsMerged {
      Objects.requireNonNull(header, "header");
      if (surviving.kind() != Key.Kind.PATIENT || retired.kind() != Key.Kind.PATIENT) {
        throw new IllegalArgumentException("a merge joins two patient keys");
      }
    }
  }
}
