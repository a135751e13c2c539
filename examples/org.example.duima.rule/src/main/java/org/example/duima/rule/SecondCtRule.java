package org.example.duima.rule;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;
import org.osgi.service.component.annotations.Component;

/** A hospital's own rule: no second CT of a region within 24 hours. */
@Component(service = OrderRule.class)
public final class SecondCtRule implements OrderRule {
  private static final String LOGIC = "example-second-ct";
  private static final Duration WITHIN = Duration.ofHours(24);
  private static final List<String> REGIONS =
      List.of("头", "颅脑", "颈部", "胸部", "腹部", "盆腔", "颈椎", "胸椎", "腰椎");

  private static final RuleClass SECOND_CT =
      new RuleClass(
          LOGIC,
          "", // no published code: it is the hospital's own
          Category.MEDICAL,
          new Text("24小时内重复CT", "Second CT within 24 hours"),
          LOGIC,
          Subject.LINE,
          false, // no knowledge points: asked for every order
          Reaction.WARN,
          Set.of(Audience.DOCTOR, Audience.OFFICE),
          Set.of(Scene.SELECT, Scene.SIGN),
          false,
          Constraint.NONE,
          new Text(
              "「{item}」与{hours}小时前的「{other}」为同一部位。",
              "{item} is of the same region as {other}, {hours} hours before."),
          new Text("请先查看上次结果；确需复查的，请写明理由。", "See the former result, or give the reason."));

  @Override
  public String logic() {
    return LOGIC;
  }

  @Override
  public List<RuleClass> classes() {
    return List.of(SECOND_CT);
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Map<String, EarlierLine> before = latestByRegion(order);
    List<Opinion> opinions = new ArrayList<>();
    for (OrderLine line : order.lines()) {
      String region = region(line);
      if (region.isEmpty() || line.is(Mark.CANCELLED)) {
        continue;
      }
      LocalDateTime begin = line.begin() == null ? order.context().at() : line.begin();
      EarlierLine former = before.get(region);
      if (former != null) {
        judge(line, begin, former).ifPresent(opinions::add);
      } else if (!isWholeSince(order, begin.minus(WITHIN))) {
        // nobody says that there was none
        opinions.add(new CannotTell(Optional.empty(), List.of(line.id()), Set.of("earlier")));
      }
    }
    return opinions;
  }

  private static boolean isWholeSince(OrderCase order, LocalDateTime time) {
    return order
        .context()
        .earlierSince()
        .filter(day -> !day.isAfter(time.toLocalDate()))
        .isPresent();
  }

  private static Optional<Opinion> judge(OrderLine line, LocalDateTime begin, EarlierLine former) {
    LocalDateTime then = former.line().begin();
    if (then == null) {
      return Optional.of(new CannotTell(Optional.empty(), List.of(line.id()), Set.of("begin")));
    }
    Duration since = Duration.between(then, begin);
    if (since.isNegative() || since.compareTo(WITHIN) >= 0) {
      return Optional.empty();
    }
    String name = former.line().displayName();
    return Optional.of(
        new Hit(
            Optional.empty(),
            List.of(line.id()),
            List.of(new Evidence("earlier-order", name + " " + then, former.source())),
            Map.of("other", name, "hours", String.valueOf(since.toHours()))));
  }

  /** The latest CT of each region; one without a time counts only where no other is known. */
  private static Map<String, EarlierLine> latestByRegion(OrderCase order) {
    Map<String, EarlierLine> latest = new HashMap<>();
    // earlier lines are sorted by their begin, those without one first
    for (EarlierLine earlier : order.context().earlier()) {
      String region = region(earlier.line());
      if (!region.isEmpty()) {
        latest.put(region, earlier);
      }
    }
    return latest;
  }

  /** What is scanned, empty if the item is no CT or does not say. */
  private static String region(OrderLine line) {
    String name = line.displayName();
    if (line.kind() != Kind.SERVICE || !name.contains("CT")) {
      return "";
    }
    return REGIONS.stream().filter(name::contains).findFirst().orElse("");
  }
}
