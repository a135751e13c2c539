package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link PlatformConnector} promises. A test class of a connector extends it and gives
 * it a real destination; one that speaks over TCP extends {@link NetworkConnectorContract}.
 */
public abstract class PlatformConnectorContract {
  /** Name of the patient of all deliveries: must be in no text that may stand in a log. */
  protected static final String PATIENT_NAME = "欧阳合约";

  /** Number of the patient's identity card. */
  protected static final String IDENTITY_CARD = "11010119900307001X";

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int THREADS = 6;
  private static final int DELIVERIES_OF_EACH = 4;

  /** Keeps what it was given. */
  protected interface Destination extends AutoCloseable {
    /** How many times it holds what this delivery tells, once it has worked off what came. */
    int holds(Delivery delivery) throws Exception;

    @Override
    void close() throws Exception;
  }

  private Destination destination;
  private PlatformConnector connector;
  private PlatformConnector.Line line;

  /** The home of files that settings name. */
  @TempDir protected Path home;

  /** The connector under test; called once for each test. */
  protected abstract PlatformConnector connector();

  /** Starts the destination; called before each test, and before {@link #settings}. */
  protected abstract Destination destination() throws Exception;

  /** Settings that reach the destination, with waits of seconds. */
  protected abstract Map<String, String> settings() throws Exception;

  /** For each setting that can be wrong an example of it; {@code ""} for one that is required. */
  protected abstract Map<String, String> wrong();

  /** What stands in the files with secrets that {@link #settings} names. */
  protected abstract List<String> secrets();

  @BeforeEach
  final void begin() throws Exception {
    destination = destination();
    connector = connector();
    line = connector.open(settings(), home);
  }

  @AfterEach
  final void end() throws Exception {
    line.close();
    destination.close();
  }

  @Test
  final void hasAName() {
    assertThat(connector.name()).matches("[a-z][a-z0-9-]*").isEqualTo(connector.name());
  }

  @Test
  final void refusesWrongSettingsByTheirName() throws Exception {
    assertThat(wrong()).isNotEmpty();
    for (Map.Entry<String, String> one : wrong().entrySet()) {
      Map<String, String> settings = new HashMap<>(settings());
      settings.put(one.getKey(), one.getValue());
      assertThatThrownBy(() -> connector.open(settings, home))
          .as("%s = %s", one.getKey(), one.getValue())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(one.getKey())
          .hasMessageMatching("(?s).*\\p{IsHan}.* / .*[a-z].*")
          .satisfies(refused -> assertThat(secrets()).noneMatch(texts(refused)::contains));
    }
  }

  @Test
  final void handsEverySubjectOver() throws Exception {
    for (Delivery.Subject subject : Delivery.Subject.values()) {
      Delivery delivery = delivery("S1", subject);
      assertThat(submit(delivery)).isInstanceOf(Receipt.Accepted.class);
      assertThat(destination.holds(delivery)).as("%s", subject).isEqualTo(1);
    }
  }

  @Test
  final void handsAListOverWhoseContentWasNotKept() throws Exception {
    Delivery delivery = withoutContent(delivery("S1", Delivery.Subject.LIST));
    assertThat(submit(delivery)).isInstanceOf(Receipt.Accepted.class);
    assertThat(destination.holds(delivery)).isEqualTo(1);
  }

  @Test
  final void aRepeatIsNotDoubled() throws Exception {
    for (Delivery.Subject subject : Delivery.Subject.values()) {
      Delivery delivery = delivery("S1", subject);
      submit(delivery);
      assertThat(submit(delivery)).isInstanceOf(Receipt.Accepted.class);
      assertThat(destination.holds(delivery)).as("%s", subject).isEqualTo(1);
    }
  }

  @Test
  final void aRepeatByAnotherLineIsNotDoubled() throws Exception {
    Delivery delivery = delivery("S1", Delivery.Subject.LIST);
    submit(delivery);
    try (PlatformConnector.Line other = another()) {
      assertThat(other.submit(delivery)).isInstanceOf(Receipt.Accepted.class);
    }
    assertThat(destination.holds(delivery)).isEqualTo(1);
  }

  @Test
  final void saysOfWhatWasNeverSentThatItIsNotThere() {
    submit(delivery("S1", Delivery.Subject.LIST));
    for (Delivery.Subject subject : Delivery.Subject.values()) {
      assertThat(query(delivery("S2", subject)))
          .isInstanceOfSatisfying(Receipt.Held.class, held -> assertThat(held.present()).isFalse());
    }
  }

