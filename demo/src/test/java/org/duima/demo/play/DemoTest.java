package org.duima.demo.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The player and the judge against a node that shows what it is told. */
@Timeout(120)
class DemoTest {
  private static final String DAY =
      """
      title: t
      stays:
        - visit: ZY26039001
          title: 一号
          via: hl7
          patient: {name: 安测试, sex: M, born: 1960-01-01}
          payer: 职工
          admit: {at: 2026-03-09 09:20, dept: A03.01}
          outpatient: J44.900 慢阻肺
          labs: 1
          daily: {'09': 1}
          discharge: {at: 2026-03-11 09:00}
          coded:
            - at: 2026-03-12 09:00
              diagnoses:
                - I48.x01 心房颤动 有 => I48.900x004
          settle:
            - {}
        - visit: ZY26039002
          title: 二号
          patient: {name: 白测试, sex: F, born: 1960-01-01}
          payer: 自费
          admit: {at: 2026-03-09 09:20, dept: A03.01}
          labs: 0
          daily: {'09': 1}
      """;
  private static final String EXPECTED =
      """
      visit\tsetl_id\tends\twhy\twords
      ZY26039001\tJS2603900101\taccepted\t\t提交
      ZY26039002\t\tnot-due\tself-pay\t自费
      """;
  private static final String SETLINFO =
      """
      {"mdtrt_id":"MD26039001","psn_no":"995001030000009001","hi_no":"HI009001",
       "medcasno":"BA009001","prfs":"80","coner_name":"安测试联系人","patn_rlts":"20",
       "adm_time":"2026-03-09 09:20:00","adm_way":"2","trt_type":"10","dscg_caty":"A03.01",
       "chfpdr_code":"D500103990101","setl_id":"JS2603900101","setl_begn_date":"2026-03-09",
       "setl_end_date":"2026-03-11","bill_code":"50060126","bill_no":"2603900101",
       "biz_sn":"YW2603900101","wm_dise_code":"J44.900","dscg_time":"2026-03-11 09:00:00",
       "dscg_way":"1"}
      """;

  @TempDir Path directory;
  private FakeNode node;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    Files.copy(Path.of("day/hospital.yaml"), directory.resolve("hospital.yaml"));
    Files.writeString(directory.resolve("01-x.yaml"), DAY);
    Files.writeString(directory.resolve("expected.tsv"), EXPECTED);
    Files.writeString(directory.resolve("key"), FakeNode.KEY + "\n");
    node = new FakeNode();
    node.shows("ZY26039001", "{\"setlId\":\"JS2603900101\",\"state\":\"submitted\"}");
    node.shows("ZY26039002", "{\"state\":\"not due\",\"reason\":\"self-pay\"}");
    holds("I48.900x004", "[{\"contentHash\":\"a\"}]", SETLINFO);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  private void holds(String code, String history, String setlinfo) {
    node.holds(
        "JS2603900101",
        """
        {"setl_id":"JS2603900101","stas_type":"1","history":%s,"content":{"setlinfo":%s,
         "diseinfo":[{"diag_type":"1","diag_code":"%s","maindiag_flag":"1","adm_cond_type":"1"}]}}
        """
            .formatted(history, setlinfo, code));
  }

