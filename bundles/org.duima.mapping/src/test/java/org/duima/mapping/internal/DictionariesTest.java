package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.duima.api.CodeSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DictionariesTest {
  private static final String GENDER = "kind=dictionary\nsystem=gend\nto=baseline-8.1\n";

  @TempDir Path folder;

  @Test
  void namesTheValuesOfADictionary() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write("dictionaries/gend", GENDER + "origin=starter", "code,name", "1,男", "2,女")
            .load();
    assertThat(tables.name("gend", "1")).contains("男");
    assertThat(tables.name("gend", " ２ ")).contains("女");
    assertThat(tables.name("gend", "7")).isEmpty();
    assertThat(tables.has("gend")).isTrue();
    assertThat(tables.has("dept")).isFalse();
    assertThat(tables.isComplete("gend")).isFalse();
  }

  @Test
  void letsAWholeSiteDictionaryReplaceTheStarter() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write("dictionaries/gend", GENDER + "origin=starter", "code,name", "1,男", "9,其他")
            .write("site/gend", GENDER + "origin=site\ncomplete=true", "code,name", "1,男性")
            .load();
    assertThat(tables.name("gend", "1")).contains("男性");
    assertThat(tables.name("gend", "9")).isEmpty();
    assertThat(tables.isComplete("gend")).isTrue();
  }

  @Test
  void letsASiteDictionaryAddToTheStarter() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write("dictionaries/gend", GENDER + "origin=starter", "code,name", "1,男")
            .write("site/gend", GENDER + "origin=site", "code,name", "3,其他")
            .load();
    assertThat(tables.name("gend", "1")).contains("男");
    assertThat(tables.name("gend", "3")).contains("其他");
  }

  @Test
  void listsWhatTheSiteAndTheStarterKnowTogether() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write("dictionaries/gend", GENDER + "origin=starter", "code,name", "2,女", "1,男")
            .write("site/gend", GENDER + "origin=site", "code,name", "1,男性")
            .load();
    assertThat(tables.values("gend")).containsExactly(entry("1", "男性"), entry("2", "女"));
    assertThat(tables.values("dept")).isEmpty();
  }

  @Test
  void listsOnlyAWholeSiteDictionary() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write("dictionaries/gend", GENDER + "origin=starter", "code,name", "9,其他")
            .write("site/gend", GENDER + "origin=site\ncomplete=true", "code,name", "1,男性")
            .load();
    assertThat(tables.values("gend")).containsExactly(entry("1", "男性"));
  }

  @Test
  void leavesATableOutThatIsNotInForceToday() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write(
                "dictionaries/gend",
                GENDER + "origin=starter\nvalid-from=2099-01-01",
                "code,name",
                "1,男")
            .load();
    assertThat(tables.has("gend")).isFalse();
    assertThat(tables.name("gend", "1")).isEmpty();
  }

  @Test
  void turnsASendersValueIntoTheDictionarys() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write(
                "dictionaries/gend.from-hl7v2",
                "kind=values\nsystem=gend\nfrom=hl7v2\nto=gend\norigin=starter",
                "value,code,note",
                "M,1,",
                "F,2,",
                "男,1,中文")
            .load();
    assertThat(tables.translate("gend", "hl7v2", "M")).contains("1");
    assertThat(tables.translate("gend", "hl7v2", "f ")).contains("2");
    assertThat(tables.translate("gend", "hl7v2", "Ｍ")).contains("1");
    assertThat(tables.translate("gend", "hl7v2", "男")).contains("1");
    assertThat(tables.translate("gend", "hl7v2", "Q")).isEmpty();
    assertThat(tables.translate("gend", "transaction", "M")).isEmpty();
    assertThat(tables.translate("dept", "hl7v2", "M")).isEmpty();
  }

  @Test
  void takesAValueMapWithoutSourceForEverySource() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .write(
                "dictionaries/gend.from-hl7v2",
                "kind=values\nsystem=gend\nfrom=hl7v2\nto=gend\norigin=starter",
                "value,code",
                "M,1",
                "F,2")
            .write(
                "site/gend",
                "kind=values\nsystem=gend\nto=gend\norigin=site",
                "value,code",
                "M,9",
                "先生,1")
            .load();
    assertThat(tables.translate("gend", "hl7v2", "M")).contains("9");
    assertThat(tables.translate("gend", "hl7v2", "F")).contains("2");
    assertThat(tables.translate("gend", "transaction", "先生")).contains("1");
    assertThat(tables.translate("gend", "transaction", "F")).isEmpty();
  }

  @Test
  void namesInsuranceCodesByTheDictionaryOfTheDate() throws IOException {
    MappingTables tables =
        new MappingFolder(folder)
            .dictionary("d1", "valid-from=2020-01-01\ncomplete=true", "I10.x00,旧名")
            .dictionary("d2", "valid-from=2025-01-01\ncomplete=true", "I10.x00,新名")
            .load();
    LocalDate before = LocalDate.of(2024, 12, 31);
    LocalDate after = LocalDate.of(2025, 1, 1);
    CodeSystem diagnosis = CodeSystem.DIAGNOSIS;
    assertThat(tables.codeName(diagnosis, "insurance-2.0", "I10.x00", before)).contains("旧名");
    assertThat(tables.codeName(diagnosis, "insurance-2.0", "I10.X00", after)).contains("新名");
    assertThat(tables.codeName(diagnosis, "insurance-2.0", "I11.x00", after)).isEmpty();
    assertThat(tables.isComplete(diagnosis, "insurance-2.0", after)).isTrue();
    assertThat(tables.isComplete(diagnosis, "insurance-2.0", LocalDate.of(2019, 1, 1))).isFalse();
    assertThat(tables.isComplete(CodeSystem.PROCEDURE, "insurance-2.0", after)).isFalse();
  }
}
