package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.duima.api.Text;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.engine.internal.PlayedDestination.Turn;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * New versions, answers, refunds, lost calls and stops of the node at the worst moments, in random
 * order: whatever happens, what has to arrive arrives, in order, and once where one can ask.
 */
@Timeout(120)
class DeliveryDrillTest {
  private static final int STEPS = 120;
  private static final int SETTLEMENTS = 4;
  private static final Turn[] TURNS = Turn.values();

  @TempDir Path home;
  private final TurnedClock clock = new TurnedClock();

  /** Time passes when the test says so. */
  private static final class TurnedClock extends Clock {
    private Instant now = Instant.parse("2026-03-02T01:00:00Z");

    void forward(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** The process ends here: nothing after it happens. */
  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The store of a node that is killed at random before or after a step is stored. */
  private static final class KilledNode implements Deliveries {
    private final Deliveries store;
    private final Random random;
    private boolean mortal = true;

    KilledNode(Deliveries store, Random random) {
      this.store = store;
      this.random = random;
    }

    private void perhaps() {
      if (mortal && random.nextInt(6) == 0) {
        throw new KilledException();
      }
    }

    @Override
    public boolean begin(Due due, Instant now, Duration lease) {
      perhaps();
      boolean begun = store.begin(due, now, lease);
      perhaps();
      return begun;
    }

    @Override
    public void finish(Due due, Receipt receipt, Instant now, Instant next) {
      perhaps();
      store.finish(due, receipt, now, next);
      perhaps();
    }

    @Override
    public List<Due> due(
        String owner, Set<String> destinations, Instant now, int max, Duration lease) {
      return store.due(owner, destinations, now, max, lease);
    }

    @Override
    public void release(Due due, Instant next) {
      store.release(due, next);
    }

    @Override
    public void wanted(List<Wanted> destinations, Set<String> unread) {
      store.wanted(destinations, unread);
    }

    @Override
    public List<Map<String, Object>> list(String destination, String state, int max) {
      return store.list(destination, state, max);
    }

    @Override
    public List<Standing> standing() {
      return store.standing();
    }

    @Override
    public Optional<Text> command(
        String id, Command command, String who, String reason, Instant now) {
      return store.command(id, command, who, reason, now);
    }

    @Override
    public int catchUp(
        String destination, YearMonth discharged, int max, String who, String reason, Instant now) {
      return store.catchUp(destination, discharged, max, who, reason, now);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "2, true",
    "3, true",
    "4, true",
    "5, true",
    "6, true",
    "7, true",
    "8, true",
    "9, false",
    "10, false",
    "11, false",
    "12, false"
  })
  void whatHasToArriveArrivesInOrder(int seed, boolean canBeAsked) throws Exception {
    Random random = new Random(seed);
    PlayedDestination played = new PlayedDestination("played", canBeAsked);
    Files.writeString(
        Files.createDirectories(home.resolve("etc")).resolve("org.duima.destination-regional.cfg"),
        "connector=played\n");
    try (LedgerWithLists lists = new LedgerWithLists(clock);
        CamelContext context = new DefaultCamelContext()) {
      KilledNode node = new KilledNode(lists.ledger.deliveries(), random);
      Destinations destinations = new Destinations(home.resolve("etc"), home, clock);
      destinations.arrive(played);
      destinations.scan(node);
      DeliverCall call = call(lists, node, destinations);
      Map<String, Integer> versions = new HashMap<>();
      Set<String> refunded = new HashSet<>();
      for (int step = 0; step < STEPS; step++) {
        String setlId = "S" + random.nextInt(SETTLEMENTS);
        int what = random.nextInt(10);
        if (what < 2 || !versions.containsKey(setlId)) {
          lists.ready(setlId, "{\"v\":" + versions.merge(setlId, 1, Integer::sum) + "}");
          refunded.remove(setlId);
        } else if (what == 2) {
          lists.platformSays(
              setlId,
              List.of(
                      Submission.State.UPLOADED,
                      Submission.State.SUBMITTED,
                      Submission.State.RETURNED)
                  .get(random.nextInt(3)));
        } else if (what == 3 && random.nextBoolean()) {
          lists.refund(setlId);
          refunded.add(setlId);
        } else {
          played.turns.clear();
          played.turns.add(TURNS[random.nextInt(TURNS.length)]);
          deliverOne(context, call, node);
        }
        clock.forward(Duration.ofSeconds(random.nextInt(120)));
      }
      node.mortal = false;
      played.turns.clear();
      settle(context, call, node);
      verify(played, node, canBeAsked);
      verifyLastWord(played, versions, refunded);
      destinations.close();
    }
  }

  private DeliverCall call(LedgerWithLists lists, Deliveries node, Destinations destinations) {
    return new DeliverCall(
        new Rooms(
            "node",
            clock,
            lists.ledger.inbox(),
            lists.ledger.work(),
            lists.ledger.stays(),
            lists.ledger.outbox(),
            Map.of(),
            Map.of(),
            null,
            null,
            Optional::empty,
            new PlatformPulse(),
            null,
            null,
            AlertRooms.NONE,
            Optional.of(new DeliveryRooms(node, destinations))));
  }

  private boolean deliverOne(CamelContext context, DeliverCall call, Deliveries node) {
    List<Deliveries.Due> due =
        node.due("node", Set.of("regional"), clock.instant(), 1, DeliverCall.LEASE);
    if (!due.isEmpty()) {
      Exchange exchange = new DefaultExchange(context);
      exchange.getMessage().setBody(due.get(0));
      try {
        call.process(exchange);
      } catch (KilledException e) {
        // whoever comes next finds what was stored until here
        assertThat(e).isNotNull();
      }
    }
    return !due.isEmpty();
  }

  /** Lets time pass and people resend until nothing is left to do. */
  private void settle(CamelContext context, DeliverCall call, Deliveries node) {
    for (int round = 0; round < 500 && unfinished(node) > 0; round++) {
      node.list("regional", "refused", 1_000)
          .forEach(
              one ->
                  assertThat(
                          node.command(
                              one.get("id").toString(),
                              Deliveries.Command.RESEND,
                              "li",
                              "",
                              clock.instant()))
                      .isEmpty());
      boolean due = deliverOne(context, call, node);
      clock.forward(Duration.ofMinutes(due ? 1 : 11));
    }
    assertThat(unfinished(node)).isZero();
  }

  private static int unfinished(Deliveries node) {
    return node.list("regional", "waiting", 1_000).size()
        + node.list("regional", "refused", 1_000).size();
  }

  private static void verify(PlayedDestination played, Deliveries node, boolean canBeAsked) {
    Set<String> arrived = new HashSet<>(played.ids());
    Set<Object> delivered =
        node.list("regional", "delivered", 1_000).stream()
            .map(one -> one.get("id"))
            .collect(Collectors.toSet());
    Set<Object> superseded =
        node.list("regional", "superseded", 1_000).stream()
            .map(one -> one.get("id"))
            .collect(Collectors.toSet());
    assertThat(delivered).hasSizeGreaterThan(5);
    if (canBeAsked) {
      assertThat(arrived).isEqualTo(delivered);
      assertThat(played.ids()).doesNotHaveDuplicates();
    } else {
      // what arrived unnoticed may have been left out later for something newer
      Set<Object> known = new HashSet<>(delivered);
      known.addAll(superseded);
      assertThat(arrived).containsAll(delivered.stream().map(Object::toString).toList());
      assertThat(known).containsAll(arrived);
    }
    Map<String, Integer> last = new HashMap<>();
    played.ids().stream()
        .distinct()
        .forEach(
            id -> {
              String[] parts = id.split("\\.");
              int sequence = Integer.parseInt(parts[4]);
              assertThat(sequence).as(id).isGreaterThan(last.getOrDefault(parts[1], 0));
              last.put(parts[1], sequence);
            });
  }

  /** What a destination heard last of a settlement is how it stands. */
  private static void verifyLastWord(
      PlayedDestination played, Map<String, Integer> versions, Set<String> refunded) {
    versions.forEach(
        (setlId, version) -> {
          List<String> words =
              played.taken.stream()
                  .filter(one -> one.setlId().equals(setlId) && !one.subject().equals("ANSWER"))
                  .map(one -> one.subject() + one.input())
                  .toList();
          String last = words.isEmpty() ? "nothing" : words.get(words.size() - 1);
          if (refunded.contains(setlId)) {
            assertThat(last).as(setlId).doesNotStartWith("LIST");
          } else {
            assertThat(last).as(setlId).isEqualTo("LIST{\"v\":" + version + "}");
          }
        });
  }
}
