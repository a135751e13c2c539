package org.duima.api.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ListFormTest {
  @Test
  void isTheNewFormUnlessTheSiteSaysOtherwise() {
    assertThat(Site.of(Map.of()).listFormOf("H1")).isEqualTo("4101A");
    assertThat(Site.of(Map.of("listForm", " 4101 ")).listFormOf("H1")).isEqualTo("4101");
  }

  @Test
  void anInstitutionMayHaveItsOwn() {
    Site site =
        Site.of(
            Map.of(
                "listForm", "4101",
                "institution.H1.name", "东院",
                "institution.H1.listForm", "4101A",
                "institution.H2.name", "西院"));
    assertThat(site.listFormOf("H1")).isEqualTo("4101A");
    assertThat(site.listFormOf("H2")).isEqualTo("4101");
  }

  @Test
  void refusesAFormThatThereIsNot() {
    assertThatThrownBy(() -> Site.of(Map.of("listForm", "4101B")))
        .hasMessageContaining("listForm")
        .hasMessageContaining("4101A");
    assertThatThrownBy(() -> Site.of(Map.of("institution.H1.listForm", "x")))
        .hasMessageContaining("institution.H1.listForm");
  }
}
