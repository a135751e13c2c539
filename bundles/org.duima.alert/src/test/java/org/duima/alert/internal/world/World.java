package org.duima.alert.internal.world;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.Text;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.site.Site;

/** A small hospital with a handful of knowledge points, for tests of judging and of quiet. */
public final class World implements KnowledgeBase, Knowledge {
  public static final LocalDateTime AT = LocalDateTime.of(2026, 3, 10, 9, 0);
  public static final String HOSPITAL = "H50010300001";
  public static final Key PATIENT = new Key(Key.Kind.PATIENT, HOSPITAL, "P1");

  private final Map<String, RuleClass> classes = new LinkedHashMap<>();
  private final List<KnowledgePoint> points = new ArrayList<>();
  private final List<Switch> switches = new ArrayList<>();

  public RuleClass addClass(String id, String logic, Category category) {
    return add(
        new RuleClass(
            id,
            "",
            category,
            new Text(id, id),
            logic,
            Subject.LINE,
            true,
            Reaction.WARN,
            EnumSet.of(Audience.DOCTOR),
            EnumSet.of(Scene.SELECT, Scene.SIGN),
            false,
            Constraint.NONE,
            new Text("「{item}」不当", "{item} is not right"),
            new Text("", "")));
  }

  public RuleClass add(RuleClass ruleClass) {
    classes.put(ruleClass.id(), ruleClass);
    return ruleClass;
  }

  public KnowledgePoint addPoint(String id, String ruleClass, String code) {
    return addPoint(id, ruleClass, code, Reaction.WARN, PointState.ON);
  }

  public KnowledgePoint addPoint(
      String id, String ruleClass, String code, Reaction reaction, PointState state) {
    KnowledgePoint point =
        new KnowledgePoint(
            id,
            ruleClass,
            List.of(code),
            List.of(),
            id,
            "限" + id,
            Constraint.NONE,
            "",
            "依据",
            "批次1",
            null,
            null,
            reaction,
            state);
    points.add(point);
    return point;
  }

  public void addSwitch(Switch one) {
    switches.add(one);
  }

  public static OrderLine line(String id, String code, Mark... marks) {
    return new OrderLine(
        id,
        "",
        "",
        Kind.DRUG,
        new Code(CodeSystem.DRUG, Editions.INSURANCE_2_0, code),
        "药" + code,
        "",
        "",
        new OrderLine.Supply(
            BigDecimal.ONE, "盒", Money.parseYuan("12.50"), Money.parseYuan("12.50")),
        null,
        AT,
        null,
        "0301",
        "D1",
        "",
        Set.of(marks),
        null,
        origin("order"));
  }

  public static Origin origin(String path) {
    return new Origin(0, "request", path);
  }

  public static Fact fact(String value) {
    return new Fact(value, origin("fact"));
  }

  public static OrderRequest request(OrderLine... lines) {
    return request(Scene.SIGN, Map.of("gend", "1", "brdy", "1960-01-01"), Set.of(), lines);
  }

  public static OrderRequest request(
      Scene scene, Map<String, String> facts, Set<String> selected, OrderLine... lines) {
    Map<String, Fact> stated = new LinkedHashMap<>();
    facts.forEach((name, value) -> stated.put(name, fact(value)));
    return new OrderRequest(
        "R1",
        "cds-hooks",
        scene,
        HOSPITAL,
        AT,
        List.of(PATIENT),
        "0301",
        "D1",
        new OrderRequest.Stated(stated, List.of(), List.of(), null),
        List.of(lines),
        List.of(),
        selected);
  }

  public static Site site() {
    return Site.of(
        Map.of(
            "institution." + HOSPITAL + ".name",
            "测试医院",
            "institution." + HOSPITAL + ".level",
            "3",
            "payer.self-pay",
            "self-pay",
            "payer.310",
            "insured"));
  }

  /** Insurance codes are themselves, others begin with a tilde and lose it. */
  public static CodeMapper codes() {
    return question -> {
      String value = question.code().value();
      if (question.code().edition().equals(Editions.INSURANCE_2_0)) {
        return mapped(question.code(), value);
      }
      return value.startsWith("~")
          ? mapped(question.code(), value.substring(1))
          : new CodeMatch.Unmapped();
    };
  }

  private static CodeMatch mapped(Code code, String value) {
    return new CodeMatch.Mapped(
        new Code(code.system(), Editions.INSURANCE_2_0, value),
        "",
        false,
        true,
        "test",
        CodeMatch.Relation.SAME);
  }

  @Override
  public Knowledge current() {
    return this;
  }

  @Override
  public List<OverrideReason> reasons() {
    return List.of(new OverrideReason("clinical", new Text("临床需要", "clinical need")));
  }

  @Override
  public Understood understand(
      String ruleClass, String published, String itemName, String detectLogic) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public Written written(String ruleClass, String reading) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public boolean isAboutPairs(String ruleClass) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public String contradiction(String ruleClass, Constraint one, Constraint other) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public List<Finding> switchTo(Switch change, String who, String why, Instant at) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public List<Switch> switches() {
    return switches;
  }

  @Override
  public Collection<RuleClass> classes() {
    return classes.values();
  }

  @Override
  public Optional<RuleClass> ruleClass(String name) {
    return Optional.ofNullable(classes.get(name));
  }

  @Override
  public void points(
      String code, String name, LocalDate on, BiConsumer<KnowledgePoint, Boolean> each) {
    for (KnowledgePoint point : points) {
      if (point.state() != PointState.OFF && point.codes().contains(code)) {
        each.accept(point, false);
      }
    }
  }

  @Override
  public Optional<KnowledgePoint> point(String id) {
    return points.stream().filter(point -> point.id().equals(id)).findFirst();
  }

  @Override
  public List<KnowledgePoint> pointsOf(String ruleClass) {
    return points.stream().filter(point -> point.ruleClass().equals(ruleClass)).toList();
  }

  @Override
  public int size() {
    return points.size();
  }
}
