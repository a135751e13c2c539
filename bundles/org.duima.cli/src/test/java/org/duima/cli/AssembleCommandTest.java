package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssembleCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final Path RESOURCES = Path.of("src/test/resources");

  /** A stay with appendectomy, told by HL7 v2 alone: 13 messages in one file. */
  private static final Path SURGERY = RESOURCES.resolve("surgery.hl7");

  /** A stay told by HL7 v2 and copies of transactions, a file each. */
  private static final Path STAY = RESOURCES.resolve("stay");

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.in(folder);
  }

  private CommandRun assemble(String... arguments) {
    List<String> all = new ArrayList<>(List.of("assemble"));
    all.addAll(List.of(arguments));
    return CommandRun.of(home, all.toArray(String[]::new));
  }

  private static JsonNode onlyLine(CommandRun run) throws IOException {
    assertThat(run.out.lines()).as(run.err).hasSize(1);
    return JSON.readTree(run.out);
  }

  private String surgery(String... replacements) throws IOException {
    String text = Files.readString(SURGERY, GB18030);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(text).contains(replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return write("changed.hl7", text.getBytes(GB18030));
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private static List<Path> stayFiles() throws IOException {
    try (Stream<Path> files = Files.list(STAY)) {
      return files.sorted().toList();
    }
  }

  @Test
  void makesTheListOfAFileOfMessages() throws IOException {
    CommandRun run = assemble(SURGERY.toString());
    assertThat(run.exitCode).as(run.err).isZero();
    JsonNode list = onlyLine(run);
    assertThat(list.path("infno").asText()).isEqualTo("4101A");
    assertThat(list.path("state").asText()).isEqualTo("ready");
    assertThat(list.path("waitingFor")).isEmpty();
    assertThat(list.at("/input/setlinfo/psn_no").asText()).isEqualTo("995001030000000012");
    assertThat(list.at("/input/diseinfo/0/diag_code").asText()).isEqualTo("K35.800x001");
    assertThat(list.at("/provenance").path("setlinfo.psn_no").asText()).endsWith("ZYB-3");
    assertThat(list.path("findings")).isNotEmpty();
    for (JsonNode finding : list.path("findings")) {
      assertThat(finding.fieldNames())
          .toIterable()
          .containsExactly("rule", "severity", "path", "message");
      assertThat(finding.path("severity").asText()).isIn("W", "I");
    }
    assertThat(run.err).contains("messages 13, stays 1, ready 1");
  }

  @Test
  void givesTheExactPayloadWithItsProvenance() throws IOException {
    ObjectNode list = (ObjectNode) onlyLine(assemble(SURGERY.toString()));
    // which rules speak is the affair of the settlement room's own golden files
    list.remove("findings");
    Path expected = RESOURCES.resolve("surgery.expected.json");
    if (Boolean.getBoolean("duima.golden.update")) {
      Files.writeString(
          expected, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n");
    }
    assertThat(list).isEqualTo(JSON.readTree(Files.readString(expected)));
  }

  @Test
  void joinsMessagesAndTransactionsWhateverTheirOrder() throws IOException {
    List<String> files = new ArrayList<>(stayFiles().stream().map(Path::toString).toList());
    CommandRun inOrder = assemble(files.toArray(String[]::new));
    assertThat(inOrder.exitCode).as(inOrder.err).isZero();
    assertThat(onlyLine(inOrder).path("state").asText()).isEqualTo("ready");
    Collections.reverse(files);
    assertThat(assemble(files.toArray(String[]::new)).out).isEqualTo(inOrder.out);
  }

  @Test
  void takesTheSameMoneyFromAZSegmentAsFromTheTransaction() throws IOException {
    List<String> files = new ArrayList<>(stayFiles().stream().map(Path::toString).toList());
    files.addAll(0, List.of("--infno", "4101"));
    JsonNode byTransaction = onlyLine(assemble(files.toArray(String[]::new)));
    files.removeIf(file -> file.endsWith("2304.json"));
    files.add(write("settled.hl7", settledByZSegments().getBytes(StandardCharsets.UTF_8)));
    JsonNode bySegment = onlyLine(assemble(files.toArray(String[]::new)));
    for (String node : List.of("payinfo", "iteminfo")) {
      assertThat(byTransaction.at("/input/" + node)).isNotEmpty();
      assertThat(bySegment.at("/input/" + node)).isEqualTo(byTransaction.at("/input/" + node));
    }
    for (String field : List.of("psn_selfpay", "psn_ownpay", "acct_pay", "psn_cashpay")) {
      JsonNode amount = byTransaction.at("/input/setlinfo/" + field);
      assertThat(amount.isNumber()).as(field).isTrue();
      assertThat(bySegment.at("/input/setlinfo/" + field)).isEqualTo(amount);
    }
    assertThat(byTransaction.path("findings").toString()).doesNotContain("SL-A0");
    assertThat(bySegment.path("findings").toString()).doesNotContain("SL-A0");
    String oneFenLess = settledByZSegments().replace("|443.00|", "|442.99|");
    files.set(files.size() - 1, write("settled.hl7", oneFenLess.getBytes(StandardCharsets.UTF_8)));
    assertThat(onlyLine(assemble(files.toArray(String[]::new))).path("findings").toString())
        .contains("SL-A01", "SL-A04", "SL-A06");
  }

  /** What the stay's 2304 said, as the HIS would tell it in ZYB and ZJJ. */
  private static String settledByZSegments() throws IOException {
    JsonNode output = JSON.readTree(Files.readString(STAY.resolve("019-2304.json"))).path("output");
    JsonNode info = output.path("setlinfo");
    String[] zyb = new String[30];
    java.util.Arrays.fill(zyb, "");
    zyb[0] = "ZYB";
    zyb[1] = info.path("mdtrt_id").asText();
    zyb[2] = info.path("setl_id").asText();
    zyb[3] = info.path("psn_no").asText();
    zyb[5] = info.path("insutype").asText();
    zyb[13] = info.path("setl_time").asText().replaceAll("[^0-9]", "");
    int field = 19;
    for (String name :
        List.of(
            "medfee_sumamt",
            "fulamt_ownpay_amt",
            "overlmt_selfpay",
            "preselfpay_amt",
            "inscp_scp_amt",
            "fund_pay_sumamt",
            "psn_part_amt",
            "hosp_part_amt",
            "acct_pay",
            "psn_cash_pay",
            "acct_mulaid_pay")) {
      zyb[field++] = String.format(java.util.Locale.ROOT, "%.2f", info.path(name).asDouble());
    }
    JsonNode fund = output.path("setldetail").get(0);
    return Files.readString(STAY.resolve("020-BAR_P05.hl7"))
            .replaceAll("HIS26030001020", "HIS26030001019")
            .replaceAll("ZYB[^\\r]*", String.join("|", zyb))
        + "ZJJ|"
        + fund.path("fund_pay_type").asText()
        + "|"
        + fund.path("fund_payamt").asText()
        + "\r";
  }

  @Test
  void takesTransactionsAsLinesOrAsAnArray() throws IOException {
    List<String> messages = new ArrayList<>();
    List<String> transactions = new ArrayList<>();
    for (Path file : stayFiles()) {
      if (file.toString().endsWith(".json")) {
        transactions.add(Files.readString(file).strip());
      } else {
        messages.add(file.toString());
      }
    }
    List<String> asFiles = stayFiles().stream().map(Path::toString).toList();
    String expected = assemble(asFiles.toArray(String[]::new)).out;
    for (String text :
        List.of(
            String.join("\n", transactions) + "\n", "[" + String.join(",\n", transactions) + "]")) {
      List<String> files = new ArrayList<>(messages);
      files.add(write("transactions.json", text.getBytes(StandardCharsets.UTF_8)));
      assertThat(assemble(files.toArray(String[]::new)).out).isEqualTo(expected);
    }
  }

  @Test
  void takesFramesLineFeedsAndBatches() throws IOException {
    String expected = assemble(SURGERY.toString()).out;
    String text = Files.readString(SURGERY, GB18030);
    String[] messages = text.split("(?=MSH\\|)");
    assertThat(messages).hasSize(13);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (String message : messages) {
      frames.writeBytes(("\u000b" + message + "\u001c\r").getBytes(GB18030));
    }
    String batch = "FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + text + "BTS|13\rFTS|1\r";
    for (byte[] file :
        List.of(
            frames.toByteArray(),
            text.replace("\r", "\n").getBytes(GB18030),
            text.replace("\r", "\r\n").getBytes(GB18030),
            batch.getBytes(GB18030))) {
      CommandRun run = assemble(write("other.hl7", file));
      assertThat(run.out).as(run.err).isEqualTo(expected);
    }
  }

  @Test
  void writesTheOlderForm() throws IOException {
    JsonNode list = onlyLine(assemble("--infno", "4101", SURGERY.toString()));
    assertThat(list.path("infno").asText()).isEqualTo("4101");
    assertThat(list.path("input").has("setlinfo")).isTrue();
    assertThat(assemble("--infno", "4199", SURGERY.toString()).exitCode).isEqualTo(2);
  }

  @Test
  void saysWhatAListWaitsFor() throws IOException {
    List<String> files = new ArrayList<>();
    for (Path file : stayFiles()) {
      if (!file.toString().contains("4401")) {
        files.add(file.toString());
      }
    }
    CommandRun run = assemble(files.toArray(String[]::new));
    assertThat(run.exitCode).isZero();
    JsonNode list = onlyLine(run);
    assertThat(list.path("state").asText()).isEqualTo("waiting");
    assertThat(list.path("waitingFor")).extracting(JsonNode::asText).containsExactly("front-page");
    assertThat(list.path("waitingText").path(0).asText()).startsWith("病案室：");
    assertThat(list.path("input").isNull()).isTrue();
    files.add("--preview");
    assertThat(onlyLine(assemble(files.toArray(String[]::new))).at("/input/setlinfo").isObject())
        .isTrue();
  }

  @Test
  void givesWhatIsNotSettledOnlyInAPreview() throws IOException {
    String admission = stayFiles().get(0).toString();
    CommandRun run = assemble(admission);
    assertThat(run.exitCode).isZero();
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("待资料 1");
    JsonNode preview = onlyLine(assemble("--preview", admission));
    assertThat(preview.path("state").asText()).isEqualTo("waiting");
    assertThat(preview.path("waitingFor"))
        .extracting(JsonNode::asText)
        .contains("discharge", "settlement", "front-page");
    assertThat(preview.at("/input/setlinfo/psn_no").asText()).isNotEmpty();
  }

  @Test
  void holdsAListWithACodeThatNoTableKnows() throws IOException {
    CommandRun run = assemble(surgery("K35.901", "K35.977"));
    assertThat(run.exitCode).isEqualTo(1);
    JsonNode list = onlyLine(run);
    assertThat(list.path("state").asText()).isEqualTo("held");
    assertThat(list.path("findings").toString()).contains("K35.977").contains("\"E\"");
  }

  @Test
  void tellsAMessageThatCannotBeReadAndGoesOn() throws IOException {
    String broken = "MSH|^~\\&|HIS|TESTHOSP\rPID|1||P9\r";
    byte[] good = Files.readAllBytes(SURGERY);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(broken.getBytes(GB18030));
    both.writeBytes(good);
    CommandRun run = assemble(write("both.hl7", both.toByteArray()));
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(onlyLine(run).path("state").asText()).isEqualTo("ready");
    assertThat(run.err).contains("both.hl7", "MSH-9", "[E ");
  }

  @Test
  void refusesWhatCannotBeRead() throws IOException {
    assertThat(assemble(folder.resolve("none.hl7").toString()).exitCode).isEqualTo(2);
    for (String garbage : List.of("", "hello", "<html>", "{\"a\":", "\u0000\u0001\u0002")) {
      String file = write("garbage", garbage.getBytes(StandardCharsets.UTF_8));
      CommandRun run = assemble(file);
      assertThat(run.exitCode).as(garbage).isEqualTo(2);
      assertThat(run.out).isEmpty();
      assertThat(run.err).contains("garbage");
    }
  }

  @Test
  void goesOnAfterAFileWithoutMessages() throws IOException {
    CommandRun run =
        assemble(write("garbage", "hello".getBytes(StandardCharsets.UTF_8)), SURGERY.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("garbage：没有可读的消息");
    assertThat(onlyLine(run).path("state").asText()).isEqualTo("ready");
  }

  @Test
  void namesAMappingFileWithAnError() throws IOException {
    Files.writeString(home.resolve("mappings/sources/hl7v2.csv"), "message,field\n");
    CommandRun run = assemble(SURGERY.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("hl7v2.csv");
  }

  @Test
  void namesASettingWithAnError() throws IOException {
    Files.writeString(home.resolve("etc/org.duima.site.cfg"), "quietMinutes = soon\n");
    CommandRun run = assemble(SURGERY.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("org.duima.site.cfg", "quietMinutes");
  }

  @Test
  void survivesForeignMessages() throws IOException {
    Path data = Path.of("../../../shared/data/hl7v2");
    assumeTrue(Files.isDirectory(data), "the foreign messages are not here");
    List<String> arguments = new ArrayList<>(List.of("--preview"));
    try (Stream<Path> walk = Files.walk(data)) {
      walk.map(Path::toString).filter(f -> f.endsWith(".hl7")).sorted().forEach(arguments::add);
    }
    CommandRun run = assemble(arguments.toArray(String[]::new));
    assertThat(run.exitCode).as(run.err).isIn(0, 1);
    assertThat(run.err).doesNotContain("message.defect", "程序错误");
    for (String line : run.out.lines().toList()) {
      assertThat(JSON.readTree(line).path("state").asText()).isNotEmpty();
    }
  }
}
