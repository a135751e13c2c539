package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables that come with the product. */
class ShippedTablesTest {
  private static final LocalDate ON = LocalDate.of(2026, 6, 1);

  private final MappingTables tables =
      new MappingTables(Path.of("../.."), MappingFolder.CLOCK, () -> "");

  @Test
  void loadWithoutAnyFinding() {
    assertThat(tables.loadFindings()).isEmpty();
    assertThat(tables.inForce().entries()).isGreaterThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"N18.900", "Z38.000", "O14.000"})
  void doNotLetAHomographPassUndeclared(String code) {
    Code undeclared = new Code(CodeSystem.DIAGNOSIS, "", code);
    assertThat(tables.map(undeclared, "insurance-2.0", ON)).isInstanceOf(CodeMatch.Ambiguous.class);
    Code clinical = new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code);
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) tables.map(clinical, "insurance-2.0", ON);
    assertThat(mapped.target().value()).isNotEqualTo(code);
  }

  @Test
  void turnHl7ValuesIntoThoseOfTheList() {
    assertThat(tables.translate("gend", "hl7v2", "M")).contains("1");
    assertThat(tables.name("gend", "1")).contains("男");
  }
}
