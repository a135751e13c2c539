package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.duima.api.Fact;
import org.duima.api.Origin;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.Site;
import org.duima.api.spi.ReferringAdapter;
import org.duima.api.spi.SourceAdapter;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that name what other messages hold, on a real ledger. */
class ApplyMessagesTest {
  private static final String FORMAT = "cards";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Ledger ledger = open();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private boolean storeAway;

  private static Ledger open() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    LedgerSettings plain = LedgerSettings.DEFAULT;
    return Ledger.open(
        h2,
        new LedgerSettings(
            plain.inboxLimit(), plain.waitingBytes(), plain.repeatWindow(), Duration.ZERO, 400),
        Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    context.close();
    ledger.close();
  }

  /** A message says a name, or by {@code @NAME} where it stands. */
  private final class Cards implements ReferringAdapter {
    @Override
    public String format() {
      return FORMAT;
    }

    @Override
    public Parsed parse(RawMessage message, long arrivalNumber) {
      return parse(message, arrivalNumber, Others.NONE);
    }

    @Override
    public Parsed parse(RawMessage message, long arrivalNumber, Others others) {
      String text = new String(message.body(), StandardCharsets.UTF_8);
      if (text.startsWith("@")) {
        if (storeAway) {
          throw new StoreUnavailableException("away", null);
        }
        Stored found =
            others
                .holding(Set.of(text.substring(1)), sender -> sender.equals("EMR"))
                .get(text.substring(1));
        text = found == null ? "?" : new String(found.message().body(), StandardCharsets.UTF_8);
      }
      Key visit = new Key(Key.Kind.VISIT, "H1", "V" + message.controlId());
      return new Parsed(
          List.of(
              new Stated(
                  new EventHeader(
                      "H1", List.of(visit), LocalDateTime.of(2026, 3, 1, 8, 0), arrivalNumber, 0),
                  Map.of("psn_name", new Fact(text, new Origin(arrivalNumber, FORMAT, "1"))))),
          List.of());
    }
  }

  private void receive(String id, String sender, String body, String... names) throws Exception {
    RawMessage message =
        new RawMessage(
            FORMAT,
            sender,
            id,
            "CARD",
            "lane " + id,
            body.getBytes(StandardCharsets.UTF_8),
            Clock.systemUTC().instant(),
            Set.of(names));
    ledger.inbox().accept(List.of(message)).get(20, TimeUnit.SECONDS);
  }

  private ApplyMessages apply() {
    Site site = Site.of(Map.of("institution.H1.name", "测试人民医院"));
    Map<String, SourceAdapter> adapters = Map.of(FORMAT, new Cards());
    return new ApplyMessages(
        new Rooms(
            "test",
            Clock.systemUTC(),
            ledger.inbox(),
            ledger.work(),
            ledger.stays(),
            ledger.outbox(),
            Map.of(),
            adapters,
            null,
            null,
            Optional::empty,
            new PlatformPulse(),
            () -> site,
            null,
            null),
        new Absent(adapters));
  }

  private Exchange exchange(Batch batch) {
    Exchange exchange = new DefaultExchange(context);
    exchange.getMessage().setBody(batch);
    return exchange;
  }

  private void applyAll() {
    ApplyMessages apply = apply();
    for (Optional<Batch> batch = ledger.work().lease("test", 10, MINUTE);
        batch.isPresent();
        batch = ledger.work().lease("test", 10, MINUTE)) {
      apply.process(exchange(batch.get()));
    }
  }

  private List<String> said() {
    List<String> said = new ArrayList<>();
    for (DueStay stay :
        ledger.stays().due("test", Clock.systemUTC().instant().plusSeconds(1), 100, MINUTE)) {
      stay.events().forEach(event -> said.add(((Stated) event).facts().get("psn_name").value()));
    }
    return said;
  }

  @Test
  void readWhatAnEarlierMessageOfTheSameHouseHolds() throws Exception {
    receive("1", "EMR", "钱", "Card/5");
    receive("2", "OTHER", "孙", "Card/5");
    receive("3", "EMR", "@Card/5");
    receive("4", "EMR", "@Card/6");

    applyAll();

    assertThat(said()).containsExactlyInAnyOrder("钱", "孙", "钱", "?");
  }

  @Test
  void waitWhileTheStoreIsAway() throws Exception {
    receive("1", "EMR", "@Card/5");
    storeAway = true;
    Batch batch = ledger.work().lease("test", 10, MINUTE).orElseThrow();

    assertThatThrownBy(() -> apply().process(exchange(batch)))
        .isInstanceOf(StoreUnavailableException.class);

    ledger.work().release(batch);
    storeAway = false;
    applyAll();
    assertThat(said()).containsExactly("?");
  }
}
