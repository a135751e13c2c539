package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.Maternity;
import org.duima.api.alert.OrderContext.Sex;

/**
 * An item that must not be used in pregnancy or lactation, or in the one that {@code
 * maternity=pregnant} or {@code maternity=nursing} names. Proof is what was said of it, else a
 * diagnosis: Z33–Z35 and O09–O99 without the pregnancies that ended (O00–O08) and what comes later
 * (O94–O97); Z32, a test, proves nothing. Men pass, and so do women below 12 and above 55 of whom
 * nothing was said.
 */
final class PregnancyRule extends EachMatch {
  private static final CodeSet NURSING = CodeSet.of("O85*,O86*,O87*,O89*,O90*,O91*,O92*");
  private static final CodeSet NO_PROOF =
      CodeSet.of("O00*,O01*,O02*,O03*,O04*,O05*,O06*,O07*,O08*,O94*,O95*,O96*,O97*");
  private static final CodeSet PROOF = CodeSet.of("O*,Z33*,Z34*,Z35*");
  private static final int YOUNGEST = 12;
  private static final int OLDEST = 55;

  PregnancyRule() {
    super("pregnancy");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<Set<Maternity>> read = concerned(match.point().constraint());
    if (read.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    Set<Maternity> concerned = read.get();
    OrderContext context = order.context();
    if (context.sex().map(sex -> sex.value() == Sex.MALE).orElse(false)) {
      return Optional.empty();
    }
    Optional<Known<Maternity>> stated = context.maternity();
    if (stated.isPresent() && stated.get().value() != Maternity.NEITHER) {
      Maternity state = stated.get().value();
      return concerned.contains(state)
          ? hit(match, state, new Evidence("maternity", word(state), stated.get().source()))
          : Optional.empty();
    }
    // a diagnosis weighs more than a field that says no, which many systems send as its default
    Optional<KnownDiagnosis> proof =
        context.diagnoses().stream()
            .filter(diagnosis -> PROOF.contains(diagnosis.code()))
            .filter(diagnosis -> !NO_PROOF.contains(diagnosis.code()))
            .findFirst();
    if (proof.isPresent()) {
      Maternity state =
          NURSING.contains(proof.get().code()) ? Maternity.NURSING : Maternity.PREGNANT;
      return concerned.contains(state)
          ? hit(match, state, Diagnoses.evidence(proof.get()))
          : Optional.empty();
    }
    if (stated.isPresent()) {
      return Optional.empty();
    }
    Optional<Known<LocalDate>> birth = Ages.birth(context);
    if (birth.isPresent()) {
      long years = ChronoUnit.YEARS.between(birth.get().value(), context.at().toLocalDate());
      if (years < YOUNGEST || years > OLDEST) {
        return Optional.empty();
      }
    }
    Set<String> missing = new TreeSet<>(Set.of("maternity"));
    if (context.sex().isEmpty()) {
      missing.add("sex");
    }
    if (birth.isEmpty()) {
      missing.add("age");
    }
    return Opinions.cannotTell(match, missing);
  }

  private static Optional<Set<Maternity>> concerned(Constraint constraint) {
    Set<Maternity> states = EnumSet.noneOf(Maternity.class);
    for (String name : constraint.value("maternity").orElse("pregnant,nursing").split("[,，]")) {
      switch (name.strip()) {
        case "pregnant" -> states.add(Maternity.PREGNANT);
        case "nursing" -> states.add(Maternity.NURSING);
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(states);
  }

  private static Optional<Opinion> hit(Match match, Maternity state, Evidence fact) {
    return Opinions.hit(match, List.of(fact), Map.of("value", word(state)));
  }

  private static String word(Maternity state) {
    return state == Maternity.PREGNANT ? "妊娠期" : "哺乳期";
  }
}
