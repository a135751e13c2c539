package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.platform.Answer;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.platform.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the shipped table makes of known answers, real ones among them. */
class AnswersTest {
  /** Two equal diagnoses and procedures; the second rows lack a field each. */
  private static final byte[] LIST =
      """
      {"setlinfo":{"psn_no":"P1"},
       "diseinfo":[{"diag_code":"I10.x00","adm_cond_type":"1"},{"diag_code":"I10.x00"}],
       "oprninfo":[
        {"oprn_oprt_code":"33.2400","oprn_oprt_begntime":"2026-03-02 08:00:00","oper_dr_code":"D500103000001"},
        {"oprn_oprt_code":"33.2400","oprn_oprt_begntime":"2026-03-02 08:00:00","oper_dr_code":""}]}
      """
          .getBytes(StandardCharsets.UTF_8);

  /** What only long or sealed bodies give, or a site's own settings. */
  private static final Set<String> ELSEWHERE = Set.of("PA-B03", "PA-B05");

  private final ReplyReader reader = new ReplyReader(new ObjectMapper(), Tables.shipped());

  record Case(
      String rule,
      int status,
      String body,
      CallKind call,
      String outcome,
      Receipt.Kind kind,
      String who,
      List<String> fields) {
    @Override
    public String toString() {
      return rule + " " + status + " " + body;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream file = AnswersTest.class.getResourceAsStream("/answers/cases.tsv")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\t", -1))
              .map(
                  cells ->
                      new Case(
                          cells[0],
                          Integer.parseInt(cells[1]),
                          cells[2],
                          CallKind.valueOf(cells[3]),
                          cells[4],
                          Receipt.Kind.valueOf(cells[5]),
                          cells[6],
                          Arrays.stream(cells[7].split(" ")).filter(f -> !f.isEmpty()).toList()))
              .toList()
              .stream();
    }
  }

  private static Answer answer(Receipt receipt) {
    return receipt instanceof Receipt.Refused refused
        ? refused.answer()
        : ((Receipt.Unknown) receipt).answer();
  }

  private Receipt read(int status, byte[] body) {
    return reader.read(CallKind.UPLOAD, LIST, status, body);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsAKnownAnswer(Case known) {
    Receipt receipt =
        reader.read(
            known.call(), LIST, known.status(), known.body().getBytes(StandardCharsets.UTF_8));
    Answer answer = answer(receipt);
    assertThat(answer.rule()).isEqualTo(known.rule());
    assertThat(receipt)
        .isInstanceOf(
            known.outcome().equals("refused") ? Receipt.Refused.class : Receipt.Unknown.class);
    assertThat(answer.kind()).isEqualTo(known.kind());
    assertThat(answer.who()).isEqualTo(known.who());
    assertThat(answer.fields()).extracting(Answer.Field::path).isEqualTo(known.fields());
  }

  @Test
  void everyLineOfTheTableHasACase() throws IOException {
    Set<String> lines = new TreeSet<>();
    Tables.shipped()
        .tables()
        .orElseThrow()
        .answers()
        .values()
        .forEach(all -> all.forEach(line -> lines.add(line.id())));
    Set<String> covered = cases().map(Case::rule).collect(Collectors.toCollection(TreeSet::new));
    covered.addAll(ELSEWHERE);
    assertThat(covered).isEqualTo(lines);
  }

  @Test
  void saysBesideTheFieldWhatIsWrongWithIt() {
    Answer answer =
        answer(
            read(
                200,
                "{\"infcode\":-1,\"err_msg\":\"BILL_NO：必填项校验错误；TRT_TYPE：值域校验错误\"}"
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.fields())
        .extracting(f -> f.path() + " " + f.text().zh())
        .containsExactly("setlinfo.bill_no 票据号码：票据代码或票据号码缺失", "setlinfo.trt_type 治疗类别：取值不在字典中");
  }

  @Test
  void readsGarbledTextAndKeepsItAsItCame() {
    String text = "患者手术操作信息数据校验错误：OPER_DR_CODE_STD：必填项校验错误";
    String garbled = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Receipt receipt =
        read(
            200,
            ("{\"infcode\":-1,\"err_msg\":\"" + garbled.replaceAll("\\p{Cntrl}", "") + "\"}")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(answer(receipt).rule()).isEqualTo("PA-D09");
    byte[] gbk = "{\"infcode\":-1,\"err_msg\":\"离院方式不能为空\"}".getBytes(Charset.forName("GBK"));
    assertThat(answer(read(200, gbk)).original()).isEqualTo("离院方式不能为空");
    String taken = new String("离院方式不能为空值".getBytes(StandardCharsets.UTF_8), Charset.forName("GBK"));
    Answer restored =
        answer(
            read(
                200,
                ("{\"infcode\":-1,\"err_msg\":\"" + taken + "\"}")
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(restored.original()).isEqualTo(taken);
    assertThat(restored.restored()).contains("离院方式不能为空");
    assertThat(restored.rule()).isEqualTo("PA-D10");
  }

  @Test
  void isNotOverwhelmed() {
    byte[] endless = new byte[PlatformProtocol.LONGEST_ANSWER_BYTES + 1];
    Arrays.fill(endless, (byte) ' ');
    assertThat(answer(read(200, endless)).rule()).isEqualTo("PA-B03");
    String deep = "{\"infcode\":-1,\"x\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";
    assertThat(answer(read(200, deep.getBytes(StandardCharsets.UTF_8))).rule()).isEqualTo("PA-B09");
    String wordy = "{\"infcode\":-1,\"err_msg\":\"" + "必填项；OPER_DR_CODE ".repeat(50_000) + "\"}";
    Answer cut = answer(read(200, wordy.getBytes(StandardCharsets.UTF_8)));
    assertThat(cut.original()).hasSizeLessThanOrEqualTo(2_000);
  }

  @Test
  void neverThrowsForWhatCame() {
    Random random = new Random(7);
    byte[] sound =
        "{\"infcode\":0,\"output\":{\"setlinfo\":{\"stas_type\":\"1\"},\"diseinfo\":[{\"diag_code\":\"I10\"}]}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3_000; i++) {
      byte[] body = sound.clone();
      for (int n = 0; n < 1 + i % 5; n++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      if (i % 3 == 0) {
        random.nextBytes(body);
      }
      for (CallKind call : CallKind.values()) {
        assertThat(reader.read(call, LIST, i % 7 == 0 ? 500 : 200, body)).isNotNull();
      }
    }
  }

  @Test
  void keepsThePlatformsWordsOutOfEveryText() {
    Receipt receipt =
        read(
            200,
            "{\"infcode\":-1,\"err_msg\":\"患者张三测试的离院方式不能为空\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(receipt.toString()).doesNotContain("张三测试").contains("PA-D10");
    assertThat(answer(receipt).toString()).doesNotContain("张三测试");
    assertThat(answer(receipt).original()).contains("张三测试");
    Receipt held = new Receipt.Held(true, false, 3, "9", "张三测试的诊断有误", List.of());
    assertThat(held.toString()).doesNotContain("张三测试");
    Receipt page = read(200, "<html>张三测试</html>".getBytes(StandardCharsets.UTF_8));
    assertThat(((Receipt.Unknown) page).reason()).doesNotContain("张三测试");
    assertThat(page.toString()).doesNotContain("张三测试");
  }
}
