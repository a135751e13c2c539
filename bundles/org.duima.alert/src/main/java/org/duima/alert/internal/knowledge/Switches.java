package org.duima.alert.internal.knowledge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.duima.api.Finding;
import org.duima.api.alert.KnowledgeBase.Switch;
import org.duima.api.alert.KnowledgeBase.Switch.Scope;
import org.duima.api.alert.PointState;

/**
 * The switches of {@code switches.csv}. Each change is a further row, so the table tells who
 * changed what and when; of several rows about one thing the last counts. Immutable.
 */
final class Switches {
  static final List<String> COLUMNS =
      List.of("scope", "name", "department", "state", "who", "at", "why");
  static final Switches NONE = new Switches(List.of());

  private static final List<String> NEEDED = COLUMNS.subList(0, 4);

  private final List<Placed> placed;
  private final List<Switch> all;

  /** Those without department, which hold everywhere. */
  private final Map<Scope, Map<String, PointState>> everywhere = new HashMap<>();

  /** A switch and the place where it stands. */
  private record Placed(Switch change, String at) {}

  private Switches(List<Placed> placed) {
    this.placed = placed;
    this.all = placed.stream().map(Placed::change).toList();
    for (Scope scope : Scope.values()) {
      everywhere.put(scope, new HashMap<>());
    }
    for (Switch change : all) {
      if (change.department().isEmpty()) {
        everywhere.get(change.scope()).put(change.name(), change.state());
      }
    }
  }

  /** Narrowest first. */
  List<Switch> all() {
    return all;
  }

  /**
   * The state of a point where no department has a say: a switch of the point decides; else that of
   * its batch or, if there is none, of its class makes it quieter or lets a silent one speak, but
   * never wakes a point whose own row says off.
   */
  PointState effective(PointState own, String id, String batch, String ruleClass) {
    PointState ofPoint = everywhere.get(Scope.POINT).get(id);
    if (ofPoint != null) {
      return ofPoint;
    }
    if (own == PointState.OFF) {
      return own;
    }
    PointState ofBatch = everywhere.get(Scope.BATCH).get(batch);
    return ofBatch != null ? ofBatch : everywhere.get(Scope.CLASS).getOrDefault(ruleClass, own);
  }

  /** Reads the table, which need not be there. */
  static Switches read(TableReader tables, Path file) {
    if (!Files.exists(file)) {
      return NONE;
    }
    Map<String, Placed> latest = new LinkedHashMap<>();
    tables.read(file, NEEDED, row -> read(row).ifPresent(p -> latest.put(key(p.change()), p)));
    List<Placed> narrowestFirst = new ArrayList<>(latest.values());
    narrowestFirst.sort(
        Comparator.comparing((Placed p) -> p.change().scope())
            .thenComparing(p -> p.change().department().isEmpty()));
    return new Switches(List.copyOf(narrowestFirst));
  }

  private static String key(Switch change) {
    return change.scope() + "\n" + change.name() + "\n" + change.department();
  }

  private static Optional<Placed> read(TableReader.Row row) {
    Scope scope = null;
    for (Scope known : Scope.values()) {
      if (name(known).equals(row.cell("scope"))) {
        scope = known;
      }
    }
    if (scope == null) {
      row.error("scope", "应为 point、batch 或 class", "must be point, batch or class");
      return Optional.empty();
    }
    if (row.cell("name").isEmpty()) {
      row.error("name", "名称为空", "the name is empty");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Placed(
              new Switch(
                  scope,
                  row.cell("name"),
                  row.cell("department"),
                  PointState.ofId(row.cell("state"))),
              row.at("name")));
    } catch (IllegalArgumentException e) {
      row.error("state", "应为 off、silent 或 on", e.getMessage());
      return Optional.empty();
    }
  }

  static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  /** Warns of switches that concern nothing that is loaded. */
  void findIdle(Predicate<Switch> concernsSomething, List<Finding> findings) {
    for (Placed each : placed) {
      if (!concernsSomething.test(each.change())) {
        findings.add(
            Finding.warning(
                TableReader.RULE,
                each.at(),
                "没有这样的规则类、批次或知识点：" + each.change().name(),
                "no such class, batch or point: " + each.change().name()));
      }
    }
  }
}
