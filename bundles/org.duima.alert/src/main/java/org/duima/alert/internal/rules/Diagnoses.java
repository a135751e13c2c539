package org.duima.alert.internal.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.KnownDiagnosis;

/** Diagnoses of a visit against a set of codes. */
final class Diagnoses {
  private Diagnoses() {}

  /** The first one in a set. */
  static Optional<KnownDiagnosis> among(OrderContext context, CodeSet set) {
    return context.diagnoses().stream()
        .filter(KnownDiagnosis::isMapped)
        .filter(diagnosis -> set.contains(diagnosis.code()))
        .findFirst();
  }

  static String word(KnownDiagnosis diagnosis) {
    return Opinions.named(
        diagnosis.name(), diagnosis.isMapped() ? diagnosis.code() : diagnosis.sourceCode());
  }

  static String words(OrderContext context) {
    return context.diagnoses().stream().map(Diagnoses::word).collect(Collectors.joining("、"));
  }

  static Evidence evidence(KnownDiagnosis diagnosis) {
    return new Evidence("diagnosis", word(diagnosis), diagnosis.source());
  }

  static List<Evidence> evidence(OrderContext context) {
    return context.diagnoses().stream().map(Diagnoses::evidence).toList();
  }
}
