package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.settlement.ListDraft;
import org.duima.api.site.Site;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A region's way of counting money is a table, and the hospital's rows go first. */
class MoneyTableTest {
  @TempDir Path mappings;
  private ObjectNode stay;

  @BeforeEach
  void copyTheTables() throws IOException {
    TestWorld.copy(
        TestWorld.repositoryMappings().resolve("settlement"), mappings.resolve("settlement"));
    stay = StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
  }

  private void site(String... rows) throws IOException {
    Files.createDirectories(mappings.resolve("site"));
    Files.writeString(
        mappings.resolve(Tables.SITE_MONEY),
        "setting,region,pattern,value\n" + String.join("\n", rows) + "\n");
  }

  private ListDraft draft(String region) {
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.loadFindings()).isEmpty();
    Map<String, String> settings = new HashMap<>(TestWorld.settings());
    settings.put("region", region);
    Site site = Site.of(settings);
    return new SettlementLists(files, TestWorld.CODES, TestWorld.CODES, () -> site)
        .draft(StayJson.read(stay), TestWorld.options("4101"))
        .get(0);
  }

  private static JsonNode input(ListDraft draft) {
    return StayJson.tree(new String(draft.input(), StandardCharsets.UTF_8));
  }

  private List<String> operation(String region) {
    JsonNode row = input(draft(region)).at("/iteminfo/1");
    List<String> columns = new ArrayList<>();
    for (String name : List.of("claa_sumfee", "clab_amt", "fulamt_ownpay_amt", "oth_amt")) {
      columns.add(row.path(name).asText());
    }
    return columns;
  }

  @Test
  void whatIsAboveThePriceLimitGoesToTheColumnOfTheRegion() throws IOException {
    assertThat(operation("")).containsExactly("0.0", "1750.0", "0.0", "50.0");
    site("over-limit-column,north,,fulamt_ownpay_amt", "over-limit-column,south,,class");
    assertThat(operation("")).containsExactly("0.0", "1750.0", "0.0", "50.0");
    assertThat(operation("north")).containsExactly("0.0", "1750.0", "50.0", "0.0");
    assertThat(operation("south")).containsExactly("0.0", "1800.0", "0.0", "0.0");
  }

  @Test
  void ownExpenseCountsTheOverLimitWhereTheRegionDoes() throws IOException {
    ObjectNode facts = (ObjectNode) stay.path("settlements").get(0).path("facts");
    facts.put("overlmt_selfpay", "50.00");
    assertThat(input(draft("")).at("/setlinfo/psn_ownpay").asText()).isEqualTo("55.5");
    site("over-limit-in-own-expense,*,,yes");
    assertThat(input(draft("")).at("/setlinfo/psn_ownpay").asText()).isEqualTo("105.5");
    assertThat(input(draft("")).at("/setlinfo/psn_selfpay").asText()).isEqualTo("350.0");
    assertThat(draft("").findings()).isEmpty();
    facts.put("psn_ownpay", "55.50");
    assertThat(draft("").findings()).extracting(Finding::rule).contains("SL-A14");
  }

  @Test
  void ownExpenseThatAFundPaysIsLeftToAPerson() {
    ((ObjectNode) stay.path("settlements").get(0).path("facts")).put("psn_part_amt", "40.00");
    JsonNode info = input(draft("")).path("setlinfo");
    assertThat(info.path("psn_ownpay").asText()).isEqualTo("55.5");
    assertThat(info.has("psn_selfpay")).isFalse();
  }

  @Test
  void theHospitalNamesAPseudoFundOfItsRegion() throws IOException {
    ObjectNode funds = (ObjectNode) stay.path("settlements").get(0).path("funds");
    funds.put("510200", "12.00");
    assertThat(input(draft("")).path("payinfo")).hasSize(3);
    site("pseudo-fund,*,5102\\d\\d,account");
    assertThat(input(draft("")).path("payinfo")).hasSize(2);
  }

  @Test
  void aLineWithoutCategoryGoesWhereItsItemBelongs() throws IOException {
    ((ObjectNode) stay.path("charges").get(0)).remove("category");
    ((ObjectNode) stay.path("charges").get(0)).put("item", "B0001");
    assertThat(draft("").findings()).extracting(Finding::rule).contains("SL-A08");
    site("category,*,B\\d{4},01");
    ListDraft draft = draft("");
    assertThat(input(draft).at("/iteminfo/0/amt").asText()).isEqualTo("200.0");
    assertThat(draft.findings()).extracting(Finding::rule).containsExactly("SL-M-category-by-item");
  }

  @ParameterizedTest
  @CsvSource({
    "'over-limit,*,,oth_amt',setting",
    "'over-limit-column,*,,own',value",
    "'category,*,X.*,15',value",
    "'category,,X.*,09',region",
    "'category,*,X(,09',regular expression"
  })
  void saysWhatIsWrongWithFileAndLine(String row, String named) throws IOException {
    site("pseudo-fund,*,5102\\d\\d,account", row);
    assertThat(new SettlementFiles(mappings).loadFindings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.path()).isEqualTo("site/money.csv:3");
              assertThat(finding.text().en()).contains(named);
            });
  }

  @Test
  void aTableThatLeavesARegionOutIsRefused() throws IOException {
    Path table = mappings.resolve(Tables.MONEY);
    Files.writeString(
        table,
        Files.readString(table).replace("over-limit-column,*,,", "over-limit-column,north,,"));
    assertThat(new SettlementFiles(mappings).loadFindings())
        .singleElement()
        .satisfies(f -> assertThat(f.text().en()).contains("over-limit-column"));
  }
}
