package org.duima.alert.internal.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.duima.alert.internal.world.World;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.Key;
import org.duima.api.spi.OrderRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JudgeTest {
  /** Nothing here takes that long, however busy the machine is. */
  private static final AlertSettings PATIENT = AlertSettings.of(Map.of("deadlineMs", "5000"));

  /** For what hangs: long enough for all that does not. */
  private static final AlertSettings HURRIED = AlertSettings.of(Map.of("deadlineMs", "1000"));

  private final World world = new World();
  private final CountDownLatch never = new CountDownLatch(1);
  private final FakeStore store = new FakeStore();
  private EncounterReader reader;
  private Judge judge;

  @BeforeEach
  void aHospitalWithTwoClasses() {
    world.addClass("own", "always", Category.MEDICAL);
    world.addPoint("p", "own", "X1");
    world.addClass("plugged", "foreign", Category.MEDICAL);
    world.addPoint("q", "plugged", "X1");
    judge = judge(PATIENT, List.of(always("always")));
  }

  @AfterEach
  void letGo() {
    never.countDown();
    judge.close();
  }

  private void hurry() {
    judge.close();
    judge = judge(HURRIED, List.of(always("always")));
  }

  private Judge judge(AlertSettings settings, List<OrderRule> rules) {
    return new Judge(
        new Judge.Parts(
            world,
            rules,
            World::site,
            World.codes(),
            () -> Optional.ofNullable(reader),
            () -> Optional.of(store)),
        settings);
  }

  private record Rule(String logic, java.util.function.Supplier<List<Opinion>> answer)
      implements OrderRule {
    @Override
    public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
      List<Opinion> given = answer.get();
      return given != null
          ? given
          : List.of(
              new Opinion.Hit(
                  Optional.of(matches.get(0).point()),
                  List.of(matches.get(0).line().id()),
                  List.of(),
                  Map.of()));
    }
  }

  private static OrderRule always(String logic) {
    return new Rule(logic, () -> null);
  }

  private OrderRule hanging(String logic, AtomicInteger asked) {
    return new Rule(
        logic,
        () -> {
          asked.incrementAndGet();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        });
  }

  private AlertAnswer ask() {
    return judge.evaluate(World.request(World.line("1", "X1")));
  }

  private static List<String> classes(AlertAnswer answer) {
    return answer.alerts().stream().map(alert -> alert.ruleClass().id()).toList();
  }

  @Test
  void aHitIsAnAlertWithItsPointAndReasonsToOverride() {
    AlertAnswer answer = ask();
    assertThat(classes(answer)).containsExactly("own");
    assertThat(answer.alerts().get(0).points()).containsExactly("p");
    assertThat(answer.reasons()).isNotEmpty();
    assertThat(answer.isBlocked()).isFalse();
    assertThat(judge.status().requests()).isEqualTo(1);
    assertThat(judge.status().interrupted()).isEqualTo(1);
    assertThat(judge.status().shown()).containsEntry("own", 1L);
  }

  @Test
  void anOrderThatNoPointNamesIsSilent() {
    assertThat(judge.evaluate(World.request(World.line("1", "X9"))).alerts()).isEmpty();
  }

  @Test
  void aRuleFromOutsideTakesPartAtOnceAndLeavesAtOnce() {
    OrderRule rule = always("foreign");
    judge.add(rule);
    assertThat(classes(ask())).containsExactlyInAnyOrder("own", "plugged");
    judge.remove(rule);
    assertThat(classes(ask())).containsExactly("own");
  }

  @Test
  void aRuleFromOutsideCannotTakeThePlaceOfAnOwnOne() {
    judge.add(new Rule("always", List::of));
    assertThat(classes(ask())).containsExactly("own");
  }

  @Test
  void anOrderGoesOnWithoutARuleThatHangs() {
    hurry();
    judge.add(hanging("foreign", new AtomicInteger()));
    long began = System.nanoTime();
    AlertAnswer answer = ask();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(classes(answer)).containsExactly("own");
    assertThat(answer.missed()).contains("rule-foreign");
    assertThat(judge.status().missed()).containsEntry("rule-foreign", 1L);
  }

  @Test
  void afterFiveMissesARuleIsQuarantinedUntilItIsRegisteredAgain() {
    hurry();
    AtomicInteger asked = new AtomicInteger();
    OrderRule hanging = hanging("foreign", asked);
    judge.add(hanging);
    for (int i = 0; i < 5; i++) {
      ask();
    }
    assertThat(judge.status().quarantined()).containsExactly("foreign");
    assertThat(ask().missed()).as("it is not asked any more").isEmpty();
    assertThat(asked.get()).as("its threads are bounded").isLessThanOrEqualTo(5);
    judge.remove(hanging);
    judge.add(always("foreign"));
    assertThat(judge.status().quarantined()).isEmpty();
    assertThat(classes(ask())).contains("plugged");
  }

  @Test
  void oneRuleThatHangsDoesNotSilenceAnother() {
    hurry();
    world.addClass("second", "quick", Category.MEDICAL);
    world.addPoint("r", "second", "X1");
    judge.add(hanging("foreign", new AtomicInteger()));
    judge.add(always("quick"));
    for (int i = 0; i < 6; i++) {
      assertThat(classes(ask())).contains("second");
    }
  }

  @Test
  void threadsOfAHangingRuleAreBounded() {
    hurry();
    AtomicInteger asked = new AtomicInteger();
    judge.add(hanging("foreign", asked));
    CompletableFuture<?>[] orders = new CompletableFuture<?>[20];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = CompletableFuture.runAsync(this::ask);
    }
    CompletableFuture.allOf(orders).join();
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("duima-alert-rule-foreign"))
            .count();
    assertThat(threads).isLessThanOrEqualTo(HURRIED.ruleThreads());
  }

  @Test
  void aRuleThatThrowsIsLeftOutAndTheOthersSpeak() {
    judge.close();
    world.addClass("broken", "broken", Category.MEDICAL);
    world.addPoint("b", "broken", "X1");
    judge =
        judge(
            PATIENT,
            List.of(
                always("always"),
                new Rule(
                    "broken",
                    () -> {
                      throw new IllegalStateException("a defect");
                    })));
    AlertAnswer answer = ask();
    assertThat(classes(answer)).containsExactly("own");
    assertThat(answer.missed()).containsExactly("rule-broken");
  }

  @Test
  void aLedgerThatHangsIsDoneWithoutAndLeftAloneAfterAWhile() {
    hurry();
    AtomicInteger asked = new AtomicInteger();
    reader =
        (keys, at, since) -> {
          asked.incrementAndGet();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return PatientRecord.NONE;
        };
    for (int i = 0; i < 8; i++) {
      AlertAnswer answer = ask();
      assertThat(classes(answer)).containsExactly("own");
      assertThat(answer.missed()).containsExactly("context");
    }
    assertThat(asked.get()).isEqualTo(Guard.PATIENCE);
  }

  @Test
  void whatIsShownIsOnRecordBeforeTheAnswerLeaves() {
    ask();
    assertThat(store.recorded.get().answer().shown()).hasSize(1);
    assertThat(store.recorded.get().interrupted()).isTrue();
    assertThat(store.recorded.get().itemCodes()).containsEntry("1", "X1");
    assertThat(store.recorded.get().department()).isEqualTo("0301");
  }

  @Test
  void aStoreThatDoesNotAnswerHoldsNothingUp() {
    hurry();
    store.durable = new CompletableFuture<>();
    assertThat(classes(ask())).containsExactly("own");
    assertThat(judge.status().missed()).containsEntry("record", 1L);
  }

  @Test
  void aStoreThatFailsIsCounted() {
    store.durable =
        CompletableFuture.failedFuture(
            new org.duima.api.ledger.StoreUnavailableException("away", null));
    assertThat(classes(ask())).containsExactly("own");
    assertThat(judge.status().unrecorded()).isEqualTo(1);
  }

  @Test
  void aPointThatIsOverriddenNearlyAlwaysFallsSilent() {
    store.firings = List.of(new AlertStore.Firing("p", "own", 50, 46));
    judge.lookBack(Instant.now());
    assertThat(ask().shown()).isEmpty();
    assertThat(store.ignored).containsKey("p");
  }

  @Test
  void aPointThatIsOftenFollowedKeepsSpeaking() {
    store.firings = List.of(new AlertStore.Firing("p", "own", 50, 45));
    judge.lookBack(Instant.now());
    assertThat(ask().shown()).hasSize(1);
  }

  @Test
  void aPointOfSafetyIsOnlyToldOf() {
    RuleClass like = world.ruleClass("own").orElseThrow();
    world.add(
        new RuleClass(
            "own",
            "",
            like.category(),
            like.name(),
            like.logic(),
            like.subject(),
            true,
            Reaction.WARN,
            like.audiences(),
            like.scenes(),
            true,
            like.defaults(),
            like.text(),
            like.suggestion()));
    store.firings = List.of(new AlertStore.Firing("p", "own", 50, 50));
    judge.lookBack(Instant.now());
    judge.lookBack(Instant.now());
    assertThat(ask().shown()).hasSize(1);
    assertThat(store.told).containsExactly("p");
  }

  @Test
  void otherSettingsKeepWhatWasCountedAndWhatFellSilent() {
    store.firings = List.of(new AlertStore.Firing("p", "own", 50, 50));
    judge.lookBack(Instant.now());
    ask();
    Judge former = judge;
    judge = former.with(AlertSettings.of(Map.of("cards", "1")));
    former.close();
    assertThat(judge.status().requests()).isEqualTo(1);
    assertThat(ask().shown()).isEmpty();
  }

  @Test
  void aPointThatIsSilentIsOnRecordAndNotShown() {
    world.addPoint("s", "own", "X2", Reaction.WARN, PointState.SILENT);
    AlertAnswer answer = judge.evaluate(World.request(World.line("1", "X2")));
    assertThat(answer.shown()).isEmpty();
    assertThat(store.recorded.get().answer().alerts()).hasSize(1);
  }

  /** Keeps the last record in memory. */
  private static final class FakeStore implements AlertStore {
    private final AtomicReference<AlertRecord> recorded = new AtomicReference<>();
    private CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);
    private List<Firing> firings = List.of();
    private final Map<String, Instant> ignored = new java.util.HashMap<>();
    private final List<String> told = new java.util.ArrayList<>();

    @Override
    public CompletableFuture<Void> record(AlertRecord record) {
      recorded.set(record);
      return durable;
    }

    @Override
    public Set<String> feedback(List<AlertFeedback> feedback) {
      throw new AssertionError("nobody asks for this");
    }

    @Override
    public Set<String> overridden(Collection<Key> keys, Instant since) {
      return Set.of();
    }

    @Override
    public List<Firing> firings(int newest, Instant since) {
      return firings;
    }

    @Override
    public Map<String, Instant> ignored() {
      return Map.copyOf(ignored);
    }

    @Override
    public void ignore(String pointId, boolean silent, String why, Instant at) {
      if (silent) {
        ignored.put(pointId, at);
      } else {
        told.add(pointId);
      }
    }

    @Override
    public List<Untold> untold(int max, Instant now, Duration lease) {
      throw new AssertionError("nobody asks for this");
    }

    @Override
    public void told(Collection<String> alertIds, Instant at) {
      throw new AssertionError("nobody asks for this");
    }
  }
}
