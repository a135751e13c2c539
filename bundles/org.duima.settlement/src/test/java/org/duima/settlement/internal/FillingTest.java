package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.settlement.ListDraft;
import org.duima.api.site.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillingTest {
  private static final Path STAY = Path.of("src/test/resources/checks/stay.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private static ObjectNode stay() throws IOException {
    return StayJson.tree(Files.readString(STAY));
  }

  private static ObjectNode facts(ObjectNode stay) {
    return (ObjectNode) stay.path("facts");
  }

  private static ListDraft draft(ObjectNode stay, SettlementFiles files) {
    Site site = Site.of(TestWorld.settings());
    return new SettlementLists(files, TestWorld.CODES, TestWorld.CODES, () -> site)
        .draft(StayJson.read(stay), TestWorld.options("4101A"))
        .get(0);
  }

  private static JsonNode info(ObjectNode stay, SettlementFiles files) throws IOException {
    return JSON.readTree(draft(stay, files).input()).path("setlinfo");
  }

  private static JsonNode info(ObjectNode stay) throws IOException {
    return info(stay, TestWorld.FILES);
  }

  private SettlementFiles withSite(String rows) throws IOException {
    TestWorld.copy(
        TestWorld.repositoryMappings().resolve("settlement"), home.resolve("settlement"));
    Files.createDirectories(home.resolve("site"));
    Files.writeString(home.resolve(Filling.SITE_FILE), "setting,value\n" + rows);
    SettlementFiles files = new SettlementFiles(home);
    assertThat(files.loadFindings()).isEmpty();
    return files;
  }

  private static void care(ObjectNode stay, String... periods) {
    var array = stay.putArray("care");
    for (String period : periods) {
      array.add(period);
    }
  }

  @Test
  void aDayUnderTwoLevelsCountsAtTheHigherOne() throws IOException {
    ObjectNode stay = stay();
    care(
        stay,
        "nursing-2 2026-03-05 22:00:00 2026-03-06 02:00:00",
        "nursing-special 2026-03-06 02:00:00 2026-03-07 08:00:00",
        "nursing-1 2026-03-07 08:00:00");
    JsonNode info = info(stay);
    assertThat(info.path("scd_nurscare_days").asText()).isEqualTo("1");
    assertThat(info.path("spga_nurscare_days").asText()).isEqualTo("2");
    assertThat(info.path("lv1_nurscare_days").asText()).isEqualTo("2");
    assertThat(info.path("lv3_nurscare_days").asText()).isEqualTo("0");
  }

  @Test
  void theDayOfDischargeCountsAsTheSiteSays() throws IOException {
    ObjectNode stay = stay();
    care(stay, "nursing-1 2026-03-05 22:00:00");
    assertThat(info(stay).path("lv1_nurscare_days").asText()).isEqualTo("5");
    assertThat(
            info(stay, withSite("nursing.discharge-day,no\n")).path("lv1_nurscare_days").asText())
        .isEqualTo("4");
  }

  @Test
  void anOrderLeftOpenEndsWithTheNextLevel() throws IOException {
    ObjectNode stay = stay();
    care(stay, "nursing-special 2026-03-05 22:00:00", "nursing-3 2026-03-06 00:00:00");
    JsonNode info = info(stay);
    assertThat(info.path("spga_nurscare_days").asText()).isEqualTo("1");
    assertThat(info.path("lv3_nurscare_days").asText()).isEqualTo("4");
  }

  @Test
  void statedNursingDaysCountBeforeOrdersAndAreNotMixedWithThem() throws IOException {
    ObjectNode stay = stay();
    care(stay, "nursing-special 2026-03-05 22:00:00");
    facts(stay).put("lv1_nurscare_days", "3");
    JsonNode info = info(stay);
    assertThat(info.path("lv1_nurscare_days").asText()).isEqualTo("3");
    assertThat(info.has("spga_nurscare_days")).isFalse();
  }

  @Test
  void aStatedVentilatorTimeCountsBeforeTheSumOfProcedures() throws IOException {
    ObjectNode stay = stay();
    ventilated(stay, "2026-03-06 02:00:00", "2026-03-07 03:30:00");
    assertThat(info(stay).path("vent_used_dura").asText()).isEqualTo("1/1/30");
    facts(stay).put("vent_used_dura", "0/20/0");
    assertThat(info(stay).path("vent_used_dura").asText()).isEqualTo("0/20/0");
  }

  @Test
  void aVentilationWithoutTimesLeavesTheSumUnknown() throws IOException {
    ObjectNode stay = stay();
    ventilated(stay, "2026-03-06 02:00:00", "2026-03-07 03:30:00");
    ventilated(stay, "", "");
    assertThat(info(stay).has("vent_used_dura")).isFalse();
    care(stay, "ventilation 2026-03-06 02:00:00 2026-03-06 04:00:00");
    assertThat(info(stay).path("vent_used_dura").asText()).isEqualTo("1/1/30");
  }

  private static void ventilated(ObjectNode stay, String begin, String end) {
    ObjectNode procedure = ((ArrayNode) stay.path("procedures")).addObject();
    procedure.put("code", "96.7100").put("operator", "D990100000006 术者测试");
    procedure.put("begin", begin).put("end", end);
  }

  @Test
  void nonInvasiveVentilationCountsWhereTheSiteSaysSo() throws IOException {
    ObjectNode stay = stay();
    ObjectNode procedure = ((ArrayNode) stay.path("procedures")).addObject();
    procedure.put("code", "93.9000").put("begin", "2026-03-07 02:00:00");
    procedure.put("end", "2026-03-07 05:00:00");
    assertThat(info(stay).has("vent_used_dura")).isFalse();
    SettlementFiles files = withSite("ventilation.procedure,96.7\nventilation.procedure,93.90\n");
    assertThat(info(stay, files).path("vent_used_dura").asText()).isEqualTo("0/3/0");
  }

  @Test
  void intermittentComasAreAddedUp() throws IOException {
    ObjectNode stay = stay();
    facts(stay).put("pwcry_afadm_coma_dura", "0/23/30, 0/1/45");
    assertThat(info(stay).path("pwcry_afadm_coma_dura").asText()).isEqualTo("1/1/15");
  }

  @Test
  void placeholdersAreAbsentWhereTheSiteSaysSo() throws IOException {
    ObjectNode stay = stay();
    facts(stay).put("emp_name", "－");
    assertThat(info(stay).path("emp_name").asText()).isEqualTo("-");
    assertThat(info(stay, withSite("absent,-\nabsent,/\n")).has("emp_name")).isFalse();
  }

  @Test
  void placeholdersOnTheFrontPageAreAbsentToo() throws IOException {
    ObjectNode stay = stay();
    ((ArrayNode) stay.path("diagnoses")).add("OTHER - - -");
    ObjectNode procedure = (ObjectNode) stay.path("procedures").path(0);
    procedure.put("anaesthesia", "-").put("anaesthetist", "- -");
    stay.putArray("blood").add("- 0 -");
    ListDraft draft = draft(stay, withSite("absent,-\n"));
    JsonNode written = JSON.readTree(draft.input());
    assertThat(written.path("diseinfo")).hasSize(2);
    assertThat(written.path("bldinfo")).isEmpty();
    assertThat(written.path("oprninfo").path(0).has("anst_way")).isFalse();
    assertThat(written.path("oprninfo").path(0).has("anst_dr_code")).isFalse();
    assertThat(draft(stay, TestWorld.FILES).state()).isEqualTo(ListDraft.State.HELD);
  }

  @Test
  void fullWidthNumbersAreSentInHalfWidthAndNamesAreLeftAlone() throws IOException {
    ObjectNode stay = stay();
    facts(stay).put("coner_tel", "１３９００００１２３４").put("curr_addr", "一号街１号");
    JsonNode info = info(stay);
    assertThat(info.path("coner_tel").asText()).isEqualTo("13900001234");
    assertThat(info.path("curr_addr").asText()).isEqualTo("一号街１号");
  }

  @Test
  void anOutpatientHasAListOnlyForTheMedTypesOfTheRegion() throws IOException {
    ObjectNode stay =
        StayJson.tree(
            Files.readString(Path.of("src/test/resources/golden/45-chronic-outpatient.in.json")));
    assertThat(draft(stay, TestWorld.FILES).state()).isEqualTo(ListDraft.State.READY);
    assertThat(draft(stay, withSite("outpatient.med-type,\n")).reason()).isEqualTo("outpatient");
    ((ObjectNode) stay.path("settlements").path(0).path("facts")).put("med_type", "11");
    assertThat(draft(stay, TestWorld.FILES).reason()).isEqualTo("outpatient");
  }

  @Test
  void aWrongSettingIsAFindingOfItsLineAndLeavesTheLastGoodOnesInForce() throws IOException {
    SettlementFiles files = withSite("nursing.discharge-day,no\n");
    for (String wrong :
        List.of("nursing.discharge-day,maybe", "syndromes.limit,many", "no.such.setting,1")) {
      Files.writeString(home.resolve(Filling.SITE_FILE), "setting,value\n" + wrong + "\n");
      assertThat(files.reload())
          .as(wrong)
          .singleElement()
          .extracting(Finding::path)
          .isEqualTo("site/filling.csv:2");
      assertThat(files.tables().filling().countsDischargeDay()).isFalse();
    }
  }

  @Test
  void intervalsAreMergedCutAndTakenOut() {
    List<Interval> all = new ArrayList<>(List.of(hours(10, 14), hours(8, 11), hours(20, 22)));
    assertThat(Interval.merged(all)).containsExactly(hours(8, 14), hours(20, 22));
    assertThat(Interval.within(all, hours(9, 21)))
        .containsExactly(hours(10, 14), hours(9, 11), hours(20, 21));
    assertThat(Interval.without(all, List.of(hours(9, 10), hours(19, 21))))
        .containsExactly(hours(8, 9), hours(10, 14), hours(21, 22));
    assertThat(Interval.total(List.of(hours(8, 10), hours(12, 13)))).isEqualTo(new Span(180));
  }

  private static Interval hours(int from, int to) {
    return new Interval(LocalDateTime.of(2026, 3, 5, from, 0), LocalDateTime.of(2026, 3, 5, to, 0));
  }
}
