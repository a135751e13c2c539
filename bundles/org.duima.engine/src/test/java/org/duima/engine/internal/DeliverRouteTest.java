package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Submission;
import org.duima.engine.internal.PlayedDestination.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route file with a real ledger; only the connectors are played. */
@Timeout(120)
class DeliverRouteTest {
  private static final Path SHIPPED = Path.of("../..");

  @TempDir Path home;
  private final Clock clock = Clock.systemUTC();
  private final PlayedDestination played = new PlayedDestination("played", true);
  private final List<CamelContext> nodes = new ArrayList<>();
  private LedgerWithLists lists;
  private Destinations destinations;
  private Deliveries deliveries;

  @BeforeEach
  void start() throws Exception {
    Path routes = Files.createDirectories(home.resolve("routes"));
    Files.copy(SHIPPED.resolve("routes/60-deliver.xml"), routes.resolve("60-deliver.xml"));
    Files.createDirectories(home.resolve("etc"));
    lists = new LedgerWithLists(clock);
    deliveries = lists.ledger.deliveries();
    destinations = new Destinations(home.resolve("etc"), home, clock);
  }

  private void configure(String name, String... lines) throws Exception {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("retryFirstSeconds=0.02");
    all.add("retryLongestSeconds=0.1");
    Files.write(home.resolve("etc/org.duima.destination-" + name + ".cfg"), all);
  }

  /** Two scans: a file counts when it looked the same twice. */
  private void scan() {
    destinations.scan(deliveries);
    destinations.scan(deliveries);
  }

  private void run(String node) throws Exception {
    Rooms rooms =
        new Rooms(
            node,
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
            Optional.of(new DeliveryRooms(deliveries, destinations)));
    CamelContext context = new DefaultCamelContext();
    context.addComponent("duima", new DuimaComponent(rooms, false));
    context.start();
    nodes.add(context);
    RouteFiles files =
        new RouteFiles(
            home.resolve("routes"),
            home.resolve("data/routes-in-force"),
            context,
            () -> {
              CamelContext trial = new DefaultCamelContext();
              trial.addComponent("duima", new DuimaComponent(rooms, false));
              return trial;
            },
            clock);
    assertThat(files.scan()).isEmpty();
  }

  @AfterEach
  void stop() {
    nodes.forEach(CamelContext::stop);
    destinations.close();
    assertThat(played.open.get()).isZero();
    lists.close();
  }

