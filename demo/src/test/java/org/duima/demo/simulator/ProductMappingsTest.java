package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator with the tables that the product ships. */
class ProductMappingsTest {
  private static final Path MAPPINGS = Path.of("..", "mappings").toAbsolutePath().normalize();

  @Test
  void readsTheTablesOfTheProduct() {
    assertThat(Files.isDirectory(MAPPINGS)).isTrue();
    Setup setup = Setup.read(SimulatorOptions.builder(MAPPINGS, TestClient.SECRET).build());
    assertThat(setup.table("4101A").nodes())
        .containsExactlyInAnyOrder(
            "setlinfo", "opspdiseinfo", "diseinfo", "oprninfo", "icuinfo", "bldinfo");
    assertThat(setup.table("4101").nodes())
        .containsExactlyInAnyOrder(
            "setlinfo", "payinfo", "opspdiseinfo", "diseinfo", "iteminfo", "oprninfo", "icuinfo");
    assertThat(setup.dictionaries().find("dept")).isPresent();
    assertThat(setup.dictionaries().find("adm_way.from-hl7v2")).isEmpty();
    assertThat(setup.codes().diagnoses().size()).isGreaterThanOrEqualTo(300);
    assertThat(setup.codes().procedures().size()).isGreaterThanOrEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4101A", "4101"})
  void agreesWithItsOwnTranscriptionOfTheInterface(String infno) {
    FieldTable own = FieldTable.read(TestMappings.FOLDER.resolve("settlement/fields.csv"), infno);
    FieldTable product = FieldTable.read(MAPPINGS.resolve("settlement/fields.csv"), infno);
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
  void takesTheSamplesWithTheTablesOfTheProduct() {
    takes("4101A", SampleList.input("S1"));
    takes("4101", SampleList.withMoney("S1"));
  }

  private static void takes(String infno, ObjectNode input) {
    Setup setup = Setup.read(SimulatorOptions.builder(MAPPINGS, TestClient.SECRET).build());
    ListCheck check =
        new ListCheck(
            setup.table(infno),
            setup.dictionaries(),
            new CodeLists(CodeList.NONE, CodeList.NONE, CodeList.NONE, CodeList.NONE),
            new ListCheck.Policy(false, false, false));
    assertThat(check.check(input, LocalDateTime.parse("2026-03-10T12:00:00")).problems()).isEmpty();
  }
}
