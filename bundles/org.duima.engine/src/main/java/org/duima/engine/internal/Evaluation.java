package org.duima.engine.internal;

import java.time.Instant;
import java.util.List;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StayStore.Summary;
import org.duima.api.settlement.ListDraft;

/** A stay with what was made of it, on its way to the outbox. */
record Evaluation(
    DueStay stay,
    Summary summary,
    List<EncounterEvent> assigned,
    List<ListDraft> drafts,
    Instant nextEvaluation) {}
