package org.duima.alert.internal.quiet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duima.alert.internal.knowledge.TextPattern;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.Alert.Silence;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.Audience;
import org.duima.api.alert.KnowledgeBase.Switch;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * Decides which hits become cards. A doctor who is interrupted for nothing switches alerts off, so
 * every hit needs a reason to speak, and one cause speaks once. Pure.
 */
public final class Quiet {
  private static final int LONGEST_TEXT = 480;
  private static final int MOST_NAMES = 5;

  private static final Map<Scene, Set<Audience>> PRESENT =
      Map.of(
          Scene.REGISTER, Set.of(Audience.CHARGING),
          Scene.SELECT, Set.of(Audience.DOCTOR),
          Scene.SIGN, Set.of(Audience.DOCTOR),
          Scene.CHARGE, Set.of(Audience.CHARGING),
          Scene.SETTLE, Set.of(Audience.CHARGING, Audience.CODER));

  /** The most severe first; of equal ones those that are about the patient's safety. */
  private static final Comparator<Alert> BY_WEIGHT =
      Comparator.comparing(Alert::reaction)
          .thenComparing(alert -> !alert.ruleClass().neverSilencedByItself())
          .thenComparing(
              alert -> alert.ruleClass().category(),
              Comparator.comparing(Category::ordinal).reversed())
          .thenComparing(alert -> alert.ruleClass().id());

  private final int cards;
  private final Set<String> blocking;

  /**
   * @param cards how many cards are shown for one order at most
   * @param blocking ids of rule classes that may block
   */
  public Quiet(int cards, Set<String> blocking) {
    this.cards = cards;
    this.blocking = Set.copyOf(blocking);
  }

  /** What one card is about: the same thing said of several lines is one cause. */
  private record Cause(
      String ruleClass,
      Map<String, String> words,
      Reaction reaction,
      List<Opinion.Evidence> facts,
      Optional<Silence> silence,
      List<String> pair) {}

  /** What belongs to a card. */
  private static final class Card {
    private final RuleClass ruleClass;
    private final Opinion.Hit first;
    private final Set<String> lines = new LinkedHashSet<>();
    private final Map<String, KnowledgePoint> points = new LinkedHashMap<>();

    Card(RuleClass ruleClass, Opinion.Hit first) {
      this.ruleClass = ruleClass;
      this.first = first;
    }

    void add(Opinion.Hit hit) {
      lines.addAll(hit.lineIds());
      hit.point().ifPresent(point -> points.putIfAbsent(point.id(), point));
    }
  }

  /**
   * Makes alerts of hits, shown ones first and the most severe of them first.
   *
   * @param switches in force; of those of the whole hospital, the points' states know already
   * @param ignored ids of points that fell silent by themselves
   * @param overridden keys of {@link AlertStore#overrideKey} for this visit; asked for only if a
   *     hit would be shown
   */
  public List<Alert> alerts(
      OrderCase order,
      List<Said> hits,
      List<Switch> switches,
      Set<String> ignored,
      Supplier<Set<String>> overridden) {
    if (hits.isEmpty()) {
      return List.of();
    }
    Map<String, OrderLine> lines = new LinkedHashMap<>();
    order.lines().forEach(line -> lines.putIfAbsent(line.id(), line));
    Switches byDepartment = new Switches(switches);
    String department =
        order
            .context()
            .department()
            .map(known -> known.value())
            .orElse(order.request().department());
    Map<Cause, Card> cards = new LinkedHashMap<>();
    Set<String> before = null;
    for (Said said : hits) {
      RuleClass ruleClass = said.ruleClass();
      Opinion.Hit hit = said.hit();
      PointState state =
          byDepartment
              .in(department, ruleClass.id(), hit.point())
              .orElse(hit.point().map(KnowledgePoint::state).orElse(PointState.ON));
      if (state == PointState.OFF) {
        continue;
      }
      List<OrderLine> about =
          hit.lineIds().stream().map(lines::get).filter(l -> l != null).toList();
      Optional<Silence> silence =
          state == PointState.SILENT
              ? Optional.of(Silence.SWITCHED)
              : silence(order, ruleClass, hit, about, ignored);
      if (silence.isEmpty()) {
        before = before == null ? overridden.get() : before;
        if (isOverridden(ruleClass, hit, about, before)) {
          silence = Optional.of(Silence.OVERRIDDEN);
        }
      }
      Cause cause =
          new Cause(
              ruleClass.id(),
              hit.words(),
              reaction(ruleClass, hit, about),
              hit.facts(),
              silence,
              hit.lineIds().size() > 1 ? hit.lineIds() : List.of());
      cards.computeIfAbsent(cause, c -> new Card(ruleClass, hit)).add(hit);
    }
    return limited(
        cards.entrySet().stream()
            .map(entry -> alert(entry.getKey(), entry.getValue(), lines, order))
            .sorted(BY_WEIGHT)
            .toList());
  }