  @Test
  final void servesSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<List<Receipt>>> work = new ArrayList<>();
      List<Delivery> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        List<Delivery> own = new ArrayList<>();
        for (int number = 0; number < DELIVERIES_OF_EACH; number++) {
          own.add(delivery("T" + thread + "-" + number, Delivery.Subject.LIST));
        }
        all.addAll(own);
        work.add(() -> own.stream().map(this::submit).toList());
      }
      for (Future<List<Receipt>> done : threads.invokeAll(work)) {
        assertThat(done.get()).hasOnlyElementsOfType(Receipt.Accepted.class);
      }
      for (Delivery delivery : all) {
        assertThat(destination.holds(delivery)).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  final void mayBeClosedTwice() {
    submit(delivery("S1", Delivery.Subject.LIST));
    line.close();
    line.close();
  }

  /** Hands over, and looks at the time and at what would stand in a log. */
  protected final Receipt submit(Delivery delivery) {
    return checked(() -> line.submit(delivery));
  }

  /** Asks, and looks at the time and at what would stand in a log. */
  protected final Receipt query(Delivery delivery) {
    return checked(() -> line.query(delivery));
  }

  /** A line of its own, by the same settings. */
  protected final PlatformConnector.Line another() throws Exception {
    return connector.open(settings(), home);
  }

  private Receipt checked(java.util.function.Supplier<Receipt> call) {
    Instant began = Instant.now();
    Receipt receipt = call.get();
    assertThat(Duration.between(began, Instant.now())).isLessThan(MINUTE);
    assertThat(receipt).isNotNull();
    String logged = receipt instanceof Receipt.Unknown unknown ? unknown.reason() : "";
    assertThat(List.of(PATIENT_NAME, IDENTITY_CARD)).noneMatch((receipt + logged)::contains);
    assertThat(secrets()).noneMatch((receipt + logged)::contains);
    return receipt;
  }

  private static String texts(Throwable thrown) {
    StringBuilder texts = new StringBuilder();
    for (Throwable one = thrown; one != null; one = one.getCause()) {
      texts.append(one.getMessage()).append('\n');
    }
    return texts.toString();
  }

  // ---------------------------------------------------------------- deliveries

  /** Something to tell of a settlement; its id follows from both. */
  protected static Delivery delivery(String setlId, Delivery.Subject subject) {
    Map<String, String> info = new LinkedHashMap<>();
    info.put("psn_no", "51000099990000000001");
    info.put("mdtrt_id", "M-" + setlId);
    info.put("setl_id", setlId);
    info.put("fixmedins_code", "H51010000001");
    info.put("fixmedins_name", "第一医院");
    info.put("psn_name", PATIENT_NAME);
    info.put("gend", "1");
    info.put("brdy", "1990-03-07");
    info.put("patn_cert_type", "01");
    info.put("certno", IDENTITY_CARD);
    info.put("adm_time", "2026-03-01 08:30:00");
    info.put("dscg_time", "2026-03-06 10:00:00");
    info.put("setl_begn_date", "2026-03-01");
    info.put("setl_end_date", "2026-03-06");
    info.put("dscg_way", "1");
    Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
    rows.put(
        "diseinfo",
        List.of(
            Map.of(
                "diag_type",
                "1",
                "maindiag_flag",
                "1",
                "diag_code",
                "I10.x00",
                "diag_name",
                "特发性高血压",
                "adm_cond_type",
                "1")));
    rows.put(
        "iteminfo", List.of(Map.of("med_chrgitm", "01", "amt", "150.00", "claa_sumfee", "150.00")));
    String input =
        "{\"setlinfo\":{\"setl_id\":\"%s\",\"psn_no\":\"51000099990000000001\",\"psn_name\":\"%s\"},"
                .formatted(setlId, PATIENT_NAME)
            + "\"diseinfo\":[{\"diag_type\":\"1\",\"diag_code\":\"I10.x00\"}]}";
    return new Delivery(
        "delivery-" + setlId + "-" + subject,
        "region",
        setlId,
        "H51010000001",
        "4101A",
        1,
        subject,
        subject == Delivery.Subject.LIST ? Submission.State.NONE : Submission.State.SUBMITTED,
        subject == Delivery.Subject.LIST ? "" : "L-" + setlId,
        "",
        input.getBytes(StandardCharsets.UTF_8),
        new ListContent(info, rows, Map.of(), Map.of()),
        Instant.parse("2026-03-06T03:00:00Z"),
        0);
  }

  /** The same, of a version that was stored before content was kept. */
  protected static Delivery withoutContent(Delivery delivery) {
    return new Delivery(
        delivery.id(),
        delivery.destination(),
        delivery.setlId(),
        delivery.institution(),
        delivery.infno(),
        delivery.listVersion(),
        delivery.subject(),
        delivery.state(),
        delivery.reference(),
        delivery.told(),
        delivery.input(),
        null,
        delivery.arisenAt(),
        delivery.attempts());
  }
}
