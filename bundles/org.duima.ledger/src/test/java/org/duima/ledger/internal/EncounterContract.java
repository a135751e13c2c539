package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Origin;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StayStore.Summary;
import org.duima.encounter.internal.EventFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading a patient's stays on any database, folded by the real folder. */
abstract class EncounterContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key P2 = Samples.patient("P2");
  private static final Key V1 = Samples.visit("V1");
  private static final Key V2 = Samples.visit("V2");
  private static final LocalDateTime MARCH_2 = Samples.MORNING;
  private static final LocalDateTime MARCH_9 = MARCH_2.plusDays(7);
  private static final LocalDate LONG_AGO = LocalDate.of(2020, 1, 1);

  private final AtomicInteger folds = new AtomicInteger();
  private EncounterReader reader;

  /** The real folder, counted. */
  private final StayFolder folder =
      new StayFolder() {
        private final StayFolder real = new EventFolder();

        @Override
        public Stay fold(Collection<EncounterEvent> events) {
          folds.incrementAndGet();
          return real.fold(events);
        }

        @Override
        public Grouped group(Collection<EncounterEvent> events) {
          return real.group(events);
        }

        @Override
        public OptionalInt onlyOpenStay(LocalDateTime time, List<Window> windows) {
          return real.onlyOpenStay(time, windows);
        }
      };

  @BeforeEach
  void offerReader() {
    reader = ledger.encounterReader(folder);
  }

  /** A message with one event, made of its arrival number. */
  private interface Says {
    EncounterEvent at(long arrival);
  }

  private void apply(String patient, Says... messages) throws Exception {
    for (Says message : messages) {
      long arrival = accept("", patient);
      applyAll(Map.of(arrival, List.of(message.at(arrival))));
    }
  }

  private static Says moved(Movement movement, LocalDateTime at, Key... keys) {
    return arrival ->
        new EncounterEvent.Moved(
            Samples.header(arrival, 0, at, keys),
            movement,
            at,
            new Location("0301", "心内科", "", ""),
            new Origin(arrival, "ADT T" + arrival, "PV1"));
  }

  private static Says ordered(String line, LocalDateTime at, Key... keys) {
    return arrival ->
        new EncounterEvent.Ordered(
            Samples.header(arrival, 0, at, keys),
            List.of(
                new OrderLine(
                    line,
                    "",
                    "",
                    OrderLine.Kind.DRUG,
                    new Code(CodeSystem.DRUG, "", "XJ01CA04"),
                    "阿莫西林",
                    "",
                    "",
                    null,
                    null,
                    at,
                    null,
                    "",
                    "",
                    "",
                    null,
                    null,
                    new Origin(arrival, "RDE T" + arrival, "ORC"))));
  }

  /** Evaluates what is due, as the engine does. */
  private void evaluate() {
    for (DueStay due : due()) {
      Stay stay = folder.fold(due.events());
      List<StayFolder.Window> windows = new ArrayList<>();
      StayFolder.Window own = StayFolder.Window.of(stay).orElse(null);
      windows.add(own);
      windows.addAll(due.otherStays());
      List<EncounterEvent> assigned =
          own == null
              ? List.of()
              : due.unassigned().stream()
                  .filter(e -> folder.onlyOpenStay(e.header().time(), windows).orElse(-1) == 0)
                  .toList();
      Summary summary =
          new Summary(
              stay.keys(),
              stay.phase().name(),
              own == null ? null : own.from(),
              own == null ? null : own.to(),
              "",
              List.of());
      assertThat(ledger.stays().save(due, summary, assigned, List.of(), null)).isTrue();
    }
    folds.set(0);
  }

  private PatientRecord read(LocalDateTime at, Key... keys) {
    return reader.read(List.of(keys), at, LONG_AGO);
  }

  private static List<String> orders(Stay stay) {
    return stay.orders().stream().map(OrderLine::id).toList();
  }

  private static String visitNumber(Stay stay) {
    return stay.key(Key.Kind.VISIT).orElseThrow().value();
  }

  private static String visitOf(PatientRecord record) {
    return record.visit().map(EncounterContract::visitNumber).orElse("");
  }

  private static List<String> others(PatientRecord record) {
    return record.others().stream().map(EncounterContract::visitNumber).toList();
  }

  @Test
  void findsTheStayThatAKeyLeadsToWithThePatientsOthers() throws Exception {
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2, P1, V1),
        moved(Movement.DISCHARGE, MARCH_2.plusDays(3), P1, V1),
        moved(Movement.ADMIT, MARCH_9, P1, V2),
        ordered("O1", MARCH_9, P1, V2));
    apply("P2", moved(Movement.ADMIT, MARCH_9, P2, Samples.visit("V3")));
    evaluate();

    PatientRecord record = read(MARCH_9.plusDays(1), V2);

    assertThat(visitOf(record)).isEqualTo("V2");
    assertThat(orders(record.visit().orElseThrow())).containsExactly("O1");
    assertThat(others(record)).containsExactly("V1");
    assertThat(visitOf(read(MARCH_9, P1, V1))).isEqualTo("V1");
  }

  @Test
  void takesTheOnlyStayThatIsOpenWhenOnlyThePatientIsNamed() throws Exception {
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2, P1, V1),
        moved(Movement.DISCHARGE, MARCH_2.plusDays(3), P1, V1),
        moved(Movement.ADMIT, MARCH_9, P1, V2));
    evaluate();

    assertThat(visitOf(read(MARCH_9.plusHours(1), P1))).isEqualTo("V2");
    assertThat(visitOf(read(MARCH_2.plusHours(1), P1))).isEqualTo("V1");
    PatientRecord between = read(MARCH_2.plusDays(5), P1);
    assertThat(between.visit()).isEmpty();
    assertThat(others(between)).as("newest first").containsExactly("V2", "V1");

    apply("P1", moved(Movement.REGISTER, MARCH_9, P1, Samples.visit("V3")));
    assertThat(read(MARCH_9.plusHours(1), P1).visit()).as("two are open").isEmpty();
  }

  @Test
  void neverGuessesForAKeyThatIsNotKnown() throws Exception {
    apply("P1", moved(Movement.ADMIT, MARCH_2, P1, V1));

    PatientRecord record = read(MARCH_9, P1, V2);

    assertThat(record.visit()).isEmpty();
    assertThat(others(record)).containsExactly("V1");
    assertThat(read(MARCH_9, V2)).isEqualTo(PatientRecord.NONE);
    assertThat(read(MARCH_9, Samples.visit("\u0000"), Samples.patient("x".repeat(600))))
        .isEqualTo(PatientRecord.NONE);
    assertThat(read(MARCH_9)).isEqualTo(PatientRecord.NONE);
  }

  @Test
  void takesNoVisitWhenKeysLeadToTwo() throws Exception {
    Key mdtrt = Samples.key(Key.Kind.MDTRT, "M2");
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2, P1, V1),
        moved(Movement.ADMIT, MARCH_9, P1, V2, mdtrt));

    PatientRecord record = read(MARCH_9, V1, mdtrt);

    assertThat(record.visit()).isEmpty();
    assertThat(others(record)).containsExactly("V2", "V1");
  }

  @Test
  void followsMergedPatientNumbers() throws Exception {
    apply("P1", moved(Movement.ADMIT, MARCH_2, P1, V1));
    assertThat(read(MARCH_9, P2)).isEqualTo(PatientRecord.NONE);

    apply("P2", arrival -> Samples.merged(arrival, P2, P1));

    PatientRecord record = read(MARCH_9, P2);
    assertThat(visitOf(record)).isEqualTo("V1");
    assertThat(record.visit().orElseThrow().key(Key.Kind.PATIENT)).contains(P2);
  }

  @Test
  void leavesOutStaysThatEndedBefore() throws Exception {
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2, P1, V1),
        moved(Movement.DISCHARGE, MARCH_2.plusDays(3), P1, V1),
        moved(Movement.ADMIT, MARCH_9, P1, V2));
    LocalDate endOfFirst = MARCH_2.plusDays(3).toLocalDate();

    for (boolean evaluated : new boolean[] {false, true}) {
      if (evaluated) {
        evaluate();
      }
      assertThat(others(reader.read(List.of(V2), MARCH_9, endOfFirst))).containsExactly("V1");
      assertThat(others(reader.read(List.of(V2), MARCH_9, endOfFirst.plusDays(1)))).isEmpty();
      assertThat(visitOf(reader.read(List.of(V1), MARCH_9, endOfFirst.plusDays(1))))
          .as("named")
          .isEqualTo("V1");
    }
  }

  @Test
  void leavesOutStaysThatNeverWere() throws Exception {
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2, P1, V1),
        moved(Movement.CANCEL_ADMIT, MARCH_2.plusHours(1), P1, V1),
        moved(Movement.PREADMIT, MARCH_9.plusDays(9), P1, V2),
        moved(Movement.ADMIT, MARCH_9, P1, Samples.visit("V3")));
    for (boolean evaluated : new boolean[] {false, true}) {
      if (evaluated) {
        evaluate();
      }
      PatientRecord record = read(MARCH_9.plusHours(1), P1);
      assertThat(visitOf(record)).isEqualTo("V3");
      assertThat(record.others()).isEmpty();
    }
  }

  @Test
  void countsAnEventWithoutVisitNumberToTheOnlyOpenStayAtOnce() throws Exception {
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2, P1, V1),
        moved(Movement.DISCHARGE, MARCH_2.plusDays(3), P1, V1),
        moved(Movement.ADMIT, MARCH_9, P1, V2));
    evaluate();
    apply("P1", ordered("O1", MARCH_9.plusHours(1), P1));

    assertThat(orders(read(MARCH_9.plusHours(2), P1).visit().orElseThrow())).containsExactly("O1");
    evaluate();
    assertThat(orders(read(MARCH_9.plusHours(2), P1).visit().orElseThrow())).containsExactly("O1");
    assertThat(orders(read(MARCH_9.plusHours(2), V1).visit().orElseThrow())).isEmpty();
  }

  @Test
  void answersAnUnchangedStayFromMemoryAndSeesAChangeAtOnce() throws Exception {
    apply("P1", moved(Movement.ADMIT, MARCH_2, P1, V1), ordered("O1", MARCH_2, P1, V1));
    Stay first = read(MARCH_9, V1).visit().orElseThrow();
    assertThat(folds).hasValue(1);

    assertThat(read(MARCH_9, V1).visit().orElseThrow()).isSameAs(first);
    assertThat(read(MARCH_9, P1).visit().orElseThrow()).isSameAs(first);
    assertThat(folds).hasValue(1);

    apply("P1", ordered("O2", MARCH_2, P1, V1));
    assertThat(orders(read(MARCH_9, V1).visit().orElseThrow())).containsExactly("O1", "O2");
    assertThat(folds).hasValue(2);
  }

  @Test
  void readsTwoNumbersThatTurnOutToBeOneStayAsOne() throws Exception {
    Key mdtrt = Samples.key(Key.Kind.MDTRT, "M1");
    apply("P1", moved(Movement.ADMIT, MARCH_2, P1, V1), ordered("O1", MARCH_2, P1, mdtrt));
    assertThat(orders(read(MARCH_9, V1).visit().orElseThrow())).isEmpty();
    assertThat(orders(read(MARCH_9, mdtrt).visit().orElseThrow())).containsExactly("O1");

    apply("P1", arrival -> Samples.stated(arrival, P1, V1, mdtrt));

    PatientRecord record = read(MARCH_9, mdtrt);
    assertThat(orders(record.visit().orElseThrow())).containsExactly("O1");
    assertThat(visitOf(record)).isEqualTo("V1");
    assertThat(record.others()).isEmpty();
  }

  @Test
  void forgetsTheStaysThatWereNotAskedForLongest() throws Exception {
    reader = new JdbcEncounterReader(new Database(database.dataSource(), dialect()), folder, 12);
    for (int i = 0; i < 5; i++) {
      apply(
          "P" + i,
          moved(Movement.ADMIT, MARCH_2, Samples.patient("P" + i), Samples.visit("V" + i)),
          ordered("O1", MARCH_2, Samples.patient("P" + i), Samples.visit("V" + i)));
      read(MARCH_9, Samples.visit("V" + i));
    }
    assertThat(folds).hasValue(5);

    read(MARCH_9, Samples.visit("V4"));
    read(MARCH_9, Samples.visit("V3"));
    assertThat(folds).as("four lines each, so three are kept").hasValue(5);
    read(MARCH_9, Samples.visit("V0"));
    assertThat(folds).hasValue(6);
  }

  private Dialect dialect() throws Exception {
    try (Connection connection = database.dataSource().getConnection()) {
      return Dialect.of(connection);
    }
  }

  @Test
  void keepsOtherStaysReadableWhenOneIsDamagedAndGuessesNothing() throws Exception {
    long damaged = accept("", "P1");
    applyAll(Map.of(damaged, List.of(moved(Movement.ADMIT, MARCH_2, P1, V1).at(damaged))));
    apply("P1", moved(Movement.ADMIT, MARCH_9, P1, V2));
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE event SET body = ? WHERE event_no = ?")) {
      update.setBytes(1, Deflated.deflate("{}".getBytes(StandardCharsets.UTF_8)));
      update.setLong(2, Lanes.eventNo(damaged, 0));
      assertThat(update.executeUpdate()).isOne();
    }

    assertThat(visitOf(read(MARCH_9, V2))).isEqualTo("V2");
    assertThat(read(MARCH_9, V1).visit()).isEmpty();
    assertThat(read(MARCH_9, P1).visit()).as("the damaged one may be open, too").isEmpty();
    assertThat(others(read(MARCH_9, P1))).containsExactly("V2");
  }

  private static Says said(LocalDateTime at, Map<String, String> facts, Key... keys) {
    return arrival -> Samples.stated(arrival, 0, at, facts, keys);
  }

  /** Evaluates until nothing is due; a stay that changed meanwhile is due again. */
  private Map<String, Map<String, Fact>> evaluateAllThatIsDue() {
    Map<String, Map<String, Fact>> facts = new TreeMap<>();
    int rounds = 0;
    for (List<DueStay> due = due(); !due.isEmpty(); due = due()) {
      assertThat(++rounds).as("rounds of evaluation").isLessThan(50);
      for (DueStay one : due) {
        Stay stay = folder.fold(one.events());
        List<StayFolder.Window> windows = new ArrayList<>();
        StayFolder.Window own = StayFolder.Window.of(stay).orElse(null);
        windows.add(own);
        windows.addAll(one.otherStays());
        List<EncounterEvent> assigned =
            own == null
                ? List.of()
                : one.unassigned().stream()
                    .filter(e -> folder.onlyOpenStay(e.header().time(), windows).orElse(-1) == 0)
                    .toList();
        List<EncounterEvent> all = new ArrayList<>(one.events());
        all.addAll(assigned);
        stay = folder.fold(all);
        Summary summary =
            new Summary(
                stay.keys(),
                stay.phase().name(),
                own == null ? null : own.from(),
                own == null ? null : own.to(),
                "",
                List.of());
        if (ledger.stays().save(one, summary, assigned, List.of(), null)) {
          facts.put(visitNumber(stay), stay.facts());
        }
      }
    }
    return facts;
  }

  @Test
  void keepsAStatementAboutThePersonForTheStayThatBeginsLaterAndOutOfTheQueue() throws Exception {
    apply("P1", said(MARCH_2, Map.of("curr_addr", "北街1号", "psn_no", "N1"), P1));

    assertThat(ledger.view().queue("unassigned", 10)).isEmpty();
    assertThat(due()).as("there is no stay yet").isEmpty();
    apply("P1", moved(Movement.ADMIT, MARCH_9, P1, V1), moved(Movement.ADMIT, MARCH_9, P2, V2));

    Map<String, Map<String, Fact>> facts = evaluateAllThatIsDue();
    assertThat(facts.get("V1").get("curr_addr").value()).isEqualTo("北街1号");
    assertThat(facts.get("V1").get("psn_no").value()).isEqualTo("N1");
    assertThat(facts.get("V2")).doesNotContainKeys("curr_addr", "psn_no");
    Stay read = read(MARCH_9.plusHours(1), V1).visit().orElseThrow();
    assertThat(read.facts()).isEqualTo(facts.get("V1"));
    assertThat(ledger.view().queue("unassigned", 10)).isEmpty();
  }

  @Test
  void evaluatesTheStayAgainWhenTheStatementComesLate() throws Exception {
    apply("P1", moved(Movement.ADMIT, MARCH_9, P1, V1));
    assertThat(evaluateAllThatIsDue().get("V1")).doesNotContainKey("curr_addr");

    apply("P1", said(MARCH_2, Map.of("curr_addr", "北街1号"), P1));

    assertThat(evaluateAllThatIsDue().get("V1").get("curr_addr").value()).isEqualTo("北街1号");
  }

  @Test
  void showsAStatementThatAlsoSaysSomethingOfAStayUntilAStayTakesIt() throws Exception {
    apply(
        "P1",
        said(MARCH_2, Map.of("curr_addr", "北街1号", "adm_way", "1"), P1),
        moved(Movement.ADMIT, MARCH_9, P1, V2));

    Map<String, Map<String, Fact>> facts = evaluateAllThatIsDue();
    assertThat(facts.get("V2")).containsKey("curr_addr").doesNotContainKey("adm_way");
    assertThat(ledger.view().queue("unassigned", 10)).hasSize(1);
    apply(
        "P1",
        moved(Movement.ADMIT, MARCH_2.minusDays(1), P1, V1),
        moved(Movement.DISCHARGE, MARCH_2.plusDays(1), P1, V1));

    facts = evaluateAllThatIsDue();
    assertThat(facts.get("V1")).containsKeys("curr_addr", "adm_way");
    assertThat(ledger.view().queue("unassigned", 10)).isEmpty();
    apply("P1", ordered("O1", MARCH_9, P1, V2));
    assertThat(evaluateAllThatIsDue().get("V2"))
        .as("taken by one stay, what it says of the person still holds for the other")
        .containsKey("curr_addr")
        .doesNotContainKey("adm_way");
  }

  /** The facts at the last evaluation of each stay, and those that are read, are a replay's. */
  @Test
  void givesTheFactsOfACompleteReplayInEveryOrderOfArrival() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Key a = Samples.patient("A" + seed);
      Key b = Samples.patient("B" + seed);
      Key other = Samples.patient("C" + seed);
      Key first = Samples.visit("V1-" + seed);
      Key second = Samples.visit("V2-" + seed);
      Key outpatient = Samples.visit("MZ-" + seed);
      Key plan = Samples.visit("V3-" + seed);
      List<Says> messages =
          new ArrayList<>(
              List.of(
                  said(MARCH_2.minusDays(40), Map.of("curr_addr", "北街", "payer", "01"), a),
                  said(MARCH_2.minusDays(3), Map.of("psn_no", "N1", "coner_tel", "1"), a),
                  arrival ->
                      new EncounterEvent.PatientsMerged(
                          Samples.header(arrival, 0, MARCH_2.minusDays(2)), b, a),
                  said(MARCH_2.minusDays(1), Map.of("coner_tel", "2"), b),
                  moved(Movement.ADMIT, MARCH_2, b, first),
                  said(MARCH_2.plusHours(1), Map.of("prfs", "11", "curr_addr", "南街"), b, first),
                  said(MARCH_2.plusHours(2), Map.of("emp_name", "厂", "adm_way", "1"), b),
                  moved(Movement.REGISTER, MARCH_2.plusDays(1), b, outpatient),
                  said(MARCH_2.plusDays(1).plusHours(1), Map.of("certno", "C1"), b),
                  moved(Movement.DISCHARGE, MARCH_2.plusDays(3), b, first),
                  said(MARCH_2.plusDays(4), Map.of("curr_addr", "西街"), b),
                  moved(Movement.ADMIT, MARCH_9, b, second),
                  moved(Movement.PREADMIT, MARCH_9, b, plan),
                  said(MARCH_2, Map.of("curr_addr", "别处"), other),
                  moved(Movement.ADMIT, MARCH_9, other, Samples.visit("V4-" + seed))));
      Collections.shuffle(messages, random);
      List<EncounterEvent> events = new ArrayList<>();
      Map<String, Map<String, Fact>> evaluated = new TreeMap<>();
      for (Says message : messages) {
        long arrival = accept("", "P" + seed);
        events.add(message.at(arrival));
        applyAll(Map.of(arrival, List.of(message.at(arrival))));
        if (random.nextInt(3) == 0) {
          evaluated.putAll(evaluateAllThatIsDue());
        }
      }
      evaluated.putAll(evaluateAllThatIsDue());
      Map<String, Map<String, Fact>> replayed = new TreeMap<>();
      Map<String, Map<String, Fact>> read = new TreeMap<>();
      for (List<EncounterEvent> one : new EventFolder().group(events).stays()) {
        Stay stay = new EventFolder().fold(one);
        replayed.put(visitNumber(stay), stay.facts());
        read(MARCH_9, stay.key(Key.Kind.VISIT).orElseThrow())
            .visit()
            .ifPresent(found -> read.put(visitNumber(found), found.facts()));
      }

      assertThat(evaluated).as("evaluated, seed %d", seed).isEqualTo(replayed);
      assertThat(read).as("read, seed %d", seed).isEqualTo(replayed);
      assertThat(replayed.get("V2-" + seed).get("curr_addr").value()).isEqualTo("西街");
      assertThat(replayed.get("V2-" + seed)).containsKeys("psn_no", "certno", "emp_name");
      assertThat(replayed.get("V1-" + seed)).containsKey("adm_way").doesNotContainKey("payer");
      assertThat(ledger.view().queue("unassigned", 10)).as("seed %d", seed).isEmpty();
    }
  }
}
