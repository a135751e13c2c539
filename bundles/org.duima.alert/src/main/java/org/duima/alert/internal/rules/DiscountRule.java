package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.Money;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.spi.OrderRule;

/**
 * {@code group=胃肠手术组}: of different operations of one group on one day, one is charged in full and
 * the others at a share. Charged in full is what costs at least the price of one: the price of the
 * point for the hospital's level ({@code price1} to {@code price3}) where it has one, else the
 * price of the line.
 */
final class DiscountRule implements OrderRule {
  private record Cause(String group, LocalDate day) {}

  private enum Share {
    FULL,
    UNKNOWN,
    LESS
  }

  /** An operation of one day, with the price of one where the point says it. */
  private static final class Operation {
    private final List<Use> uses = new ArrayList<>();
    private final List<Use> full = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private Share share = Share.LESS;

    void add(Use use, Optional<BigDecimal> listPrice) {
      uses.add(use);
      Share shareOfUse = share(use, listPrice);
      if (shareOfUse == Share.FULL) {
        full.add(use);
      }
      if (shareOfUse.compareTo(share) < 0) {
        share = shareOfUse;
      }
    }

    private Share share(Use use, Optional<BigDecimal> listPrice) {
      Optional<BigDecimal> amount = CapRule.amount(use);
      Optional<BigDecimal> price =
          listPrice.or(() -> Optional.ofNullable(use.line().supply().unitPrice()).map(Money::yuan));
      if (amount.isEmpty()) {
        missing.add("amount");
        return Share.UNKNOWN;
      }
      if (price.filter(p -> p.signum() > 0).isEmpty()) {
        missing.add("price");
        return Share.UNKNOWN;
      }
      BigDecimal whole = price.get().multiply(use.times().max(BigDecimal.ONE));
      return amount.get().compareTo(whole) >= 0 ? Share.FULL : Share.LESS;
    }
  }

  @Override
  public String logic() {
    return "discount";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    List<Opinion> opinions = new ArrayList<>();
    Map<Cause, Map<String, Operation>> causes = new LinkedHashMap<>();
    Map<Cause, KnowledgePoint> points = new HashMap<>();
    Map<OrderLine, Integer> positions = Uses.positions(order);
    for (Match match : matches) {
      OrderLine line = match.line();
      Use use = Use.current(order, line, positions.getOrDefault(line, 0));
      if (!use.isGiven()) {
        continue;
      }
      Optional<String> group = match.point().constraint().value("group");
      if (group.isEmpty()) {
        opinions.add(
            new CannotTell(Optional.of(match.point()), List.of(line.id()), Set.of("constraint")));
        continue;
      }
      Cause cause = new Cause(group.get(), use.begin().toLocalDate());
      add(causes, cause, use, listPrice(order, match.point()));
      points.putIfAbsent(cause, match.point());
    }
    if (causes.isEmpty()) {
      return opinions;
    }
    addEarlier(order, ruleClass, causes);
    causes.forEach(
        (cause, operations) ->
            judge(order, cause, points.get(cause), operations).ifPresent(opinions::add));
    return opinions;
  }

  private static void add(
      Map<Cause, Map<String, Operation>> causes,
      Cause cause,
      Use use,
      Optional<BigDecimal> listPrice) {
    causes
        .computeIfAbsent(cause, key -> new LinkedHashMap<>())
        .computeIfAbsent(use.identity(), key -> new Operation())
        .add(use, listPrice);
  }

  private static void addEarlier(
      OrderCase order, RuleClass ruleClass, Map<Cause, Map<String, Operation>> causes) {
    Set<LocalDate> days = causes.keySet().stream().map(Cause::day).collect(Collectors.toSet());
    List<Use> earlier = new ArrayList<>();
    for (EarlierLine line : Uses.earlier(order)) {
      if (line.sameVisit()
          && line.line().begin() != null
          && days.contains(line.line().begin().toLocalDate())
          && (line.charged() || !Use.isCharging(order))) {
        earlier.add(Use.earlier(line, Use.isPaidByPatient(order)));
      }
    }
    for (Use use : Uses.netted(earlier)) {
      Set<Cause> found = new HashSet<>();
      Listed.points(
          order,
          ruleClass,
          use.line(),
          (point, isOther) -> {
            Optional<String> group = point.constraint().value("group");
            if (group.isEmpty()) {
              return;
            }
            Cause cause = new Cause(group.get(), use.begin().toLocalDate());
            if (causes.containsKey(cause) && found.add(cause)) {
              add(causes, cause, use, listPrice(order, point));
            }
          });
    }
  }

  private static Optional<BigDecimal> listPrice(OrderCase order, KnowledgePoint point) {
    return order
        .context()
        .hospitalLevel()
        .flatMap(level -> Quantities.number(point.constraint(), "price" + level.value()));
  }

  private static Optional<Opinion> judge(
      OrderCase order, Cause cause, KnowledgePoint point, Map<String, Operation> operations) {
    List<Use> full = new ArrayList<>();
    List<Use> all = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    int inFull = 0;
    int unknown = 0;
    for (Operation operation : operations.values()) {
      all.addAll(operation.uses);
      full.addAll(operation.full);
      if (operation.share == Share.FULL) {
        inFull++;
      } else if (operation.share == Share.UNKNOWN) {
        unknown++;
        missing.addAll(operation.missing);
      }
    }
    boolean concernsOrder = full.stream().anyMatch(Use::isCurrent);
    if (inFull >= 2 && concernsOrder) {
      return Optional.of(
          Uses.hit(
              Optional.of(point),
              full,
              facts(cause, full),
              Map.of("count", Integer.toString(inFull), "value", cause.group())));
    }
    if (inFull + unknown < 2) {
      missing.clear();
      // Without history another one may have been charged in full before.
      if (inFull + unknown > 0 && all.stream().anyMatch(Use::isCurrent)) {
        missing.addAll(Windows.missingSince(order.context(), cause.day()));
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(new CannotTell(Optional.of(point), Uses.ids(all), missing));
  }

  private static List<Evidence> facts(Cause cause, List<Use> full) {
    List<Evidence> facts = new ArrayList<>(Uses.evidence(full));
    for (Use use : full.subList(0, Math.min(full.size(), facts.size()))) {
      CapRule.amount(use)
          .ifPresent(
              amount ->
                  facts.add(
                      new Evidence(
                          "amount",
                          use.line().item().value() + " " + Quantities.plain(amount) + "元",
                          use.evidence().source())));
    }
    return facts;
  }
}
