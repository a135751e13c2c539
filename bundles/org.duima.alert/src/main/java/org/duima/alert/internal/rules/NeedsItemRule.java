package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/**
 * {@code need=0012*}: service items of which one goes with the drug or consumable on the same day,
 * among the lines of the order or before it.
 */
final class NeedsItemRule implements OrderRule {
  @Override
  public String logic() {
    return "needs-item";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Services services = new Services(order);
    List<Opinion> opinions = new ArrayList<>();
    for (Match match : matches) {
      if (!EachMatch.isCancelled(match)) {
        judge(order, services, match).ifPresent(opinions::add);
      }
    }
    return opinions;
  }

  private static Optional<Opinion> judge(OrderCase order, Services services, Match match) {
    Optional<String> needed = match.point().constraint().value("need");
    if (needed.isEmpty()) {
      return Opinions.cannotTell(match, "need-set");
    }
    LocalDate day = History.dayOf(match.line(), order.context().at());
    Day known = services.on(day);
    if (known.holds(needed.get())) {
      return Optional.empty();
    }
    if (known.isUncoded) {
      return Opinions.cannotTell(match, "item");
    }
    if (!History.isWholeSince(order.context(), day)) {
      return Opinions.cannotTell(match, "history");
    }
    String other = match.point().published().isBlank() ? needed.get() : match.point().published();
    return Opinions.hit(
        match,
        List.of(
            new Evidence(
                "services-of-the-day",
                String.valueOf(known.codes.size()),
                "orders and charges of " + day)),
        Map.of("other", other));
  }

  /** Service items of one day. */
  private static final class Day {
    private final TreeSet<String> codes = new TreeSet<>();
    private boolean isUncoded;

    void add(OrderLine service) {
      String code = service.item().value();
      if (code.isEmpty()) {
        isUncoded = true;
      } else {
        codes.add(code.toUpperCase(Locale.ROOT));
      }
    }

    /** Looked up in the order of the codes: an order may have thousands of lines. */
    boolean holds(String needed) {
      for (String each : needed.split("[,，]")) {
        String entry = each.strip().toUpperCase(Locale.ROOT);
        if (entry.endsWith("*")) {
          String beginning = entry.substring(0, entry.length() - 1);
          String found = codes.ceiling(beginning);
          if (found != null && found.startsWith(beginning)) {
            return true;
          }
        } else if (codes.contains(entry)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Service items by the days that they are given on. */
  private static final class Services {
    private final Map<LocalDate, List<OrderLine>> once = new HashMap<>();
    private final List<OrderLine> lasting = new ArrayList<>();
    private final Map<LocalDate, Day> days = new HashMap<>();
    private final OrderCase order;

    Services(OrderCase order) {
      this.order = order;
      Stream.concat(
              order.lines().stream(), order.context().earlier().stream().map(EarlierLine::line))
          .filter(line -> line.kind() == Kind.SERVICE && !line.is(Mark.CANCELLED))
          .forEach(this::add);
    }

    private void add(OrderLine service) {
      if (service.is(Mark.LONG_TERM)) {
        lasting.add(service);
      } else {
        once.computeIfAbsent(History.dayOf(service, order.context().at()), day -> new ArrayList<>())
            .add(service);
      }
    }

    Day on(LocalDate day) {
      return days.computeIfAbsent(day, this::find);
    }

    private Day find(LocalDate on) {
      Day day = new Day();
      once.getOrDefault(on, List.of()).forEach(day::add);
      for (OrderLine service : lasting) {
        if (!History.dayOf(service, order.context().at()).isAfter(on)
            && (service.end() == null || !service.end().toLocalDate().isBefore(on))) {
          day.add(service);
        }
      }
      return day;
    }
  }
}
