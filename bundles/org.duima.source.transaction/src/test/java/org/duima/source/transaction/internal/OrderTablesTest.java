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
    for (String name : List.of("national-orders.csv", "frequencies.csv")) {
      Files.copy(
          Fixture.SHIPPED.resolve("sources").resolve(name),
          mappings.resolve("sources").resolve(name));
    }
    tables = new OrderTables(mappings, Fixture.CLOCK);
    assertThat(tables.reload()).isEmpty();
  }

  private void site(String name, String rows) throws Exception {
    Files.writeString(mappings.resolve("site").resolve(name), rows);
  }

  @ParameterizedTest
  @CsvSource({
    "tid,3",
    "TID,3",
    "t.i.d.,3",
    "每日3次,3",
    "每日 三次,3",
    "每天两次,2",
    "q8h,3",
    "Q12H,2",
    "3次/日,3",
    "qod,0.5",
    "隔日一次,0.5",
    "ｂｉｄ,2",
    "一日四次,4",
    "每6小时1次,4",
    "qn,1"
  })
  void knowsHowOftenADay(String frequency, String times) {
    assertThat(tables.timesPerDay(frequency).orElseThrow()).isEqualByComparingTo(times);
  }

  @Test
  void doesNotGuessAFrequency() {
    assertThat(tables.timesPerDay("必要时")).isEmpty();
    assertThat(tables.timesPerDay("prn")).isEmpty();
    assertThat(tables.timesPerDay("")).isEmpty();
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
    site("frequencies.csv", "frequency,times_per_day\n早中晚,3\nqd,2\n");
    assertThat(tables.reload()).isEmpty();

    Question question =
        (Question)
            NationalFixture.door(tables)
                .read(
                    "3101",
                    ("{\"data\":{\"patient_dtos\":[{\"patn_id\":\"P1\",\"fsi_encounter_dtos\":[{"
                            + "\"mdtrt_id\":\"V1\",\"matn_stas\":\"1\",\"fsi_order_dtos\":[{\"rx_id\":\"R1\","
                            + "\"drord_dr_profttl\":\"1\",\"o_used_frqu_dscr\":\"早中晚\"}]}]}]}}")
                        .getBytes(StandardCharsets.UTF_8),
                    NationalFixture.NOW);
    assertThat(question.request().stated().facts().get("matn_stas").value()).isEqualTo("3");
    assertThat(question.request().keys())
        .extracting(Object::toString)
        .containsExactly("PATIENT:H44010000001:P1", "VISIT:H44010000001:V1");
    assertThat(question.request().lines().get(0).ordererTitle()).isEqualTo("231");
    assertThat(question.request().lines().get(0).dosage().timesPerDay()).isEqualByComparingTo("3");
    assertThat(tables.timesPerDay("qd").orElseThrow()).isEqualByComparingTo("2");
  }

  @Test
  void aFileWithErrorsIsNamedByLineAndColumnAndTheFormerOneStays() throws Exception {
    site(
        "national-orders.csv",
        "field,value,means,note\nmedins_lv,1,7,\nsex,1,1,\nmatn_stas,1,1,\nmatn_stas,01,3,\nx,1\n");
    site("frequencies.csv", "frequency,times_per_day\n早,0\n晚,many\n午,1\n午,2\n");

    List<Finding> findings = tables.reload();

    assertThat(findings)
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "mappings/site/national-orders.csv:2:means",
            "mappings/site/national-orders.csv:3:field",
            "mappings/site/national-orders.csv:5:value",
            "mappings/site/national-orders.csv:6",
            "mappings/site/frequencies.csv:2:times_per_day",
            "mappings/site/frequencies.csv:3:times_per_day",
            "mappings/site/frequencies.csv:5:frequency");
    assertThat(tables.meaning("medins_lv", "1")).contains("3");
    site("national-orders.csv", "value,means\n");
    assertThat(tables.reload())
        .extracting(Finding::path)
        .contains("mappings/site/national-orders.csv:1");
  }
}
