package org.duima.alert.internal.rules;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.rules.Active.Span;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.spi.OrderRule;

/**
 * {@code substance=对乙酰氨基酚}: two orders in force at the same time for the same item, the same
 * substance, or the same drug whatever its form, size and maker. A drug's code begins with what
 * makes it that drug: letter, group and name, 10 characters of a western one and 11 of a Chinese
 * one. An order that was spoken of before and goes on is no second one, and a charge is no order.
 */
final class RepeatRule implements OrderRule {
  private static final int WESTERN = 23;
  private static final int WESTERN_DRUG = 10;
  private static final int CHINESE = 20;
  private static final int CHINESE_DRUG = 11;

  @Override
  public String logic() {
    return "repeat";
  }

  /** Lines with one thing in common, and the point that says so. */
  private record Kin(KnowledgePoint point, List<Use> uses) {}

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    if (Use.isCharging(order)) {
      return List.of();
    }
    Map<OrderLine, Use> current = new IdentityHashMap<>();
    Map<OrderLine, Integer> positions = Uses.positions(order);
    // Those of a substance come first: they say more than those of a code.
    Map<String, Kin> substances = new LinkedHashMap<>();
    Map<String, Kin> drugs = new LinkedHashMap<>();
    Map<Use, KnowledgePoint> points = new LinkedHashMap<>();
    for (Match match : matches) {
      OrderLine line = match.line();
      Use use =
          current.computeIfAbsent(
              line, key -> Use.current(order, key, positions.getOrDefault(key, 0)));
      if (!use.isGiven()) {
        continue;
      }
      points.putIfAbsent(use, match.point());
      substance(match.point())
          .ifPresent(name -> add(substances, "substance:" + name, match.point(), use));
      add(drugs, drug(use), match.point(), use);
    }
    if (points.isEmpty()) {
      return List.of();
    }
    addEarlier(order, ruleClass, substances, drugs);
    return judge(order, substances, drugs, points);
  }

  private static void add(Map<String, Kin> kin, String name, KnowledgePoint point, Use use) {
    List<Use> uses = kin.computeIfAbsent(name, key -> new Kin(point, new ArrayList<>())).uses;
    if (uses.isEmpty() || uses.get(uses.size() - 1) != use) {
      uses.add(use);
    }
  }

  private static void addEarlier(
      OrderCase order, RuleClass ruleClass, Map<String, Kin> substances, Map<String, Kin> drugs) {
    Map<String, Set<String>> substancesOf = new HashMap<>();
    for (EarlierLine line : Uses.earlier(order)) {
      Kind kind = line.line().kind();
      if (line.charged() || (kind != Kind.DRUG && kind != Kind.SLICE)) {
        continue;
      }
      Use use = Use.earlier(line, Use.isPaidByPatient(order));
      if (!use.isGiven()) {
        continue;
      }
      Optional.ofNullable(drugs.get(drug(use))).ifPresent(kin -> kin.uses.add(use));
      if (substances.isEmpty()) {
        continue;
      }
      for (String substance :
          substancesOf.computeIfAbsent(
              use.identity() + "|" + use.name() + "|" + use.line().localName(),
              key -> substances(order, ruleClass, use))) {
        Optional.ofNullable(substances.get("substance:" + substance))
            .ifPresent(kin -> kin.uses.add(use));
      }
    }
  }

  private static Set<String> substances(OrderCase order, RuleClass ruleClass, Use use) {
    Set<String> found = new LinkedHashSet<>();
    Listed.points(
        order, ruleClass, use.line(), (point, isOther) -> substance(point).ifPresent(found::add));
    return found;
  }

  private static Optional<String> substance(KnowledgePoint point) {
    return point.constraint().value("substance").map(String::strip);
  }

  private static String drug(Use use) {
    String code = use.identity();
    if (code.length() == WESTERN && code.startsWith("X")) {
      return code.substring(0, WESTERN_DRUG);
    }
    return code.length() == CHINESE && code.startsWith("Z")
        ? code.substring(0, CHINESE_DRUG)
        : code;
  }

  private static List<Opinion> judge(
      OrderCase order,
      Map<String, Kin> substances,
      Map<String, Kin> drugs,
      Map<Use, KnowledgePoint> points) {
    List<Opinion> opinions = new ArrayList<>();
    Map<Use, Set<Integer>> told = new IdentityHashMap<>();
    Map<Use, String> undecided = new LinkedHashMap<>();
    for (Map<String, Kin> all : List.of(substances, drugs)) {
      for (Kin kin : all.values()) {
        if (kin.uses.size() > 1) {
          judge(order, kin, told, undecided, opinions);
        }
      }
    }
    Map<KnowledgePoint, List<Use>> rest = new IdentityHashMap<>();
    List<KnowledgePoint> inOrder = new ArrayList<>();
    points.forEach(
        (use, point) -> {
          if (!told.containsKey(use)) {
            rest.computeIfAbsent(
                    point,
                    key -> {
                      inOrder.add(key);
                      return new ArrayList<>();
                    })
                .add(use);
          }
        });
    Set<String> history = Windows.missingOfActive(order.context());
    for (KnowledgePoint point : inOrder) {
      Set<String> missing = new LinkedHashSet<>(history);
      rest.get(point)
          .forEach(use -> Optional.ofNullable(undecided.get(use)).ifPresent(missing::add));
      List<Use> lines =
          history.isEmpty()
              ? rest.get(point).stream().filter(undecided::containsKey).toList()
              : rest.get(point);
      if (!missing.isEmpty()) {
        opinions.add(new CannotTell(Optional.of(point), Uses.ids(lines), missing));
      }
    }
    return opinions;
  }

  private static void judge(
      OrderCase order,
      Kin kin,
      Map<Use, Set<Integer>> told,
      Map<Use, String> undecided,
      List<Opinion> opinions) {
    LocalDateTime at = order.context().at();
    Partners partners =
        new Partners(kin.uses, use -> Active.span(use, at), (one, other) -> one == other);
    Set<Use> lines = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Use> others = new LinkedHashSet<>();
    for (Use use : kin.uses) {
      if (!use.isCurrent()) {
        continue;
      }
      Span span = Active.span(use, at);
      Optional<Use> partner = partners.sure(use, span);
      if (partner.isPresent()) {
        lines.add(use);
        others.add(partner.get());
      } else {
        partners
            .perhaps(use, span)
            .ifPresent(
                perhaps -> undecided.putIfAbsent(use, perhaps.begin() == null ? "begin" : "days"));
      }
    }
    if (lines.isEmpty() || isTold(told, lines, others)) {
      return;
    }
    List<Use> current = new ArrayList<>(kin.uses);
    current.removeIf(use -> !lines.contains(use));
    List<Use> before = others.stream().filter(use -> !use.isCurrent()).toList();
    List<Use> facts = new ArrayList<>(current);
    facts.addAll(before);
    boolean isAmongThemselves = before.isEmpty();
    opinions.add(
        Uses.hit(
            Optional.of(kin.point),
            current,
            Uses.evidence(facts),
            Map.of(
                "item",
                Uses.names(isAmongThemselves ? current.subList(0, 1) : current),
                "other",
                Uses.names(isAmongThemselves ? current.subList(1, current.size()) : before))));
    facts.forEach(
        use -> told.computeIfAbsent(use, key -> new LinkedHashSet<>()).add(opinions.size()));
  }

  /** Whether one hit named all of these already. */
  private static boolean isTold(Map<Use, Set<Integer>> told, Set<Use> lines, Set<Use> others) {
    Set<Integer> common = null;
    List<Use> all = new ArrayList<>(lines);
    all.addAll(others);
    for (Use use : all) {
      Set<Integer> hits = told.getOrDefault(use, Set.of());
      if (common == null) {
        common = new LinkedHashSet<>(hits);
      } else {
        common.retainAll(hits);
      }
      if (common.isEmpty()) {
        return false;
      }
    }
    return common != null;
  }
}
