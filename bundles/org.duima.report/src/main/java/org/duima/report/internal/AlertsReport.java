package org.duima.report.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.AlertFacts.Fired;
import org.duima.api.report.AlertFacts.Orders;
import org.duima.api.report.ReportFacts.Period;
import org.duima.api.report.Section;

/**
 * What alerts said, what they would have said, and what doctors made of it. Holds no patient data.
 */
final class AlertsReport {
  /** As installed; the node's own setting is used where the node judges orders. */
  private static final double USUAL_BUDGET = 0.97;

  private final AlertFacts facts;
  private final Optional<KnowledgeBase> knowledge;
  private final double budget;
  private final Period period;
  private final int mostRows;

  AlertsReport(AlertFacts facts, AlertRooms rooms, Period period, int mostRows) {
    this.facts = facts;
    this.knowledge = rooms.knowledge().get();
    this.budget = rooms.alerts().get().map(a -> a.status().budget()).orElse(USUAL_BUDGET);
    this.period = period;
    this.mostRows = mostRows;
  }

  /** Counts of a class or department. */
  private static final class Sum {
    private long shown;
    private long silent;
    private long accepted;
    private long overridden;
    private long withReason;

    void add(Fired fired) {
      shown += fired.shown();
      silent += fired.silent();
      accepted += fired.accepted();
      overridden += fired.overridden();
      withReason += fired.withReason();
    }

    List<Object> cells() {
      List<Object> cells = new ArrayList<>();
      cells.add(shown + silent);
      cells.add(shown);
      cells.add(silent);
      cells.add(accepted);
      cells.add(overridden);
      cells.add(Table.share(overridden, shown));
      cells.add(withReason);
      return cells;
    }
  }

  List<Section> sections() {
    List<Orders> orders = facts.orders(period);
    List<Fired> fired = facts.fired(period);
    List<Section> sections = new ArrayList<>();
    sections.add(summary(orders, fired));
    sections.add(days(orders));
    sections.add(departments(orders, fired));
    sections.add(classes(fired));
    sections.add(points());
    sections.add(reasons());
    sections.add(ignored());
    knowledge.ifPresent(
        base -> {
          sections.add(batches(base.current()));
          sections.add(waiting(base));
        });
    return sections;
  }

  private Section summary(List<Orders> orders, List<Fired> fired) {
    long judged = orders.stream().mapToLong(Orders::judged).sum();
    long interrupted = orders.stream().mapToLong(Orders::interrupted).sum();
    long missed = orders.stream().mapToLong(Orders::missed).sum();
    Sum all = new Sum();
    fired.forEach(all::add);
    Double quiet = Table.share(judged - interrupted, judged);
    boolean kept = quiet == null || quiet >= budget;
    return new Table("summary", "概况", "Summary")
        .note(
            kept ? "未被打断的医嘱不低于目标。" : "未被打断的医嘱低于目标：请看“按规则类”，静默否决率高的规则。",
            kept
                ? "The share of orders without an interrupting card is what the site wants."
                : "Too many orders are interrupted: see by-class, silence what is overridden most.")
        .text("what", "项目", "what")
        .count("number", "数量", "number")
        .percent("share", "占比", "share")
        .row("审查医嘱", judged, null)
        .row("未被打断", judged - interrupted, quiet)
        .row("目标", null, budget)
        .row("未在时限内答全", missed, Table.share(missed, judged))
        .row("展示的提醒", all.shown, null)
        .row("静默的命中", all.silent, null)
        .row("采纳", all.accepted, Table.share(all.accepted, all.shown))
        .row("否决", all.overridden, Table.share(all.overridden, all.shown))
        .section();
  }

  private static Section days(List<Orders> orders) {
    Map<LocalDate, long[]> byDay = new TreeMap<>();
    for (Orders one : orders) {
      long[] sums = byDay.computeIfAbsent(one.day(), d -> new long[3]);
      sums[0] += one.judged();
      sums[1] += one.interrupted();
      sums[2] += one.missed();
    }
    Table table =
        new Table("by-day", "按日", "By day")
            .date("day", "日期", "day")
            .count("judged", "审查医嘱", "orders judged")
            .count("interrupted", "被打断", "interrupted")
            .percent("quiet", "未被打断", "not interrupted")
            .count("missed", "未答全", "not complete");
    byDay.forEach(
        (day, sums) ->
            table.row(day, sums[0], sums[1], Table.share(sums[0] - sums[1], sums[0]), sums[2]));
    return table.section();
  }

