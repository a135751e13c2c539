package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of destinations, as they change and connectors come and go, over a real ledger. */
class DestinationsTest {
  @TempDir Path home;
  private final PlayedDestination played = new PlayedDestination("played", true);
  private final Clock clock = Clock.systemUTC();
  private Path file;
  private LedgerWithLists lists;
  private Deliveries deliveries;
  private Destinations destinations;

  @BeforeEach
  void start() throws Exception {
    file =
        Files.createDirectories(home.resolve("etc")).resolve("org.duima.destination-regional.cfg");
    lists = new LedgerWithLists(clock);
    deliveries = lists.ledger.deliveries();
    destinations = new Destinations(home.resolve("etc"), home, clock);
    destinations.arrive(played);
  }

  @AfterEach
  void stop() {
    lists.close();
  }

  private void write(String... lines) throws Exception {
    Files.write(file, List.of(lines));
    destinations.scan(deliveries);
    destinations.scan(deliveries);
  }

  private String refusal() {
    return destinations.inForce().get(0).refused().get(0).text().toString();
  }

  private int arisen() {
    return deliveries.list("", "", 100).size();
  }

  @Test
  void readsWhatADestinationWants() {
    DestinationSettings settings =
        DestinationSettings.of(
            "regional",
            Map.of(
                "connector", " fhir ",
                "institutions", "H1, H2",
                "tell", "list,void",
                "when", "submitted",
                "warnAfterMinutes", "5"));

    assertThat(settings.connector()).isEqualTo("fhir");
    assertThat(settings.wanted().institutions()).containsExactlyInAnyOrder("H1", "H2");
    assertThat(settings.wanted().subjects()).hasSize(2);
    assertThat(settings.wanted().whenSubmitted()).isTrue();
    assertThat(settings.warnAfter()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void namesTheFileAndTheKeyOfAMistake() throws Exception {
    write("connector=played", "when=later");
    assertThat(refusal()).contains("etc/org.duima.destination-regional.cfg", "when", "ready");
    write("tell=list");
    assertThat(refusal()).contains("connector");
    write("connector=played", "tell=everything");
    assertThat(refusal()).contains("tell");
    write("connector=played", "warnAfterMinutes=0");
    assertThat(refusal()).contains("warnAfterMinutes");
    write("connector=played", "url=wrong");
    assertThat(refusal()).contains("有误，未生效: url: 不是网址 / ").endsWith(": url: is no address");
    assertThat(destinations.isOpen("regional", clock.instant())).isFalse();
    assertThat(destinations.inForce().get(0).since()).isNull();

    write("connector=played");
    assertThat(destinations.inForce().get(0).refused()).isEmpty();
    assertThat(destinations.inForce().get(0).sha256()).hasSize(64);
    assertThat(destinations.isOpen("regional", clock.instant())).isTrue();
  }

  @Test
  void aWrongVersionLeavesTheFormerOneInForceAlsoWhenTheConnectorComesBack() throws Exception {
    write("connector=played", "institutions=" + LedgerWithLists.HOSPITAL);
    write("connector=played", "url=wrong", "institutions=H1");
    assertThat(refusal()).contains("url", "沿用原设置");
    lists.ready("S1", "{}");
    assertThat(arisen()).isOne();
    assertThat(destinations.isOpen("regional", clock.instant())).isTrue();

    destinations.leave(played);
    assertThat(destinations.isOpen("regional", clock.instant())).isFalse();
    destinations.arrive(played);
    destinations.scan(deliveries);
    assertThat(destinations.isOpen("regional", clock.instant())).isTrue();
    assertThat(refusal()).contains("url");
    assertThat(played.open.get()).isOne();
  }

  @Test
  void aFileIsNotReadWhileItIsBeingWritten() throws Exception {
    destinations.scan(deliveries);
    Files.write(file, List.of("connector=played"));
    destinations.scan(deliveries);
    assertThat(destinations.names()).isEmpty();
    destinations.scan(deliveries);
    assertThat(destinations.names()).containsExactly("regional");
  }

  @Test
  void nothingArisesOnceTheFileIsRemoved() throws Exception {
    write("connector=played");
    lists.ready("S1", "{}");
    Files.delete(file);
    destinations.scan(deliveries);
    lists.ready("S2", "{}");

    assertThat(arisen()).isOne();
    assertThat(played.open.get()).isZero();
    DestinationHealth health =
        new DestinationHealth(new DeliveryRooms(deliveries, destinations), clock);
    assertThat(health.check().detail().zh()).contains("regional 已无配置文件");
  }

  @Test
  void aNodeThatStartsWithAWrongFileMissesNoList() throws Exception {
    write("connector=played");
    Files.write(file, List.of("connector="));
    Destinations restarted = new Destinations(home.resolve("etc"), home, clock);
    restarted.scan(deliveries);
    lists.ready("S1", "{}");

    assertThat(arisen()).isOne();
    assertThat(restarted.names()).isEmpty();
  }

  @Test
  void restsAfterTroubleAndNotAfterARefusal() throws Exception {
    write("connector=played");
    Instant now = clock.instant();
    Receipt wrong = new Receipt.Refused(Receipt.Kind.DATA, "422", "");
    assertThat(destinations.next("regional", wrong, 0, now)).isNull();
    assertThat(destinations.isOpen("regional", now)).isTrue();

    Receipt silence = new Receipt.Unknown(true, "timeout");
    assertThat(destinations.next("regional", silence, 0, now)).isEqualTo(now.plusSeconds(5));
    assertThat(destinations.isOpen("regional", now.plusSeconds(4))).isFalse();
    assertThat(destinations.isOpen("regional", now.plusSeconds(5))).isTrue();
    assertThat(destinations.next("regional", silence, 3, now)).isEqualTo(now.plusSeconds(40));
    assertThat(destinations.next("regional", silence, 500, now)).isEqualTo(now.plusSeconds(600));
    Receipt closed = new Receipt.Refused(Receipt.Kind.CONFIGURATION, "401", "");
    for (int i = 0; i < 50; i++) {
      destinations.next("regional", closed, i, now);
    }
    assertThat(destinations.isOpen("regional", now.plusSeconds(60))).isTrue();
  }

  @Test
  void saysThatTheOldestWaitsTooLong() throws Exception {
    write("connector=played", "warnAfterMinutes=10");
    lists.ready("S1", "{}");
    DeliveryRooms rooms = new DeliveryRooms(deliveries, destinations);
    Clock later = Clock.offset(clock, Duration.ofMinutes(11));

    assertThat(new DestinationHealth(rooms, clock).check().up()).isTrue();
    assertThat(new DestinationHealth(rooms, later).check().up()).isFalse();
    assertThat(new DestinationHealth(rooms, later).check().detail().zh())
        .contains("目的地 regional 最早的投递已等待 11 分钟");
  }
}
