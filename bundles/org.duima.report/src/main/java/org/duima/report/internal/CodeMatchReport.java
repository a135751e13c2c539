package org.duima.report.internal;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.report.ReportFacts.CodedList;
import org.duima.api.report.Section;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.CodeUse.Outcome;

/**
 * How well codes were matched. Told list by list; its memory grows with the number of different
 * codes, departments and physicians, not with that of lists. Not thread-safe.
 */
final class CodeMatchReport {
  /** A group of codes, ordered by what people read first. */
  private record Group(String first, String second) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int order = first.compareTo(other.first);
      return order != 0 ? order : second.compareTo(other.second);
    }
  }

  /** Where the uses of one case count. */
  private record Place(CodeCase codes, MatchRate system, MatchRate edition) {}

  private final int mostRows;
  private final MatchRate all = new MatchRate();
  private final Map<CodeSystem, MatchRate> bySystem = new TreeMap<>();
  private final Map<Group, MatchRate> byEdition = new TreeMap<>();
  private final Map<Group, MatchRate> byDepartment = new HashMap<>();
  private final Map<String, MatchRate> byPhysician = new HashMap<>();
  private final Map<String, MatchRate> byMonth = new TreeMap<>();
  private final Map<CodeUse, CodeCase> cases = new HashMap<>();
  private final Map<CodeUse, Place> places = new IdentityHashMap<>();

  CodeMatchReport(int mostRows) {
    this.mostRows = mostRows;
  }

  void add(CodedList list) {
    long fen = list.total() == null ? 0 : list.total().fen();
    Group department = new Group(list.department(), list.departmentName());
    MatchRate ofDepartment = byDepartment.computeIfAbsent(department, d -> new MatchRate());
    MatchRate ofPhysician = byPhysician.computeIfAbsent(list.physician(), p -> new MatchRate());
    MatchRate ofMonth = byMonth.computeIfAbsent(month(list.dischargedOn()), m -> new MatchRate());
    for (CodeUse use : list.codes()) {
      Place place = places.computeIfAbsent(use, this::place);
      place.codes.add(list, use.principal());
      place.system.add(use);
      place.edition.add(use);
      all.add(use);
      ofDepartment.add(use);
      ofPhysician.add(use);
      ofMonth.add(use);
    }
    for (CodeUse use : list.codes()) {
      Place place = places.get(use);
      end(place.system, fen);
      end(place.edition, fen);
    }
    all.endList(fen);
    ofDepartment.endList(fen);
    ofPhysician.endList(fen);
    ofMonth.endList(fen);
  }

  private Place place(CodeUse use) {
    return new Place(
        cases.computeIfAbsent(CodeCase.key(use), CodeCase::new),
        bySystem.computeIfAbsent(use.source().system(), s -> new MatchRate()),
        byEdition.computeIfAbsent(
            new Group(Words.system(use.source().system()), use.source().edition()),
            g -> new MatchRate()));
  }

  /** The first code of a group that a list has closes the list for it. */
  private static void end(MatchRate rate, long fen) {
    if (rate.isOpen()) {
      rate.endList(fen);
    }
  }

  private static String month(LocalDate discharged) {
    return discharged == null ? "" : YearMonth.from(discharged).toString();
  }

  /**
   * The sections.
   *
   * @param mapper what the tables say now
   * @param today the date whose tables count for codes of lists without a discharge
   */
  List<Section> sections(CodeMapper mapper, LocalDate today) {
    List<Section> sections = new ArrayList<>();
    sections.add(summary());
    Table systems =
        new Table("by-system", "按编码类别", "By code system").text("system", "类别", "system");
    rates(systems, bySystem, system -> List.of(Words.system(system)));
    sections.add(systems.section());
    Table editions =
        new Table("by-edition", "按编码版本", "By edition")
            .text("system", "类别", "system")
            .text("edition", "版本", "edition");
    rates(editions, byEdition, g -> List.of(g.first, Words.orUnknown(g.second)));
    sections.add(editions.section());
    Table departments =
        new Table("by-department", "按出院科室", "By department")
            .text("department", "科室代码", "department")
            .text("department_name", "科室", "name");
    rates(
        departments, new TreeMap<>(byDepartment), g -> List.of(g.first, Words.orUnknown(g.second)));
    sections.add(departments.section());
    Table physicians =
        new Table("by-physician", "按主诊医师", "By physician")
            .text("physician", "医师（代码或姓名）", "physician, code or name");
    rates(physicians, new TreeMap<>(byPhysician), p -> List.of(Words.orUnknown(p)));
    sections.add(physicians.section());
    Table months =
        new Table("by-month", "按出院月份", "By month of discharge").text("month", "月份", "month");
    rates(months, byMonth, m -> List.of(Words.orUnknown(m)));
    sections.add(months.section());
    sections.add(open());
    sections.add(
        mapped(
            "gray-principal",
            "灰码作主要诊断或主要手术",
            "Gray codes as principal",
            "医保版灰码不得作为主要诊断或主要手术操作，清单会被退回。",
            "Gray codes of the insurance edition may not be principal; such lists are returned.",
            CodeCase::principals,
            one -> one.use().grayAsPrincipal()));
    sections.add(
        mapped(
            "category-changed",
            "对照后类目改变",
            "Category changed on the way",
            "类目（诊断前三位、手术前两位）与原编码不同，可能影响分组，请病案室抽查。",
            "The category (three characters of a diagnosis, two of a procedure) is another one; this may"
                + " change the group.",
            CodeCase::uses,
            one -> one.use().categoryChanged()));
    sections.add(
        mapped(
            "name-differs",
            "名称与字典不同",
            "Names that differ from the dictionary",
            "医院名称与医保字典名称不同（不计全半角与标点）。",
            "The hospital's name is not the dictionary's, apart from width and punctuation.",
            CodeCase::uses,
            one -> one.use().nameDiffers()));
    sections.add(new Drift(mapper, today, mostRows).section(cases.values()));
    return sections;
  }

  private static <K> void rates(
      Table table, Map<K, MatchRate> rates, Function<K, List<String>> names) {
    MatchRate.columns(table);
    rates.forEach(
        (key, rate) -> {
          List<Object> row = new ArrayList<>(names.apply(key));
          row.addAll(rate.cells());
          table.row(row);
        });
  }

  private Section summary() {
    Table table =
        new Table("summary", "总览", "Summary")
            .note(
                "对照率三种口径：按编码出现次数；按清单（全部编码都已对照）；按西医主要诊断。灰码、多义、失效、无对照都算未对照。",
                "Three rates: by occurrence of a code, by list (all its codes matched), by principal"
                    + " diagnosis. Gray, ambiguous, expired and unmapped codes count as not matched.")
            .text("measure", "口径", "measure")
            .count("total", "总数", "total")
            .count("matched", "已对照", "matched")
            .count("unmatched", "未对照", "not matched")
            .percent("rate", "对照率", "rate");
    measure(table, "编码（次）", all.codes(), all.codesMatched());
    measure(table, "清单（份）", all.lists(), all.listsMatched());
    measure(table, "主要诊断", all.principals(), all.principalsMatched());
    return table.section();
  }

  private static void measure(Table table, String name, long total, long matched) {
    table.row(name, total, matched, total - matched, Table.share(matched, total));
  }

  private Section open() {
    Foremost<CodeCase> open =
        new Foremost<>(
            Comparator.comparingLong(CodeCase::heldLists)
                .thenComparingLong(CodeCase::lists)
                .reversed()
                .thenComparing(byCode()),
            mostRows);
    cases.values().stream().filter(one -> one.use().outcome() != Outcome.MAPPED).forEach(open::add);
    Table table =
        new Table("open-codes", "未对照与多义编码", "Codes without an answer")
            .note("按被卡清单数排序。", "Those that hold most lists come first.")
            .text("system", "类别", "system")
            .text("edition", "版本", "edition")
            .text("code", "编码", "code")
            .text("name", "名称", "name")
            .text("outcome", "结果", "outcome")
            .count("uses", "次数", "uses")
            .count("principals", "作主要诊断", "as principal")
            .count("lists", "清单数", "lists")
            .count("held_lists", "被卡清单", "held lists")
            .money("amount", "涉及金额", "amount of the lists")
            .date("last_discharge", "最近出院", "last discharge");
    for (CodeCase one : open.inOrder()) {
      CodeUse use = one.use();
      table.row(
          Words.system(use.source().system()),
          Words.orUnknown(use.source().edition()),
          use.source().value(),
          use.sourceName(),
          Words.outcome(use.outcome()),
          one.uses(),
          one.principals(),
          one.lists(),
          one.heldLists(),
          Table.money(one.fen()),
          one.lastDischarged());
    }
    return table.section(open.seen());
  }

  private Section mapped(
      String id,
      String zh,
      String en,
      String noteZh,
      String noteEn,
      Function<CodeCase, Long> uses,
      Predicate<CodeCase> which) {
    Foremost<CodeCase> foremost =
        new Foremost<>(Comparator.comparing(uses).reversed().thenComparing(byCode()), mostRows);
    cases.values().stream()
        .filter(one -> one.use().outcome() == Outcome.MAPPED && which.test(one))
        .filter(one -> uses.apply(one) > 0)
        .forEach(foremost::add);
    Table table =
        new Table(id, zh, en)
            .note(noteZh, noteEn)
            .text("system", "类别", "system")
            .text("edition", "版本", "edition")
            .text("code", "编码", "code")
            .text("name", "名称", "name")
            .text("target_code", "医保编码", "insurance code")
            .text("target_name", "医保名称", "insurance name")
            .text("table", "依据", "table or decision")
            .count("uses", "次数", "uses")
            .count("lists", "清单数", "lists")
            .money("amount", "涉及金额", "amount of the lists");
    for (CodeCase one : foremost.inOrder()) {
      CodeUse use = one.use();
      table.row(
          Words.system(use.source().system()),
          Words.orUnknown(use.source().edition()),
          use.source().value(),
          use.sourceName(),
          use.targetCode(),
          use.targetName(),
          use.table(),
          uses.apply(one),
          one.lists(),
          Table.money(one.fen()));
    }
    return table.section(foremost.seen());
  }

  static Comparator<CodeCase> byCode() {
    return Comparator.comparing((CodeCase one) -> one.use().source().system())
        .thenComparing(one -> one.use().source().value())
        .thenComparing(one -> one.use().source().edition())
        .thenComparing(one -> one.use().sourceName())
        .thenComparing(one -> one.use().targetCode())
        .thenComparing(one -> one.use().outcome())
        .thenComparing(one -> one.use().table())
        .thenComparing(one -> one.use().targetName());
  }
}
