package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 1301 to 1315 and 9102. */
class DownloadTest {
  @TempDir Path folder;

  private PlatformSimulator simulator;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        folder.resolve("1311.txt"),
        String.join("\t", "1", "RJ1", "甲", "1", "r", "c", "u", "7", "", "", "v", "", "", "", "")
            + "\n");
    simulator =
        new PlatformSimulator(
                Simulators.options()
                    .diagnoses(TestMappings.DIAGNOSES)
                    .procedures(TestMappings.PROCEDURES)
                    .catalogues(folder)
                    .build())
            .start();
    client = new TestClient(simulator).signedIn();
  }

  @AfterEach
  void stop() throws Exception {
    simulator.close();
  }

  private JsonNode ask(String infno, String version) throws Exception {
    ObjectNode input = Json.object();
    input.putObject("data").put("ver", version);
    return client.call(infno, input);
  }

  private HttpResponse<byte[]> fetch(String number, String name, String owner) throws Exception {
    ObjectNode input = Json.object();
    input
        .putObject("fsDownloadIn")
        .put("file_qury_no", number)
        .put("filename", name)
        .put("fixmedins_code", owner);
    return client.send("9102", client.envelope("9102", input));
  }

  private HttpResponse<byte[]> fetch(JsonNode output) throws Exception {
    return fetch(output.path("file_qury_no").asText(), output.path("filename").asText(), "plc");
  }

  private static List<String> lines(byte[] zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = in.getNextEntry();
      assertThat(entry.getName()).endsWith(".txt");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1301,97", "1302,33", "1303,78", "1305,16", "1306,71", "1307,24", "1308,24", "1309,16",
    "1310,15", "1313,11", "1315,14"
  })
  void downloadsACatalogueInTheColumnsOfTheInterface(String infno, int columns) throws Exception {
    JsonNode output = ask(infno, "0").path("output");
    assertThat(output.path("file_qury_no").asText()).hasSizeLessThanOrEqualTo(40);
    assertThat(output.path("filename").asText()).endsWith(".txt.zip");
    assertThat(output.path("dld_endtime").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
    HttpResponse<byte[]> file = fetch(output);
    assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
    List<String> lines = lines(file.body());
    assertThat(lines).hasSize(output.path("data_cnt").asInt()).isNotEmpty();
    assertThat(lines).allSatisfy(line -> assertThat(line.split("\t", -1)).hasSize(columns));
  }

  @Test
  void givesTheDiagnosesThatItChecksUploadsAgainst() throws Exception {
    List<String> lines = lines(fetch(ask("1307", "0").path("output")).body());
    assertThat(lines)
        .anySatisfy(
            line -> {
              String[] cells = line.split("\t", -1);
              assertThat(cells[10]).isEqualTo("K35.800");
              assertThat(cells[11]).isEqualTo("急性阑尾炎");
              assertThat(cells[18]).isEqualTo("1");
              assertThat(cells[1]).isEqualTo("null");
            });
    assertThat(lines).anyMatch(line -> line.split("\t", -1)[18].equals("0"));
  }

  @Test
  void givesOnlyWhatIsNewer() throws Exception {
    assertThat(ask("1301", "0").path("output").path("data_cnt").asInt()).isEqualTo(3);
    assertThat(ask("1301", "20260101").path("output").path("data_cnt").asInt()).isEqualTo(1);
    assertThat(ask("1301", "20260301").path("infcode").asInt()).isEqualTo(550100);
    assertThat(ask("1301", "").path("err_msg").asText()).contains("data.ver");
  }

  @Test
  void servesTheFilesOfAFolder() throws Exception {
    assertThat(lines(fetch(ask("1311", "6").path("output")).body()))
        .singleElement()
        .asString()
        .startsWith("1\tRJ1\t甲");
    assertThat(ask("1311", "7").path("infcode").asInt()).isEqualTo(550100);
  }

  @Test
  void refusesAFileThatItDoesNotHave() throws Exception {
    JsonNode output = ask("1307", "0").path("output");
    String number = output.path("file_qury_no").asText();
    String name = output.path("filename").asText();
    assertRefused(fetch("fsi/plc/none", name, "plc"), "文件不存在");
    assertRefused(fetch(number, "other.zip", "plc"), "文件不存在");
    assertRefused(fetch(number, name, "H00000000009"), "文件不存在");
    assertRefused(fetch(number, "", "plc"), "fsDownloadIn.filename");
    assertThat(lines(fetch(number, "plc", TestClient.INSTITUTION).body())).isNotEmpty();
  }

  private static void assertRefused(HttpResponse<byte[]> answer, String text) throws IOException {
    JsonNode json = Json.read(answer.body());
    assertThat(json.path("infcode").asInt()).isEqualTo(-1);
    assertThat(json.path("err_msg").asText()).contains(text);
  }

  @Test
  void answersSomeCataloguesPageByPage() throws Exception {
    ObjectNode input = Json.object();
    input.putObject("data").put("page_num", 1).put("page_size", 1);
    JsonNode output = client.call("1304", input).path("output");
    assertThat(output.path("total").asInt()).isEqualTo(2);
    assertThat(output.path("data").get(0).path("drug_genname").asText()).isNotEmpty();
    assertThat(client.call("1312", input).path("output").path("data").get(0).has("hilist_code"))
        .isTrue();
    assertThat(client.call("1312", Json.object()).path("err_msg").asText()).contains("page_num");
  }
}
