package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapCommandTest {
  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.in(folder);
  }

  @Test
  void printsOneLineForEachCode() {
    CommandRun run =
        CommandRun.of(home, "map", "--from", "clinical-2.0", "N18.900", "I10.X00x021", "ZZZ");
    assertThat(run.exitCode).isZero();
    assertThat(run.out.lines())
        .containsExactly(
            "N18.900\tmapped\tN18.902\t慢性肾衰竭\tother-code; starter-diagnosis@2021-01-01",
            "I10.X00x021\tmapped\tI10.x03\t高血压1级\tother-code; starter-diagnosis@2021-01-01",
            "ZZZ\tunmapped\t\t\t");
    assertThat(run.err).isEmpty();
  }

  @Test
  void readsCodesFromStandardInput() {
    CommandRun run =
        CommandRun.of(
            Map.of("DUIMA_HOME", home.toString()),
            "I10.x00\n\n J18.900 \n",
            "map",
            "--from",
            "clinical-2.0",
            "-");
    assertThat(run.out.lines().map(line -> line.split("\t")[0]))
        .containsExactly("I10.x00", "J18.900");
  }

  @Test
  void saysWhatACoderShouldLookAt() throws IOException {
    site("chain", "from=national-2016\nto=clinical-2.0", "A00.001,,I10.x00x021,");
    site("far", "from=clinical-1.1", "A90.x00,登革热,A97.000,登革热不伴预警");
    CommandRun run =
        CommandRun.of(home, "map", "--from", "clinical-1.1", "A90.x00", "A17.100+G07*");
    assertThat(run.out.lines())
        .containsExactly(
            "A90.x00\tmapped\tA97.000\t登革热不伴预警\tother-code; category-changed; far",
            "A17.100+G07*\tunmapped\t\t\t合并编码整体不在对照表中；不用其中一部分代替"
                + " / the composite code as a whole is in no table; no part of it is taken"
                + " instead");
    run = CommandRun.of(home, "map", "--from", "national-2016", "A00.001");
    assertThat(run.out)
        .isEqualTo(
            "A00.001\tmapped\tI10.x03\t高血压1级\tother-code; category-changed; chain >"
                + " starter-diagnosis@2021-01-01\n");
    run = CommandRun.of(home, "map", "--from", "clinical-2.0", "I10.x00 M8160/0");
    assertThat(run.out)
        .endsWith("\tother-code; starter-diagnosis@2021-01-01 (without morphology)\n");
    assertThat(CommandRun.of(home, "map", "--from", "clinical-2.0", "Q99.999").out)
        .isEqualTo("Q99.999\tunmapped\t\t\t\n");
  }

  private void site(String name, String metadata, String... rows) throws IOException {
    Files.writeString(
        home.resolve("mappings/site/" + name + ".csv"),
        "clinical_code,clinical_name,insurance_code,insurance_name\n" + String.join("\n", rows));
    Files.writeString(
        home.resolve("mappings/site/" + name + ".properties"),
        "kind=crosswalk\nsystem=diagnosis\nto=insurance-2.0\norigin=site\n" + metadata + "\n");
  }

  @Test
  void knowsTheDecisionsThatANodeHasWritten() throws IOException {
    Files.createDirectories(home.resolve("data"));
    Files.writeString(
        home.resolve("data/decisions.csv"),
        "number,system,from,code,name,department,to,target_code,valid_from,valid_to,who,decided_at,why\n"
            + "3,diagnosis,clinical-2.0,Q99.999,,0301,insurance-2.0,I10.x00,,,zhang,2026-06-01T00:00:00Z,\n"
            + "4,diagnosis,,,老年病综合评估,,insurance-2.0,I10.x00,,,li,2026-06-01T00:00:00Z,\n");
    String[] ask = {"map", "--from", "clinical-2.0", "Q99.999"};
    assertThat(CommandRun.of(home, ask).out).contains("unmapped");
    ask = new String[] {"map", "--from", "clinical-2.0", "--department", "0301", "Q99.999"};
    assertThat(CommandRun.of(home, ask).out)
        .startsWith("Q99.999\tmapped\tI10.x00\t")
        .endsWith("other-code; n:1; category-changed; decision 3 (2026-06-01 zhang)\n");
    CommandRun named =
        CommandRun.of(Map.of("DUIMA_HOME", home.toString()), "LW1\t老年病 综合评估\n", "map", "-");
    assertThat(named.out).startsWith("LW1\tmapped\tI10.x00\t").contains("decision 4");
  }

  @Test
  void takesASureSuggestionOnlyWhereTheSiteWantsIt() throws IOException {
    Map<String, String> environment = Map.of("DUIMA_HOME", home.toString());
    String[] ask = {"map", "--from", "local", "-"};
    assertThat(CommandRun.of(environment, "LW1\t急性化脓性阑尾炎伴穿孔\nLW2\t高血压1级\n", ask).out.lines())
        .allMatch(line -> line.contains("\tunmapped\t"));
    Path site = home.resolve("etc/org.duima.site.cfg");
    Files.writeString(site, Files.readString(site) + "\nsuggest.applyFrom = 0.9\n");
    CommandRun run = CommandRun.of(environment, "LW2\t高血压1级\nLW3\t说不清\n", ask);
    assertThat(run.out.lines().findFirst().orElseThrow())
        .startsWith("LW2\tmapped\tI10.x03\t高血压1级\t")
        .contains("suggestion ");
    assertThat(run.out).contains("LW3\tunmapped");
  }

  @Test
  void translatesValuesOfDictionaries() {
    CommandRun run = CommandRun.of(home, "map", "--kind", "gend", "--from", "hl7v2", "M", "Q");
    assertThat(run.out.lines()).containsExactly("M\tmapped\t1\t男\t", "Q\tunmapped\t\t\t");
    run = CommandRun.of(home, "map", "--kind", "gend", "2");
    assertThat(run.out).startsWith("2\tmapped\t2\t女");
  }

  @Test
  void translatesItemCodes() throws IOException {
    Files.writeString(
        home.resolve("mappings/site/drugs.csv"),
        "local_code,local_name,insurance_code,insurance_name\ny001,阿莫西林,XJ01CAA040,阿莫西林\n");
    Files.writeString(
        home.resolve("mappings/site/drugs.properties"),
        "kind=crosswalk\nsystem=drug\nfrom=local\nto=insurance-2.0\norigin=site\n");
    CommandRun run = CommandRun.of(home, "map", "--kind", "drug", "--from", "local", "y001");
    assertThat(run.out).isEqualTo("y001\tmapped\tXJ01CAA040\t阿莫西林\tother-code; drugs\n");
  }

  @Test
  void asksForTheEditionOfAHomograph() {
    CommandRun run = CommandRun.of(home, "map", "N18.900");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).startsWith("N18.900\tambiguous\tN18.902|N18.900\t慢性肾衰竭|慢性肾脏病，未特指\t");
  }

  @Test
  void translatesProcedures() {
    CommandRun run =
        CommandRun.of(home, "map", "--kind", "procedure", "--from", "clinical-3.0", "00.1000");
    assertThat(run.out).startsWith("00.1000\tmapped\t00.1000\t");
  }

  @Test
  void showsGrayAndExpiredOutcomes() throws IOException {
    Files.writeString(
        home.resolve("mappings/site/own.csv"),
        "clinical_code,clinical_name,insurance_code,insurance_name\n" + "I63.800,脑梗死,灰码,\n");
    Files.writeString(
        home.resolve("mappings/site/own.properties"),
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=site\n");
    Files.writeString(
        home.resolve("mappings/site/old.csv"),
        "clinical_code,clinical_name,insurance_code,insurance_name\nQ99.998,旧,Q99.900,旧名\n");
    Files.writeString(
        home.resolve("mappings/site/old.properties"),
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=site\n"
            + "valid-to=2025-12-31\n");
    CommandRun run = CommandRun.of(home, "map", "--from", "clinical-2.0", "I63.800", "Q99.998");
    assertThat(run.out.lines())
        .containsExactly("I63.800\tgray\t\t\town", "Q99.998\texpired\tQ99.900\t旧名\told");
    run = CommandRun.of(home, "map", "--from", "clinical-2.0", "--on", "2025-12-31", "Q99.998");
    assertThat(run.out).startsWith("Q99.998\tmapped\tQ99.900");
    run =
        CommandRun.of(
            home, "map", "--from", "clinical-2.0", "--now", "2025-12-31T10:00", "Q99.998");
    assertThat(run.out).startsWith("Q99.998\tmapped\tQ99.900");
  }

  @Test
  void saysGrayAsPrincipal() throws IOException {
    Files.writeString(home.resolve("mappings/site/gray.csv"), "code,name\nI10.x03,高血压1级\n");
    Files.writeString(
        home.resolve("mappings/site/gray.properties"),
        "kind=gray\nsystem=diagnosis\nto=insurance-2.0\norigin=site\n");
    CommandRun run = CommandRun.of(home, "map", "--from", "clinical-2.0", "I10.x00x021");
    assertThat(run.out)
        .startsWith("I10.x00x021\tmapped\tI10.x03\t高血压1级\tgray-as-principal; other-code");
  }

  @Test
  void refusesAnEditionThatDoesNotExist() {
    CommandRun run = CommandRun.of(home, "map", "--from", "clinical-9", "I10.x00");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("clinical-9", "clinical-2.0", "没有版本");
  }

  @Test
  void namesFileAndRowOfATableWithAnError() throws IOException {
    Files.writeString(
        home.resolve("mappings/site/own.csv"),
        "clinical_code,clinical_name,insurance_code,insurance_name\nA,a,B,b\nA,a,C,c\n");
    Files.writeString(
        home.resolve("mappings/site/own.properties"),
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=site\n");
    CommandRun run = CommandRun.of(home, "map", "I10.x00");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("site/own.csv", "第 3 行", "row 3");
  }

  @Test
  void doesNotTakeAMistypedHomeForEmptyTables() {
    CommandRun run = CommandRun.of("map", "--home", folder.resolve("nowhere").toString(), "A");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("nowhere");
  }

  @Test
  void explainsItselfInBothLanguages() {
    CommandRun run = CommandRun.of("map", "--help");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("编码对照", "Translates codes", "--from", "退出码", "Exit codes");
  }

  @Test
  void refusesWrongUsage() {
    for (String[] arguments :
        new String[][] {
          {"map"}, {"map", "--nothing", "A"}, {"map", "--kind", "herb", "A"}, {"nothing"}, {}
        }) {
      CommandRun run = CommandRun.of(home, arguments);
      assertThat(run.exitCode).as(String.join(" ", arguments)).isEqualTo(2);
      assertThat(run.out).isEmpty();
      assertThat(run.err).isNotEmpty();
    }
    assertThat(CommandRun.of(home, "map", "--on", "2026-02-30", "A").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "map", "--now", "yesterday", "A").exitCode).isEqualTo(2);
  }
}
