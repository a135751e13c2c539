package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformFilesTest {
  private static final String HEADER =
      "id,layer,match,outcome,kind,who,meaning_zh,meaning_en,advice_zh,advice_en,fields,row,source\n";

  @TempDir Path mappings;

  @BeforeEach
  void copy() throws IOException {
    for (String folder : List.of("platform", "settlement", "site")) {
      Files.createDirectories(mappings.resolve(folder));
    }
    for (String file :
        List.of(
            "platform/answers.csv",
            "platform/names.csv",
            "platform/held.csv",
            "settlement/fields.csv")) {
      Files.copy(Tables.MAPPINGS.resolve(file), mappings.resolve(file));
    }
  }

  private PlatformFiles files() {
    return new PlatformFiles(mappings, Clock.systemUTC());
  }

  private static Receipt.Refused refused(PlatformFiles files, String message) {
    return (Receipt.Refused)
        new ReplyReader(new ObjectMapper(), files)
            .read(
                CallKind.UPLOAD,
                "{}".getBytes(StandardCharsets.UTF_8),
                200,
                ("{\"infcode\":-1,\"err_msg\":\"" + message + "\"}")
                    .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shipsWithoutAFault() {
    PlatformFiles files = Tables.shipped();
    assertThat(files.loadFindings()).isEmpty();
    assertThat(files.inForce().entries()).isGreaterThan(100);
  }

  @Test
  void theHospitalsLinesAreTriedFirst() throws IOException {
    PlatformFiles files = files();
    assertThat(refused(files, "月末结账中").kind()).isEqualTo(Receipt.Kind.ASK);
    Files.writeString(
        mappings.resolve("site/answers.csv"),
        HEADER
            + "LOCAL-1,business,月末结账,refused,wait,,省平台月末结账,month end,次日自动重试,tried again,,,医保办\n");
    assertThat(files.reload()).isEmpty();
    assertThat(refused(files, "月末结账中").kind()).isEqualTo(Receipt.Kind.BUSY);
    assertThat(refused(files, "月末结账中").answer().rule()).isEqualTo("LOCAL-1");
  }

  @Test
  void theHospitalsNamesLeadToFields() throws IOException {
    Files.writeString(
        mappings.resolve("site/platform-names.csv"),
        "name,path,owner,source\nAAC003,setlinfo.psn_no,office,省平台\n");
    assertThat(refused(files(), "AAC003必填").answer().fields())
        .extracting(field -> field.path())
        .containsExactly("setlinfo.psn_no");
  }

  @Test
  void namesFileAndLineOfAFaultAndKeepsTheLastGoodVersion() throws IOException {
    PlatformFiles files = files();
    Files.writeString(
        mappings.resolve("site/answers.csv"),
        HEADER
            + "L1,business,a,refused,panic,,甲,a,乙,b,,,\n"
            + "L2,nobody,a,refused,wait,,甲,a,乙,b,,,\n"
            + "L3,business,a,perhaps,wait,,甲,a,乙,b,,,\n"
            + "L4,business,a,refused,wait,boss,甲,a,乙,b,,,\n"
            + "L5,business,a,refused,wait,,甲,,乙,b,,,\n"
            + "L6,business,a,refused,wait,,甲,a,乙,b,,all,\n");
    assertThat(files.reload())
        .extracting(Finding::path)
        .containsExactly(
            "site/answers.csv:2",
            "site/answers.csv:3",
            "site/answers.csv:4",
            "site/answers.csv:5",
            "site/answers.csv:6",
            "site/answers.csv:7");
    assertThat(refused(files, "必填").answer().rule()).isEqualTo("PA-D10");
    Files.writeString(
        mappings.resolve("platform/held.csv"), "node,field,held,as\na,b,c,duration\n");
    Files.writeString(mappings.resolve("site/answers.csv"), HEADER);
    Files.writeString(mappings.resolve("platform/names.csv"), "name,path\nX,Y Z\n");
    assertThat(files.reload())
        .extracting(Finding::path)
        .containsExactly("platform/names.csv:2", "platform/held.csv:2");
  }

  @Test
  void aLayerWithoutALastLineIsRefused() throws IOException {
    Files.writeString(
        mappings.resolve("platform/answers.csv"),
        HEADER + "L1,business,*,refused,ask,,甲,a,乙,b,,,\n");
    assertThat(files().loadFindings())
        .extracting(finding -> finding.text().zh())
        .hasSize(3)
        .allMatch(text -> text.contains("最后一行"));
  }

  @Test
  void withoutATableNothingIsJudgedButWaits() throws IOException {
    Files.delete(mappings.resolve("platform/answers.csv"));
    PlatformFiles files = files();
    assertThat(files.loadFindings()).anyMatch(Finding::isError);
    assertThat(refused(files, "必填").kind()).isEqualTo(Receipt.Kind.CONFIGURATION);
    assertThat(
            new ReplyReader(new ObjectMapper(), files)
                .read(CallKind.UPLOAD, "{}".getBytes(StandardCharsets.UTF_8), 500, new byte[0]))
        .isInstanceOf(Receipt.Unknown.class);
  }
}
