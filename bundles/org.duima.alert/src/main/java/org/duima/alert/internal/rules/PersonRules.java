package org.duima.alert.internal.rules;

import java.util.List;
import org.duima.api.spi.OrderRule;

/** Rules that judge an item by the patient, the visit, or what belongs to it. */
final class PersonRules {
  private PersonRules() {}

  static List<OrderRule> all() {
    return List.of(
        new InsuranceRule(),
        new AgeRule(),
        new SexRule(),
        new LevelRule(),
        new VisitKindRule(),
        new DepartmentRule(),
        new IndicationRule(),
        new SecondLineRule(),
        new PregnancyRule(),
        new ContraindicationRule(),
        new DiseaseCatalogueRule(),
        new PrescriberRule(),
        new CodeKnownRule(),
        new ChargeDateRule(),
        new UnitPriceRule(),
        new NotCoveredRule(),
        new AllOfListRule(),
        new DaysSuppliedRule(),
        new DrugCountRule(),
        new NeedsItemRule());
  }
}
