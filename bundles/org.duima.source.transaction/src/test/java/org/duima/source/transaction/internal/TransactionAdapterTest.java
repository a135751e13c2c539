package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.Severity;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Charged;
import org.duima.api.encounter.EncounterEvent.FrontPageCoded;
import org.duima.api.encounter.EncounterEvent.Moved;
import org.duima.api.encounter.EncounterEvent.Settled;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EncounterEvent.WorkingDiagnoses;
import org.duima.api.encounter.Key;
import org.duima.api.site.Site;
import org.junit.jupiter.api.Test;

class TransactionAdapterTest {
  private static final String DISCHARGE =
      """
      {"infno":"2402","fixmedins_code":"H44010000001","inf_time":"2026-03-09 10:20:00",
       "input":{"dscginfo":{"mdtrt_id":"J1","psn_no":"N1","endtime":"2026-03-09 10:00:00"}}}
      """;

  private static List<String> rules(Parsed parsed) {
    return parsed.findings().stream().map(Finding::rule).toList();
  }

  private static <T extends EncounterEvent> T only(Parsed parsed, Class<T> type) {
    List<T> found = parsed.events().stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).as("events: %s, findings: %s", parsed.events(), parsed.findings()).hasSize(1);
    return found.get(0);
  }

  @Test
  void namesItsFormat() {
    assertThat(new TransactionAdapter(() -> null, Fixture.shippedMapping()).format())
        .isEqualTo("transaction");
  }

  @Test
  void findsBrokenJson() {
    Parsed parsed = Fixture.parse("{\"infno\":\"2402\",\"input\":{");
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.not-json");
  }

  @Test
  void neverQuotesTheContentOfBrokenJson() {
    Parsed parsed = Fixture.parse("{\"infno\":\"2402\",\"psn_name\":测试一号}");
    assertThat(parsed.findings().toString()).doesNotContain("测试一号");
  }

  @Test
  void findsTextThatIsNoObject() {
    assertThat(rules(Fixture.parse("[]"))).containsExactly("transaction.not-an-object");
    assertThat(rules(Fixture.parse(""))).containsExactly("transaction.not-an-object");
  }

  @Test
  void findsAMissingInfno() {
    assertThat(rules(Fixture.parse("{\"input\":{}}"))).containsExactly("transaction.no-infno");
  }

  @Test
  void findsANameGivenTwice() {
    assertThat(rules(Fixture.parse("{\"infno\":\"2402\",\"infno\":\"2304\"}")))
        .containsExactly("transaction.duplicate-name");
  }

  @Test
  void findsAnAbsurdDepth() {
    assertThat(rules(Fixture.parse("{\"infno\":" + "[".repeat(500) + "]".repeat(500) + "}")))
        .containsExactly("transaction.too-deep");
  }

  @Test
  void keepsButDoesNotUseOtherTransactions() {
    Parsed parsed =
        Fixture.parse("{\"infno\":\"2302\",\"fixmedins_code\":\"H44010000001\",\"input\":{}}");
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.unsupported");
  }

  @Test
  void ignoresATransactionThatFailed() {
    String failed =
        DISCHARGE.replace("\"input\"", "\"output\":{\"infcode\":-1,\"err_msg\":\"x\"},\"input\"");
    Parsed parsed = Fixture.parse(failed);
    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.findings()).extracting(Finding::severity).containsExactly(Severity.INFO);
    assertThat(rules(parsed)).containsExactly("transaction.failed");
    assertThat(rules(Fixture.parse(failed.replace("-1", "\"-1\""))))
        .containsExactly("transaction.failed");
  }

  @Test
  void takesTheOnlyInstitutionWhereNoneIsNamed() {
    Parsed parsed = Fixture.parse(DISCHARGE.replace("\"fixmedins_code\":\"H44010000001\",", ""));
    assertThat(only(parsed, Moved.class).header().institution()).isEqualTo("H44010000001");
  }

  @Test
  void refusesToGuessBetweenInstitutions() {
    Site two = Fixture.site(Map.of("institution.H44010000002.name", "测试分院"));
    Parsed parsed =
        Fixture.parse(DISCHARGE.replace("\"fixmedins_code\":\"H44010000001\",", ""), two);
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.no-institution");
  }

  @Test
  void refusesAnInstitutionThatIsNotConfigured() {
    Parsed parsed = Fixture.parse(DISCHARGE.replace("H44010000001", "H11010000009"));
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.unknown-institution");
  }

  @Test
  void findsATransactionThatNamesNobody() {
    Parsed parsed = Fixture.parse("{\"infno\":\"2402\",\"input\":{\"dscginfo\":{}}}");
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.no-key");
  }

  @Test
  void takesTheTimeOfReceiptWhereNoTimeIsGiven() {
    Parsed parsed = Fixture.parse(DISCHARGE.replace("\"inf_time\":\"2026-03-09 10:20:00\",", ""));
    assertThat(only(parsed, Moved.class).header().time()).hasToString("2026-04-01T08:00");
  }

  @Test
  void takesTheTimeOfTheAnswerWhereTheRequestHasNone() {
    Parsed parsed =
        Fixture.parse(
            DISCHARGE.replace(
                "\"inf_time\":\"2026-03-09 10:20:00\",",
                "\"output\":{\"infcode\":0,\"respond_time\":\"20260309102005123\",\"output\":null},"));
    assertThat(only(parsed, Moved.class).header().time()).hasToString("2026-03-09T10:20:05");
  }

  @Test
  void readsInputAndOutputLoggedAsText() {
    Parsed parsed =
        Fixture.parse(
            """
            {"infno":"2305","input":"{\\"data\\":{\\"mdtrt_id\\":\\"J1\\",\\"setl_id\\":\\"S1\\"}}","output":"{\\"infcode\\":0,\\"output\\":{}}"}
            """);
    assertThat(only(parsed, EncounterEvent.Refunded.class).setlId()).isEqualTo("S1");
  }

  @Test
  void readsADischargeWithoutItsTimeAsStatementsOnly() {
    Parsed parsed = Fixture.parse(DISCHARGE.replace("\"endtime\"", "\"x\""));
    assertThat(parsed.events()).hasOnlyElementsOfType(Stated.class);
    assertThat(rules(parsed)).containsExactly("transaction.missing");
  }

  @Test
  void findsATimeOfAnotherForm() {
    Parsed parsed = Fixture.parse(DISCHARGE.replace("2026-03-09 10:00:00", "9.3.2026"));
    assertThat(parsed.events()).noneMatch(Moved.class::isInstance);
    assertThat(rules(parsed)).contains("transaction.bad-value");
    assertThat(parsed.findings().toString()).doesNotContain("9.3.2026");
  }

  @Test
  void findsADayThatDoesNotExist() {
    assertThat(
            rules(Fixture.parse(DISCHARGE.replace("2026-03-09 10:00:00", "2026-02-30 10:00:00"))))
        .contains("transaction.bad-value");
  }

  @Test
  void takesSeveralFormsOfATime() {
    for (String form :
        List.of(
            "2026-03-09 10:00:00",
            "2026-03-09T10:00:00",
            "2026-03-09 10:00",
            "2026/3/9 10:00:00",
            "2026-03-09 10:00:00.000",
            "20260309100000")) {
      Parsed parsed = Fixture.parse(DISCHARGE.replace("2026-03-09 10:00:00", form));
      assertThat(only(parsed, Moved.class).at()).as(form).hasToString("2026-03-09T10:00");
    }
  }

  @Test
  void findsAnObjectWhereAValueBelongs() {
    Parsed parsed = Fixture.parse(DISCHARGE.replace("\"N1\"", "{\"a\":1}"));
    assertThat(rules(parsed)).contains("transaction.wrong-type");
    assertThat(only(parsed, Moved.class).header().key(Key.Kind.MDTRT)).isPresent();
  }

  @Test
  void readsADischargeThatStandsInAnArray() {
    Parsed parsed =
        Fixture.parse(
            DISCHARGE.replace("\"dscginfo\":{", "\"dscginfo\":[{").replace("}}}", "}]}}"));
    assertThat(only(parsed, Moved.class).at()).hasToString("2026-03-09T10:00");
  }

  @Test
  void skipsChargeLinesThatCannotBeRead() {
    Parsed parsed =
        Fixture.parse(
            """
            {"infno":"2301","input":{"feedetail":[
              {"feedetl_sn":"F1","mdtrt_id":"J1","det_item_fee_sumamt":"12,5"},
              {"mdtrt_id":"J1","det_item_fee_sumamt":1},
              7,
              {"feedetl_sn":"F2","mdtrt_id":"J1","det_item_fee_sumamt":"1e400000000"},
              {"feedetl_sn":"F3","mdtrt_id":"J1","det_item_fee_sumamt":" 3.10 "}]}}
            """);
    assertThat(only(parsed, Charged.class).charges())
        .singleElement()
        .satisfies(c -> assertThat(c.amount()).hasToString("3.10"));
    assertThat(parsed.findings())
        .extracting(Finding::path)
        .contains(
            "input.feedetail[0].det_item_fee_sumamt",
            "input.feedetail[1]",
            "input.feedetail[2]",
            "input.feedetail[3].det_item_fee_sumamt");
    assertThat(parsed.findings()).allMatch(Finding::isError);
  }

  @Test
  void readsASingleChargeLineThatIsNoArray() {
    Parsed parsed =
        Fixture.parse(
            "{\"infno\":\"2301\",\"input\":{\"feedetail\":{\"feedetl_sn\":\"F1\",\"mdtrt_id\":\"J1\",\"det_item_fee_sumamt\":5}}}");
    assertThat(only(parsed, Charged.class).charges()).hasSize(1);
    assertThat(parsed.findings()).isEmpty();
  }

  @Test
  void keepsChargesOfSeveralStaysInOneBatchApart() {
    Parsed parsed =
        Fixture.parse(
            """
            {"infno":"2301","input":{"feedetail":[
              {"feedetl_sn":"F1","mdtrt_id":"J1","psn_no":"N1","det_item_fee_sumamt":1},
              {"feedetl_sn":"F1","mdtrt_id":"J2","psn_no":"N2","det_item_fee_sumamt":2},
              {"feedetl_sn":"F3","mdtrt_id":"J1","psn_no":"N1","det_item_fee_sumamt":3}]}}
            """);
    assertThat(parsed.events())
        .extracting(event -> event.header().key(Key.Kind.MDTRT).orElseThrow().value())
        .containsExactly("J1", "J2");
    assertThat(((Charged) parsed.events().get(0)).charges()).hasSize(2);
    assertThat(parsed.events())
        .extracting(event -> event.header().sequence())
        .containsExactly(0, 1);
  }

  @Test
  void findsASettlementWithoutItsNumber() {
    Parsed parsed =
        Fixture.parse(
            "{\"infno\":\"2304\",\"input\":{\"data\":{\"mdtrt_id\":\"J1\"}},\"output\":{}}");
    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.findings())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.isError()).isTrue();
              assertThat(f.path()).isEqualTo("output.setlinfo.setl_id");
            });
  }

  @Test
  void findsARefundWithoutItsSettlement() {
    Parsed parsed =
        Fixture.parse(
            "{\"infno\":\"2305\",\"input\":{\"data\":{\"mdtrt_id\":\"J1\"}},\"output\":{}}");
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.missing");
  }

  @Test
  void keepsTheSettlementWhenAFundLineCannotBeRead() {
    Parsed parsed =
        Fixture.parse(
            """
            {"infno":"2304","input":{},"output":{"setlinfo":{"setl_id":"S1","mdtrt_id":"J1"},
             "setldetail":[{"fund_pay_type":"310100","fund_payamt":"many"},{"fund_pay_type":"320100","fund_payamt":1}]}}
            """);
    assertThat(only(parsed, Settled.class).settlement().funds()).hasSize(1);
    assertThat(rules(parsed)).contains("transaction.bad-value");
  }

  @Test
  void doesNotUseAFrontPageMarkedInvalid() {
    Parsed parsed =
        Fixture.parse(
            "{\"infno\":\"4401\",\"input\":{\"baseinfo\":{\"mdtrt_id\":\"J1\",\"vali_flag\":\"0\"},\"diseinfo\":[{\"diag_code\":\"I10\"}]}}");
    assertThat(parsed.events()).isEmpty();
    assertThat(rules(parsed)).containsExactly("transaction.void-front-page");
  }

  @Test
  void doesNotReplaceTheFrontPageByOneWithoutDiagnoses() {
    Parsed parsed =
        Fixture.parse(
            "{\"infno\":\"4401\",\"input\":{\"baseinfo\":{\"mdtrt_id\":\"J1\",\"gend\":\"1\"},\"diseinfo\":[]}}");
    assertThat(parsed.events()).hasOnlyElementsOfType(Stated.class);
    assertThat(rules(parsed)).containsExactly("transaction.missing");
  }

  @Test
  void takesEditionsFromTheSite() {
    Site site =
        Fixture.site(
            Map.of(
                "edition.transaction.4401.diagnosis", "insurance-2.0",
                "edition.transaction.4401.procedure", "insurance-2.0",
                "edition.transaction.diagnosis", "local"));
    Parsed page =
        Fixture.parse(
            """
            {"infno":"4401","input":{"baseinfo":{"mdtrt_id":"J1"},"diseinfo":{"diag_code":"I10"},
             "oprninfo":[{"oprn_oprt_code":"47.0100"}]}}
            """,
            site);
    FrontPageCoded coded = only(page, FrontPageCoded.class);
    assertThat(coded.frontPage().diagnoses().get(0).code().edition()).isEqualTo("insurance-2.0");
    assertThat(coded.frontPage().procedures().get(0).code().edition()).isEqualTo("insurance-2.0");
    Parsed working =
        Fixture.parse(DISCHARGE.replace("}}}", "},\"diseinfo\":{\"diag_code\":\"I10\"}}}"), site);
    assertThat(only(working, WorkingDiagnoses.class).diagnoses().get(0).code().edition())
        .isEqualTo("local");
  }

  @Test
  void takesEditionsFromWhatTheSiteDeclaresOfNodeDepartmentAndSender() {
    Map<String, String> declared = new HashMap<>();
    declared.put("edition.diagnosis.field.4401.diseinfo", "insurance-1.0");
    declared.put("edition.procedure.sender." + Fixture.HOSPITAL, "local");
    Site site = Fixture.site(declared);
    Parsed page =
        Fixture.parse(
            """
            {"infno":"4401","input":{"baseinfo":{"mdtrt_id":"J1"},"diseinfo":{"diag_code":"I10"},
             "oprninfo":[{"oprn_oprt_code":"47.0100"}]}}
            """,
            site);
    FrontPageCoded coded = only(page, FrontPageCoded.class);
    assertThat(coded.frontPage().diagnoses().get(0).code().edition()).isEqualTo("insurance-1.0");
    assertThat(coded.frontPage().procedures().get(0).code().edition()).isEqualTo("local");
    String discharge = DISCHARGE.replace("}}}", "},\"diseinfo\":{\"diag_code\":\"I10\"}}}");
    site = Fixture.site(Map.of("edition.diagnosis.department.0301", "clinical-1.1"));
    assertThat(
            only(Fixture.parse(discharge, site), WorkingDiagnoses.class)
                .diagnoses()
                .get(0)
                .code()
                .edition())
        .as("the message does not name the department: the stay does")
        .isEmpty();
  }

  @Test
  void keepsADiagnosisThatHasANameOnly() {
    Parsed page =
        Fixture.parse(
            """
            {"infno":"4401","input":{"baseinfo":{"mdtrt_id":"J1"},
             "diseinfo":[{"diag_name":"高血压病"},{"diag_code":""}]}}
            """);
    List<Diagnosis> diagnoses = only(page, FrontPageCoded.class).frontPage().diagnoses();
    assertThat(diagnoses).hasSize(1);
    assertThat(diagnoses.get(0).code()).isEqualTo(new Code(CodeSystem.DIAGNOSIS, "local", ""));
    assertThat(diagnoses.get(0).name()).isEqualTo("高血压病");
    assertThat(rules(page)).containsExactly("transaction.missing");
  }

  /** Bytes cut, doubled and changed at random: always an answer, never an exception. */
  @Test
  void readsAWeightInKilogramsWhereTheValueSaysSo() {
    for (String written : List.of("3200", "3200g", "3200 克", "3.2kg", "3.2 千克", "3.2公斤")) {
      Parsed parsed =
          Fixture.parse(
              "{\"infno\":\"4401\",\"input\":{\"baseinfo\":{\"mdtrt_id\":\"M1\",\"nwb_bir_wt\":\""
                  + written
                  + "\"},\"diseinfo\":[{\"diag_code\":\"Z38.000\",\"maindiag_flag\":\"1\"}]}}");
      assertThat(((EncounterEvent.Stated) parsed.events().get(0)).facts().get("nwb_bir_wt").value())
          .as(written)
          .isEqualTo("3200");
    }
  }

  @Test
  void survivesDamagedTransactions() throws Exception {
    Random random = new Random(4401);
    byte[] good =
        java.nio.file.Files.readAllBytes(
            java.nio.file.Path.of("src/test/resources/golden/4401-front-page.in"));
    TransactionAdapter adapter =
        new TransactionAdapter(() -> Fixture.site(Map.of()), Fixture.shippedMapping());
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(6); n >= 0; n--) {
        bad[random.nextInt(bad.length)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt(256)
                    : "{}[]\",:0".charAt(random.nextInt(8)));
      }
      if (random.nextInt(4) == 0) {
        bad = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
      }
      Parsed parsed =
          adapter.parse(
              new org.duima.api.RawMessage(
                  "transaction", "", "", "4401", "", bad, Fixture.RECEIVED),
              1);
      assertThat(parsed.events().isEmpty() && parsed.findings().isEmpty()).isFalse();
    }
  }
}
