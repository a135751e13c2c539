package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent.FrontPageCoded;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionMappingTest {
  private static final String HEADER = "infno,field,path,transform,note\n";

  @TempDir Path folder;

  private TransactionMapping shipped() throws IOException {
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("site"));
    Files.copy(
        Fixture.SHIPPED.resolve("sources/transaction.csv"),
        folder.resolve("sources/transaction.csv"));
    return new TransactionMapping(folder, Fixture.CLOCK);
  }

  private void site(String rows) throws IOException {
    Files.writeString(folder.resolve("site/transaction.csv"), HEADER + rows);
  }

  private static Parsed parse(TransactionMapping mapping, String json) {
    return new TransactionAdapter(() -> Fixture.site(Map.of()), mapping)
        .parse(Fixture.message(json), 1);
  }

  @Test
  void loadsTheShippedMapping() {
    TransactionMapping mapping = Fixture.shippedMapping();
    assertThat(mapping.inForce().entries()).isGreaterThan(150);
    assertThat(mapping.inForce().sha256()).hasSize(64);
    assertThat(mapping.inForce().since()).isEqualTo(Fixture.RECEIVED);
    assertThat(mapping.watched()).hasSize(2);
  }

  @Test
  void letsTheSiteReplaceAPath() throws IOException {
    TransactionMapping mapping = shipped();
    site("4401,prfs,input.baseinfo.job.code,map:A=17;B=31,本院职业代码\n");
    assertThat(mapping.reload()).isEmpty();
    String page =
        "{\"infno\":\"4401\",\"input\":{\"baseinfo\":{\"mdtrt_id\":\"J1\",\"prfs\":\"99\",\"job\":{\"code\":\"B\"}},\"diseinfo\":[{\"diag_code\":\"I10\"}]}}";
    Stated stated = (Stated) parse(mapping, page).events().get(0);
    assertThat(stated.facts().get("prfs").value()).isEqualTo("31");
    assertThat(stated.facts().get("prfs").origin().path()).isEqualTo("input.baseinfo.job.code");
    Stated unknown = (Stated) parse(mapping, page.replace("\"B\"", "\"C\"")).events().get(0);
    assertThat(unknown.facts()).doesNotContainKey("prfs");
  }

  @Test
  void letsTheSiteSwitchAFieldOff() throws IOException {
    TransactionMapping mapping = shipped();
    site("4401,prfs,,,不采用\n");
    assertThat(mapping.reload()).isEmpty();
    String page =
        "{\"infno\":\"4401\",\"input\":{\"baseinfo\":{\"mdtrt_id\":\"J1\",\"prfs\":\"99\"},\"diseinfo\":[{\"diag_code\":\"I10\"}]}}";
    assertThat(((Stated) parse(mapping, page).events().get(0)).facts()).doesNotContainKey("prfs");
  }

  @Test
  void letsTheSiteMoveAWholeNode() throws IOException {
    TransactionMapping mapping = shipped();
    site(
        """
        4401,icuinfo[].scs_cutd_ward_type,input.icu.rows[].kind,copy,
        4401,icuinfo[].scs_cutd_inpool_time,input.icu.rows[].in,datetime,
        4401,icuinfo[].scs_cutd_exit_time,input.icu.rows[].out,datetime,
        4401,icuinfo[].valid,,,
        """);
    assertThat(mapping.reload()).isEmpty();
    Parsed parsed =
        parse(
            mapping,
            """
            {"infno":"4401","input":{"baseinfo":{"mdtrt_id":"J1"},"diseinfo":[{"diag_code":"I10"}],
             "icu":{"rows":[{"kind":"4","in":"2026-03-01 10:00:00"}]}}}
            """);
    FrontPageCoded coded = (FrontPageCoded) parsed.events().get(1);
    assertThat(coded.frontPage().intensiveCare()).hasSize(1);
  }

  @Test
  void warnsWhenThereIsNothingToSwitchOff() throws IOException {
    TransactionMapping mapping = shipped();
    site("4401,profession,,,\n");
    assertThat(mapping.reload()).singleElement().satisfies(f -> assertThat(f.isError()).isFalse());
    assertThat(mapping.isLoaded()).isTrue();
  }

  @Test
  void keepsTheLastGoodMappingAndNamesFileAndLine() throws IOException {
    TransactionMapping mapping = shipped();
    assertThat(mapping.reload()).isEmpty();
    String before = mapping.inForce().sha256();
    site(
        """
        4401,prfs,input.baseinfo.prfs,copy,
        4401,Prfs,input.baseinfo.prfs,copy,
        9999,prfs,input.baseinfo.prfs,copy,
        4401,prfs,input..prfs,copy,
        4401,prfs,input.baseinfo.prfs,upper,
        4401,prfs,input.baseinfo.prfs,map:A,
        4401,@nothing,input.baseinfo.prfs,copy,
        4401,diseinfo[].nothing,input.diseinfo[].x,copy,
        4401,diseinfo[].diag_code,input.diseinfo.x,copy,
        4401,diseinfo[].diag_code,input.other[].x,copy,
        2304,*,output.setlinfo,copy,
        4401,prfs
        """);
    List<Finding> findings = mapping.reload();
    assertThat(findings)
        .extracting(Finding::path)
        .contains(
            "mappings/site/transaction.csv:3",
            "mappings/site/transaction.csv:4",
            "mappings/site/transaction.csv:5",
            "mappings/site/transaction.csv:6",
            "mappings/site/transaction.csv:7",
            "mappings/site/transaction.csv:8",
            "mappings/site/transaction.csv:9",
            "mappings/site/transaction.csv:10",
            "mappings/site/transaction.csv:12",
            "mappings/site/transaction.csv:13")
        .doesNotContain("mappings/site/transaction.csv:2");
    assertThat(findings).allSatisfy(f -> assertThat(f.text().zh()).isNotBlank());
    assertThat(mapping.inForce().sha256()).isEqualTo(before);
    assertThat(mapping.isLoaded()).isTrue();
  }

  @Test
  void refusesAFileWithAnotherHeader() throws IOException {
    TransactionMapping mapping = shipped();
    Files.writeString(folder.resolve("site/transaction.csv"), "a,b,c\n");
    assertThat(mapping.reload())
        .singleElement()
        .satisfies(f -> assertThat(f.path()).endsWith(":1"));
  }

  @Test
  void refusesAFileThatIsNotUtf8() throws IOException {
    TransactionMapping mapping = shipped();
    Files.write(
        folder.resolve("site/transaction.csv"),
        (HEADER + "4401,prfs,input.x,copy,中文\n").getBytes("GB18030"));
    assertThat(mapping.reload()).singleElement().satisfies(f -> assertThat(f.isError()).isTrue());
  }

  @Test
  void takesAFileWithAByteOrderMark() throws IOException {
    TransactionMapping mapping = shipped();
    Files.writeString(
        folder.resolve("site/transaction.csv"), "\uFEFF" + HEADER + "4401,prfs,input.x,copy,\n");
    assertThat(mapping.reload()).isEmpty();
  }

  @Test
  void doesNotReadBeforeAMappingIsLoaded() {
    TransactionMapping mapping = new TransactionMapping(folder, Fixture.CLOCK);
    assertThat(mapping.reload()).singleElement().satisfies(f -> assertThat(f.isError()).isTrue());
    assertThat(mapping.isLoaded()).isFalse();
    assertThatThrownBy(mapping::rules).isInstanceOf(IllegalStateException.class);
  }
}
