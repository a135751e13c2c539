package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** 妇平胶囊, which is for women (published batch 1). */
  private static final String FOR_WOMEN = "ZD02AAF0236010105430";

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void aHome() throws IOException {
    home = TestHome.in(folder);
  }

  private CommandRun alert(String request) throws IOException {
    return CommandRun.of(
        home,
        "alert",
        Files.writeString(folder.resolve("request"), request).toString(),
        "--now",
        "2026-03-10T09:00");
  }

  private static String orderSign(String gender) {
    return """
        {"hook":"order-sign","hookInstance":"7f0c5bd2-5a0c-4f0e-9a3e-0d8c1c9f9a01",
         "context":{"userId":"Practitioner/D1","patientId":"P1","draftOrders":{
           "resourceType":"Bundle","type":"collection","entry":[{"resource":{
             "resourceType":"MedicationRequest","id":"m1","status":"draft","intent":"order",
             "medicationCodeableConcept":{"coding":[{"system":"urn:nhsa:drug","code":"%s",
               "display":"妇平胶囊"}]},"subject":{"reference":"Patient/P1"}}}]}},
         "prefetch":{"patient":{"resourceType":"Patient","id":"P1","gender":"%s",
           "birthDate":"1960-01-01"}}}
        """
        .formatted(FOR_WOMEN, gender);
  }

  @Test
  void answersCdsHooksWithCards() throws IOException {
    CommandRun run = alert(orderSign("male"));
    assertThat(run.exitCode).as(run.err).isZero();
    JsonNode cards = JSON.readTree(run.out).path("cards");
    assertThat(cards).hasSize(1);
    assertThat(cards.get(0).path("summary").asText()).contains("妇平胶囊");
    assertThat(cards.get(0).path("overrideReasons")).isNotEmpty();
  }

  @Test
  void answersNoCardWhereNothingIsWrong() throws IOException {
    CommandRun run = alert(orderSign("female"));
    assertThat(run.exitCode).as(run.err).isZero();
    assertThat(JSON.readTree(run.out).path("cards")).isEmpty();
  }

  @Test
  void answersTheNationalShape() throws IOException {
    CommandRun run =
        alert(
            """
            {"data":{"syscode":"HIS","patient_dtos":[{"patn_id":"P1","patn_name":"x","gend":"1",
             "brdy":"1960-01-01","poolarea":"500103","curr_mdtrt_id":"M1","fsi_encounter_dtos":[{
             "mdtrt_id":"M1","medins_id":"H50010300001","med_mdtrt_type":"1","med_type":"11",
             "insutype":"310","fsi_order_dtos":[{"rx_id":"1","rxno":"R1","hilist_type":"101",
             "hilist_code":"%s","hilist_name":"妇平胶囊","cnt":"1","pric":"20","sumamt":"20",
             "curr_drord_flag":"1"}]}]}]}}
            """
                .formatted(FOR_WOMEN));
    assertThat(run.exitCode).as(run.err).isZero();
    JsonNode result = JSON.readTree(run.out).path("result");
    assertThat(result).hasSize(1);
    assertThat(result.get(0).path("rule_name").asText()).isEqualTo("药品区分性别使用");
  }

  @Test
  void answersAnOrderMessage() throws IOException {
    CommandRun run =
        alert(
            String.join(
                "\r",
                "MSH|^~\\&|HIS|MAIN|DUIMA||20260310090000||OMP^O09^OMP_O09|C1|P|2.5|||||CHN|UNICODE"
                    + " UTF-8",
                "PID|1||P1||x||19600101|M",
                "PV1|1|O",
                "ORC|NW|1",
                "RXO|" + FOR_WOMEN + "^妇平胶囊^urn:nhsa:drug|1||盒",
                ""));
    assertThat(run.exitCode).as(run.err).isZero();
    assertThat(run.out.lines().findFirst().orElseThrow()).contains("ORP^O10");
    assertThat(run.out).contains("MSA|AA|C1").contains("妇平胶囊");
  }

  @Test
  void whatIsNoRequestIsUnusable() throws IOException {
    CommandRun run = alert("{\"hook\":");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains(" / ");
  }
}
