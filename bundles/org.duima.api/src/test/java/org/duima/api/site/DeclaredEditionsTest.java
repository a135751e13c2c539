package org.duima.api.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredEditionsTest {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "edition.diagnosis", "clinical-2.0",
          "edition.procedure", "clinical-3.0",
          "edition.transaction.4401.diagnosis", "clinical-1.1");
  private static final Map<String, String> NARROWER =
      Map.of(
          "edition.diagnosis.field.DG1-3", "insurance-2.0",
          "edition.diagnosis.department.0301", "local",
          "edition.diagnosis.sender.EMR|*", "national-2016",
          "edition.diagnosis.sender.EMR|EAST", "insurance-1.0");

  private static DeclaredEditions editions(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(DEFAULTS);
    all.putAll(settings);
    return Site.of(all).editions();
  }

  private static String diagnosis(
      DeclaredEditions editions, String field, String department, String sender) {
    return editions.edition(
        CodeSystem.DIAGNOSIS, new DeclaredEditions.Place(field, department, sender));
  }

  @Test
  void theNarrowestDeclarationCounts() {
    DeclaredEditions editions = editions(NARROWER);
    assertThat(diagnosis(editions, "DG1-3", "0301", "EMR|EAST")).isEqualTo("insurance-2.0");
    assertThat(diagnosis(editions, "DG1-4", "0301", "EMR|EAST")).isEqualTo("local");
    assertThat(diagnosis(editions, "DG1-4", "0302", "EMR|EAST")).isEqualTo("insurance-1.0");
    assertThat(diagnosis(editions, "DG1-4", "0302", "EMR|WEST")).isEqualTo("national-2016");
    assertThat(diagnosis(editions, "DG1-4", "0302", "HIS|WEST")).isEqualTo("clinical-2.0");
  }

  @Test
  void aSystemKnowsNothingOfAnothersDeclarations() {
    assertThat(
            editions(NARROWER)
                .edition(
                    CodeSystem.PROCEDURE, new DeclaredEditions.Place("DG1-3", "0301", "EMR|EAST")))
        .isEqualTo("clinical-3.0");
    assertThat(
            editions(NARROWER)
                .edition(CodeSystem.DRUG, new DeclaredEditions.Place("FT1-7", "", "")))
        .isEmpty();
  }

  @Test
  void whereDepartmentsTellItIsLeftToTheStayIfTheMessageNamesNone() {
    DeclaredEditions editions = editions(NARROWER);
    assertThat(diagnosis(editions, "DG1-4", "", "HIS|WEST")).isEmpty();
    Code open = new Code(CodeSystem.DIAGNOSIS, "", "A");
    assertThat(editions.completed(open, "0301").edition()).isEqualTo("local");
    assertThat(editions.completed(open, "0302").edition()).isEqualTo("clinical-2.0");
    assertThat(editions.completed(open, "").edition()).isEqualTo("clinical-2.0");
    Code stated = new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "A");
    assertThat(editions.completed(stated, "0301")).isEqualTo(stated);
    assertThat(diagnosis(editions(Map.of()), "DG1-4", "", "HIS|WEST")).isEqualTo("clinical-2.0");
  }

  @Test
  void copiesOfTransactionsHaveDefaultsOfTheirOwn() {
    DeclaredEditions editions = editions(Map.of("edition.diagnosis.sender.H2", "local"));
    DeclaredEditions.Place place = new DeclaredEditions.Place("4401.diseinfo", "", "H1");
    assertThat(editions.edition(CodeSystem.DIAGNOSIS, place, "4401.diagnosis", "clinical-2.0"))
        .isEqualTo("clinical-1.1");
    assertThat(editions.edition(CodeSystem.DIAGNOSIS, place, "diagnosis", "insurance-2.0"))
        .isEqualTo("insurance-2.0");
    DeclaredEditions.Place other = new DeclaredEditions.Place("4401.diseinfo", "", "H2");
    assertThat(editions.edition(CodeSystem.DIAGNOSIS, other, "4401.diagnosis", "clinical-2.0"))
        .isEqualTo("local");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edition.diagnose",
        "edition.diagnosis.field",
        "edition.diagnosis.field.",
        "edition.diagnosis.ward.03"
      })
  void aKeyThatMeansNothingIsRefusedByName(String key) {
    assertThatThrownBy(() -> Site.of(Map.of(key, "clinical-2.0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("应为")
        .hasMessageContaining("expected");
  }

  @Test
  void aThresholdForSuggestionsIsAScore() {
    assertThat(Site.of(Map.of()).suggestionsFrom()).isGreaterThan(1);
    assertThat(Site.of(Map.of("suggest.applyFrom", "0.95")).suggestionsFrom()).isEqualTo(0.95);
    for (String bad : new String[] {"95", "0", "-1", "high", "NaN"}) {
      assertThatThrownBy(() -> Site.of(Map.of("suggest.applyFrom", bad)))
          .hasMessageContaining("suggest.applyFrom");
    }
  }
}
