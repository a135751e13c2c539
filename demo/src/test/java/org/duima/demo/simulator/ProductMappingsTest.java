package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** The simulator with the tables that the product ships. */
class ProductMappingsTest {
  private static final Path MAPPINGS = Path.of("..", "mappings").toAbsolutePath().normalize();

  @Test
  void readsTheTablesOfTheProduct() {
    assertThat(Files.isDirectory(MAPPINGS)).isTrue();
    Setup setup = Setup.read(SimulatorOptions.builder(MAPPINGS, TestClient.SECRET).build());
    assertThat(setup.table().nodes())
        .containsExactlyInAnyOrder(
            "setlinfo", "opspdiseinfo", "diseinfo", "oprninfo", "icuinfo", "bldinfo");
    assertThat(setup.dictionaries().find("dept")).isPresent();
    assertThat(setup.dictionaries().find("adm_way.from-hl7v2")).isEmpty();
    assertThat(setup.codes().diagnoses().size()).isGreaterThanOrEqualTo(300);
    assertThat(setup.codes().procedures().size()).isGreaterThanOrEqualTo(80);
  }

  @Test
  void agreesWithItsOwnTranscriptionOfTheInterface() {
    FieldTable own = FieldTable.read(TestMappings.FOLDER.resolve("settlement/fields.csv"), "4101A");
    FieldTable product = FieldTable.read(MAPPINGS.resolve("settlement/fields.csv"), "4101A");
    assertThat(product.nodes()).isEqualTo(own.nodes());
    for (String node : own.nodes()) {
      assertThat(product.fields(node).keySet()).isEqualTo(own.fields(node).keySet());
      own.fields(node)
          .forEach(
              (name, rule) -> {
                FieldRule theirs = product.field(node, name);
                assertThat(theirs.type()).as(name).isEqualTo(rule.type());
                assertThat(theirs.length()).as(name).isEqualTo(rule.length());
                assertThat(theirs.scale()).as(name).isEqualTo(rule.scale());
              });
    }
  }

  @Test
  void takesTheSampleWithTheTablesOfTheProduct() {
    Setup setup = Setup.read(SimulatorOptions.builder(MAPPINGS, TestClient.SECRET).build());
    ListCheck check =
        new ListCheck(
            setup.table(),
            setup.dictionaries(),
            new CodeLists(CodeList.NONE, CodeList.NONE, CodeList.NONE, CodeList.NONE),
            new ListCheck.Policy(false, false, false));
    assertThat(
            check
                .check(SampleList.input("S1"), LocalDateTime.parse("2026-03-10T12:00:00"))
                .problems())
        .isEmpty();
  }
}
