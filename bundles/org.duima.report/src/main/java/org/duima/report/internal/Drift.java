package org.duima.report.internal;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.report.Section;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.CodeUse.Outcome;

/**
 * Codes in use of which the tables say something else now than when the lists were made. Each
 * different case is asked for once, on the last day of discharge and in the department where it was
 * seen last.
 */
final class Drift {
  private final CodeMapper mapper;
  private final LocalDate today;
  private final int mostRows;

  private record Answer(Outcome outcome, String code, String table) {}

  private record Drifted(CodeCase codes, Answer now) {}

  Drift(CodeMapper mapper, LocalDate today, int mostRows) {
    this.mapper = mapper;
    this.today = today;
    this.mostRows = mostRows;
  }

  Section section(Collection<CodeCase> cases) {
    Foremost<Drifted> drifted =
        new Foremost<>(
            Comparator.comparingLong((Drifted one) -> one.codes.lists())
                .reversed()
                .thenComparing(one -> one.codes, CodeMatchReport.byCode()),
            mostRows);
    for (CodeCase one : cases) {
      Answer now = ask(one);
      if (now.outcome != one.use().outcome() || !now.code.equals(one.use().targetCode())) {
        drifted.add(new Drifted(one, now));
      }
    }
    Table table =
        new Table("drift", "换表后结果改变", "Drift after a new table version")
            .note(
                "清单记录的结果与现行对照表（按最近出院日期）不同的在用编码；清单重新生成后采用现行结果。",
                "Codes in use of which the tables in force say something else than the lists record.")
            .text("system", "类别", "system")
            .text("edition", "版本", "edition")
            .text("code", "编码", "code")
            .text("name", "名称", "name")
            .text("recorded", "清单记录", "recorded")
            .text("recorded_table", "当时依据", "by")
            .text("now", "现行结果", "now")
            .text("now_table", "现行依据", "by")
            .count("uses", "次数", "uses")
            .count("lists", "清单数", "lists")
            .money("amount", "涉及金额", "amount of the lists")
            .date("last_discharge", "最近出院", "last discharge");
    for (Drifted one : drifted.inOrder()) {
      CodeUse use = one.codes.use();
      table.row(
          Words.system(use.source().system()),
          Words.orUnknown(use.source().edition()),
          use.source().value(),
          use.sourceName(),
          shown(use.outcome(), use.targetCode()),
          use.table(),
          shown(one.now.outcome, one.now.code),
          one.now.table,
          one.codes.uses(),
          one.codes.lists(),
          Table.money(one.codes.fen()),
          one.codes.lastDischarged());
    }
    return table.section(drifted.seen());
  }

  private Answer ask(CodeCase one) {
    CodeUse use = one.use();
    LocalDate on = one.lastDischarged() == null ? today : one.lastDischarged();
    CodeMatch match =
        mapper.map(
            new CodeQuestion(
                use.source(), use.sourceName(), one.department(), Editions.INSURANCE_2_0, on));
    if (match instanceof CodeMatch.Mapped mapped) {
      // a code that claims to be of the insurance edition and that no table confirms
      return mapped.table().equals(CodeMatch.AS_SENT) && use.outcome() == Outcome.UNMAPPED
          ? new Answer(Outcome.UNMAPPED, "", "")
          : new Answer(Outcome.MAPPED, mapped.target().value(), mapped.table());
    } else if (match instanceof CodeMatch.Ambiguous) {
      return new Answer(Outcome.AMBIGUOUS, "", "");
    } else if (match instanceof CodeMatch.Gray gray) {
      return new Answer(Outcome.GRAY, "", gray.table());
    } else if (match instanceof CodeMatch.Expired expired) {
      return new Answer(Outcome.EXPIRED, "", expired.table());
    }
    return new Answer(Outcome.UNMAPPED, "", "");
  }

  private static String shown(Outcome outcome, String code) {
    return outcome == Outcome.MAPPED ? code : Words.outcome(outcome);
  }
}
