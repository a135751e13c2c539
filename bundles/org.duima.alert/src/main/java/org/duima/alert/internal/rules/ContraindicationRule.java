package org.duima.alert.internal.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.KnownDiagnosis;

/**
 * {@code dx=…}: diagnoses, {@code allergy=青霉素,penicillin}: names or codes of what the patient does
 * not tolerate, with which the item must not be used.
 */
final class ContraindicationRule extends EachMatch {
  private static final Pattern DENIED = Pattern.compile("^无|否认|不过敏|无.{0,12}过敏|阴性|(?i)^no ");
  private static final Pattern SHORT_LATIN = Pattern.compile("[a-z0-9]{1,4}");

  ContraindicationRule() {
    super("contraindication");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<String> forbidden = match.point().constraint().value("dx");
    Optional<String> untolerated = match.point().constraint().value("allergy");
    if (forbidden.isEmpty() && untolerated.isEmpty()) {
      return Opinions.cannotTell(match, "dx-set");
    }
    OrderContext context = order.context();
    Optional<KnownDiagnosis> diagnosis =
        forbidden.flatMap(codes -> Diagnoses.among(context, CodeSet.of(codes)));
    if (diagnosis.isPresent()) {
      return hit(match, Diagnoses.word(diagnosis.get()), Diagnoses.evidence(diagnosis.get()));
    }
    Optional<Known<String>> allergy = untolerated.flatMap(names -> allergy(context, names));
    if (allergy.isPresent()) {
      return hit(match, "过敏：" + allergy.get().value(), Evidence.of("allergy", allergy.get()));
    }
    Set<String> missing = new TreeSet<>();
    if (forbidden.isPresent() && !context.diagnosesAreWhole()) {
      missing.add("diagnosis");
    }
    if (untolerated.isPresent() && context.allergies().isEmpty()) {
      missing.add("allergies");
    }
    return missing.isEmpty() ? Optional.empty() : Opinions.cannotTell(match, missing);
  }

  private static Optional<Opinion> hit(Match match, String found, Evidence fact) {
    return Opinions.hit(match, List.of(fact), Map.of("value", found));
  }

  private static Optional<Known<String>> allergy(OrderContext context, String names) {
    return context.allergies().orElse(List.of()).stream()
        .filter(allergy -> !DENIED.matcher(allergy.value()).find())
        .filter(allergy -> names(allergy.value(), names))
        .findFirst();
  }

  /** An entry is a beginning with a star, else it stands anywhere in what was said. */
  private static boolean names(String said, String entries) {
    String lower = said.strip().toLowerCase(Locale.ROOT);
    for (String each : entries.split("[,，]")) {
      String entry = each.strip().toLowerCase(Locale.ROOT);
      if (entry.isEmpty()) {
        continue;
      }
      if (entry.endsWith("*")) {
        if (lower.startsWith(entry.substring(0, entry.length() - 1))) {
          return true;
        }
      } else if (SHORT_LATIN.matcher(entry).matches()) {
        // "asa" is not meant by "nasal spray"
        if (Arrays.asList(lower.split("[^a-z0-9]+")).contains(entry)) {
          return true;
        }
      } else if (lower.contains(entry)) {
        return true;
      }
    }
    return false;
  }
}
