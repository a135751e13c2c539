package org.duima.web.internal;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.DecisionDesk;
import org.duima.api.ledger.Role;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.SourceCode;
import org.duima.web.internal.Operation.Kind;

/** The coder's queue with the decisions made on it. */
public final class DecisionsResource implements Resource {
  private static final int PAGE = 100;

  private final Parts parts;
  private final Clock clock;

  /**
   * What decisions are made with. Each may be missing for a while.
   *
   * @param desk where they are made on this node
   */
  public record Parts(
      Supplier<Optional<CodeQueue>> queue,
      Supplier<Optional<CodeDecisions>> decisions,
      Supplier<Optional<DecisionDesk>> desk,
      Supplier<Optional<CodeMapper>> mapper,
      Supplier<Optional<Dictionaries>> dictionaries) {}

  public DecisionsResource(Parts parts, Clock clock) {
    this.parts = parts;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/codes/open", "待决定的编码", "Codes that need a decision")
            .query("system", "编码体系，空为全部", "code system, empty for all")
            .query("department", "本院科室代码，空为全部", "the hospital's own code, empty for all")
            .query("search", "编码开头或名称的一部分", "begin of the code or part of the name")
            .query("max", Kind.INTEGER, "最多几行，默认 100", "how many rows at most, by default 100")
            .answers(
                200, "total 与 rows，卡住清单最多者在前", "total and rows, those that hold most lists first")
            .by(this::open),
        Operation.get("/api/codes/lists", "使用某编码的清单", "Lists that use a code")
            .query("system", "编码体系，默认 diagnosis", "code system, by default diagnosis")
            .query("edition", "来源版本", "edition of the source")
            .query("code", "来源编码", "the source's code")
            .query("name", "没有编码时的名称", "the source's name where there is no code")
            .query("max", Kind.INTEGER, "最多几行，默认 100", "how many rows at most, by default 100")
            .answers(200, "清单，被卡住者在前", "the lists, held ones first")
            .by(this::lists),
        Operation.get(
                "/api/codes/decisions", "编码决定", "Decisions on codes, the withdrawn among them")
            .query("max", Kind.INTEGER, "最多几行，默认 100", "how many rows at most, by default 100")
            .answers(200, "决定，最新者在前", "the decisions, newest first")
            .by(this::decisions),
        Operation.post("/api/codes/decisions", "作出编码决定", "Decides what a code means")
            .roles(Role.CODER)
            .optional("system", Kind.TEXT, "编码体系，默认 diagnosis", "by default diagnosis")
            .optional("edition", Kind.TEXT, "来源版本", "edition of the source")
            .optional("code", Kind.TEXT, "来源编码", "the source's code")
            .optional("name", Kind.TEXT, "来源名称；没有编码时必填", "its name; needed without a code")
            .optional("department", Kind.TEXT, "只对此科室，空为全院", "for it alone, empty for all")
            .field("targetCode", Kind.TEXT, "目标编码", "the code to send")
            .optional(
                "targetEdition", Kind.TEXT, "目标版本，默认 insurance-2.0", "by default insurance-2.0")
            .optional("validFrom", Kind.DATE, "最早出院日期", "first day of discharge")
            .optional("validTo", Kind.DATE, "最晚出院日期", "last day of discharge")
            .field("why", Kind.TEXT, "理由，记入审计", "why, kept in the audit trail")
            .answers(
                201,
                "决定；released 为重新评估的住院数，warnings 为提醒",
                "the decision, with released, the stays evaluated again, and warnings")
            .answers(409, "目标编码在字典中无效", "the dictionary does not have the target")
            .by(this::decide),
        Operation.post("/api/codes/decisions/{number}/withdraw", "撤回决定", "Withdraws a decision")
            .roles(Role.CODER)
            .field("why", Kind.TEXT, "理由，记入审计", "why, kept in the audit trail")
            .answers(
                200,
                "已撤回；released 为重新评估的住院数",
                "withdrawn; released is the number of stays evaluated again")
            .answers(409, "没有此编号的有效决定", "no decision of this number stands")
            .by(this::withdraw));
  }

  private CodeQueue queue() throws ProblemException {
    return ProblemException.present(parts.queue, "编码队列", "the queue of codes");
  }

  private DecisionDesk desk() throws ProblemException {
    return ProblemException.present(parts.desk, "编码决定", "the desk for decisions");
  }

  private Dictionaries dictionaries() throws ProblemException {
    return ProblemException.present(parts.dictionaries, "字典", "the dictionaries");
  }

  // ---------------------------------------------------------------- queue

  private Object open(Call call) throws ProblemException {
    String system = call.parameter("system");
    CodeQueue.Open open =
        queue()
            .open(
                new CodeQueue.Filter(
                    system.isEmpty() ? null : CodesResource.system(system),
                    call.parameter("department"),
                    call.parameter("search"),
                    call.max(PAGE)));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("total", open.total());
    shown.put("rows", open.rows().stream().map(DecisionsResource::row).toList());
    return shown;
  }

  private static Map<String, Object> row(CodeQueue.OpenCode open) {
    Map<String, Object> row = source(open.source().code(), open.source().name());
    row.put("outcome", open.outcome().id());
    row.put("occurrences", open.occurrences());
    row.put("lists", open.lists());
    row.put("heldLists", open.heldLists());
    row.put("amountFen", open.amount().fen());
    row.put("lastSeen", text(open.lastSeen()));
    row.put(
        "departments",
        open.departments().stream()
            .map(
                department -> {
                  Map<String, Object> shown = new LinkedHashMap<>();
                  shown.put("code", department.code());
                  shown.put("name", department.name());
                  shown.put("occurrences", department.occurrences());
                  return shown;
                })
            .toList());
    return row;
  }

  private static Map<String, Object> source(Code code, String name) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("system", code.system().id());
    shown.put("edition", code.edition());
    shown.put("code", code.value());
    shown.put("name", name);
    return shown;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private Object lists(Call call) throws ProblemException {
    SourceCode source =
        source(
            CodesResource.system(call.parameter("system")),
            call.parameter("edition"),
            call.parameter("code"),
            call.parameter("name"));
    return queue().lists(source, call.max(PAGE)).stream().map(DecisionsResource::list).toList();
  }

  private static SourceCode source(CodeSystem system, String edition, String code, String name)
      throws ProblemException {
    if (code.isEmpty() && name.isEmpty()) {
      throw ProblemException.bad("请给出 code 或 name", "give a code or a name");
    }
    return new SourceCode(new Code(system, edition, code), name);
  }

  private static Map<String, Object> list(CodeQueue.UsingList list) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("setlId", list.setlId());
    shown.put("stayId", list.stayId());
    shown.put("state", list.state());
    shown.put("stateZh", list.stateZh());
    shown.put("department", list.department());
    shown.put("departmentName", list.departmentName());
    shown.put("dischargedOn", text(list.dischargedOn()));
    shown.put("amountFen", list.amount() == null ? null : list.amount().fen());
    shown.put("principal", list.principal());
    return shown;
  }

  // ---------------------------------------------------------------- decisions

  private Object decisions(Call call) throws ProblemException {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (CodeDecisions.Past past :
        ProblemException.present(parts.decisions, "编码决定", "decisions").history(call.max(PAGE))) {
      Map<String, Object> decision = decision(past.decision());
      decision.put("withdrawnBy", past.withdrawnBy());
      decision.put("withdrawnAt", text(past.withdrawnAt()));
      decision.put("withdrawnWhy", past.withdrawnWhy());
      shown.add(decision);
    }
    return shown;
  }

  private Map<String, Object> decision(CodeDecision decision) throws ProblemException {
    Code target = decision.target();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("number", decision.number());
    shown.putAll(source(decision.source(), decision.sourceName()));
    shown.put("department", decision.department());
    shown.put("targetCode", target.value());
    shown.put("targetName", name(target, days(decision).iterator().next()));
    shown.put("targetEdition", target.edition());
    shown.put("validFrom", text(decision.validFrom()));
    shown.put("validTo", text(decision.validTo()));
    shown.put("who", decision.who());
    shown.put("decidedAt", decision.decidedAt().toString());
    shown.put("why", decision.why());
    return shown;
  }

  private Object decide(Call call) throws ProblemException, IOException {
    CodeSystem system = CodesResource.system(call.field("system"));
    SourceCode source =
        source(system, call.field("edition"), call.field("code"), call.field("name"));
    String edition = call.field("targetEdition");
    CodeDecision decision =
        new CodeDecision(
            0,
            source.code(),
            source.name(),
            call.field("department"),
            new Code(
                system,
                edition.isEmpty() ? Editions.INSURANCE_2_0 : edition,
                call.requiredField("targetCode")),
            call.dateField("validFrom"),
            call.dateField("validTo"),
            call.who(),
            clock.instant(),
            call.requiredField("why"));
    if (decision.validFrom() != null
        && decision.validTo() != null
        && decision.validTo().isBefore(decision.validFrom())) {
      throw ProblemException.bad("validTo 早于 validFrom", "validTo is before validFrom");
    }
    List<Text> warnings = checked(decision);
    DecisionDesk.Decided decided = desk().decide(decision);
    Map<String, Object> shown = decision(decided.decision());
    shown.putAll(effect(decided.effect()));
    shown.put("warnings", warnings.stream().map(Json::text).toList());
    return Answer.of(201, shown);
  }

  /**
   * What a coder should know of the target.
   *
   * @throws ProblemException 409 if a whole dictionary does not have it on one of the days
   */
  private List<Text> checked(CodeDecision decision) throws ProblemException {
    Dictionaries known = dictionaries();
    Code target = decision.target();
    List<Text> warnings = new ArrayList<>();
    for (LocalDate day : days(decision)) {
      boolean whole = known.isComplete(target.system(), target.edition(), day);
      if (whole
          && known.codeName(target.system(), target.edition(), target.value(), day).isEmpty()) {
        throw new ProblemException(
            409,
            target.edition() + " 字典中没有 " + target.value() + "（" + day + " 有效的版本）",
            "the dictionary "
                + target.edition()
                + " in force on "
                + day
                + " does not have "
                + target.value());
      }
      if (name(target, day).isEmpty()) {
        warn(
            warnings,
            "已装入的 " + target.edition() + " 编码不全，其中没有 " + target.value(),
            "the codes of "
                + target.edition()
                + " are not all there, "
                + target.value()
                + " is not among them");
      }
      if (asItself(target, day).filter(CodeMatch.Mapped::grayAsPrincipal).isPresent()) {
        warn(
            warnings,
            target.value() + " 为灰码，不能作主要诊断或主要手术",
            target.value() + " is gray: it may not be a principal diagnosis or procedure");
      }
    }
    return warnings;
  }

  /** What the tables know of a code of the target's own edition. */
  private Optional<CodeMatch.Mapped> asItself(Code target, LocalDate day) throws ProblemException {
    CodeMapper mapper = ProblemException.present(parts.mapper, "编码表", "the code tables");
    return mapper.map(target, target.edition(), day) instanceof CodeMatch.Mapped mapped
            && mapped.target().value().equals(target.value())
        ? Optional.of(mapped)
        : Optional.empty();
  }

  /** From the dictionary, else from a table that leads there; empty where neither knows it. */
  private String name(Code target, LocalDate day) throws ProblemException {
    Optional<String> name =
        dictionaries().codeName(target.system(), target.edition(), target.value(), day);
    return name.isPresent()
        ? name.get()
        : asItself(target, day).map(CodeMatch.Mapped::targetName).orElse("");
  }

  private static void warn(List<Text> warnings, String zh, String en) {
    Text warning = new Text(zh, en);
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  /** The days that tell whether a target is good: today, or the nearest day, and both ends. */
  private Set<LocalDate> days(CodeDecision decision) {
    Set<LocalDate> days = new TreeSet<>();
    LocalDate from = decision.validFrom();
    LocalDate to = decision.validTo();
    LocalDate today = LocalDate.now(clock);
    if (from != null) {
      days.add(from);
    }
    if (to != null) {
      days.add(to);
    }
    if ((from == null || !today.isBefore(from)) && (to == null || !today.isAfter(to))) {
      days.add(today);
    }
    return days;
  }

  private static Map<String, Object> effect(DecisionDesk.Effect effect) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("released", effect.stays());
    shown.put("inForce", effect.inForce());
    return shown;
  }

  private Object withdraw(Call call) throws ProblemException, IOException {
    long number;
    try {
      number = Long.parseLong(call.path("number"));
    } catch (NumberFormatException e) {
      throw ProblemException.bad("决定编号应为整数", "the number of a decision is a whole number");
    }
    Optional<DecisionDesk.Effect> effect =
        desk().withdraw(number, call.who(), call.requiredField("why"), clock.instant());
    if (effect.isEmpty()) {
      throw new ProblemException(
          409, "没有编号为 " + number + " 的有效决定", "no decision of number " + number + " stands");
    }
    return effect(effect.get());
  }
}