  private static void await(BooleanSupplier condition) {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private long count(String destination, String state) {
    return deliveries.list(destination, state, 1_000).size();
  }

  private void awaitDelivered(String destination, int count) {
    await(() -> count(destination, "delivered") == count);
  }

  @Test
  void tellsListAnswerAndRefundInOrderAndOnce() throws Exception {
    configure("regional", "connector=played");
    destinations.arrive(played);
    scan();
    run("a");

    lists.ready("S1", "{\"v\":1}");
    awaitDelivered("regional", 1);
    lists.platformSays("S1", Submission.State.UPLOADED);
    lists.platformSays("S1", Submission.State.SUBMITTED);
    lists.refund("S1");
    awaitDelivered("regional", 4);

    assertThat(played.taken)
        .extracting(PlayedDestination.Taken::subject)
        .containsExactly("LIST", "ANSWER", "ANSWER", "VOID");
    assertThat(played.taken.get(0).input()).isEqualTo("{\"v\":1}");
    assertThat(played.questions.get()).isZero();
  }

  @Test
  void asksAfterSilenceAndSendsAgainOnlyWhatIsAbsent() throws Exception {
    configure("regional", "connector=played");
    destinations.arrive(played);
    scan();
    played.turns.addAll(
        List.of(Turn.TAKES_SILENTLY, Turn.LOSES, Turn.AWAY, Turn.BUSY, Turn.THROWS, Turn.TAKES));
    for (int i = 0; i < 4; i++) {
      lists.ready("S" + i, "{\"n\":" + i + "}");
    }
    run("a");
    awaitDelivered("regional", 4);

    assertThat(played.ids()).hasSize(4).doesNotHaveDuplicates();
    assertThat(played.questions.get()).isEqualTo(3);
  }

  @Test
  void whatIsRefusedWaitsForAPerson() throws Exception {
    configure("regional", "connector=played");
    destinations.arrive(played);
    scan();
    played.turns.add(Turn.REFUSES);
    run("a");
    lists.ready("S1", "{}");
    await(() -> count("regional", "refused") == 1);
    DestinationHealth health =
        new DestinationHealth(new DeliveryRooms(deliveries, destinations), clock);
    assertThat(health.check().up()).isFalse();
    assertThat(health.check().critical()).isFalse();
    assertThat(health.check().detail().toString()).contains("regional", "拒收 1 项");

    deliveries.command(
        "regional.S1.1.list.1", Deliveries.Command.RESEND, "li", "对方已修正", clock.instant());
    awaitDelivered("regional", 1);
    assertThat(health.check().up()).isTrue();
  }

  @Test
  void aSlowDestinationHoldsUpNoOther() throws Exception {
    PlayedDestination quick = new PlayedDestination("quick", true);
    configure("regional", "connector=played");
    configure("queue", "connector=quick");
    destinations.arrive(played);
    destinations.arrive(quick);
    scan();
    CountDownLatch slow = played.slow();
    run("a");
    for (int i = 0; i < 5; i++) {
      lists.ready("S" + i, "{}");
    }
    assertThat(played.awaitCall()).isTrue();
    awaitDelivered("queue", 5);

    assertThat(played.taken).isEmpty();
    slow.countDown();
    awaitDelivered("regional", 5);
  }

  @Test
  void aConnectorThatGoesEndsItsCallFirstAndItsDeliveriesWaitUntilItIsBack() throws Exception {
    configure("regional", "connector=played");
    destinations.arrive(played);
    scan();
    CountDownLatch slow = played.slow();
    run("a");
    lists.ready("S1", "{}");
    assertThat(played.awaitCall()).isTrue();
    destinations.leave(played);
    lists.ready("S2", "{}");
    assertThat(played.open.get()).isOne();
    slow.countDown();
    awaitDelivered("regional", 1);
    await(() -> played.open.get() == 0);
    DestinationHealth health =
        new DestinationHealth(new DeliveryRooms(deliveries, destinations), clock);
    assertThat(health.check().detail().zh()).contains("连接器 played 不在");
    assertThat(deliveries.list("regional", "waiting", 10))
        .singleElement()
        .satisfies(one -> assertThat(one).containsEntry("attempts", 0));

    destinations.arrive(played);
    scan();
    awaitDelivered("regional", 2);
    assertThat(health.check().up()).isTrue();
  }

  @Test
  void severalNodesHandOverEachDeliveryOnceAndInOrder() throws Exception {
    configure("regional", "connector=played");
    destinations.arrive(played);
    scan();
    for (int i = 0; i < 20; i++) {
      lists.ready("S" + i, "{\"v\":1}");
    }
    run("a");
    run("b");
    awaitDelivered("regional", 20);
    for (int i = 0; i < 20; i++) {
      lists.platformSays("S" + i, Submission.State.UPLOADED);
      lists.ready("S" + i, "{\"v\":2}");
    }
    awaitDelivered("regional", 60);

    assertThat(played.ids()).doesNotHaveDuplicates();
    for (int i = 0; i < 20; i++) {
      String settlement = "S" + i;
      assertThat(played.taken.stream().filter(one -> one.setlId().equals(settlement)))
          .extracting(one -> one.subject() + one.input())
          .containsExactly("LIST{\"v\":1}", "ANSWER{\"v\":1}", "LIST{\"v\":2}");
    }
    assertThat(played.questions.get()).isZero();
  }

  @Test
  void aDeliveryThatAnotherNodeLeftInTheMiddleIsAskedForFirst() throws Exception {
    configure("regional", "connector=played");
    destinations.arrive(played);
    scan();
    lists.ready("S1", "{}");
    Deliveries.Due lost =
        deliveries.due("gone", Set.of("regional"), clock.instant(), 1, Duration.ofMillis(1)).get(0);
    assertThat(deliveries.begin(lost, clock.instant(), Duration.ofMillis(200))).isTrue();
    run("a");
    awaitDelivered("regional", 1);

    assertThat(played.questions.get()).isOne();
    assertThat(played.ids()).hasSize(1);
  }
}
