package org.duima.karaf.smoke.drill;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duima.demo.day.Stay;

/** What a fault may need of a stay. */
final class Traits {
  private Traits() {}

  static Set<String> of(Stay stay) {
    Set<String> traits = new LinkedHashSet<>();
    traits.add(stay.inHl7() ? "hl7" : "transactions");
    traits.add(stay.patient().sex().equals("M") ? "male" : "female");
    add(traits, "newborn", stay.facts().containsKey("nwb_adm_type"));
    add(traits, "ventilator", stay.facts().containsKey("vent_used_dura"));
    add(traits, "coma", stay.facts().containsKey("pwcry_afadm_coma_dura"));
    long years = ChronoUnit.YEARS.between(stay.patient().born(), stay.admit().at().toLocalDate());
    add(traits, "adult", years >= 18);
    add(traits, "child", years >= 1 && years < 10);
    add(traits, "planned", !stay.admit().way().equals("急诊"));
    add(traits, "outpatient", stay.outpatient() != null);
    add(traits, "moved", !stay.moves().isEmpty());
    if (stay.discharge() != null) {
      add(traits, "alive", !stay.discharge().way().equals("5"));
      add(traits, "to-other", stay.discharge().to() != null);
      long nights =
          ChronoUnit.DAYS.between(
              stay.admit().at().toLocalDate(), stay.discharge().at().toLocalDate());
      add(traits, "nights", nights >= 2);
    }
    if (!stay.coded().isEmpty()) {
      codes(traits, stay.coded().get(stay.coded().size() - 1));
    }
    return traits;
  }

  private static void codes(Set<String> traits, Stay.FrontPage page) {
    List<Stay.Operation> operations = page.operations();
    add(traits, "others", page.diagnoses().size() > 1);
    add(traits, "western", page.disease() == null);
    add(traits, "operation", !operations.isEmpty());
    add(
        traits,
        "anaesthesia",
        !operations.isEmpty()
            && Set.of("1", "2", "21", "41").contains(operations.get(0).anaesthesia()));
    add(traits, "icu", !page.icu().isEmpty());
    add(traits, "blood", !page.blood().isEmpty());
    add(traits, "no-cause", page.diagnoses().stream().noneMatch(d -> d.code().matches("[V-Y].*")));
    add(traits, "delivery", page.diagnoses().stream().anyMatch(d -> d.code().startsWith("Z37")));
  }

  private static void add(Set<String> traits, String trait, boolean holds) {
    if (holds) {
      traits.add(trait);
    }
  }
}
