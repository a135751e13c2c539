package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.alert.OrderDoor.Question;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTablesTest {
  @TempDir Path mappings;
  private OrderTables tables;

  @BeforeEach
  void shipped() throws Exception {
    Files.createDirectories(mappings.resolve("sources"));
    Files.createDirectories(mappings.resolve("site"));
    Files.copy(
        Fixture.SHIPPED.resolve("sources/national-orders.csv"),
        mappings.resolve("sources/national-orders.csv"));
    tables = new OrderTables(mappings, Fixture.CLOCK);
    assertThat(tables.reload()).isEmpty();
  }

  private void site(String name, String rows) throws Exception {
    Files.writeString(mappings.resolve("site").resolve(name), rows);
  }

  @ParameterizedTest
  @CsvSource({
    "1,3", "2,3", "3,3", "4,3", "5,2", "05,2", "6,2", "7,2", "8,1", "09,1",
  })
  void knowsTheLevelOfAHospital(String code, String level) {
    assertThat(tables.meaning("medins_lv", code)).contains(level);
  }

  @Test
  void aRegionWithOtherValuesIsARowOfTheSite() throws Exception {
    site(
        "national-orders.csv",
        "field,value,means,note\nmatn_stas,0,,其他\nmatn_stas,1,3,妊娠\nmatn_stas,2,4,哺乳\n"
            + "drord_dr_profttl,1,231,\npatn_id,*,patient,\nmdtrt_id,*,visit,\n");
    assertThat(tables.reload()).isEmpty();

    Question question =
        (Question)
            NationalFixture.door(tables)
                .read(
                    "3101",
                    ("{\"data\":{\"patient_dtos\":[{\"patn_id\":\"P1\",\"fsi_encounter_dtos\":[{"
                            + "\"mdtrt_id\":\"V1\",\"matn_stas\":\"1\",\"fsi_order_dtos\":[{\"rx_id\":\"R1\","
                            + "\"drord_dr_profttl\":\"1\"}]}]}]}}")
                        .getBytes(StandardCharsets.UTF_8),
                    NationalFixture.NOW);
    assertThat(question.request().stated().facts().get("matn_stas").value()).isEqualTo("3");
    assertThat(question.request().keys())
        .extracting(Object::toString)
        .containsExactly("PATIENT:H44010000001:P1", "VISIT:H44010000001:V1");
    assertThat(question.request().lines().get(0).ordererTitle()).isEqualTo("231");
  }

  @Test
  void aFileWithErrorsIsNamedByLineAndColumnAndTheFormerOneStays() throws Exception {
    site(
        "national-orders.csv",
        "field,value,means,note\nmedins_lv,1,7,\nsex,1,1,\nmatn_stas,1,1,\nmatn_stas,01,3,\nx,1\n");

    List<Finding> findings = tables.reload();

    assertThat(findings)
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "mappings/site/national-orders.csv:2:means",
            "mappings/site/national-orders.csv:3:field",
            "mappings/site/national-orders.csv:5:value",
            "mappings/site/national-orders.csv:6");
    assertThat(tables.meaning("medins_lv", "1")).contains("3");
    site("national-orders.csv", "value,means\n");
    assertThat(tables.reload())
        .extracting(Finding::path)
        .contains("mappings/site/national-orders.csv:1");
  }
}
