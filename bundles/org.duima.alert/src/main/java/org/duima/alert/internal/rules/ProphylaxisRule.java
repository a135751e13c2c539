package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * {@code hours=24; max=48}: how long after an operation an antibiotic is given to prevent an
 * infection; {@code max} holds for operations on the heart. With an infection among the diagnoses
 * it is treatment. {@code dx} names what an infection is, in place of the rule's own set.
 *
 * <p>One that begins later than {@code max} after an operation prevents nothing, unless it goes on
 * with what was given before.
 */
final class ProphylaxisRule extends EachPoint {
  /** Chapters and categories of ICD-10 of infections by bacteria, where no others are given. */
  private static final CodeSet INFECTIONS =
      CodeSet.of(
          "A*,B*,E06.0*,G00*,G01*,G04.2*,G06*,H60.0*,H66.0*,H66.4*,I30.1*,I33*,I40.0*,"
              + "J01*,J02.0*,J03*,J05.1*,J13*,J14*,J15*,J16*,J17*,J18*,J20.0*,J20.1*,J20.2*,"
              + "J34.0*,J36*,J39.0*,J39.1*,J44.0*,J69*,J85*,J86*,K04.6*,K04.7*,K12.2*,K35*,K36*,"
              + "K37*,K57.0*,K57.2*,K57.4*,K57.8*,K61*,K63.0*,K63.1*,K65*,K67*,K75.0*,K75.1*,"
              + "K80.0*,K80.1*,K80.3*,K80.4*,K81*,K83.0*,L00*,L01*,L02*,L03*,L04*,L05.0*,L08*,"
              + "M00*,M01*,M46.2*,M46.3*,M46.5*,M60.0*,M65.0*,M65.1*,M71.0*,M71.1*,M72.6*,M86*,"
              + "N10*,N11*,N12*,N13.6*,N15.1*,N30.0*,N34.0*,N39.0*,N41*,N45*,N49*,N61*,N70*,N71*,"
              + "N73*,N75.1*,N76*,O08.0*,O23*,O41.1*,O75.3*,O85*,O86*,P23*,P36*,P39*,R57.2*,R65.0*,"
              + "R65.1*,T79.3*,T80.2*,T81.4*,T82.6*,T82.7*,T83.5*,T83.6*,T84.5*,T84.6*,T84.7*,"
              + "T85.7*,T88.0*");

  ProphylaxisRule() {
    super("prophylaxis");
  }

  /** What an operation allows: until when, and whether that is known. */
  private record Allowed(KnownProcedure operation, LocalDateTime until, BigDecimal hours) {}

  @Override
  Optional<Opinion> judge(OrderCase order, Group group) {
    OrderContext context = order.context();
    Constraint constraint = group.point().constraint();
    Optional<BigDecimal> hours = Quantities.number(constraint, "hours");
    Optional<BigDecimal> max = Quantities.number(constraint, "max");
    if (hours.isEmpty() || constraint.value("max").isPresent() != max.isPresent()) {
      return group.cannotTell(group.current(), Set.of("constraint"));
    }
    List<KnownProcedure> operations =
        context.procedures().stream()
            .filter(done -> Operations.kind(done) != Operations.Kind.OTHER)
            .toList();
    CodeSet infections = constraint.value("dx").map(CodeSet::of).orElse(INFECTIONS);
    if (operations.isEmpty() || isTreatment(context, infections)) {
      return Optional.empty();
    }
    BigDecimal longest = max.orElse(hours.get()).max(hours.get());
    List<Use> beyond = new ArrayList<>();
    List<Use> undecided = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    List<Use> earlier = Uses.netted(group.earlier());
    Allowed decisive = null;
    for (Use use : group.current()) {
      if (!use.isGiven()) {
        continue;
      }
      LocalDateTime last = lastGiven(use, context.at());
      List<String> lacking = new ArrayList<>();
      Optional<Allowed> exceeded =
          exceeded(context, operations, hours.get(), longest, use, last, earlier, lacking);
      if (exceeded.isPresent()) {
        beyond.add(use);
        decisive = exceeded.get();
      } else if (!lacking.isEmpty()) {
        undecided.add(use);
        missing.addAll(lacking);
      }
    }
    if (beyond.isEmpty()) {
      return group.cannotTell(undecided, missing);
    }
    if (!context.diagnosesAreWhole()) {
      // One that is not known may be the infection that is treated.
      return group.cannotTell(beyond, Set.of("diagnosis"));
    }
    return hit(context, group, beyond, decisive);
  }

  private static boolean isTreatment(OrderContext context, CodeSet infections) {
    return context.diagnoses().stream()
        .anyMatch(diagnosis -> diagnosis.isMapped() && infections.contains(diagnosis.code()));
  }

