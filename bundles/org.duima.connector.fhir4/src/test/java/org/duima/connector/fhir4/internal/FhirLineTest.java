package org.duima.connector.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.duima.api.platform.Answer;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.spi.PlatformConnector;
import org.duima.demo.regional.RegionalBehaviour;
import org.duima.demo.regional.RegionalSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FhirLineTest {
  @TempDir Path home;
  private RegionalSimulator region;
  private PlatformConnector.Line line;

  @BeforeEach
  void open() throws Exception {
    region = new RegionalSimulator(0, "");
    line = new FhirConnector().open(settings(), home);
  }

  @AfterEach
  void close() throws Exception {
    line.close();
    region.close();
  }

  private Map<String, String> settings() {
    return new HashMap<>(Map.of("url", region.baseUrl().toString(), "timeoutSeconds", "2"));
  }

  @Test
  void aSettlementHasOneClaimWhoseVersionsFollowEachOther() {
    line.submit(Samples.list("D1", 1));
    Receipt second = line.submit(Samples.list("D2", 2));
    assertThat(region.claims()).hasSize(1);
    JsonNode claim = region.claims().get(0);
    assertThat(second).isEqualTo(new Receipt.Accepted("Claim/" + claim.path("id").asText(), "t2"));
    assertThat(region.versions("Claim/1")).isEqualTo(2);
    assertThat(identifier(claim, Systems.LIST_VERSION)).isEqualTo("SETL1/2");
    assertThat(claim.path("status").asText()).isEqualTo("active");
  }

  @Test
  void aRefundCancelsTheClaim() {
    line.submit(Samples.list("D1", 1));
    line.submit(Samples.of("D2", Delivery.Subject.VOID, 1, Submission.State.SUBMITTED, ""));
    assertThat(region.claims()).hasSize(1);
    assertThat(region.claims().get(0).path("status").asText()).isEqualTo("cancelled");
  }

  @Test
  void eachAnswerOfThePlatformIsAResponse() {
    line.submit(Samples.list("D1", 1));
    line.submit(Samples.of("D2", Delivery.Subject.ANSWER, 1, Submission.State.SUBMITTED, ""));
    line.submit(Samples.of("D3", Delivery.Subject.ANSWER, 1, Submission.State.RETURNED, "主要诊断不当"));
    assertThat(region.responses()).hasSize(2);
    JsonNode returned = region.responses().get(1);
    assertThat(returned.path("outcome").asText()).isEqualTo("error");
    assertThat(returned.path("disposition").asText()).isEqualTo("退回：主要诊断不当");
    assertThat(returned.at("/error/0/code/text").asText()).isEqualTo("主要诊断不当");
    assertThat(returned.at("/extension/0/valueCoding/code").asText()).isEqualTo("3");
    assertThat(returned.at("/request/identifier/value").asText()).isEqualTo("SETL1");
    assertThat(identifier(returned, Systems.LIST)).isEqualTo("LIST1");
    assertThat(region.responses().get(0).path("outcome").asText()).isEqualTo("queued");
  }

  @Test
  void aRefusalNamesTheFieldsOfTheList() {
    region.behave(RegionalBehaviour.REFUSE);
    assertThat(line.submit(Samples.list("D1", 1)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(Receipt.Kind.DATA);
              assertThat(refused.code()).isEqualTo("HTTP 422");
              assertThat(refused.message()).isEqualTo("诊断编码不在区域目录");
              assertThat(refused.answer().fields())
                  .extracting(Answer.Field::path)
                  .containsExactlyInAnyOrder("diseinfo[1].diag_code", "diseinfo[1].diag_name");
              assertThat(refused.answer().fields())
                  .extracting(field -> field.label().zh())
                  .containsExactlyInAnyOrder("诊断代码", "诊断名称");
            });
    assertThat(region.claims()).isEmpty();
  }

  @Test
  void aClosedPlatformIsTriedAgain() {
    region.behave(RegionalBehaviour.CLOSED);
    assertThat(line.submit(Samples.list("D1", 1)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(Receipt.Kind.BUSY);
              assertThat(refused.message()).endsWith("Retry-After: 120");
            });
  }

  @Test
  void redirectsAreNotFollowed() {
    region.behave(RegionalBehaviour.REDIRECT);
    assertThat(line.submit(Samples.list("D1", 1)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            refused -> assertThat(refused.kind()).isEqualTo(Receipt.Kind.CONFIGURATION));
  }

  @Test
  void anAnswerThatIsNoneLeavesTheResultUnknownUntilItIsAskedFor() {
    for (RegionalBehaviour behaviour :
        new RegionalBehaviour[] {
          RegionalBehaviour.GARBLE,
          RegionalBehaviour.DIE_AFTER_TAKING,
          RegionalBehaviour.SILENT_AFTER_TAKING
        }) {
      Delivery delivery = Samples.list("D-" + behaviour, 1);
      assertThat(line.query(delivery)).isEqualTo(new Receipt.Held(false, false, -1, ""));
      region.behaveOnce(behaviour);
      assertThat(line.submit(delivery))
          .as("%s", behaviour)
          .isInstanceOfSatisfying(
              Receipt.Unknown.class, unknown -> assertThat(unknown.sent()).isTrue());
      assertThat(line.query(delivery)).isEqualTo(new Receipt.Held(true, true, -1, "Claim/1"));
    }
    assertThat(region.claims()).hasSize(1);
  }

  @Test
  void aServerThatFailsInsideOrNeverEndsItsAnswerLeavesTheResultUnknown() {
    for (RegionalBehaviour behaviour :
        new RegionalBehaviour[] {RegionalBehaviour.BROKEN, RegionalBehaviour.ENDLESS}) {
      region.behave(behaviour);
      assertThat(line.submit(Samples.list("D1", 1)))
          .as("%s", behaviour)
          .isInstanceOf(Receipt.Unknown.class);
    }
  }

  @Test
  void aWrongAddressAndAWrongLoginAreMattersOfConfiguration() throws Exception {
    Map<String, String> settings = settings();
    settings.put("url", region.baseUrl() + "/elsewhere");
    assertConfiguration(settings, "HTTP 404");
    try (RegionalSimulator other = new RegionalSimulator(0, "Bearer another")) {
      settings.put("url", other.baseUrl().toString());
      assertConfiguration(settings, "HTTP 401");
    }
  }

  private void assertConfiguration(Map<String, String> settings, String code) throws Exception {
    try (PlatformConnector.Line other = new FhirConnector().open(settings, home)) {
      assertThat(other.submit(Samples.list("D1", 1)))
          .isInstanceOfSatisfying(
              Receipt.Refused.class,
              refused -> {
                assertThat(refused.kind()).isEqualTo(Receipt.Kind.CONFIGURATION);
                assertThat(refused.code()).isEqualTo(code);
              });
      assertThat(other.query(Samples.list("D1", 1))).isInstanceOf(Receipt.Unknown.class);
    }
  }

  @Test
  void aRegionsOwnPlacesTakeThePlaceOfTheShippedOnes() throws Exception {
    Files.writeString(
        home.resolve("region.csv"),
        "node,field,name_zh,name_en,place,path,also,form,when,source\n"
            + "setlinfo,psn_no,人员编号,insured no.,patient,identifier.where(system='urn:region:person').value,,string,,agreed\n");
    Map<String, String> settings = settings();
    settings.put("fieldsFile", "region.csv");
    try (PlatformConnector.Line other = new FhirConnector().open(settings, home)) {
      other.submit(Samples.list("D1", 1));
    }
    assertThat(region.claims().get(0).at("/contained/0/identifier").toString())
        .contains("urn:region:person")
        .doesNotContain("urn:nhsa:psn-no");
  }

  @Test
  void aFaultInARegionsTableIsNamedWithItsLine() throws Exception {
    Map<String, String> settings = settings();
    settings.put("fieldsFile", "region.csv");
    String header = "node,field,name_zh,name_en,place,path,also,form,when,source\n";
    for (String[] wrong :
        new String[][] {
          {"setlinfo,psn_no,,,moon,gender,,string,,", "there is no place moon"},
          {"setlinfo,psn_no,,,diagnosis,gender,,string,,", "cannot go to diagnosis"},
          {
            "setlinfo,psn_no,,,patient,identifier.where(system=urn).value,,string,,",
            "' is expected"
          },
          {"setlinfo,psn_no,,,patient,identifier.first(),,string,,", "must be a single value"},
          {"setlinfo,psn_no,,,patient,gender,,words,,", "form must be"},
          {"setlinfo,,,,patient,gender,,string,,", "field is required"}
        }) {
      Files.writeString(home.resolve("region.csv"), header + wrong[0] + "\n");
      assertThatThrownBy(() -> new FhirConnector().open(settings, home))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("fieldsFile: region.csv 第 2 行")
          .hasMessageContaining(wrong[1]);
    }
  }

  static String identifier(JsonNode resource, String system) {
    for (JsonNode identifier : resource.path("identifier")) {
      if (identifier.path("system").asText().equals(system)) {
        return identifier.path("value").asText();
      }
    }
    return "";
  }
}
