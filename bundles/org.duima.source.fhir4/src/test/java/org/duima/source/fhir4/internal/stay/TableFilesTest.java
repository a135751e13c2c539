package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
  private static final String HEAD = "resource,field,path,transform,note\n";
  private static final String ENCOUNTER =
      "{\"resourceType\":\"Encounter\",\"id\":\"1\",\"status\":\"in-progress\","
          + "\"class\":{\"code\":\"IMP\"},\"subject\":{\"reference\":\"Patient/7\"},"
          + "\"period\":{\"start\":\"2026-03-01T08:00:00+08:00\"},"
          + "\"priority\":{\"text\":\"本院写法\"},"
          + "\"extension\":[{\"url\":\"urn:duima:trt-type\",\"valueCode\":\"10\"}]}";

  @TempDir Path folder;
  private Fixture fixture;

  @BeforeEach
  void copyTheShippedTable() throws IOException {
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("site"));
    Files.copy(
        Fixture.repository().resolve("mappings/sources/fhir-r4.csv"),
        folder.resolve("sources/fhir-r4.csv"));
    fixture = new Fixture(folder);
    assertThat(fixture.files.reload()).isEmpty();
  }

  private List<Finding> site(String rows) throws IOException {
    Files.writeString(folder.resolve("site/fhir-r4.csv"), HEAD + rows);
    return fixture.files.reload();
  }

  private Stated stated() {
    Parsed parsed = fixture.parse(ENCOUNTER);
    return (Stated)
        parsed.events().stream().filter(Stated.class::isInstance).findFirst().orElseThrow();
  }

  private void refused(String row, String place, String zh, String en) throws IOException {
    String inForce = fixture.files.inForce().sha256();
    List<Finding> findings = site(row);
    assertThat(findings).as(row).hasSize(1);
    Finding finding = findings.get(0);
    assertThat(finding.isError()).isTrue();
    assertThat(finding.path()).endsWith("site/fhir-r4.csv:" + place);
    assertThat(finding.text().zh()).contains(finding.path()).contains(zh);
    assertThat(finding.text().en()).contains(finding.path()).contains(en);
    assertThat(fixture.files.inForce().sha256()).isEqualTo(inForce);
    assertThat(stated().facts().get("trt_type").value()).isEqualTo("10");
  }

  @Test
  void namesFileLineAndColumnOfAnErrorAndKeepsTheFormerVersion() throws IOException {
    refused("Encounter,trt_type,status..x,copy,\n", "2:path", "第 8 个字符", "character 8");
    refused("Encounter,trt_type,a.combine(b),copy,\n", "2:path", "没有函数 combine", "no function");
    refused("Encounter,trt_type,type.where(text = 'x),copy,\n", "2:path", "缺右单引号", "closing quote");
    refused("Encounter,trt_type,type.where(text),copy,\n", "2:path", "条件应写成", "a condition is");
    refused("Encounter,trt_type,stauts,copy,\n", "2:path", "没有元素 stauts", "no element stauts");
    refused("Encouter,trt_type,status,copy,\n", "2:resource", "没有资源类型", "no resource type");
    refused("Encounter,trt_type,status,copi,\n", "2:transform", "没有叫", "no transform called");
    refused("Encounter,location.fron,period,copy,\n", "2:field", "没有字段", "no field");
    refused("Encounter,location.from,period.start,date,\n", "2:transform", "datetime", "datetime");
    refused("Encounter,trt_type,,copy,\n", "2:path", "缺路径", "the path is missing");
    refused("Encounter,trt_type,status\n", "2", "应有 5 列", "expected 5");
    refused("*,edition.X,,edition:nothing:,\n", "2:transform", "编码种类", "kind must be");
  }

  @Test
  void refusesAFileThatIsNoTable() throws IOException {
    Files.writeString(folder.resolve("site/fhir-r4.csv"), "resource,path\n");
    assertThat(fixture.files.reload()).singleElement().matches(Finding::isError);
    Files.write(folder.resolve("site/fhir-r4.csv"), "资源".getBytes(Charset.forName("GB18030")));
    assertThat(fixture.files.reload().get(0).text().en()).contains("UTF-8");
    Files.writeString(folder.resolve("site/fhir-r4.csv"), "");
    assertThat(fixture.files.reload().get(0).text().en()).contains("empty");
    Files.delete(folder.resolve("site/fhir-r4.csv"));
    Files.delete(folder.resolve("sources/fhir-r4.csv"));
    assertThat(fixture.files.reload().get(0).text().en()).contains("missing");
  }

  @Test
  void letsTheSiteReplaceShippedRowsOfTheSameResourceAndField() throws IOException {
    assertThat(site("Encounter,trt_type,priority.text,values:本院写法=21,\n")).isEmpty();
    assertThat(stated().facts().get("trt_type").value()).isEqualTo("21");
    assertThat(site("Encounter,trt_type,,none,\n")).isEmpty();
    assertThat(stated().facts()).doesNotContainKey("trt_type");
  }

  @Test
  void warnsOfAFieldThatNobodyElseKnows() throws IOException {
    List<Finding> findings = site("Encounter,trt_tpye,priority.text,copy,\n");
    assertThat(findings).singleElement().matches(finding -> !finding.isError());
    assertThat(stated().facts().get("trt_tpye").value()).isEqualTo("本院写法");
  }

  @Test
  void changesItsHashWithTheContent() throws IOException {
    String before = fixture.files.inForce().sha256();
    site("Encounter,trt_type,priority.text,copy,\n");
    assertThat(fixture.files.inForce().sha256()).isNotEqualTo(before).hasSize(64);
  }

  @Test
  void warnsOfATypeThatTheDoorTakesInBundlesOnly() throws IOException {
    List<Finding> findings =
        site(
            """
            MedicationAdministration,link.encounter,context,reference,
            MedicationAdministration|Encounter,link.patient,subject,reference,
            """);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).isError()).isFalse();
    assertThat(findings.get(0).path()).endsWith("site/fhir-r4.csv:2");
    assertThat(findings.get(0).text().zh()).contains("MedicationAdministration", "Bundle");
    assertThat(findings.get(0).text().en()).contains("MedicationAdministration", "Bundle");
  }
}