  /**
   * What is exceeded by a line; empty with what lacks, or with nothing where nothing is exceeded.
   */
  private static Optional<Allowed> exceeded(
      OrderContext context,
      List<KnownProcedure> operations,
      BigDecimal hours,
      BigDecimal longest,
      Use use,
      LocalDateTime last,
      List<Use> earlier,
      List<String> lacking) {
    KnownProcedure latest = null;
    boolean isEndMissing = false;
    for (KnownProcedure operation : operations) {
      LocalDateTime earliest = operation.end() == null ? operation.begin() : operation.end();
      if (earliest != null && earliest.isAfter(last)) {
        // It is given before that operation.
        continue;
      }
      if (operation.end() != null) {
        latest = latest == null || operation.end().isAfter(latest.end()) ? operation : latest;
      } else if (earliest == null || last.isAfter(plus(earliest, hours))) {
        isEndMissing = true;
      } else {
        // It ended after it began, so the time is not over for sure.
        return Optional.empty();
      }
    }
    if (latest == null) {
      if (isEndMissing) {
        lacking.add("operation-end");
      }
      return Optional.empty();
    }
    Operations.Kind kind = Operations.kind(latest);
    BigDecimal allowed = kind == Operations.Kind.HEART ? longest : hours;
    if (!last.isAfter(plus(latest.end(), allowed))) {
      if (goesOn(use.line())) {
        lacking.add("end");
      }
      return Optional.empty();
    }
    if (isEndMissing) {
      lacking.add("operation-end");
      return Optional.empty();
    }
    if (kind == Operations.Kind.UNKNOWN && !last.isAfter(plus(latest.end(), longest))) {
      lacking.add("procedure");
      return Optional.empty();
    }
    if (use.begin().isAfter(plus(latest.end(), longest)) && !goesOnWith(earlier, latest, longest)) {
      lacking.addAll(Windows.missingSince(context, dayBefore(latest)));
      return Optional.empty();
    }
    return Optional.of(new Allowed(latest, plus(latest.end(), allowed), allowed));
  }

  /** Whether the same was given around the operation. */
  private static boolean goesOnWith(
      List<Use> earlier, KnownProcedure operation, BigDecimal longest) {
    LocalDateTime from = dayBefore(operation).atStartOfDay();
    LocalDateTime to = plus(operation.end(), longest);
    return earlier.stream()
        .anyMatch(
            use ->
                use.isSameVisit()
                    && use.begin() != null
                    && !use.begin().isBefore(from)
                    && !use.begin().isAfter(to));
  }

  private static LocalDate dayBefore(KnownProcedure operation) {
    LocalDateTime begin = operation.begin() == null ? operation.end() : operation.begin();
    return begin.toLocalDate().minusDays(1);
  }

  private static boolean goesOn(OrderLine line) {
    return line.is(Mark.LONG_TERM) && line.end() == null && line.dosage().days() == null;
  }

  /** When it is given for the last time, as far as the line says. */
  private static LocalDateTime lastGiven(Use use, LocalDateTime at) {
    OrderLine line = use.line();
    if (line.end() != null) {
      return line.end();
    }
    Integer days = line.dosage().days();
    if (days != null && days > 0) {
      return use.begin().plusDays(days - 1L);
    }
    return goesOn(line) && at.isAfter(use.begin()) ? at : use.begin();
  }

  private static LocalDateTime plus(LocalDateTime time, BigDecimal hours) {
    return time.plusMinutes(hours.multiply(BigDecimal.valueOf(60)).longValue());
  }

  private static Optional<Opinion> hit(
      OrderContext context, Group group, List<Use> lines, Allowed allowed) {
    KnownProcedure operation = allowed.operation();
    LocalDateTime last =
        lines.stream()
            .map(use -> lastGiven(use, context.at()))
            .max(LocalDateTime::compareTo)
            .orElseThrow();
    List<Evidence> facts = new ArrayList<>(Uses.evidence(lines));
    facts.add(new Evidence("operation-end", operation.end().toString(), operation.source()));
    context.diagnoses().stream()
        .limit(5)
        .filter(KnownDiagnosis::isMapped)
        .map(
            diagnosis ->
                new Evidence(
                    "diagnosis",
                    Opinions.named(diagnosis.name(), diagnosis.code()),
                    diagnosis.source()))
        .forEach(facts::add);
    long given = (Duration.between(operation.end(), last).toMinutes() + 59) / 60;
    return Optional.of(
        Uses.hit(
            Optional.of(group.point()),
            lines,
            facts,
            Map.of(
                "value",
                "术后" + given + "小时",
                "limit",
                "术后" + Quantities.plain(allowed.hours()) + "小时")));
  }
}
