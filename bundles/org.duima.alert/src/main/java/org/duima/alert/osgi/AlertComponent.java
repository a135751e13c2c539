package org.duima.alert.osgi;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.duima.alert.internal.judge.AlertSettings;
import org.duima.alert.internal.judge.Judge;
import org.duima.alert.internal.rules.Rules;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.site.Sites;
import org.duima.api.spi.OrderRule;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the judging of orders to the doors. Works without the ledger, knowing less; a change of
 * the configuration takes effect between two orders.
 */
@Component(
    service = OrderAlerts.class,
    immediate = true,
    configurationPid = "org.duima.alert",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class AlertComponent implements OrderAlerts {
  private static final Logger LOG = LoggerFactory.getLogger(AlertComponent.class);
  private static final Duration LOOK_BACK = Duration.ofSeconds(20);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

  @Reference private KnowledgeBase knowledge;
  @Reference private Sites sites;
  @Reference private CodeMapper codes;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile EncounterReader encounters;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile AlertStore store;

  private final List<OrderRule> outside = new CopyOnWriteArrayList<>();
  private volatile Judge judge;
  private ScheduledExecutorService lookingBack;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void addRule(OrderRule rule) {
    outside.add(rule);
    if (judge != null) {
      judge.add(rule);
    }
  }

  synchronized void removeRule(OrderRule rule) {
    outside.remove(rule);
    if (judge != null) {
      judge.remove(rule);
    }
  }

  @Activate
  synchronized void activate(Map<String, Object> configuration) {
    Judge made =
        new Judge(
            new Judge.Parts(
                knowledge,
                Rules.all(),
                sites,
                codes,
                () -> Optional.ofNullable(encounters),
                () -> Optional.ofNullable(store)),
            settings(configuration).orElse(AlertSettings.DEFAULT));
    outside.forEach(made::add);
    judge = made;
    lookingBack =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "duima-alert-look-back");
              thread.setDaemon(true);
              return thread;
            });
    lookingBack.execute(this::warm);
    lookingBack.scheduleWithFixedDelay(
        this::lookBack, FIRST_LOOK.toSeconds(), LOOK_BACK.toSeconds(), TimeUnit.SECONDS);
  }

  /** A configuration with an error changes nothing. */
  @Modified
  synchronized void modified(Map<String, Object> configuration) {
    settings(configuration)
        .ifPresent(
            settings -> {
              Judge former = judge;
              Judge next = former.with(settings);
              outside.forEach(next::add);
              judge = next;
              former.close();
            });
  }

  @Deactivate
  synchronized void deactivate() {
    // without an interrupt, which would close the files of the embedded database
    lookingBack.shutdown();
    judge.close();
  }

  private Optional<AlertSettings> settings(Map<String, Object> configuration) {
    Map<String, String> texts = new HashMap<>();
    configuration.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    try {
      AlertSettings settings = AlertSettings.of(texts);
      settings.blocking().forEach(this::warnOfWhatCannotBlock);
      return Optional.of(settings);
    } catch (IllegalArgumentException e) {
      LOG.error("org.duima.alert.cfg: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void warnOfWhatCannotBlock(String id) {
    Optional<RuleClass> known =
        knowledge.current().ruleClass(id).filter(found -> found.id().equals(id));
    if (known.isEmpty()) {
      LOG.warn("org.duima.alert.cfg: block: 没有规则类 {} / there is no rule class of this id", id);
    } else if (known.get().category() == RuleClass.Category.POLICY) {
      LOG.warn("org.duima.alert.cfg: block: {} 是政策类，从不拦截 / is a policy and never blocks", id);
    }
  }

  /** The first doctor should not wait for classes to be loaded. */
  private void warm() {
    try {
      judge.warm();
    } catch (RuntimeException e) {
      // the first orders are slower then, and nothing else
      LOG.warn("预热未完成 / warming up failed: {}", e.getClass().getName());
    }
  }

  private void lookBack() {
    try {
      judge.lookBack(Instant.now());
    } catch (StoreUnavailableException e) {
      LOG.warn("暂时无法回看提醒 / cannot look back at alerts for now: {}", e.getMessage());
    } catch (RuntimeException e) {
      // the next look is a minute away and must still take place
      LOG.error("回看提醒出错 / looking back at alerts failed", e);
    }
  }

  @Override
  public AlertAnswer evaluate(OrderRequest request) {
    return judge.evaluate(request);
  }

  @Override
  public Set<String> feedback(List<AlertFeedback> feedback) {
    return judge.feedback(feedback);
  }

  @Override
  public List<AlertAnswer.OverrideReason> reasons() {
    return judge.reasons();
  }

  @Override
  public Status status() {
    return judge.status();
  }
}
