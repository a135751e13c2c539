package org.duima.mapping.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeMatch.Candidate;
import org.duima.api.mapping.CodeMatch.Relation;
import org.duima.api.mapping.CodeQuestion;

/** Translates the codes of one system. Immutable once it has been finished. */
final class CodeTables {
  /** A cross-walk from no edition: it speaks of codes that were sent without one. */
  private static final String NO_EDITION = "";

  private static final String WITHOUT_MORPHOLOGY = " (without morphology)";

  private final CodeSystem system;
  private final Decisions decisions;
  private final Map<String, Target> targets = new TreeMap<>();

  /** Dagger and asterisk codes without their signs, to the spellings that tables have for them. */
  private final Map<String, List<String>> composites = new HashMap<>();

  CodeTables(CodeSystem system, Decisions decisions) {
    this.system = system;
    this.decisions = decisions;
    decisions.targets(system).forEach(this::target);
  }

  private Target target(String edition) {
    return targets.computeIfAbsent(edition, to -> new Target(to, decisions.to(system, to)));
  }

  /** Adds a table; those added first go before. */
  void add(Table table) {
    target(table.info().to()).add(table);
  }

  /** Must be called once, after the last table. */
  void finish() {
    for (Target target : targets.values()) {
      for (Target between : targets.values()) {
        if (between != target && target.crosswalks.containsKey(between.edition)) {
          for (String from : between.crosswalks.keySet()) {
            if (!from.isEmpty() && !from.equals(target.edition) && !from.equals(between.edition)) {
              target.via.computeIfAbsent(from, edition -> new ArrayList<>()).add(between);
            }
          }
        }
      }
    }
    for (Target target : targets.values()) {
      target.finish();
      target.sources.addAll(target.via.keySet());
      target.sources.remove(NO_EDITION);
      target.sources.remove(target.edition);
      if (system == CodeSystem.DIAGNOSIS) {
        target.forEachCode(this::addComposite);
      }
    }
    composites.replaceAll(
        (without, spellings) ->
            spellings.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
  }

  private void addComposite(String code) {
    if (!CodeText.isNameKey(code) && CodeText.hasSecondPart(code)) {
      composites
          .computeIfAbsent(CodeText.withoutSigns(code), without -> new ArrayList<>())
          .add(code);
    }
  }

  Optional<Target> of(String edition) {
    return Optional.ofNullable(targets.get(CodeText.edition(system, edition)));
  }

  // ---------------------------------------------------------------- the question

  CodeMatch map(CodeQuestion question) {
    String to = CodeText.edition(system, question.targetEdition());
    Target target = targets.get(to);
    if (target == null) {
      target = new Target(to, decisions.to(system, to));
    }
    return question.code().hasEdition() ? declared(target, question) : undeclared(target, question);
  }

  private CodeMatch declared(Target target, CodeQuestion question) {
    String from = CodeText.edition(system, question.code().edition());
    String value = CodeText.normalize(system, from, question.code().value());
    if (!value.isEmpty()) {
      CodeMatch match = find(target, from, value, question);
      if (match != null) {
        return match;
      }
      for (Spelling other : otherSpellings(from, value)) {
        match = find(target, from, other.value, question);
        if (match != null) {
          return ofSent(match, value, other);
        }
      }
      if (from.equals(target.edition)) {
        return asItself(target, value, question.on());
      }
    }
    if (value.isEmpty() || from.equals(Editions.LOCAL)) {
      CodeMatch match = byName(target, from, question);
      if (match != null) {
        return match;
      }
    }
    return unmapped(target, from, value);
  }

  private CodeMatch undeclared(Target target, CodeQuestion question) {
    String sent = question.code().value();
    if (!sent.isEmpty()) {
      CodeMatch match = inAnyEdition(target, sent, question);
      if (match != null) {
        return match;
      }
      String value = CodeText.normalize(system, NO_EDITION, sent);
      for (Spelling other : otherSpellings(NO_EDITION, value)) {
        match = inAnyEdition(target, other.value, question);
        if (match != null) {
          return ofSent(match, value, other);
        }
      }
    }
    CodeMatch match = byName(target, Editions.LOCAL, question);
    return match != null
        ? match
        : unmapped(target, NO_EDITION, CodeText.normalize(system, NO_EDITION, sent));
  }

  private CodeMatch byName(Target target, String from, CodeQuestion question) {
    String key = CodeText.nameKey(question.name());
    return key.isEmpty() ? null : find(target, from, key, question);
  }

  private CodeMatch unmapped(Target target, String from, String value) {
    if (system == CodeSystem.DIAGNOSIS && CodeText.hasSecondPart(value)) {
      return new CodeMatch.Unmapped(
          new Text(
              "合并编码整体不在对照表中；不用其中一部分代替",
              "the composite code as a whole is in no table; no part of it is taken instead"));
    }
    if (!from.isEmpty() && !from.equals(Editions.LOCAL) && !target.sources.contains(from)) {
      return new CodeMatch.Unmapped(
          new Text(
              "没有 " + from + " 到 " + target.edition + " 的对照表",
              "no table leads from " + from + " to " + target.edition));
    }
    return new CodeMatch.Unmapped();
  }

  // ---------------------------------------------------------------- spellings

  /**
   * Another way in which tables may spell a code.
   *
   * @param note what to add to the provenance
   */
  private record Spelling(String value, String note) {}

  /** The answer for another spelling, told of the code that was sent. */
  private CodeMatch ofSent(CodeMatch match, String sent, Spelling found) {
    if (match instanceof CodeMatch.Mapped mapped) {
      String target = mapped.target().value();
      return new CodeMatch.Mapped(
          mapped.target(),
          mapped.targetName(),
          mapped.grayAsPrincipal(),
          mapped.inDictionary(),
          mapped.table() + found.note,
          Relations.of(system, sent, target, mapped.relation().manyToOne()));
    }
    return match;
  }

  /**
   * Only for what was not found as it stands: some tables have a morphology within the code, and
   * that is another code.
   */
  private List<Spelling> otherSpellings(String from, String value) {
    if (system != CodeSystem.DIAGNOSIS
        || from.equals(Editions.LOCAL)
        || !CodeText.hasSecondPart(value)) {
      return List.of();
    }
    List<Spelling> others = new ArrayList<>();
    addComposites(value, "", others);
    String without = CodeText.withoutMorphology(value);
    if (!without.equals(value)) {
      others.add(new Spelling(CodeText.withPlainMorphology(value), ""));
      others.add(new Spelling(without, WITHOUT_MORPHOLOGY));
      addComposites(without, WITHOUT_MORPHOLOGY, others);
    }
    return others;
  }

  private void addComposites(String value, String note, List<Spelling> others) {
    for (String spelling : composites.getOrDefault(CodeText.withoutSigns(value), List.of())) {
      if (!spelling.equals(value)) {
        others.add(new Spelling(spelling, note));
      }
    }
  }

  // ---------------------------------------------------------------- one spelling

  /** All that may be meant by a code that came without edition; null if nothing knows it. */
  private CodeMatch inAnyEdition(Target target, String sent, CodeQuestion question) {
    String undeclared = CodeText.normalize(system, NO_EDITION, sent);
    CodeMatch ofNoEdition = step(target, NO_EDITION, undeclared, question);
    if (ofNoEdition instanceof CodeMatch.Mapped || ofNoEdition instanceof CodeMatch.Gray) {
      return ofNoEdition;
    }
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    CodeMatch decided = null;
    CodeMatch gray = null;
    CodeMatch expired = null;
    List<String> editions = new ArrayList<>(target.sources);
    editions.add(target.edition);
    for (String edition : editions) {
      CodeMatch match = find(target, edition, CodeText.normalize(system, edition, sent), question);
      if (match instanceof CodeMatch.Mapped mapped) {
        decided = decided == null ? mapped : decided;
        candidates.putIfAbsent(
            mapped.target().value(), new Candidate(mapped.target(), mapped.targetName()));
      } else if (match instanceof CodeMatch.Ambiguous ambiguous) {
        ambiguous
            .candidates()
            .forEach(candidate -> candidates.putIfAbsent(candidate.code().value(), candidate));
      } else if (match instanceof CodeMatch.Gray) {
        gray = match;
      } else if (match instanceof CodeMatch.Expired && expired == null) {
        expired = match;
      }
    }
    if (candidates.size() > 1 || gray != null && !candidates.isEmpty()) {
      return new CodeMatch.Ambiguous(List.copyOf(candidates.values()));
    }
    if (decided != null) {
      return decided;
    }
    return gray != null ? gray : expired;
  }

  /**
   * What decisions, tables and dictionaries say of a source in one edition; null if nothing knows
   * it.
   *
   * @param key normalised code, or name key
   */
  private CodeMatch find(Target target, String from, String key, CodeQuestion question) {
    CodeMatch match = step(target, from, key, question);
    if (match != null) {
      return match;
    }
    if (from.equals(target.edition)) {
      Target.Known known = target.known(key, question.on());
      return known.status() == Target.Status.UNKNOWN
          ? null
          : mapped(target, key, "", known.table(), Relation.SAME, question.on());
    }
    return chain(target, from, key, question);
  }

  /** What a decision, else the first cross-walk by precedence says; null if none knows it. */
  private CodeMatch step(Target target, String from, String key, CodeQuestion question) {
    LocalDate on = question.on();
    Decisions.Decided decided = target.decisions.find(from, key, question.department(), on);
    if (decided != null) {
      return mapped(target, decided.target(), "", decided.provenance(), decided.relation(), on);
    }
    List<Table> tables = target.crosswalks.get(from);
    if (tables == null) {
      return null;
    }
    CodeMatch expired = null;
    for (Table table : tables) {
      Table.Row row = table.row(key);
      if (row == null) {
        continue;
      }
      if (table.info().inForce(on)) {
        int period = target.period(on);
        CodeMatch kept = row.answer(target, period);
        return kept != null ? kept : row.keep(target, period, answer(target, table, row, on));
      }
      if (expired == null && !row.isGray()) {
        Code formerly = new Code(system, target.edition, row.code());
        expired = new CodeMatch.Expired(new Candidate(formerly, row.name()), table.version());
      }
    }
    return expired;
  }

  private CodeMatch answer(Target target, Table table, Table.Row row, LocalDate on) {
    return row.isGray()
        ? new CodeMatch.Gray(table.version())
        : mapped(target, row.code(), row.name(), table.version(), row.relation(), on);
  }

  /** By way of one edition in between, where no table leads straight to the target. */
  private CodeMatch chain(Target target, String from, String key, CodeQuestion question) {
    List<Target> via = target.via.get(from);
    if (via == null || target.isWhole(from, question.on())) {
      return null;
    }
    Map<String, CodeMatch.Mapped> found = new LinkedHashMap<>();
    CodeMatch other = null;
    for (Target between : via) {
      CodeMatch first = step(between, from, key, question);
      if (first instanceof CodeMatch.Mapped half) {
        CodeMatch second = step(target, between.edition, half.target().value(), question);
        if (second instanceof CodeMatch.Mapped whole) {
          found.putIfAbsent(
              whole.target().value(),
              new CodeMatch.Mapped(
                  whole.target(),
                  whole.targetName(),
                  whole.grayAsPrincipal(),
                  whole.inDictionary(),
                  half.table() + " > " + whole.table(),
                  Relations.of(
                      system,
                      key,
                      whole.target().value(),
                      half.relation().manyToOne() || whole.relation().manyToOne())));
        } else {
          other = second != null ? second : other;
        }
      } else {
        other = first != null ? first : other;
      }
    }
    if (found.size() > 1) {
      return new CodeMatch.Ambiguous(
          found.values().stream().map(m -> new Candidate(m.target(), m.targetName())).toList());
    }
    return found.isEmpty() ? other : found.values().iterator().next();
  }

  private CodeMatch asItself(Target target, String value, LocalDate on) {
    return mapped(target, value, "", target.known(value, on).table(), Relation.SAME, on);
  }

  private CodeMatch mapped(
      Target target, String value, String name, String table, Relation relation, LocalDate on) {
    Code code = new Code(system, target.edition, value);
    Target.Known known = target.known(value, on);
    if (known.status() == Target.Status.EXPIRED) {
      return new CodeMatch.Expired(
          new Candidate(code, known.name().isEmpty() ? name : known.name()), known.table());
    }
    boolean inDictionary = known.status() == Target.Status.KNOWN;
    return new CodeMatch.Mapped(
        code,
        inDictionary || name.isEmpty() ? known.name() : name,
        target.isGray(value, on),
        inDictionary,
        table,
        relation);
  }
}
