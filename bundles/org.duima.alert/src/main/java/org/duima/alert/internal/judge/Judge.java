package org.duima.alert.internal.judge;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.duima.alert.internal.quiet.Quiet;
import org.duima.alert.internal.quiet.Said;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.AlertStore.AlertRecord;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.OrderLine;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.site.Sites;
import org.duima.api.spi.OrderRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges orders. The product's own rules, which only compute, run on the caller's thread; whatever
 * may hang (the ledger, rules from outside) is asked on bounded threads beside it and left behind
 * when the deadline comes.
 */
public final class Judge implements OrderAlerts, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);
  private static final int LEDGER_THREADS = 8;
  private static final java.time.Duration LEDGER_REST = java.time.Duration.ofSeconds(5);
  private static final long NANOS_PER_MS = 1_000_000;

  /**
   * Parts of the deadline: what has not answered by then is left out, so that the answer is not.
   */
  private static final double LEDGER_SHARE = 0.5;

  private static final double RULES_SHARE = 0.8;
  private static final double OVERRIDES_SHARE = 0.9;

  /**
   * What a judge works with; what may come and go is supplied.
   *
   * @param rules those that ship with the product
   */
  public record Parts(
      KnowledgeBase knowledge,
      List<OrderRule> rules,
      Sites sites,
      CodeMapper codes,
      Supplier<Optional<EncounterReader>> encounters,
      Supplier<Optional<AlertStore>> store) {}

  private final Parts parts;
  private final AlertSettings settings;
  private final ContextMaker contexts;
  private final Quiet quiet;
  private final Map<String, OrderRule> own;
  private final Map<String, ForeignRule> foreign = new ConcurrentHashMap<>();
  private final Guard ledger = new Guard("ledger", LEDGER_THREADS, LEDGER_REST);
  private final Guard overrides = new Guard("overrides", LEDGER_THREADS, LEDGER_REST);
  private final Counters counters;
  private final FallenSilent silent;

  /** Of the knowledge base that was in force last; null before the first order. */
  private volatile Plan plan;

  public Judge(Parts parts, AlertSettings settings) {
    this(parts, settings, new Counters(), new AtomicReference<>(Set.of()));
  }

  private Judge(
      Parts parts,
      AlertSettings settings,
      Counters counters,
      AtomicReference<Set<String>> ignored) {
    this.counters = counters;
    this.parts = parts;
    this.settings = settings;
    this.contexts =
        new ContextMaker(parts.sites()::current, parts.codes(), settings.historySince());
    this.quiet = new Quiet(settings.cards(), settings.blocking());
    this.own = new HashMap<>();
    parts.rules().forEach(rule -> own.put(rule.logic(), rule));
    this.silent = new FallenSilent(parts.store(), parts.knowledge(), settings, ignored);
  }

  /** A judge with other settings and without rules from outside, which goes on counting. */
  public Judge with(AlertSettings other) {
    return new Judge(parts, other, counters, silent.shared());
  }

  /** A rule from outside takes part from now on. One whose logic the product has is refused. */
  public void add(OrderRule rule) {
    if (own.containsKey(rule.logic())) {
      LOG.error("规则 {} 与内置规则同名，未采用 / a rule of this name ships with the product", rule.logic());
      return;
    }
    ForeignRule former = foreign.put(rule.logic(), new ForeignRule(rule, settings.ruleThreads()));
    if (former != null) {
      former.close();
    }
    LOG.info("规则 {} 已加入 / the rule takes part", rule.logic());
  }

  /** It takes part no more. */
  public void remove(OrderRule rule) {
    ForeignRule gone = foreign.get(rule.logic());
    if (gone != null && gone.isOf(rule) && foreign.remove(rule.logic(), gone)) {
      gone.close();
      LOG.info("规则 {} 已离开 / the rule has left", rule.logic());
    }
  }

  /** Looks at what was overridden and decides which points fall silent. Called now and then. */
  public void lookBack(Instant now) {
    silent.lookBack(now);
  }

  /**
   * Judges made-up orders that meet a point of every class, without counting or recording them, and
   * asks the ledger for somebody who is not there, so that all code is loaded before a doctor
   * waits.
   */
  public void warm() {
    OrderRequest madeUp = WarmUp.request(parts.knowledge().current());
    for (int i = 0; i < WarmUp.ROUNDS; i++) {
      new Judgement(madeUp, System.nanoTime(), new LinkedHashSet<>()).alerts();
    }
    parts
        .encounters()
        .get()
        .ifPresent(reader -> reader.read(WarmUp.NOBODY, madeUp.at(), madeUp.at().toLocalDate()));
    parts.store().get().ifPresent(store -> store.overridden(WarmUp.NOBODY, Instant.now()));
  }

  @Override
  public AlertAnswer evaluate(OrderRequest request) {
    long began = System.nanoTime();
    long deadline = began + settings.deadline().toNanos();
    Set<String> missed = new LinkedHashSet<>();
    Judgement judgement = new Judgement(request, began, missed);
    List<Alert> alerts;
    try {
      alerts = judgement.alerts();
    } catch (RuntimeException e) {
      defect("judge", e);
      missed.add("judge");
      alerts = List.of();
    }
    AlertAnswer answer =
        new AlertAnswer(
            request,
            alerts,
            judgement.cannotTell,
            List.copyOf(missed),
            parts.knowledge().reasons());
    boolean interrupts =
        alerts.stream().anyMatch(alert -> alert.isShown() && alert.reaction().interrupts());
    record(answer, interrupts, judgement, began, deadline);
    counters.judged(answer, interrupts, System.nanoTime() - began);
    return answer;
  }

  private Plan planOf(Knowledge knowledge) {
    Plan current = plan;
    if (current == null || current.knowledge() != knowledge) {
      current = new Plan(knowledge, own);
      plan = current;
    }
    return current;
  }

  /** A defect must not hold an order up; the text of the exception may hold patient data. */
  private static void defect(String where, RuntimeException e) {
    LOG.error(
        "{} 出错，医嘱放行 / failed, the order goes on: {} at {}",
        where,
        e.getClass().getName(),
        e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
  }

  /** A rule from outside that has been asked. */
  private record Asked(ForeignRule rule, RuleClass ruleClass, Future<List<Opinion>> answer) {}

  /** One evaluation. */
  private final class Judgement {
    private final OrderRequest request;
    private final long began;
    private final Set<String> missed;
    private int cannotTell;
    private List<OrderLine> lines;
    private String department;

    Judgement(OrderRequest request, long began, Set<String> missed) {
      this.request = request;
      this.began = began;
      this.missed = missed;
      this.lines = request.lines();
      this.department = request.department();
    }

    Map<String, String> itemCodes() {
      Map<String, String> codes = new LinkedHashMap<>();
      lines.forEach(line -> codes.putIfAbsent(line.id(), Quiet.itemCode(line)));
      return codes;
    }

    List<Alert> alerts() {
      LocalDate since = request.at().toLocalDate().minusDays(settings.history().toDays());
      Optional<PatientRecord> record = patientRecord(since);
      OrderContext context =
          contexts.make(
              request, record.orElse(PatientRecord.NONE), record.isPresent() ? since : null);
      department = context.department().map(Known::value).orElse("");
      lines = contexts.coded(request.lines(), request);
      OrderCase order = new OrderCase(request, context, lines, parts.knowledge().current());
      Plan plan = planOf(order.knowledge());
      List<Said> hits = new ArrayList<>();
      Matches matches = Matches.of(order, plan);
      List<Asked> asked = new ArrayList<>();
      for (ForeignRule rule : foreign.values()) {
        for (RuleClass ruleClass : rule.classes()) {
          ask(rule, order, ruleClass, List.of(), asked);
        }
      }
      for (int n = matches.nextStep(0); n >= 0; n = matches.nextStep(n + 1)) {
        RuleClass ruleClass = plan.step(n).ruleClass();
        if (plan.step(n).own().isPresent()) {
          evaluate(plan.step(n).own().get(), order, ruleClass, matches.of(n), hits);
          continue;
        }
        ForeignRule outside = foreign.get(ruleClass.logic());
        if (outside != null) {
          ask(outside, order, ruleClass, matches.of(n), asked);
        }
      }
      asked.forEach(question -> hear(question, hits));
      return quiet.alerts(
          order, hits, parts.knowledge().switches(), silent.ignored(), this::overridden);
    }

    /** Empty if the ledger was not asked or did not answer. */
    private Optional<PatientRecord> patientRecord(LocalDate since) {
      Optional<EncounterReader> reader = parts.encounters().get();
      if (reader.isEmpty() || request.keys().isEmpty()) {
        return Optional.empty();
      }
      Optional<PatientRecord> record =
          ledger.isLeftAlone()
              ? Optional.empty()
              : ledger.ask(
                  () -> reader.get().read(request.keys(), request.at(), since),
                  until(LEDGER_SHARE));
      if (record.isEmpty()) {
        missed.add("context");
      }
      return record;
    }

    private void evaluate(
        OrderRule rule, OrderCase order, RuleClass ruleClass, List<Match> found, List<Said> hits) {
      if (System.nanoTime() > until(RULES_SHARE)) {
        missed.add("rule-" + rule.logic());
        return;
      }
      try {
        take(rule.evaluate(order, ruleClass, found), ruleClass, hits);
      } catch (RuntimeException e) {
        defect("rule-" + rule.logic(), e);
        missed.add("rule-" + rule.logic());
      }
    }

    private void ask(
        ForeignRule rule,
        OrderCase order,
        RuleClass ruleClass,
        List<Match> found,
        List<Asked> asked) {
      if (rule.isQuarantined()) {
        return;
      }
      Optional<Future<List<Opinion>>> answer = rule.begin(order, ruleClass, found);
      if (answer.isPresent()) {
        asked.add(new Asked(rule, ruleClass, answer.get()));
      } else {
        missed.add("rule-" + rule.logic());
      }
    }

    private void hear(Asked question, List<Said> hits) {
      Optional<List<Opinion>> opinions = question.rule().end(question.answer(), until(RULES_SHARE));
      if (opinions.isPresent()) {
        take(opinions.get(), question.ruleClass(), hits);
      } else {
        missed.add("rule-" + question.rule().logic());
      }
    }

    private long until(double share) {
      return began + (long) (settings.deadline().toNanos() * share);
    }

    private void take(List<Opinion> opinions, RuleClass ruleClass, List<Said> hits) {
      for (Opinion opinion : opinions) {
        if (opinion instanceof Opinion.Hit hit) {
          hits.add(new Said(ruleClass, hit));
        } else {
          cannotTell++;
        }
      }
    }

    private Set<String> overridden() {
      Optional<AlertStore> store = parts.store().get();
      if (store.isEmpty() || request.keys().isEmpty() || overrides.isLeftAlone()) {
        return Set.of();
      }
      Instant since =
          request.at().atZone(parts.sites().current().zone()).toInstant().minus(settings.history());
      return overrides
          .ask(() -> store.get().overridden(request.keys(), since), until(OVERRIDES_SHARE))
          .orElseGet(
              () -> {
                missed.add("overrides");
                return Set.of();
              });
    }
  }

  /** What somebody sees is on record before it leaves, unless the deadline comes first. */
  private void record(
      AlertAnswer answer, boolean interrupts, Judgement judgement, long began, long deadline) {
    Optional<AlertStore> store = parts.store().get();
    if (store.isEmpty()) {
      return;
    }
    OrderRequest request = answer.request();
    AlertRecord record =
        new AlertRecord(
            Instant.now(),
            request.at().toLocalDate(),
            judgement.department,
            request.orderer(),
            answer,
            interrupts,
            (System.nanoTime() - began) / (double) NANOS_PER_MS,
            answer.alerts().isEmpty() ? Map.of() : judgement.itemCodes());
    CompletableFuture<Void> stored;
    try {
      stored = store.get().record(record);
    } catch (StoreUnavailableException e) {
      counters.unrecorded();
      return;
    }
    stored.whenComplete(
        (nothing, trouble) -> {
          if (trouble != null) {
            counters.unrecorded();
          }
        });
    if (answer.alerts().stream().noneMatch(Alert::isShown)) {
      return;
    }
    try {
      stored.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      counters.late();
    } catch (ExecutionException e) {
      LOG.warn("提醒未能留痕 / an alert is not on record: {}", e.getCause().getClass().getName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Set<String> feedback(List<AlertFeedback> feedback) {
    return parts
        .store()
        .get()
        .orElseThrow(() -> new StoreUnavailableException("尚无账本 / there is no ledger yet", null))
        .feedback(feedback);
  }

  @Override
  public List<AlertAnswer.OverrideReason> reasons() {
    return parts.knowledge().reasons();
  }

  @Override
  public Status status() {
    List<String> quarantined =
        foreign.values().stream()
            .filter(ForeignRule::isQuarantined)
            .map(ForeignRule::logic)
            .sorted()
            .toList();
    return counters.status(quarantined, settings.budget());
  }

  @Override
  public void close() {
    foreign.values().forEach(ForeignRule::close);
    ledger.close();
    overrides.close();
  }
}