  private int run(String... more) throws InterruptedException {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "--mllp",
                node.mllpAddress(),
                "--url",
                node.url(),
                "--simulator",
                node.url(),
                "--api-key-file",
                directory.resolve("key").toString(),
                "--expected",
                directory.resolve("expected.tsv").toString(),
                "--day",
                directory.toString(),
                "--timeout",
                "3"));
    arguments.addAll(List.of(more));
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Demo.run(arguments.toArray(String[]::new), Map.of(), print, print);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String lastLine() {
    return printed().lines().reduce((a, b) -> b).orElseThrow();
  }

  @Test
  void endsWithZeroWhereEveryStayEndedAsExpected() throws InterruptedException {
    assertThat(run()).as(printed()).isZero();
    assertThat(lastLine())
        .matches(
            "demo: received \\d+, lists 1, accepted 1, refused 0, held 0, waiting 0, alerts 0,"
                + " matched 75\\.0%");
  }

  @Test
  void keepsTheOrderOfEverySenderAndWaitsForEachAnswer() throws InterruptedException {
    run();
    assertThat(node.received()).hasSizeGreaterThan(3);
    node.received()
        .values()
        .forEach(
            ids -> {
              for (String digits : List.of("26039001", "26039002")) {
                assertThat(ids.stream().filter(id -> id.contains(digits)).toList()).isSorted();
              }
            });
  }

  @Test
  void noticesAWrongCodeOnThePlatform() throws InterruptedException {
    holds("I48.x01", "[]", SETLINFO);
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("diseinfo -[1 I48.900x004 1 1] +[1 I48.x01 1 1]");
  }

  @Test
  void noticesAWrongFactOnThePlatform() throws InterruptedException {
    holds("I48.900x004", "[]", SETLINFO.replace("2026-03-11 09:00:00", "2026-03-11 10:00:00"));
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("dscg_time");
  }

  @Test
  void noticesTheSameContentUploadedTwice() throws InterruptedException {
    holds("I48.900x004", "[{\"contentHash\":\"a\"},{\"contentHash\":\"a\"}]", SETLINFO);
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("uploaded twice");
  }

  @Test
  void noticesAStayThatEndedOtherwise() throws InterruptedException {
    node.shows(
        "ZY26039001",
        "{\"setlId\":\"JS2603900101\",\"state\":\"waiting\","
            + "\"waitingFor\":[{\"what\":\"invoice\"}]}");
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("waiting invoice").contains("一号");
  }

  @Test
  void noticesAListTooMany() throws InterruptedException {
    node.shows(
        "ZY26039002",
        "{\"state\":\"not due\",\"reason\":\"self-pay\"},{\"setlId\":\"X1\",\"state\":\"ready\"}");
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("unexpected list");
  }

  @Test
  void noticesARefusedMessage() throws InterruptedException {
    node.answers("AR");
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("MSA-1 = AR");
  }

  @Test
  void playsTheSameDayAsFhir() throws InterruptedException {
    assertThat(run("--as", "hl7")).as(printed()).isZero();
    String inHl7 = lastLine();
    assertThat(run("--as", "fhir")).as(printed()).isZero();
    assertThat(lastLine()).isEqualTo(inHl7);
    assertThat(node.received().get("fhir")).contains("Bundle", "Encounter").hasSizeGreaterThan(5);
  }

  @Test
  void noticesARefusedResource() throws InterruptedException {
    node.answers("AR");
    assertThat(run("--as", "fhir")).isEqualTo(1);
    assertThat(printed()).contains("HTTP 422");
  }

  @Test
  void refusesAFormThatThereIsNot() throws InterruptedException {
    assertThat(run("--as", "hl8")).isEqualTo(2);
    assertThat(printed()).contains("--as");
  }

  @Test
  void saysWhenNobodyListens() throws InterruptedException {
    assertThat(run("--url", "http://127.0.0.1:1")).isEqualTo(3);
  }

  @Test
  void namesAnUnknownOption() throws InterruptedException {
    assertThat(run("--nonsense", "1")).isEqualTo(2);
    assertThat(printed()).contains("--nonsense");
  }

  private void orders(String then, String shows, String reported) throws IOException {
    Files.writeString(
        directory.resolve("02-orders.yaml"),
        """
        title: t
        orders:
          - {no: YZ1, visit: ZY26039001, at: 2026-03-09 10:00, ask: order-sign, title: t,
             lines: [XG04CBF049A001010100123 非那雄胺片 | 5 mg qd 7], then: '%s'}
        """
            .formatted(then));
    Files.writeString(
        directory.resolve("expected-alerts.tsv"),
        "order\tshows\treported\twords\nYZ1\t" + shows + "\t" + reported + "\tw\n");
    node.cards("[{\"uuid\":\"A1\",\"source\":{\"topic\":{\"display\":\"药品区分性别使用\"}}}]");
  }

  @Test
  void countsTheAlertsThatWereShown() throws IOException, InterruptedException {
    orders("overridden consent", "药品区分性别使用", "1");
    node.dispositions("[{\"warnRsltId\":\"A1\",\"way\":\"1\"}]");
    assertThat(run()).as(printed()).isZero();
    assertThat(printed()).contains("alerts 1,").contains("0 quiet (0%), 1 alerts shown");
  }

  @Test
  void noticesAnAlertThatShouldNotBeShown() throws IOException, InterruptedException {
    orders("", "", "");
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("YZ1").contains("must show []，实为 showed [药品区分性别使用]");
  }

  @Test
  void noticesAnAlertThatIsMissing() throws IOException, InterruptedException {
    orders("", "药品区分性别使用", "");
    node.cards("[]");
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("must show [药品区分性别使用]").contains("showed []");
  }

  @Test
  void noticesWhatThePlatformWasNotTold() throws IOException, InterruptedException {
    orders("accepted", "药品区分性别使用", "2");
    node.dispositions("[{\"warnRsltId\":\"A1\",\"way\":\"1\"}]");
    assertThat(run()).isEqualTo(1);
    assertThat(printed()).contains("3103 YZ1").contains("dspo_way「2」");
  }

  @Test
  void refusesAnOrderThatNothingIsExpectedOf() throws IOException, InterruptedException {
    orders("", "", "");
    Files.writeString(directory.resolve("expected-alerts.tsv"), "order\tshows\treported\twords\n");
    assertThat(run()).isEqualTo(2);
    assertThat(printed()).contains("expected-alerts.tsv").contains("YZ1");
  }

  @Test
  void refusesADayThatExpectedDoesNotCover() throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("expected.tsv"),
        EXPECTED.lines().limit(2).reduce((a, b) -> a + "\n" + b).orElseThrow() + "\n");
    assertThat(run()).isEqualTo(2);
    assertThat(printed()).contains("ZY26039002");
  }
}
