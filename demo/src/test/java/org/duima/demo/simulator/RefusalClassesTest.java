package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each class of answers that a client must tell apart, on demand. */
class RefusalClassesTest {
  private PlatformSimulator simulator;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulators.start();
    client = new TestClient(simulator).signedIn();
  }

  @AfterEach
  void stop() throws Exception {
    simulator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "refuse-required,-1,OPER_DR_CODE_STD",
    "refuse-dictionary,-1,字典项校验错误",
    "refuse-duplicate-diagnosis,-1,OUT_UNIQUE_M",
    "refuse-duplicate-operation,-1,OPERATION_UNIQUE_M",
    "refuse-name,-1,编码与名称不匹配",
    "refuse-code,-1,疾病目录",
    "refuse-database,-1,BatchUpdateException",
    "refuse-garbled,-1,JSQD_OPERATION_INFO",
    "refuse-code-one,1,必填项校验错误",
    "error-200,-1,系统繁忙"
  })
  void refusesTheNextUploadOnly(String name, int infcode, String text) throws Exception {
    simulator.behave(Behaviour.parse(name + ":next=1"));
    JsonNode answer = client.upload(SampleList.input("S1"));
    assertThat(answer.path("infcode").isInt()).isTrue();
    assertThat(answer.path("infcode").asInt()).isEqualTo(infcode);
    assertThat(answer.path("err_msg").asText()).contains(text);
    assertThat(simulator.records()).isEmpty();
    assertThat(simulator.counts().disturbed()).containsEntry(name, 1L);
    assertThat(client.upload(SampleList.input("S1")).path("infcode").asInt(-9)).isZero();
  }

  @Test
  void garblesTextAsGbkReadAsUtf8() throws Exception {
    simulator.behave(Behaviour.parse("refuse-garbled"));
    String text = client.upload(SampleList.input("S1")).path("err_msg").asText();
    assertThat(text).contains("\uFFFD").doesNotContain("手术");
  }

  @Test
  void refusesUploadsOnlyUnlessToldOtherwise() throws Exception {
    simulator.behave(Behaviour.parse("refuse-database"));
    assertThat(client.query("S1").path("infcode").asInt()).isEqualTo(550100);
    assertThat(client.call("4101", SampleList.withMoney("S1")).path("infcode").asInt())
        .isEqualTo(-1);
    simulator.behave(Behaviour.parse("refuse-database:infno=4103"));
    assertThat(client.query("S1").path("err_msg").asText()).contains("ORA-12899");
  }

  @Test
  void saysThatThereIsNoDataWhateverItHolds() throws Exception {
    client.upload(SampleList.input("S1"));
    simulator.behave(Behaviour.parse("no-data:infno=4103,next=2"));
    assertThat(client.query("S1").path("infcode").asInt()).isEqualTo(550100);
    assertThat(client.query("S1").path("infcode").asInt()).isEqualTo(550100);
    assertThat(client.query("S1").path("infcode").asInt(-9)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"signature-refused,401", "server-error,500", "bad-gateway,502"})
  void failsBeforeThePlatform(String name, int status) throws Exception {
    simulator.behave(Behaviour.parse(name));
    HttpResponse<byte[]> answer =
        client.send("4101A", client.envelope("4101A", SampleList.input("S1")));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("infcode");
    assertThat(simulator.records()).isEmpty();
  }

  @Test
  void staysSilentWithoutTakingAnything() throws Exception {
    simulator.behave(Behaviour.parse("silent:infno=4101A"));
    client.timeout = Duration.ofMillis(300);
    assertThatThrownBy(() -> client.upload(SampleList.input("S1")))
        .isInstanceOf(HttpTimeoutException.class);
    client.timeout = Duration.ofSeconds(20);
    assertThat(client.query("S1").path("infcode").asInt()).isEqualTo(550100);
    simulator.behave(Behaviour.parse("silent:infno=4101A,delay=100"));
    assertThatThrownBy(() -> client.upload(SampleList.input("S1")))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
  }

  @ParameterizedTest
  @CsvSource({"output-null", "output-text", "output-array", "output-missing"})
  void givesAnEmptyOutputInEveryShape(String name) throws Exception {
    simulator.behave(Behaviour.parse(name));
    JsonNode answer = client.upload(SampleList.input("S1"));
    assertThat(answer.path("infcode").asInt(-9)).isZero();
    assertThat(simulator.records()).containsOnlyKeys("S1");
    JsonNode output = answer.get("output");
    switch (name) {
      case "output-null" -> assertThat(output.isNull()).isTrue();
      case "output-text" -> assertThat(output.textValue()).isEmpty();
      case "output-array" -> assertThat(output.isArray() && output.isEmpty()).isTrue();
      default -> assertThat(output).isNull();
    }
  }

  @Test
  void writesTheCodeOfARefusalAsText() throws Exception {
    simulator.behave(Behaviour.parse("text-code"));
    JsonNode answer = client.call("4101A", Json.object());
    assertThat(answer.path("infcode").textValue()).isEqualTo("-1");
  }

  @Test
  void differsFromWhatWasSentOnceAltered() throws Exception {
    client.upload(SampleList.input("S1"));
    String change =
        "{\"setl_id\":\"S1\",\"node\":\"diseinfo\",\"row\":2,\"field\":\"diag_name\","
            + "\"value\":\"别的\"}";
    assertThat(client.postControl("/_simulator/alter", change).statusCode()).isEqualTo(200);
    JsonNode held = client.query("S1").path("output");
    assertThat(held.path("diseinfo").get(1).path("diag_name").asText()).isEqualTo("别的");
    String removal = "{\"setl_id\":\"S1\",\"field\":\"bill_no\",\"value\":null}";
    assertThat(client.postControl("/_simulator/alter", removal).statusCode()).isEqualTo(200);
    ListRecord record = simulator.record("S1").orElseThrow();
    assertThat(record.content().path("setlinfo").has("bill_no")).isFalse();
    assertThat(record.contentHash()).isNotEqualTo(record.uploads().get(0).contentHash());
    for (String wrong :
        new String[] {
          "{\"setl_id\":\"S9\",\"field\":\"a\",\"value\":\"b\"}",
          "{\"setl_id\":\"S1\",\"node\":\"diseinfo\",\"row\":9,\"field\":\"a\",\"value\":\"b\"}"
        }) {
      assertThat(client.postControl("/_simulator/alter", wrong).statusCode()).isEqualTo(409);
    }
    assertThat(client.postControl("/_simulator/alter", "{}").statusCode()).isEqualTo(400);
    assertThat(client.postControl("/_simulator/alter", "[").statusCode()).isEqualTo(400);
  }

  @Test
  void listsWhatItHoldsByState() throws Exception {
    client.upload(SampleList.input("S1"));
    client.upload(SampleList.input("S2"));
    client.upload(SampleList.input("S2"));
    client.changeState("S2", "1");
    JsonNode submitted = client.control("/_simulator/records?stas_type=1");
    assertThat(submitted).hasSize(1);
    assertThat(submitted.get(0).path("setl_id").asText()).isEqualTo("S2");
    assertThat(submitted.get(0).path("uploads").asInt()).isEqualTo(2);
    assertThat(client.control("/_simulator/records?stas_type=0")).hasSize(1);
  }

  @Test
  void isToldOfSettlements() throws Exception {
    client.upload(SampleList.input("S1"));
    ObjectNode told = Json.object().put("setl_id", "S1");
    told.putObject("setlinfo").put("psn_name", "张三测试");
    assertThat(client.postControl("/_simulator/settlement", told.toString()).statusCode())
        .isEqualTo(200);
    assertThat(client.query("S1").path("output").path("setlinfo").path("psn_name").asText())
        .isEqualTo("张三测试");
    assertThat(client.postControl("/_simulator/settlement", "{}").statusCode()).isEqualTo(400);
  }
}