  private static Table fired(Table table) {
    return table
        .count("fired", "命中", "fired")
        .count("shown", "展示", "shown")
        .count("silent", "静默", "silent")
        .count("accepted", "采纳", "accepted")
        .count("overridden", "否决", "overridden")
        .percent("override_rate", "否决率", "override rate")
        .count("with_reason", "说明理由", "with reason");
  }

  private static Section departments(List<Orders> orders, List<Fired> fired) {
    Map<String, Sum> sums = new TreeMap<>();
    Map<String, long[]> judged = new TreeMap<>();
    fired.forEach(one -> sums.computeIfAbsent(one.department(), d -> new Sum()).add(one));
    for (Orders one : orders) {
      long[] counts = judged.computeIfAbsent(one.department(), d -> new long[2]);
      counts[0] += one.judged();
      counts[1] += one.interrupted();
      sums.computeIfAbsent(one.department(), d -> new Sum());
    }
    Table table =
        fired(
            new Table("by-department", "按科室", "By department")
                .text("department", "科室代码", "department")
                .count("judged", "审查医嘱", "orders judged")
                .percent("quiet", "未被打断", "not interrupted"));
    sums.forEach(
        (department, sum) -> {
          long[] counts = judged.getOrDefault(department, new long[2]);
          List<Object> cells = new ArrayList<>();
          cells.add(Words.orUnknown(department));
          cells.add(counts[0]);
          cells.add(Table.share(counts[0] - counts[1], counts[0]));
          cells.addAll(sum.cells());
          table.row(cells);
        });
    return table.section();
  }

