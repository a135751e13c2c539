package org.duima.engine.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.duima.api.Finding;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder.Window;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StayStore.Summary;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.SettlementListMaker.Options;
import org.duima.api.settlement.Waiting;
import org.duima.api.site.Site;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code to duima:assemble}: folds a due stay and drafts its lists. */
final class AssembleLists {
  private static final Logger LOG = LoggerFactory.getLogger(AssembleLists.class);
  private static final Duration AGAIN_AFTER_DEFECT = Duration.ofMinutes(5);
  private static final String QUIET = "quiet";

  private final Rooms rooms;

  AssembleLists(Rooms rooms) {
    this.rooms = rooms;
  }

  void process(Exchange exchange) {
    DueStay due = exchange.getMessage().getBody(DueStay.class);
    exchange.getMessage().setBody(evaluate(due));
  }

  private Evaluation evaluate(DueStay due) {
    Instant now = rooms.clock().instant();
    try {
      Stay stay = rooms.folder().fold(due.events());
      List<EncounterEvent> assigned = assignable(stay, due);
      if (!assigned.isEmpty()) {
        List<EncounterEvent> all = new ArrayList<>(due.events());
        all.addAll(assigned);
        stay = rooms.folder().fold(all);
      }
      Site site = rooms.sites().current();
      List<ListDraft> drafts =
          rooms
              .lists()
              .draft(
                  stay,
                  new Options(
                      site.listFormOf(stay.institution()),
                      false,
                      LocalDateTime.ofInstant(now, site.zone()),
                      Duration.between(due.lastArrival(), now),
                      due.corrections()));
      return new Evaluation(
          due, summary(stay), assigned, drafts, nextEvaluation(due, drafts, site, now));
    } catch (RuntimeException e) {
      // A defect of ours: shown at the stay, tried again, and never in the way of other stays.
      LOG.error("就诊 {} 无法生成清单 / stay cannot be evaluated: {}", due.stayId(), e.getClass());
      LOG.debug("stay {}", due.stayId(), e);
      Finding finding =
          Finding.error(
              "engine.evaluation-failed",
              "",
              "清单生成内部错误 " + e.getClass().getSimpleName(),
              "making the list failed with " + e.getClass().getSimpleName());
      Summary summary =
          new Summary(
              due.events().stream().flatMap(x -> x.header().keys().stream()).distinct().toList(),
              Stay.Phase.UNKNOWN.name(),
              null,
              null,
              "",
              List.of(finding));
      return new Evaluation(due, summary, List.of(), List.of(), now.plus(AGAIN_AFTER_DEFECT));
    }
  }

  private List<EncounterEvent> assignable(Stay stay, DueStay due) {
    if (due.unassigned().isEmpty()) {
      return List.of();
    }
    Optional<Window> own = Window.of(stay);
    if (own.isEmpty()) {
      return List.of();
    }
    List<Window> windows = new ArrayList<>();
    windows.add(own.get());
    windows.addAll(due.otherStays());
    return due.unassigned().stream()
        .filter(
            event -> {
              var place = rooms.folder().onlyOpenStay(event.header().time(), windows);
              return place.isPresent() && place.getAsInt() == 0;
            })
        .toList();
  }

  private static Summary summary(Stay stay) {
    Window window = Window.of(stay).orElse(new Window(null, null));
    String department =
        stay.movements().isEmpty()
            ? ""
            : stay.movements().get(stay.movements().size() - 1).location().departmentCode();
    List<Key> keys = stay.keys();
    return new Summary(
        keys, stay.phase().name(), window.from(), window.to(), department, stay.findings());
  }

  /** Only the clock is left to wait for when a list waits for quiet. */
  private static Instant nextEvaluation(
      DueStay due, List<ListDraft> drafts, Site site, Instant now) {
    boolean waitsForQuiet =
        drafts.stream()
            .flatMap(draft -> draft.waitingFor().stream())
            .map(Waiting::what)
            .anyMatch(QUIET::equals);
    if (!waitsForQuiet) {
      return null;
    }
    Instant quiet = due.lastArrival().plus(site.quiet());
    return quiet.isAfter(now) ? quiet : now.plusSeconds(1);
  }
}
