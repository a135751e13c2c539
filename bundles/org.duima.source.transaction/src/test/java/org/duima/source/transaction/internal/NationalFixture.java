package org.duima.source.transaction.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.mapping.Dictionaries;
import org.duima.mapping.internal.MappingTables;

/** The door with the shipped tables, played alerts, and a listing of what was read. */
final class NationalFixture {
  /** 08:00 in Shanghai. */
  static final Instant NOW = Fixture.RECEIVED;

  static final List<AlertAnswer.OverrideReason> REASONS =
      List.of(new AlertAnswer.OverrideReason("R01", new Text("病情需要", "clinically needed")));

  /** The shipped value maps. */
  static final Dictionaries DICTIONARIES =
      new MappingTables(Path.of("../.."), Fixture.CLOCK, () -> "");

  private NationalFixture() {}

  static OrderTables shippedTables() {
    OrderTables tables = new OrderTables(Fixture.SHIPPED, Fixture.CLOCK);
    if (!tables.reload().isEmpty()) {
      throw new IllegalStateException(tables.reload().toString());
    }
    return tables;
  }

  static NationalDoor door() {
    return door(shippedTables());
  }

  static NationalDoor door(OrderTables tables) {
    return new NationalDoor(
        () -> Fixture.site(Map.of("institution." + Fixture.HOSPITAL + ".division", "440103")),
        tables,
        () -> DICTIONARIES,
        () -> REASONS,
        Clock.offset(Fixture.CLOCK, java.time.Duration.ofMillis(5)));
  }

  static RuleClass ruleClass(String logic, String gzCode) {
    return new RuleClass(
        "a-class",
        gzCode,
        RuleClass.Category.MEDICAL,
        new Text("某规则", "a class"),
        logic,
        RuleClass.Subject.LINE,
        true,
        Reaction.WARN,
        EnumSet.allOf(Audience.class),
        EnumSet.allOf(Scene.class),
        false,
        Constraint.NONE,
        new Text("", ""),
        new Text("", ""));
  }

  static Alert alert(String id, RuleClass ruleClass, List<String> lines, Optional<Money> amount) {
    return new Alert(
        id,
        ruleClass,
        List.of("p"),
        List.of("b"),
        lines,
        lines,
        Reaction.WARN,
        new Text("有问题", "something is wrong"),
        new Text("药品说明书", "label"),
        new Text("请核对", "check it"),
        false,
        List.of(),
        amount,
        Optional.empty());
  }

  /** Every line alone, and all of them as a pair. */
  static AlertAnswer everyLineIsWrong(OrderRequest request) {
    List<Alert> alerts = new ArrayList<>();
    List<String> ids = request.lines().stream().map(OrderLine::id).toList();
    for (String id : ids) {
      alerts.add(
          alert("alert-" + id, ruleClass("sex", "GZ1"), List.of(id), Optional.of(new Money(1050))));
    }
    alerts.add(alert("alert-pair", ruleClass("contained", ""), ids, Optional.empty()));
    return new AlertAnswer(request, alerts, 0, List.of(), REASONS);
  }

  static AlertAnswer nothingWrong(OrderRequest request) {
    return new AlertAnswer(request, List.of(), 0, List.of(), REASONS);
  }

  static String listing(OrderRequest request) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add(request.door() + " " + request.scene() + " at " + request.at());
    lines.add("institution " + request.institution() + " department " + request.department());
    lines.add("orderer " + request.orderer());
    request.keys().forEach(key -> lines.add("key " + key));
    new TreeMap<>(request.stated().facts())
        .forEach((name, fact) -> lines.add(name + "=" + fact.value() + " < " + fact.origin()));
    request
        .stated()
        .diagnoses()
        .forEach(
            d ->
                lines.add(
                    "diagnosis " + d.rank() + " " + d.role() + " " + d.code() + " " + d.name()));
    request
        .stated()
        .procedures()
        .forEach(
            p ->
                lines.add(
                    "procedure "
                        + p.code()
                        + " "
                        + p.name()
                        + " "
                        + p.begin()
                        + (p.principal() ? " principal" : "")));
    request.lines().forEach(line -> line(lines, "line", line));
    request.earlier().forEach(line -> line(lines, "earlier", line));
    return lines.toString();
  }

  private static void line(StringJoiner lines, String what, OrderLine line) {
    lines.add(what + " " + line.id() + " " + line.kind() + " " + line.item().value());
    lines.add("  " + line.displayName() + " / " + line.localCode() + " " + line.localName());
    lines.add("  prescription " + line.prescription() + " group " + line.group());
    lines.add("  " + line.supply());
    lines.add("  " + line.dosage());
    lines.add("  " + line.begin() + " to " + line.end());
    lines.add("  " + line.department() + " " + line.orderer() + " " + line.ordererTitle());
    lines.add("  " + line.marks() + " first line used " + line.firstLineUsed());
    lines.add("  < " + line.origin());
  }
}
