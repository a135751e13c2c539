package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ListCheckTest {
  private static final LocalDateTime NOW = LocalDateTime.parse("2026-03-10T12:00:00");
  private static final ListCheck.Policy PLAIN = new ListCheck.Policy(false, false, false);

  private static ListCheck check(ListCheck.Policy policy, boolean strict) {
    return new ListCheck(
        FieldTable.read(TestMappings.FOLDER.resolve("settlement/fields.csv"), "4101A"),
        Dictionaries.read(TestMappings.FOLDER.resolve("dictionaries"), strict),
        CodeLists.read(
            TestMappings.FOLDER.resolve("codes"), TestMappings.DIAGNOSES, TestMappings.PROCEDURES),
        policy);
  }

  private static List<Problem> problems(Consumer<ObjectNode> spoil) {
    return problems(PLAIN, false, spoil);
  }

  private static List<Problem> problems(
      ListCheck.Policy policy, boolean strict, Consumer<ObjectNode> spoil) {
    ObjectNode input = SampleList.input("S1");
    spoil.accept(input);
    return check(policy, strict).check(input, NOW).problems();
  }

  private static Consumer<ObjectNode> stay(String field, String value) {
    return input -> SampleList.stay(input).put(field, value);
  }

  private static Consumer<ObjectNode> without(String field) {
    return input -> SampleList.stay(input).remove(field);
  }

  private static Consumer<ObjectNode> row(String node, int index, String field, String value) {
    return input -> SampleList.row(input, node, index).put(field, value);
  }

  private static Consumer<ObjectNode> twice(String node, int index) {
    return input -> ((ArrayNode) input.path(node)).add(input.path(node).get(index).deepCopy());
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Consumer<ObjectNode> all(Consumer<ObjectNode>... parts) {
    return input -> Stream.of(parts).forEach(part -> part.accept(input));
  }

  @Test
  void takesTheSample() {
    ListCheck.Outcome outcome = check(PLAIN, false).check(SampleList.input("S1"), NOW);
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.warnings()).isEmpty();
  }

  static Stream<Arguments> spoiled() {
    return Stream.of(
        Arguments.of("required", "setlinfo.psn_no", without("psn_no")),
        Arguments.of("required", "setlinfo.setl_id", stay("setl_id", "")),
        Arguments.of("required", "setlinfo.bill_no", stay("bill_no", "  ")),
        Arguments.of("required", "setlinfo.", (Consumer<ObjectNode>) i -> i.remove("setlinfo")),
        Arguments.of("required", "setlinfo.patn_rlts", without("patn_rlts")),
        Arguments.of("required", "setlinfo.days_rinp_pup_31", stay("days_rinp_flag_31", "2")),
        Arguments.of(
            "required",
            "oprninfo.anst_dr_code",
            (Consumer<ObjectNode>) i -> SampleList.row(i, "oprninfo", 0).remove("anst_dr_code")),
        Arguments.of("required", "oprninfo.oper_dr_code", row("oprninfo", 0, "oper_dr_code", "")),
        Arguments.of(
            "type",
            "setlinfo.bill_code",
            (Consumer<ObjectNode>) i -> SampleList.stay(i).put("bill_code", 10126)),
        Arguments.of("type", "setlinfo.lv1_nurscare_days", stay("lv1_nurscare_days", "eight")),
        Arguments.of("length", "setlinfo.setl_id", stay("setl_id", "1".repeat(31))),
        Arguments.of("length", "setlinfo.lv1_nurscare_days", stay("lv1_nurscare_days", "1000")),
        Arguments.of("length", "setlinfo.lv1_nurscare_days", stay("lv1_nurscare_days", "1.5")),
        Arguments.of("length", "setlinfo.nwb_bir_wt", stay("nwb_bir_wt", "12345.00")),
        Arguments.of("negative", "setlinfo.lv1_nurscare_days", stay("lv1_nurscare_days", "-1")),
        Arguments.of("date-format", "setlinfo.setl_end_date", stay("setl_end_date", "2026-02-30")),
        Arguments.of("date-format", "setlinfo.dscg_time", stay("dscg_time", "2026-03-09")),
        Arguments.of("unknown-node", "payinfo.", (Consumer<ObjectNode>) i -> i.putArray("payinfo")),
        Arguments.of(
            "node-shape", "diseinfo.", (Consumer<ObjectNode>) i -> i.putObject("diseinfo")),
        Arguments.of("node-shape", "setlinfo.", (Consumer<ObjectNode>) i -> i.putArray("setlinfo")),
        Arguments.of(
            "node-shape",
            "bldinfo.",
            (Consumer<ObjectNode>) i -> ((ArrayNode) i.path("bldinfo")).add("x")),
        Arguments.of(
            "required",
            "setlinfo.adm_time",
            (Consumer<ObjectNode>) i -> ((ObjectNode) i.path("setlinfo")).remove("adm_time")),
        Arguments.of("dictionary", "setlinfo.adm_way", stay("adm_way", "7")),
        Arguments.of("dictionary", "setlinfo.refldept_dept", stay("refldept_dept", "A03→X99")),
        Arguments.of(
            "principal-diagnosis",
            "diseinfo.maindiag_flag",
            row("diseinfo", 0, "maindiag_flag", "0")),
        Arguments.of(
            "principal-diagnosis",
            "diseinfo.maindiag_flag",
            row("diseinfo", 1, "maindiag_flag", "1")),
        Arguments.of(
            "principal-diagnosis",
            "diseinfo.maindiag_flag",
            (Consumer<ObjectNode>) i -> i.remove("diseinfo")),
        Arguments.of(
            "principal-diagnosis",
            "diseinfo.maindiag_flag",
            all(chinese("A17.41.", "1"), chinese("A17.42.", "1"))),
        Arguments.of("duplicate-diagnosis", "diseinfo.diag_code", twice("diseinfo", 1)),
        Arguments.of("dagger", "diseinfo.diag_code", row("diseinfo", 1, "diag_code", "A17.0†")),
        Arguments.of("name", "diseinfo.diag_name", row("diseinfo", 1, "diag_name", "高血压")),
        Arguments.of(
            "name", "oprninfo.oprn_oprt_name", row("oprninfo", 0, "oprn_oprt_name", "阑尾切除术")),
        Arguments.of(
            "duplicate-operation",
            "oprninfo.oprn_oprt_code",
            all(twice("oprninfo", 0), row("oprninfo", 1, "oprn_oprt_type", "2"))),
        Arguments.of(
            "principal-operation",
            "oprninfo.oprn_oprt_type",
            row("oprninfo", 0, "oprn_oprt_type", "2")),
        Arguments.of("date-order", "setlinfo.dscg_time", stay("adm_time", "2026-03-09 10:00:01")),
        Arguments.of("date-order", "setlinfo.setl_end_date", stay("setl_begn_date", "2026-03-10")),
        Arguments.of("future", "setlinfo.dscg_time", stay("dscg_time", "2026-03-10 12:00:01")),
        Arguments.of(
            "date-order",
            "oprninfo.oprn_oprt_endtime",
            row("oprninfo", 0, "oprn_oprt_endtime", "2026-03-02 08:59:59")),
        Arguments.of(
            "outside-stay",
            "oprninfo.anst_begntime",
            row("oprninfo", 0, "anst_endtime", "2026-03-09 10:00:01")),
        Arguments.of(
            "outside-stay",
            "oprninfo.oprn_oprt_begntime",
            row("oprninfo", 0, "oprn_oprt_begntime", "2026-02-28 08:29:59")),
        Arguments.of(
            "outside-stay",
            "oprninfo.oprn_oprt_begntime",
            all(
                stay("adm_way", "2"),
                row("oprninfo", 0, "oprn_oprt_begntime", "2026-03-01 08:29:59"))),
        Arguments.of(
            "date-order",
            "icuinfo.scs_cutd_exit_time",
            row("icuinfo", 0, "scs_cutd_exit_time", "2026-03-02 10:30:00")),
        Arguments.of(
            "outside-stay",
            "icuinfo.scs_cutd_inpool_time",
            row("icuinfo", 0, "scs_cutd_exit_time", "2026-03-09 10:00:01")),
        Arguments.of(
            "duration", "icuinfo.scs_cutd_sum_dura", row("icuinfo", 0, "scs_cutd_sum_dura", "1天")),
        Arguments.of("duration", "setlinfo.vent_used_dura", stay("vent_used_dura", "1/24/0")),
        Arguments.of("duration", "setlinfo.vent_used_dura", stay("vent_used_dura", "1/0/60")),
        Arguments.of("duration", "setlinfo.vent_used_dura", stay("vent_used_dura", "8/1/31")),
        Arguments.of(
            "duration", "setlinfo.pwcry_afadm_coma_dura", stay("pwcry_afadm_coma_dura", "9/0/0")),
        Arguments.of(
            "logic",
            "setlinfo.days_rinp_flag_31",
            all(
                stay("dscg_way", "5"),
                stay("days_rinp_flag_31", "2"),
                stay("days_rinp_pup_31", "复查"))),
        Arguments.of("weight", "setlinfo.nwb_bir_wt", stay("nwb_bir_wt", "199")),
        Arguments.of("weight", "setlinfo.mul_nwb_bir_wt", stay("mul_nwb_bir_wt", "2500，2600")),
        Arguments.of(
            "blood",
            "bldinfo.bld_amt",
            (Consumer<ObjectNode>) i -> SampleList.row(i, "bldinfo", 0).remove("bld_unt")),
        Arguments.of(
            "row-limit",
            "diseinfo.",
            (Consumer<ObjectNode>)
                i -> {
                  for (int n = 0; n < 99; n++) {
                    chinese("B" + n, "0").accept(i);
                  }
                }));
  }

  private static Consumer<ObjectNode> chinese(String code, String main) {
    return input ->
        ((ArrayNode) input.path("diseinfo"))
            .addObject()
            .put("diag_type", "2")
            .put("diag_code", code)
            .put("diag_name", "测试病名")
            .put("adm_cond_type", "1")
            .put("maindiag_flag", main);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("spoiled")
  void refuses(String reason, String place, Consumer<ObjectNode> spoil) {
    List<Problem> problems = problems(spoil);
    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.reason()).isEqualTo(reason);
              assertThat(problem.node() + "." + problem.field()).isEqualTo(place);
            });
    assertThat(Problem.errMsg(problems)).containsPattern("[\\u4e00-\\u9fa5]");
  }

  static Stream<Arguments> allowed() {
    return Stream.of(
        Arguments.of(
            "no contact at all",
            all(
                stay("coner_name", ""),
                stay("patn_rlts", ""),
                stay("coner_addr", ""),
                stay("coner_tel", ""))),
        Arguments.of(
            "readmission purpose when planned",
            all(stay("days_rinp_flag_31", "2"), stay("days_rinp_pup_31", "复查"))),
        Arguments.of(
            "local anaesthesia without anaesthetist",
            all(row("oprninfo", 0, "anst_way", "31"), row("oprninfo", 0, "anst_dr_code", ""))),
        Arguments.of("transfer without receiver", stay("dscg_way", "2")),
        Arguments.of("regional field empty", stay("prfs", "")),
        Arguments.of("value outside an incomplete dictionary", stay("trt_type", "3")),
        Arguments.of("dictionary that was not given", stay("hi_paymtd", "7")),
        Arguments.of(
            "same diagnosis under another class",
            (Consumer<ObjectNode>) i -> chinese("I10.x00", "1").accept(i)),
        Arguments.of(
            "diagnosis unknown to an incomplete list",
            all(
                row("diseinfo", 1, "diag_code", "E11.900"),
                row("diseinfo", 1, "diag_name", "2型糖尿病"))),
        Arguments.of(
            "same operation at another time",
            all(
                twice("oprninfo", 0),
                row("oprninfo", 1, "oprn_oprt_type", "2"),
                row("oprninfo", 1, "oprn_oprt_begntime", "2026-03-02 09:00:01"))),
        Arguments.of("no operation", (Consumer<ObjectNode>) i -> i.putArray("oprninfo")),
        Arguments.of(
            "no optional node",
            (Consumer<ObjectNode>)
                i -> i.remove(List.of("opspdiseinfo", "oprninfo", "icuinfo", "bldinfo"))),
        Arguments.of(
            "emergency operation a day before the paperwork",
            row("oprninfo", 0, "anst_begntime", "2026-02-28 08:30:00")),
        Arguments.of("discharged this second", stay("dscg_time", "2026-03-10 12:00:00")),
        Arguments.of("ventilator all the stay", stay("vent_used_dura", "8/1/30")),
        Arguments.of("long coma before admission", stay("pwcry_bfadm_coma_dura", "30/0/0")),
        Arguments.of("empty weight written as 0", stay("nwb_bir_wt", "0")),
        Arguments.of("weights of twins", stay("mul_nwb_bir_wt", "2500,2610")),
        Arguments.of("weight with decimals", stay("nwb_bir_wt", "3250.50")),
        Arguments.of("Chinese diagnosis beside the western", chinese("A17.41.", "1")),
        Arguments.of("a death", stay("dscg_way", "5")),
        Arguments.of("text of full length in Chinese", stay("curr_addr", "测".repeat(200))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allowed")
  void takes(String what, Consumer<ObjectNode> change) {
    assertThat(problems(change)).as(what).isEmpty();
  }

  @Test
  void enforcesEveryDictionaryWhenStrict() {
    assertThat(problems(PLAIN, true, stay("trt_type", "3")))
        .extracting(Problem::reason)
        .containsExactly("dictionary");
  }

  @Test
  void requiresRegionalFieldsWhenTold() {
    ListCheck.Policy regional = new ListCheck.Policy(true, false, false);
    assertThat(problems(regional, false, stay("prfs", "")))
        .extracting(Problem::field)
        .containsExactly("prfs");
  }

  @Test
  void holdsToTheLimitsOfThePaperFormWhenTold() {
    Consumer<ObjectNode> nine =
        input -> {
          for (int n = 0; n < 9; n++) {
            chinese("B" + n, "0").accept(input);
          }
        };
    assertThat(problems(PLAIN, false, nine)).isEmpty();
    assertThat(problems(new ListCheck.Policy(false, true, false), false, nine))
        .extracting(Problem::reason)
        .containsExactly("form-limit");
  }

  @Test
  void readsOldFieldNamesOnlyWhenTold() {
    Consumer<ObjectNode> old = stay("nwbbirwt", "199");
    ListCheck.Outcome national = outcome(PLAIN, old);
    assertThat(national.problems()).isEmpty();
    assertThat(national.warnings()).containsExactly("unknown-field setlinfo.nwbbirwt");
    assertThat(problems(new ListCheck.Policy(false, false, true), false, old))
        .extracting(Problem::reason)
        .containsExactly("weight");
  }

  @Test
  void warnsOfAValueOutsideAnIncompleteDictionary() {
    assertThat(outcome(PLAIN, stay("trt_type", "3")).warnings())
        .containsExactly("not-in-dictionary setlinfo.trt_type");
  }

  private static ListCheck.Outcome outcome(ListCheck.Policy policy, Consumer<ObjectNode> change) {
    ObjectNode input = SampleList.input("S1");
    change.accept(input);
    return check(policy, false).check(input, NOW);
  }

  @Test
  void refusesCodesThatACompleteListLacks() {
    CodeList complete = new CodeList(Map.of("K35.800", Set.of("急性阑尾炎")), true);
    ListCheck check =
        new ListCheck(
            FieldTable.read(TestMappings.FOLDER.resolve("settlement/fields.csv"), "4101A"),
            Dictionaries.read(TestMappings.FOLDER.resolve("dictionaries"), false),
            new CodeLists(complete, CodeList.NONE, CodeList.NONE, CodeList.NONE),
            PLAIN);
    assertThat(check.check(SampleList.input("S1"), NOW).problems())
        .extracting(Problem::reason, Problem::row)
        .containsExactly(tuple("code", 2));
  }

  @Test
  void namesTableRowAndFieldAsTheRealPlatformDoes() {
    List<Problem> problems = problems(row("oprninfo", 0, "oper_dr_code", ""));
    assertThat(Problem.errMsg(problems))
        .isEqualTo("患者手术操作信息【JSQD_OPERATION_INFO】数据校验错误：第1行 OPER_DR_CODE（术者医师代码）：必填项校验错误");
  }

  @Test
  void neverQuotesAValue() {
    List<Problem> problems =
        problems(all(stay("certno", "张三测试"), stay("coner_tel", "张三测试".repeat(20))));
    assertThat(problems).isNotEmpty();
    assertThat(Problem.errMsg(problems)).doesNotContain("张三");
  }
}
