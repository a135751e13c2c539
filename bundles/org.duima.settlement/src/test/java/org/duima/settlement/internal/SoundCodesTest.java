package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duima.api.Finding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sound lists of many kinds of stays: none of the rules on diagnoses and procedures may object.
 * Those that compare with a dictionary are left out, since the repository's is a reference list.
 */
class SoundCodesTest {
  private static final List<String> BY_DICTIONARY = List.of("SL-X02", "SL-X03", "SL-O01", "SL-O02");

  record Sound(String title, String sex, String born, String diagnoses, String procedures) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Sound> lists() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/checks/sound-codes.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1))
        .map(cells -> new Sound(cells[0], cells[1], cells[2], cells[3], cells[4]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lists")
  void hasNothingToSayOfASoundList(Sound list) throws IOException {
    String edits =
        "/setlinfo/gend=\""
            + list.sex()
            + "\" ; /setlinfo/brdy=\""
            + list.born()
            + "\" ; /setlinfo/diag_code_cnt- ; /setlinfo/oprn_oprt_code_cnt- ; /diseinfo="
            + diagnoses(list.diagnoses())
            + " ; /oprninfo="
            + procedures(list.procedures());
    List<Finding> findings =
        CheckCasesTest.findings(
            new CheckCasesTest.Case(list.title(), "", "4101", false, "", edits));
    assertThat(findings)
        .filteredOn(f -> f.rule().startsWith("SL-X") || f.rule().startsWith("SL-O"))
        .filteredOn(f -> !BY_DICTIONARY.contains(f.rule()))
        .isEmpty();
  }

  /** The first is the principal one; a code after 2: or 3: is a TCM disease or syndrome. */
  private static String diagnoses(String codes) {
    List<String> all = List.of(codes.split(" "));
    return IntStream.range(0, all.size())
        .mapToObj(
            i -> {
              boolean typed = all.get(i).matches("[23]:.*");
              String type = typed ? all.get(i).substring(0, 1) : "1";
              String code = typed ? all.get(i).substring(2) : all.get(i);
              boolean main = i == 0 || type.equals("2");
              return "{\"diag_type\":\"%s\",\"diag_code\":\"%s\",\"diag_name\":\"诊断\",\"adm_cond_type\":\"1\",\"maindiag_flag\":\"%s\"}"
                  .formatted(type, code, main ? "1" : "0");
            })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String procedures(String codes) {
    List<String> all = codes.isEmpty() ? List.of() : List.of(codes.split(" "));
    return IntStream.range(0, all.size())
        .mapToObj(
            i ->
                "{\"oprn_oprt_type\":\"%s\",\"oprn_oprt_code\":\"%s\",\"oprn_oprt_name\":\"操作\",\"oprn_oprt_date\":\"2026-03-03\",\"oper_dr_name\":\"术者测试\",\"oper_dr_code\":\"D990100000002\"}"
                    .formatted(i == 0 ? "1" : "2", all.get(i)))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