  private static Optional<Silence> silence(
      OrderCase order,
      RuleClass ruleClass,
      Opinion.Hit hit,
      List<OrderLine> about,
      Set<String> ignored) {
    Scene scene = order.request().scene();
    if (PRESENT.get(scene).stream().noneMatch(ruleClass.audiences()::contains)) {
      return Optional.of(Silence.AUDIENCE);
    }
    if (!ruleClass.scenes().contains(scene)) {
      return Optional.of(Silence.SCENE);
    }
    Set<String> selected = order.request().selected();
    if (scene == Scene.SELECT
        && !selected.isEmpty()
        && hit.lineIds().stream().noneMatch(selected::contains)) {
      return Optional.of(Silence.NOT_SELECTED);
    }
    if (ruleClass.category() == Category.POLICY && isPaidByPatient(order, about)) {
      return Optional.of(Silence.SELF_PAY);
    }
    if (ruleClass.category() != Category.MEDICAL && isUrgent(about)) {
      return Optional.of(Silence.URGENT);
    }
    return hit.point().filter(point -> ignored.contains(point.id())).isPresent()
        ? Optional.of(Silence.IGNORED)
        : Optional.empty();
  }

  private static boolean isPaidByPatient(OrderCase order, List<OrderLine> about) {
    return order.context().selfPay().filter(known -> known.value()).isPresent()
        || !about.isEmpty() && about.stream().allMatch(line -> line.is(Mark.SELF_PAY));
  }

  private static boolean isUrgent(List<OrderLine> about) {
    return about.stream().anyMatch(line -> line.is(Mark.URGENT));
  }

  private static boolean isOverridden(
      RuleClass ruleClass, Opinion.Hit hit, List<OrderLine> about, Set<String> before) {
    String cause = hit.point().map(KnowledgePoint::id).orElse(ruleClass.id());
    return !before.isEmpty()
        && (about.isEmpty()
            ? before.contains(AlertStore.overrideKey(cause, ""))
            : about.stream()
                .allMatch(line -> before.contains(AlertStore.overrideKey(cause, itemCode(line)))));
  }

  /**
   * What an override is remembered by: the catalogue code, else the hospital's own, else the name.
   */
  public static String itemCode(OrderLine line) {
    if (!line.item().value().isEmpty()) {
      return line.item().value();
    }
    return line.localCode().isEmpty() ? line.displayName() : line.localCode();
  }

  /**
   * B blocks only where the site wants it and never in a 政策类; for a rescue or an emergency what is
   * medically wrong is a hint.
   */
  private Reaction reaction(RuleClass ruleClass, Opinion.Hit hit, List<OrderLine> about) {
    Reaction wanted = hit.point().map(KnowledgePoint::reaction).orElse(ruleClass.reaction());
    if (isUrgent(about)) {
      return Reaction.HINT;
    }
    boolean mayBlock = ruleClass.category() != Category.POLICY && blocking.contains(ruleClass.id());
    return wanted == Reaction.BLOCK && !mayBlock ? Reaction.WARN : wanted;
  }

