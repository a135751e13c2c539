package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.duima.api.RawMessage;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.receive.MessageReader;
import org.duima.api.site.Site;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.duima.source.hl7v2.internal.Hl7MessageReader;
import org.duima.source.hl7v2.internal.MappingFiles;
import org.duima.source.transaction.internal.TransactionReader;
import org.h2.jdbcx.JdbcDataSource;

/** A shipped route file on a real ledger with the readers of HL7 v2 and transactions. */
final class DoorNode implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Path SHIPPED = Path.of("../..");

  private final Ledger ledger;
  private final CamelContext context = new DefaultCamelContext();
  final Map<String, MessageReader> readers = new ConcurrentHashMap<>();

  /** What was stored, without repeats. */
  final List<RawMessage> stored = new CopyOnWriteArrayList<>();

  final AtomicInteger repeats = new AtomicInteger();
  final AtomicInteger attempts = new AtomicInteger();
  volatile boolean storeAway;
  volatile boolean inboxFull;

  DoorNode(Path home, String routeFile, Map<String, String> settings, Map<String, Object> beans)
      throws Exception {
    this(home, routeFile, settings, beans, false);
  }

  /**
   * @param storeAway whether the store is away from the beginning
   */
  DoorNode(
      Path home,
      String routeFile,
      Map<String, String> settings,
      Map<String, Object> beans,
      boolean storeAway)
      throws Exception {
    this.storeAway = storeAway;
    Clock clock = Clock.systemUTC();
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    ledger = Ledger.open(h2, LedgerSettings.DEFAULT, clock);
    Site site = Site.of(Map.of("institution.H11010500001.name", "测试人民医院"));
    MappingFiles files = new MappingFiles(SHIPPED.resolve("mappings"), clock);
    assertThat(files.reload()).isEmpty();
    add(new Hl7MessageReader(files, site::zone, clock));
    add(new TransactionReader(1 << 24));
    Rooms rooms =
        new Rooms(
            "test",
            clock,
            new Watched(ledger.inbox()),
            ledger.work(),
            ledger.stays(),
            ledger.outbox(),
            readers,
            Map.of(),
            null,
            null,
            Optional::empty,
            new PlatformPulse(),
            () -> site,
            null,
            null);
    Path routes = Files.createDirectories(home.resolve("routes"));
    Files.copy(SHIPPED.resolve("routes").resolve(routeFile), routes.resolve(routeFile));
    ReceiveSettings receive = ReceiveSettings.of(settings);
    prepare(context, rooms, receive, home, beans);
    context.start();
    RouteFiles loaded =
        new RouteFiles(
            routes,
            home.resolve("data/routes-in-force"),
            context,
            () -> {
              CamelContext trial = new DefaultCamelContext();
              prepare(trial, rooms, receive, home, beans);
              return trial;
            },
            clock);
    assertThat(loaded.scan()).isEmpty();
  }

  private void add(MessageReader reader) {
    readers.put(reader.format(), reader);
  }

  private static void prepare(
      CamelContext context,
      Rooms rooms,
      ReceiveSettings receive,
      Path home,
      Map<String, Object> beans) {
    context.getPropertiesComponent().setInitialProperties(receive.forRoutes(home));
    context.addComponent("duima", new DuimaComponent(rooms, receive.refuseReusedControlId()));
    context
        .getRegistry()
        .bind("wholeFiles", new WholeFiles(Duration.ofMillis(receive.filesSettleMs())));
    beans.forEach(context.getRegistry()::bind);
  }

  /** The ledger's inbox, which a test can take away. */
  private final class Watched implements Inbox {
    private final Inbox inbox;

    Watched(Inbox inbox) {
      this.inbox = inbox;
    }

    @Override
    public CompletableFuture<List<Arrival>> accept(List<RawMessage> messages) {
      attempts.incrementAndGet();
      if (inboxFull) {
        throw new InboxFullException();
      }
      if (storeAway) {
        return CompletableFuture.failedFuture(new StoreUnavailableException("away", null));
      }
      return inbox
          .accept(messages)
          .thenApply(
              arrivals -> {
                for (int i = 0; i < arrivals.size(); i++) {
                  if (arrivals.get(i).repeated()) {
                    repeats.incrementAndGet();
                  } else {
                    stored.add(messages.get(i));
                  }
                }
                return arrivals;
              });
    }

    @Override
    public OptionalLong find(String sender, String controlId) {
      return inbox.find(sender, controlId);
    }

    @Override
    public long waiting() {
      return inbox.waiting();
    }
  }

  List<String> storedIds() {
    return stored.stream().map(RawMessage::controlId).toList();
  }

  CamelContext context() {
    return context;
  }

  static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("did not happen within " + LIMIT.toSeconds() + " s");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** A small ADT message of an invented person. */
  static String message(String controlId) {
    return "MSH|^~\\&|HIS|TEST|DUIMA|TEST|20260310090000||ADT^A01^ADT_A01|"
        + controlId
        + "|P|2.5||||||UNICODE UTF-8\rEVN|A01|20260310090000\rPID|1||P"
        + controlId
        + "^^^HIS^PI||溥测^试\r";
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> ids(String prefix, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("%s%03d".formatted(prefix, i));
    }
    return ids;
  }

  @Override
  public void close() {
    context.stop();
    ledger.close();
  }
}