  private Section classes(List<Fired> fired) {
    Map<String, Sum> sums = new TreeMap<>();
    fired.forEach(one -> sums.computeIfAbsent(one.ruleClass(), c -> new Sum()).add(one));
    Table table =
        fired(
            new Table("by-class", "按规则类", "By rule class")
                .note(
                    "静默包含试运行、对象或场景不符、自费、急救等未展示的命中。",
                    "Silent are all hits that nobody saw, whatever the reason.")
                .text("rule_class", "规则类", "rule class")
                .text("rule_class_name", "名称", "name"));
    sums.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Sum> one) -> one.getValue().shown + one.getValue().silent)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .forEach(
            one -> {
              List<Object> cells = new ArrayList<>();
              cells.add(one.getKey());
              cells.add(className(one.getKey()));
              cells.addAll(one.getValue().cells());
              table.row(cells);
            });
    return table.section();
  }

  private String className(String id) {
    return knowledge
        .flatMap(base -> base.current().ruleClass(id))
        .map(ruleClass -> ruleClass.name().zh())
        .orElse("");
  }

  private Section points() {
    Table table =
        new Table("points", "命中最多的知识点", "Points that fire most")
            .text("point", "知识点", "point")
            .text("rule_class", "规则类", "rule class")
            .text("batch", "批次", "batch")
            .text("item", "项目", "item")
            .text("state", "状态", "state")
            .count("shown", "展示", "shown")
            .count("silent", "静默", "silent")
            .count("accepted", "采纳", "accepted")
            .count("overridden", "否决", "overridden")
            .percent("override_rate", "否决率", "override rate");
    for (AlertFacts.FiredPoint one : facts.points(period, mostRows)) {
      table.row(
          one.pointId(),
          className(one.ruleClass()).isEmpty() ? one.ruleClass() : className(one.ruleClass()),
          one.batch(),
          one.itemName(),
          knowledge
              .flatMap(base -> base.current().point(one.pointId()))
              .map(point -> state(point.state()))
              .orElse("已撤下"),
          one.shown(),
          one.silent(),
          one.accepted(),
          one.overridden(),
          Table.share(one.overridden(), one.shown()));
    }
    return table.section();
  }

  private Section reasons() {
    Function<String, String> inWords =
        code ->
            switch (code) {
              case "" -> "未说明";
              case "comment" -> "自述";
              default ->
                  knowledge.stream()
                      .flatMap(base -> base.reasons().stream())
                      .filter(reason -> reason.code().equals(code))
                      .map(OverrideReason::text)
                      .map(text -> text.zh())
                      .findFirst()
                      .orElse(code);
            };
    Table table =
        new Table("reasons", "否决理由", "Reasons for overrides")
            .text("rule_class", "规则类", "rule class")
            .text("rule_class_name", "名称", "name")
            .text("department", "科室代码", "department")
            .text("reason", "理由", "reason")
            .count("overridden", "否决", "overridden");
    for (AlertFacts.Reason one : facts.reasons(period)) {
      table.row(
          one.ruleClass(),
          className(one.ruleClass()),
          Words.orUnknown(one.department()),
          inWords.apply(one.reason()),
          one.overridden());
    }
    return table.section();
  }

  private Section ignored() {
    Table table =
        new Table("ignored", "几乎总被否决的知识点", "Points that are nearly always overridden")
            .note(
                "安全类（禁忌、妊娠、相互作用、配伍、儿童禁用）不会自动静默，请核对知识点或与科室沟通。",
                "Classes about safety do not fall silent by themselves; look at the point or talk to"
                    + " the department.")
            .text("point", "知识点", "point")
            .text("rule_class", "规则类", "rule class")
            .text("rule_class_name", "名称", "name")
            .date("since", "自", "since")
            .text("overridden", "否决/展示", "overridden/shown")
            .text("now", "处理", "now");
    for (AlertFacts.Ignored one : facts.ignored()) {
      table.row(
          one.pointId(),
          one.ruleClass(),
          className(one.ruleClass()),
          one.since(),
          one.why(),
          one.silent() ? "已自动静默" : "请医保办核对");
    }
    return table.section();
  }

  private static String state(PointState state) {
    return switch (state) {
      case ON -> "启用";
      case SILENT -> "静默";
      case OFF -> "停用";
    };
  }

  /** How many points of each batch speak. */
  private static Section batches(Knowledge base) {
    Map<String, long[]> counts = new TreeMap<>();
    for (RuleClass ruleClass : base.classes()) {
      for (KnowledgePoint point : base.pointsOf(ruleClass.id())) {
        counts
            .computeIfAbsent(point.batch(), b -> new long[PointState.values().length])[
            point.state().ordinal()]++;
      }
    }
    Table table =
        new Table("batches", "知识点批次", "Batches of points")
            .text("batch", "批次", "batch")
            .count("on", "启用", "on")
            .count("silent", "静默", "silent")
            .count("off", "停用", "off");
    counts.forEach(
        (batch, number) ->
            table.row(
                batch,
                number[PointState.ON.ordinal()],
                number[PointState.SILENT.ordinal()],
                number[PointState.OFF.ordinal()]));
    return table.section();
  }

  /** Points whose text was not understood: a pharmacist says what they mean. */
  private Section waiting(KnowledgeBase base) {
    Table table =
        new Table("waiting", "待药师解读的知识点", "Points that wait for a pharmacist")
            .note(
                "限定内容未能自动解读，处于停用；在 mappings/knowledge/site/ 用同一标识补上 reading 即可启用。",
                "Their words were not understood, so they are off; a row of the same id with a"
                    + " reading in mappings/knowledge/site/ puts them on.")
            .text("point", "知识点", "point")
            .text("rule_class", "规则类", "rule class")
            .text("item", "项目", "item")
            .text("published", "限定内容", "published")
            .text("batch", "批次", "batch");
    long total = 0;
    for (RuleClass ruleClass : base.current().classes()) {
      for (KnowledgePoint point : base.current().pointsOf(ruleClass.id())) {
        if (base.isWaiting(point)) {
          total++;
          if (total <= mostRows) {
            table.row(
                point.id(),
                ruleClass.name().zh(),
                point.itemName(),
                point.published(),
                point.batch());
          }
        }
      }
    }
    return table.section(total);
  }
}