  private static Alert alert(
      Cause cause, Card card, Map<String, OrderLine> lines, OrderCase order) {
    List<OrderLine> about =
        card.lines.stream().map(lines::get).filter(line -> line != null).toList();
    RuleClass ruleClass = card.ruleClass;
    Map<String, String> words = new LinkedHashMap<>(card.first.words());
    List<String> names = about.stream().map(OrderLine::displayName).toList();
    words.putIfAbsent("item", names.isEmpty() ? "" : joined(names));
    words.putIfAbsent(
        "code", about.stream().map(Quiet::itemCode).limit(1).collect(Collectors.joining()));
    words.putIfAbsent(
        "published",
        card.points.values().stream()
            .map(KnowledgePoint::published)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(""));
    return new Alert(
        UUID.randomUUID().toString(),
        ruleClass,
        List.copyOf(card.points.keySet()),
        card.points.values().stream()
            .map(KnowledgePoint::batch)
            .filter(batch -> !batch.isEmpty())
            .distinct()
            .toList(),
        about.stream().map(OrderLine::id).toList(),
        names,
        cause.reaction(),
        rendered(ruleClass.text(), words),
        basis(card),
        rendered(ruleClass.suggestion(), words),
        ruleClass.category() == Category.POLICY,
        card.first.facts(),
        amount(about),
        cause.silence());
  }

  private static Text rendered(Text patterns, Map<String, String> words) {
    return new Text(
        TextPattern.of(patterns.zh()).render(words, LONGEST_TEXT),
        TextPattern.of(patterns.en()).render(EnglishWords.of(words), LONGEST_TEXT));
  }

  /** A prescription of twenty slices is not listed in full. */
  private static String joined(List<String> names) {
    List<String> distinct = names.stream().distinct().toList();
    String first = String.join("、", distinct.subList(0, Math.min(MOST_NAMES, distinct.size())));
    return distinct.size() > MOST_NAMES ? first + "等" + distinct.size() + "项" : first;
  }

  private static Text basis(Card card) {
    Set<String> sentences = new LinkedHashSet<>();
    for (KnowledgePoint point : card.points.values()) {
      if (!point.published().isEmpty()) {
        sentences.add(point.published());
      }
      if (!point.basis().isEmpty()) {
        sentences.add(point.basis());
      }
    }
    String published = TextPattern.cut(String.join("；", sentences), LONGEST_TEXT);
    // what was published is quoted as it is
    return new Text(published, published);
  }

  private static Optional<Money> amount(List<OrderLine> about) {
    if (about.isEmpty() || about.stream().anyMatch(line -> line.supply().amount() == null)) {
      return Optional.empty();
    }
    return Optional.of(
        about.stream().map(line -> line.supply().amount()).reduce(Money.ZERO, Money::plus));
  }

  private List<Alert> limited(List<Alert> all) {
    List<Alert> shown = new ArrayList<>();
    List<Alert> quiet = new ArrayList<>();
    for (Alert alert : all) {
      if (!alert.isShown()) {
        quiet.add(alert);
      } else if (shown.size() < cards) {
        shown.add(alert);
      } else {
        quiet.add(silenced(alert));
      }
    }
    shown.addAll(quiet);
    return shown;
  }

  private static Alert silenced(Alert alert) {
    return new Alert(
        alert.id(),
        alert.ruleClass(),
        alert.points(),
        alert.batches(),
        alert.lineIds(),
        alert.itemNames(),
        alert.reaction(),
        alert.text(),
        alert.basis(),
        alert.suggestion(),
        alert.selfPayOffered(),
        alert.facts(),
        alert.amount(),
        Optional.of(Silence.TOO_MANY));
  }
}
