package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.duima.ledger.internal.AlertSamples.DAY;
import static org.duima.ledger.internal.AlertSamples.accepted;
import static org.duima.ledger.internal.AlertSamples.order;
import static org.duima.ledger.internal.AlertSamples.overridden;
import static org.duima.ledger.internal.AlertSamples.shown;
import static org.duima.ledger.internal.AlertSamples.silent;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.AlertStore.AlertRecord;
import org.duima.api.alert.AlertStore.Firing;
import org.duima.api.alert.AlertStore.Untold;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.AlertSearch;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.report.AlertFacts.Fired;
import org.duima.api.report.AlertFacts.FiredPoint;
import org.duima.api.report.AlertFacts.Ignored;
import org.duima.api.report.AlertFacts.Orders;
import org.duima.api.report.AlertFacts.Reason;
import org.duima.api.report.ReportFacts.Period;
import org.junit.jupiter.api.Test;

/** The record of alerts on any database. */
abstract class AlertContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key P2 = Samples.patient("P2");
  private static final Key V1 = Samples.visit("V1");
  private static final Key V2 = Samples.visit("V2");

  private void record(AlertRecord... records) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (AlertRecord record : records) {
      all.add(ledger.alerts().record(record));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(20, TimeUnit.SECONDS);
    }
  }

  private Set<String> feedback(AlertFeedback... feedback) {
    return ledger.alerts().feedback(List.of(feedback));
  }

  private Set<String> overriddenUnder(Key... keys) {
    return ledger.alerts().overridden(List.of(keys), Instant.EPOCH);
  }

  @Test
  void keepsWhatWasSaidOnWhichEvidence() throws Exception {
    Alert alert = shown("drug-sex", "K1", "K2");
    record(order().under(P1, V1).with(alert));

    assertThat(ledger.view().alert(alert.id()).orElseThrow())
        .containsEntry("ruleClass", "drug-sex")
        .containsEntry("points", List.of("K1", "K2"))
        .containsEntry("batches", List.of("starter@2026"))
        .containsEntry("text", Map.of("zh", "限男性使用 <>◎&", "en", "for men only"))
        .containsEntry(
            "facts",
            List.of(Map.of("name", "sex", "value", "FEMALE", "source", "request Patient.gender")))
        .containsEntry("items", List.of("XJ01CA04"))
        .containsEntry("amount", "123.45")
        .containsEntry("reaction", "W")
        .containsEntry("shown", true)
        .containsEntry("scene", "sign")
        .containsEntry("door", "cds-hooks")
        .containsEntry("request", "R-1")
        .containsEntry("institution", Samples.HOSPITAL)
        .containsEntry("keys", List.of(P1.toString(), V1.toString()))
        .containsEntry("at", "2026-03-02T01:00:00Z")
        .containsEntry("day", "2026-03-02")
        .doesNotContainKey("silence")
        .containsEntry("feedback", List.of());
    assertThat(ledger.view().alert("other")).isEmpty();
  }

  @Test
  void keepsWhyNobodySawAHit() throws Exception {
    Alert alert = silent("drug-sex", "K1");
    record(order().with(alert));

    assertThat(ledger.view().alert(alert.id()).orElseThrow())
        .containsEntry("shown", false)
        .containsEntry("silence", "switched");
  }

  private List<Object> found(
      String department, String ruleClass, String batch, String point, Optional<Boolean> shown) {
    return ledger
        .view()
        .alerts(new AlertSearch(DAY, DAY, department, ruleClass, batch, point, shown), 10)
        .stream()
        .map(alert -> alert.get("id"))
        .toList();
  }

  @Test
  void findsTheNewestAlertsSilentOnesTooWithoutNamesOfPatients() throws Exception {
    Alert first = shown("drug-sex", "K1", "K2");
    Alert second = silent("drug-age", "K3");
    Alert later = shown("drug-sex", "K1");
    record(order().under(P1, V1).with(first));
    record(order().of("0102").with(second));
    record(order().on(DAY.plusDays(1)).with(later));
    feedback(overridden(first, "R1", clock.instant()));

    assertThat(found("", "", "", "", Optional.empty())).containsExactly(second.id(), first.id());
    assertThat(found("0102", "", "", "", Optional.empty())).containsExactly(second.id());
    assertThat(found("", "drug-sex", "", "", Optional.empty())).containsExactly(first.id());
    assertThat(found("", "", "", "K2", Optional.empty())).containsExactly(first.id());
    assertThat(found("", "", "starter@2026", "K3", Optional.empty())).containsExactly(second.id());
    assertThat(found("", "", "other", "", Optional.empty())).isEmpty();
    assertThat(found("", "", "", "", Optional.of(true))).containsExactly(first.id());
    assertThat(found("", "", "", "", Optional.of(false))).containsExactly(second.id());
    List<Map<String, Object>> all =
        ledger.view().alerts(new AlertSearch(null, null, "", "", "", "", Optional.empty()), 2);
    assertThat(all).extracting(one -> one.get("id")).containsExactly(later.id(), second.id());
    Map<String, Object> one =
        ledger
            .view()
            .alerts(new AlertSearch(null, DAY, "", "drug-sex", "", "", Optional.empty()), 9)
            .get(0);
    assertThat(one)
        .containsEntry("text", Map.of("zh", "限男性使用 <>◎&", "en", "for men only"))
        .containsEntry("outcome", "overridden")
        .containsEntry("reason", "R1")
        .containsEntry("amount", "123.45")
        .doesNotContainKeys("keys", "facts", "request", "silence");
  }

  @Test
  void onlyCountsAnOrderWithoutAHit() throws Exception {
    record(order().with(), order().cannotTell(3).with(), order().missed("slow-rule").with());

    assertThat(ledger.alertFacts().orders(Period.ALL))
        .containsExactly(new Orders(DAY, "0301", 3, 0, 1));
    assertThat(count("SELECT COUNT(*) FROM alert")).isZero();
    assertThat(count("SELECT cannot_tell FROM alert_day")).isEqualTo(3);
  }

  @Test
  void countsOrdersByDayAndDepartment() throws Exception {
    LocalDate next = DAY.plusDays(1);
    record(order().with(shown("drug-sex", "K1")), order().with());
    record(order().of("0102").on(next).with(silent("drug-sex", "K1")));
    record(order().with());

    assertThat(ledger.alertFacts().orders(Period.ALL))
        .containsExactly(new Orders(DAY, "0301", 3, 1, 0), new Orders(next, "0102", 1, 0, 0));
    assertThat(ledger.alertFacts().orders(new Period(next, next, ""))).hasSize(1);
    assertThat(ledger.alertFacts().orders(new Period(null, null, "0301"))).hasSize(1);
    assertThat(ledger.alertFacts().orders(new Period(DAY.minusDays(2), DAY.minusDays(1), "")))
        .isEmpty();
    assertThat(ledger.view().counts(Instant.parse("2026-03-01T16:30:00Z")).get("alerts"))
        .as("half past midnight in the hospital")
        .isEqualTo(
            Map.of(
                "day", "2026-03-02", "judged", 3L, "interrupted", 1L, "shown", 1L, "silent", 0L));
  }

  @Test
  void takesFeedbackOfARecordThatStillWaits() {
    Alert alert = silent("drug-sex", "K1");
    // nobody waits for it, so it is still being gathered
    CompletableFuture<Void> recorded = ledger.alerts().record(order().with(alert));

    assertThat(feedback(accepted(alert, clock.instant()))).isEmpty();

    assertThat(recorded).isCompleted();
  }

  @Test
  void namesAlertsThatAreNotKnown() throws Exception {
    Alert known = shown("drug-sex", "K1");
    Alert unknown = shown("drug-sex", "K1");
    record(order().with(known));

    assertThat(feedback(accepted(unknown, clock.instant()), accepted(known, clock.instant())))
        .containsExactly(unknown.id());
    assertThat(feedback()).isEmpty();
    assertThat(ledger.alertFacts().fired(Period.ALL))
        .extracting(Fired::accepted)
        .containsExactly(1L);
  }

  @Test
  void changesNothingWhenFeedbackIsRepeated() throws Exception {
    Alert alert = shown("drug-sex", "K1");
    record(order().under(V1).with(alert));
    AlertFeedback feedback = overridden(alert, "R1", clock.instant());
    feedback(feedback, feedback);
    ledger.alerts().untold(10, clock.instant(), MINUTE);
    ledger.alerts().told(List.of(alert.id()), clock.instant());

    feedback(feedback);
    feedback(overridden(alert, "R1", clock.instant().plusSeconds(30)));

    assertThat(count("SELECT COUNT(*) FROM alert_feedback")).isOne();
    clock.forward(MINUTE.multipliedBy(2));
    assertThat(ledger.alerts().untold(10, clock.instant(), MINUTE)).isEmpty();
  }

  @Test
  void countsTheFeedbackThatWasGivenLastAndKeepsTheOthers() throws Exception {
    Alert alert = shown("drug-sex", "K1");
    record(order().under(V1).with(alert));
    Instant first = clock.instant();

    feedback(overridden(alert, "R1", first));
    assertThat(overriddenUnder(V1)).containsExactly("K1|XJ01CA04");
    feedback(accepted(alert, first.plusSeconds(60)));
    feedback(overridden(alert, "R2", first.plusSeconds(30)));
    feedback(overridden(alert, "R1", first));

    assertThat(overriddenUnder(V1)).isEmpty();
    assertThat(ledger.alertFacts().fired(Period.ALL))
        .containsExactly(new Fired("drug-sex", "0301", 1, 0, 1, 0, 0));
    assertThat(ledger.alertFacts().reasons(Period.ALL)).isEmpty();
    assertThat(ledger.view().alert(alert.id()).orElseThrow().get("feedback"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .extracting(given -> given.get("outcome"), given -> given.get("counts"))
        .containsExactly(
            tuple("overridden", false), tuple("overridden", false), tuple("accepted", true));
  }

  @Test
  void remembersOverridesWithAReasonByPointAndItem() throws Exception {
    Alert pair = AlertSamples.alert("drug-together", null, List.of("K1", "K2"), List.of("1", "2"));
    Alert noPoint = AlertSamples.alert("drug-count", null, List.of(), List.of("1"));
    Alert wholeVisit = AlertSamples.alert("slice-large", null, List.of(), List.of());
    Alert withoutReason = shown("drug-sex", "K9");
    record(order().under(P1, V1).item("2", "XA01").with(pair, noPoint, wholeVisit, withoutReason));

    feedback(
        overridden(pair, "R1", clock.instant()),
        overridden(noPoint, "R1", clock.instant()),
        new AlertFeedback(wholeVisit.id(), Outcome.OVERRIDDEN, "", "患者已知情同意", clock.instant()),
        overridden(withoutReason, "", clock.instant()));

    assertThat(overriddenUnder(V1))
        .containsExactlyInAnyOrder(
            "K1|XJ01CA04",
            "K2|XJ01CA04",
            "K1|XA01",
            "K2|XA01",
            "drug-count|XJ01CA04",
            "slice-large|");
    assertThat(ledger.alerts().overridden(List.of(V1), clock.instant().plusSeconds(1))).isEmpty();
    assertThat(ledger.alertFacts().reasons(Period.ALL))
        .containsExactlyInAnyOrder(
            new Reason("drug-together", "0301", "R1", 1),
            new Reason("drug-count", "0301", "R1", 1),
            new Reason("slice-large", "0301", "comment", 1),
            new Reason("drug-sex", "0301", "", 1));
    assertThat(ledger.alertFacts().fired(Period.ALL))
        .extracting(Fired::ruleClass, Fired::overridden, Fired::withReason)
        .contains(tuple("drug-sex", 1L, 0L), tuple("slice-large", 1L, 1L));
  }

  @Test
  void looksForOverridesInTheVisitThatIsNamedElseAtThePatient() throws Exception {
    Alert first = shown("drug-sex", "K1");
    Alert second = shown("drug-sex", "K2");
    record(order().under(P1, V1).with(first), order().under(P1, V2).with(second));
    feedback(overridden(first, "R1", clock.instant()), overridden(second, "R1", clock.instant()));

    assertThat(overriddenUnder(P1, V1)).containsExactly("K1|XJ01CA04");
    assertThat(overriddenUnder(V2)).containsExactly("K2|XJ01CA04");
    assertThat(overriddenUnder(P1)).containsExactlyInAnyOrder("K1|XJ01CA04", "K2|XJ01CA04");
    assertThat(overriddenUnder(P2)).isEmpty();
    assertThat(overriddenUnder()).isEmpty();
    assertThat(overriddenUnder(Samples.visit("\u0000"))).isEmpty();
  }

  @Test
  void findsOverridesUnderEveryNameOfTheVisitAndAfterAMergeOfPatients() throws Exception {
    Key mdtrt = Samples.key(Key.Kind.MDTRT, "M1");
    say("P1", P1, V1, mdtrt);
    Alert alert = shown("drug-sex", "K1");
    record(order().under(P1, V1).with(alert));
    feedback(overridden(alert, "R1", clock.instant()));

    assertThat(overriddenUnder(mdtrt)).containsExactly("K1|XJ01CA04");

    assertThat(overriddenUnder(P2)).isEmpty();
    long arrival = accept("", "P2");
    applyAll(Map.of(arrival, List.of(Samples.merged(arrival, P2, P1))));
    assertThat(overriddenUnder(P2)).containsExactly("K1|XJ01CA04");
  }

  @Test
  void countsTheNewestShownFiringsOfAPoint() throws Exception {
    List<Alert> alerts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Alert alert = shown("drug-sex", "K1", "K2");
      alerts.add(alert);
      record(order().at(clock.instant().plusSeconds(i)).with(alert, silent("drug-sex", "K1")));
    }
    record(order().at(clock.instant()).with(silent("drug-age", "K3")));
    feedback(
        overridden(alerts.get(0), "R1", clock.instant()),
        overridden(alerts.get(4), "R1", clock.instant()),
        overridden(alerts.get(5), "", clock.instant()),
        accepted(alerts.get(3), clock.instant()));

    assertThat(ledger.alerts().firings(4, Instant.EPOCH))
        .containsExactly(new Firing("K1", "drug-sex", 4, 2), new Firing("K2", "drug-sex", 4, 2));
    assertThat(ledger.alerts().firings(50, Instant.EPOCH))
        .containsExactly(new Firing("K1", "drug-sex", 6, 3), new Firing("K2", "drug-sex", 6, 3));
    assertThat(ledger.alerts().firings(50, clock.instant().plusSeconds(5)))
        .containsExactly(new Firing("K1", "drug-sex", 1, 1), new Firing("K2", "drug-sex", 1, 1));
  }

  @Test
  void remembersPointsThatFellSilentUntilTheyMaySpeakAgain() throws Exception {
    record(order().at(clock.instant()).with(shown("drug-sex", "K1")));
    Instant silenced = clock.instant().plusSeconds(60);
    ledger.alerts().ignore("K1", true, "50 of 50", silenced);
    ledger.alerts().ignore("K1", true, "again", silenced.plusSeconds(60));

    assertThat(ledger.alerts().ignored()).isEqualTo(Map.of("K1", silenced));
    assertThat(ledger.alertFacts().ignored())
        .containsExactly(new Ignored("K1", "drug-sex", DAY, "50 of 50", true));
    assertThat(ledger.alerts().firings(50, Instant.EPOCH)).hasSize(1);

    Instant released = silenced.plusSeconds(3600);
    ledger.alerts().ignore("K1", false, "office", released);
    ledger.alerts().ignore("K1", false, "office", released);

    assertThat(ledger.alerts().ignored()).isEmpty();
    assertThat(ledger.alertFacts().ignored()).isEmpty();
    assertThat(ledger.alerts().firings(50, Instant.EPOCH))
        .as("what was overridden before says nothing any more")
        .isEmpty();
    record(order().at(released.plusSeconds(1)).with(shown("drug-sex", "K1")));
    assertThat(ledger.alerts().firings(50, Instant.EPOCH))
        .containsExactly(new Firing("K1", "drug-sex", 1, 0));
    assertThat(count("SELECT COUNT(*) FROM point_silence_log")).isEqualTo(2);
  }

  @Test
  void tellsTheOfficeOfPointsThatMustNotFallSilent() throws Exception {
    ledger.alerts().ignore("K1", false, "48 of 50", clock.instant());
    ledger.alerts().ignore("K1", false, "49 of 50", clock.instant());

    assertThat(ledger.alerts().ignored()).isEmpty();
    assertThat(ledger.alertFacts().ignored())
        .containsExactly(new Ignored("K1", "", DAY, "48 of 50", false));
    assertThat(count("SELECT COUNT(*) FROM point_silence_log")).isOne();
  }

  @Test
  void givesOutFeedbackForThePlatformOnceInEachLeaseUntilItWasTold() throws Exception {
    Alert first = shown("drug-sex", "K1");
    Alert second = shown("drug-sex", "K1");
    record(order().with(first), order().scene(Scene.CHARGE).with(second));
    Instant now = clock.instant();
    feedback(overridden(first, "R1", now), accepted(second, now.minusSeconds(5)));

    List<Untold> leased = ledger.alerts().untold(10, now, MINUTE);

    assertThat(leased)
        .containsExactly(
            new Untold(Samples.HOSPITAL, "2", accepted(second, now.minusSeconds(5))),
            new Untold(Samples.HOSPITAL, "1", overridden(first, "R1", now)));
    assertThat(ledger.alerts().untold(10, now.plusSeconds(59), MINUTE)).isEmpty();
    ledger.alerts().told(List.of(first.id()), now);
    assertThat(ledger.alerts().untold(10, now.plusSeconds(61), MINUTE))
        .extracting(one -> one.feedback().alertId())
        .containsExactly(second.id());
    assertThat(ledger.alerts().untold(0, now.plusSeconds(300), MINUTE)).isEmpty();
  }

  @Test
  void tellsThePlatformAgainWhenFeedbackChangesWhileItIsTold() throws Exception {
    Alert alert = shown("drug-sex", "K1");
    record(order().with(alert));
    Instant now = clock.instant();
    feedback(overridden(alert, "R1", now));
    assertThat(ledger.alerts().untold(10, now, MINUTE)).hasSize(1);

    clock.forward(Duration.ofSeconds(10));
    AlertFeedback changed = accepted(alert, clock.instant());
    feedback(changed);
    assertThat(ledger.alerts().untold(10, clock.instant(), MINUTE))
        .as("the former is being told")
        .isEmpty();
    ledger.alerts().told(List.of(alert.id()), clock.instant());

    clock.forward(MINUTE);
    assertThat(ledger.alerts().untold(10, clock.instant(), MINUTE))
        .extracting(Untold::feedback)
        .containsExactly(changed);
  }

  @Test
  void sumsUpWhatFired() throws Exception {
    Alert one = shown("drug-sex", "K1");
    Alert two = shown("drug-sex", "K1", "K2");
    Alert other = shown("drug-age", "K3");
    record(order().with(one, two, silent("drug-sex", "K1")));
    record(order().of("0102").on(DAY.plusDays(1)).with(other, silent("drug-age", "K3")));
    feedback(
        overridden(one, "R1", clock.instant()),
        overridden(other, "R2", clock.instant()),
        accepted(two, clock.instant()));

    assertThat(ledger.alertFacts().fired(Period.ALL))
        .containsExactly(
            new Fired("drug-age", "0102", 1, 1, 0, 1, 1),
            new Fired("drug-sex", "0301", 2, 1, 1, 1, 1));
    assertThat(ledger.alertFacts().points(Period.ALL, 10))
        .containsExactly(
            new FiredPoint("K1", "drug-sex", "starter@2026", "药品1", 2, 1, 1, 1),
            new FiredPoint("K3", "drug-age", "starter@2026", "药品1", 1, 1, 0, 1),
            new FiredPoint("K2", "drug-sex", "starter@2026", "药品1", 1, 0, 1, 0));
    assertThat(ledger.alertFacts().points(Period.ALL, 1)).hasSize(1);
    Period tomorrow = new Period(DAY.plusDays(1), DAY.plusDays(1), "");
    assertThat(ledger.alertFacts().fired(tomorrow))
        .extracting(Fired::ruleClass)
        .containsExactly("drug-age");
    Period department = new Period(null, null, "0301");
    assertThat(ledger.alertFacts().reasons(department))
        .containsExactly(new Reason("drug-sex", "0301", "R1", 1));
    assertThat(ledger.alertFacts().points(department, 10)).hasSize(2);
  }

  @Test
  void deletesOldHitsThatNobodySawOrAnswered() throws Exception {
    Alert seen = shown("drug-sex", "K1");
    Alert answered = silent("drug-sex", "K1");
    List<Alert> unseen = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      unseen.add(silent("drug-sex", "K1"));
    }
    Alert young = silent("drug-sex", "K1");
    LocalDate old = HospitalDay.of(clock.instant()).minusDays(401);
    record(
        order().on(old).with(seen, answered),
        order().on(old).with(unseen.toArray(Alert[]::new)),
        order().on(old.plusDays(1)).with(young));
    feedback(accepted(answered, clock.instant()));
    JdbcAlertStore store = (JdbcAlertStore) ledger.alerts();

    assertThat(store.deleteOld()).isTrue();
    assertThat(store.deleteOld()).isFalse();

    assertThat(ledger.view().alert(unseen.get(0).id())).isEmpty();
    for (Alert kept : List.of(seen, answered, young)) {
      assertThat(ledger.view().alert(kept.id())).isPresent();
    }
    assertThat(count("SELECT COUNT(*) FROM alert_detail")).isEqualTo(3);
    assertThat(count("SELECT COUNT(*) FROM alert_point")).isEqualTo(3);
  }

  @Test
  void storesTheOthersWhenOneRecordCannotBe() throws Exception {
    Alert twice = shown("drug-sex", "K1");
    Alert other = shown("drug-sex", "K1");
    Alert odd = shown("x".repeat(2_000), "y\u0000\ud800".repeat(1_000));
    record(order().with(twice));
    CompletableFuture<Void> first = ledger.alerts().record(order().with());
    CompletableFuture<Void> defect =
        ledger.alerts().record(order().with(shown("drug-sex", "K9"), twice));
    CompletableFuture<Void> noDepartment = ledger.alerts().record(order().of(null).with());
    CompletableFuture<Void> last = ledger.alerts().record(order().with(other, odd));

    last.get(60, TimeUnit.SECONDS);
    first.get(60, TimeUnit.SECONDS);
    assertThatThrownBy(() -> defect.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> noDepartment.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(count("SELECT COUNT(*) FROM alert")).isEqualTo(3);
    assertThat(count("SELECT COUNT(*) FROM alert_point WHERE point_id = 'K9'")).isZero();
    assertThat(count("SELECT SUM(judged) FROM alert_day")).isEqualTo(3);
  }

  @Test
  void storesWhatWaitsWhenItIsClosedAndTakesNoMore() throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(ledger.alerts().record(order().with(silent("drug-sex", "K1"))));
    }
    ledger.close();

    for (CompletableFuture<Void> one : all) {
      one.get(20, TimeUnit.SECONDS);
    }
    assertThat(count("SELECT COUNT(*) FROM alert")).isEqualTo(100);
    CompletableFuture<Void> late = ledger.alerts().record(order().with());
    assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void addsUpCountersThatSeveralNodesKeep() throws Exception {
    try (Ledger other = Ledger.open(database.dataSource(), settings(), clock)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Ledger node = i % 2 == 0 ? ledger : other;
        all.add(
            node.alerts()
                .record(
                    order().of("0" + i % 5).with(i % 10 < 2 ? shown("a", "K") : silent("a", "K"))));
      }
      for (CompletableFuture<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(ledger.alertFacts().orders(Period.ALL))
        .hasSize(5)
        .allMatch(orders -> orders.judged() == 40);
    assertThat(count("SELECT COUNT(*) FROM alert")).isEqualTo(200);
  }
}
