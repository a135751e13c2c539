package org.duima.engine.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duima.api.ledger.Inquiries;
import org.duima.api.platform.PlatformInquiries;

/** The ledger's work as route sources. */
final class WorkSources {
  /** Longer than any step takes; work of a node that died comes back after it. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** A catalogue is downloaded and imported in one step. */
  private static final Duration INQUIRY_LEASE = Duration.ofMinutes(10);

  private static final Duration PAUSE_AFTER_FAILED_INQUIRY = Duration.ofSeconds(60);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Runnable NOTHING = () -> {};

  private WorkSources() {}

  /** Messages of a format whose adapter is away wait; they keep no others back. */
  static WorkSource inbox(Rooms rooms, int max, Absent absent) {
    return worker ->
        rooms
            .messages()
            .lease(worker, max, LEASE, absent.formats())
            .map(
                batch ->
                    List.of(
                        new WorkSource.Item(
                            batch, Map.of(), NOTHING, () -> rooms.messages().release(batch))))
            .orElse(List.of());
  }

  /** A stay that fails stays leased and is due again when the lease runs out. */
  static WorkSource stays(Rooms rooms, int max) {
    return worker ->
        rooms.stays().due(worker, rooms.clock().instant(), max, LEASE).stream()
            .map(
                stay ->
                    new WorkSource.Item(
                        stay,
                        Map.of(),
                        NOTHING,
                        NOTHING,
                        () -> rooms.stays().release(stay, rooms.clock().instant())))
            .toList();
  }

  /** Submissions wait while the platform is not configured. */
  static WorkSource outbox(Rooms rooms, int max) {
    return worker -> {
      if (rooms.platform().get().isEmpty()) {
        return List.of();
      }
      return rooms.outbox().due(worker, rooms.clock().instant(), max, LEASE).stream()
          .map(
              submission ->
                  new WorkSource.Item(
                      submission,
                      Map.of(),
                      NOTHING,
                      () ->
                          rooms
                              .outbox()
                              .release(
                                  submission, rooms.clock().instant().plus(PAUSE_AFTER_FAILURE)),
                      () -> rooms.outbox().release(submission, rooms.clock().instant())))
          .toList();
    };
  }

  /**
   * What could not be published stays unpublished and comes again; the broker drops what it has by
   * its duplicate id.
   */
  static WorkSource accepted(Rooms rooms, int max) {
    return worker ->
        rooms.outbox().unpublished(max).stream()
            .map(
                list ->
                    new WorkSource.Item(
                        list.body(),
                        Map.of(
                            "_AMQ_DUPL_ID", list.id(),
                            "setl_id", list.setlId(),
                            "list_version", list.version()),
                        () -> rooms.outbox().published(list),
                        NOTHING))
            .toList();
  }

  /**
   * Stores what the schedule wants first. Questions wait while the platform is not configured; one
   * that fails unexpectedly is due again after a pause.
   */
  static WorkSource inquiries(Rooms rooms, int max) {
    Set<String> planned = ConcurrentHashMap.newKeySet();
    return worker -> {
      Optional<PlatformInquiries> platform = rooms.inquiring().platform().get();
      if (platform.isEmpty()) {
        return List.of();
      }
      Inquiries inquiries = rooms.inquiring().inquiries();
      plan(inquiries, platform.get().scheduled(rooms.clock().instant()), planned, rooms);
      return inquiries.due(worker, rooms.clock().instant(), max, INQUIRY_LEASE).stream()
          .map(
              open ->
                  new WorkSource.Item(
                      open,
                      Map.of(),
                      NOTHING,
                      () ->
                          inquiries.release(
                              open, rooms.clock().instant().plus(PAUSE_AFTER_FAILED_INQUIRY)),
                      () -> inquiries.release(open, rooms.clock().instant())))
          .toList();
    };
  }

  /** The ledger knows what was asked; remembering the keys only spares it the question. */
  private static void plan(
      Inquiries inquiries,
      List<PlatformInquiries.Planned> wanted,
      Set<String> planned,
      Rooms rooms) {
    Set<String> keys = new HashSet<>();
    for (PlatformInquiries.Planned one : wanted) {
      keys.add(one.key());
      if (!planned.contains(one.key())) {
        inquiries.ask(one.inquiry(), "schedule", "", one.key(), rooms.clock().instant());
        planned.add(one.key());
      }
    }
    planned.retainAll(keys);
  }
}
