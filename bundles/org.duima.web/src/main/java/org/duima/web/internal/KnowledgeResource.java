package org.duima.web.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.KnowledgeBase.Switch;
import org.duima.api.alert.KnowledgeBase.Switch.Scope;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** The knowledge base for the insurance office: what is in it, and which of it speaks. */
public final class KnowledgeResource implements Resource {
  private static final int USUAL_ROWS = 200;

  private final Supplier<Optional<KnowledgeBase>> knowledge;
  private final Supplier<Optional<AlertStore>> store;
  private final Clock clock;

  /** Each part may be missing for a while. */
  public KnowledgeResource(
      Supplier<Optional<KnowledgeBase>> knowledge,
      Supplier<Optional<AlertStore>> store,
      Clock clock) {
    this.knowledge = knowledge;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/knowledge", "知识库概况", "The knowledge base at a glance")
            .answers(
                200,
                "规则类、批次各有多少知识点启用、静默、停用，现行开关，否决理由，自动静默的知识点",
                "how many points of each class and batch are on, silent, off; switches; reasons for"
                    + " overrides; points that fell silent by themselves")
            .answers(503, "知识库尚未就绪", "the knowledge base is not there yet")
            .by(this::overview),
        Operation.get("/api/knowledge/points", "知识点", "Knowledge points")
            .query("class", "规则类标识", "id of the rule class")
            .query("batch", "批次", "batch")
            .query("state", "on、silent、off", "on, silent or off")
            .query(
                "waiting",
                Kind.BOOLEAN,
                "true 只要限定内容未读懂、待药师解读的",
                "true for those whose words were not understood, which wait for a pharmacist")
            .query("search", "编码、项目名称或知识点标识中的文字", "text in codes, item name or id")
            .query("max", Kind.INTEGER, "最多几条，默认 200", "most rows, by default 200")
            .answers(200, "知识点；total 为总数", "the points; total says how many there are")
            .answers(503, "知识库尚未就绪", "the knowledge base is not there yet")
            .by(this::points),
        Operation.post("/api/knowledge/switch", "启用、静默或停用", "Switches points on, silent or off")
            .roles(Role.OFFICE, Role.IT)
            .field("scope", Kind.TEXT, "class、batch 或 point", "class, batch or point")
            .field("name", Kind.TEXT, "规则类标识、批次或知识点标识", "id of class or point, or the batch")
            .field("state", Kind.TEXT, "on、silent、off", "on, silent or off")
            .optional(
                "department", Kind.TEXT, "只对这个科室；空为全院", "for this department only; empty for all")
            .field("why", Kind.TEXT, "理由，记入开关表", "why, kept in the table of switches")
            .answers(200, "已生效", "in force")
            .answers(
                409,
                "没有这个规则类、批次或知识点，或开关表有误",
                "no such class, batch or point, or the table has errors")
            .answers(503, "知识库尚未就绪", "the knowledge base is not there yet")
            .by(this::switchTo));
  }

  private KnowledgeBase base() throws ProblemException {
    return ProblemException.present(knowledge, "知识库", "the knowledge base");
  }

  /** How many points are in which state. */
  private static final class States {
    private final Map<PointState, Long> counts = new EnumMap<>(PointState.class);

    void add(PointState state) {
      counts.merge(state, 1L, Long::sum);
    }

    void into(Map<String, Object> shown) {
      for (PointState state : PointState.values()) {
        shown.put(state.id(), counts.getOrDefault(state, 0L));
      }
    }
  }

  private Object overview(Call call) throws ProblemException {
    KnowledgeBase base = base();
    Knowledge current = base.current();
    Map<String, States> batches = new TreeMap<>();
    List<Map<String, Object>> classes = new ArrayList<>();
    for (RuleClass ruleClass : current.classes()) {
      States states = new States();
      for (KnowledgePoint point : current.pointsOf(ruleClass.id())) {
        states.add(point.state());
        batches.computeIfAbsent(point.batch(), b -> new States()).add(point.state());
      }
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("id", ruleClass.id());
      shown.put("name", Json.text(ruleClass.name()));
      shown.put("category", ruleClass.category().zh());
      shown.put("gzCode", ruleClass.gzCode());
      shown.put("logic", ruleClass.logic());
      shown.put("usesPoints", ruleClass.usesPoints());
      shown.put("audiences", ruleClass.audiences().stream().map(a -> a.id()).sorted().toList());
      states.into(shown);
      classes.add(shown);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("points", current.size());
    all.put("classes", classes);
    all.put(
        "batches",
        batches.entrySet().stream()
            .map(
                batch -> {
                  Map<String, Object> shown = new LinkedHashMap<>();
                  shown.put("batch", batch.getKey());
                  batch.getValue().into(shown);
                  return shown;
                })
            .toList());
    all.put("switches", base.switches().stream().map(KnowledgeResource::shown).toList());
    all.put(
        "reasons",
        base.reasons().stream()
            .map(reason -> Map.of("code", reason.code(), "text", Json.text(reason.text())))
            .toList());
    all.put(
        "ignored",
        store.get().map(known -> new TreeMap<>(known.ignored())).orElseGet(TreeMap::new));
    return all;
  }

  private static Map<String, Object> shown(Switch one) {
    return Map.of(
        "scope", one.scope().name().toLowerCase(Locale.ROOT),
        "name", one.name(),
        "department", one.department(),
        "state", one.state().id());
  }

  private Object points(Call call) throws ProblemException {
    KnowledgeBase base = base();
    Knowledge current = base.current();
    String wantedClass = call.parameter("class");
    String batch = call.parameter("batch");
    String search = call.parameter("search").strip();
    Optional<PointState> state =
        call.parameter("state").isEmpty()
            ? Optional.empty()
            : Optional.of(state(call.parameter("state")));
    boolean waiting = call.flag("waiting");
    int max = call.max(USUAL_ROWS);
    long total = 0;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RuleClass ruleClass : current.classes()) {
      if (!wantedClass.isEmpty() && !wantedClass.equals(ruleClass.id())) {
        continue;
      }
      for (KnowledgePoint point : current.pointsOf(ruleClass.id())) {
        if ((batch.isEmpty() || batch.equals(point.batch()))
            && state.map(s -> s == point.state()).orElse(true)
            && (!waiting || base.isWaiting(point))
            && (search.isEmpty() || has(point, search))) {
          total++;
          if (rows.size() < max) {
            rows.add(shown(point));
          }
        }
      }
    }
    return Map.of("total", total, "points", rows);
  }

  private static boolean has(KnowledgePoint point, String search) {
    return point.id().contains(search)
        || point.itemName().contains(search)
        || point.codes().stream().anyMatch(code -> code.contains(search))
        || point.others().stream().anyMatch(code -> code.contains(search));
  }

  private static Map<String, Object> shown(KnowledgePoint point) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", point.id());
    shown.put("class", point.ruleClass());
    shown.put("codes", point.codes());
    shown.put("others", point.others());
    shown.put("item", point.itemName());
    shown.put("published", point.published());
    shown.put("reading", point.constraint().toString());
    shown.put("detectLogic", point.detectLogic());
    shown.put("basis", point.basis());
    shown.put("batch", point.batch());
    shown.put("reaction", point.reaction().letter());
    shown.put("state", point.state().id());
    return shown;
  }

  private static PointState state(String id) throws ProblemException {
    try {
      return PointState.ofId(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.bad("state 应为 on、silent 或 off", "state must be on, silent or off");
    }
  }

  private static Scope scope(String name) throws ProblemException {
    for (Scope scope : Scope.values()) {
      if (scope.name().toLowerCase(Locale.ROOT).equals(name)) {
        return scope;
      }
    }
    throw ProblemException.bad(
        "scope 应为 class、batch 或 point", "scope must be class, batch or point");
  }

  private Object switchTo(Call call) throws ProblemException, IOException {
    KnowledgeBase base = base();
    Switch change =
        new Switch(
            scope(call.requiredField("scope")),
            call.requiredField("name"),
            call.field("department"),
            state(call.requiredField("state")));
    if (!exists(base.current(), change)) {
      throw new ProblemException(409, "没有这个规则类、批次或知识点", "there is no such class, batch or point");
    }
    List<Finding> findings;
    try {
      findings = base.switchTo(change, call.who(), call.requiredField("why"), clock.instant());
    } catch (UncheckedIOException e) {
      throw new ProblemException(
          503,
          "开关表 mappings/knowledge/switches.csv 无法写入",
          "the table of switches cannot be written");
    }
    Optional<Finding> error = findings.stream().filter(Finding::isError).findFirst();
    if (error.isPresent()) {
      throw new ProblemException(409, error.get().text());
    }
    // whoever switches a point on has looked at why it had fallen silent
    if (change.scope() == Scope.POINT && change.state() == PointState.ON) {
      Optional<AlertStore> alerts = store.get();
      if (alerts.isPresent() && alerts.get().ignored().containsKey(change.name())) {
        alerts.get().ignore(change.name(), false, call.who(), clock.instant());
      }
    }
    return shown(change);
  }

  private static boolean exists(Knowledge current, Switch change) {
    return switch (change.scope()) {
      case POINT -> current.point(change.name()).isPresent();
      case CLASS ->
          current.ruleClass(change.name()).filter(c -> c.id().equals(change.name())).isPresent();
      case BATCH ->
          current.classes().stream()
              .flatMap(c -> current.pointsOf(c.id()).stream())
              .anyMatch(point -> point.batch().equals(change.name()));
    };
  }
}
