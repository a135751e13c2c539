package org.duima.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.duima.catalogue.internal.ImportHome.codes;
import static org.duima.catalogue.internal.ImportHome.complete;
import static org.duima.catalogue.internal.ImportHome.from;
import static org.duima.catalogue.internal.ImportHome.order;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Difference;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Row;
import org.duima.api.mapping.TableImports.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version comes into force as a whole, and every one can come back. */
class VersionsTest {
  private static final String TABLE = "diagnosis.clinical-2.0.insurance-2.0";
  private static final String HEADER =
      "clinical_code,clinical_name,insurance_code,insurance_name\n";
  private static final String FIRST = HEADER + "I10.x00,a,I10.x00,甲\nI10.x01,b,I10.x01,乙\n";
  private static final String SECOND = HEADER + "I10.x00,a,I10.x05,丙\nI10.x02,c,I10.x02,丁\n";

  @TempDir Path folder;
  private ImportHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = new ImportHome(folder);
  }

  @Test
  void aNewVersionIsHeldAgainstTheOneInForce() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/code-usage.csv"),
        "system,edition,code,uses\n"
            + "diagnosis,clinical-2.0,I10.X00,5\n"
            + "diagnosis,,I10.x00,2\n"
            + "diagnosis,clinical-2.0,I10.x07,9\n"
            + "diagnosis,insurance-2.0,I10.x01,4\n"
            + "procedure,clinical-3.0,I10.x02,9\n");
    home.bring("first.csv", FIRST);
    Difference difference = home.check("second.csv", SECOND).difference();
    assertThat(difference)
        .isEqualTo(
            new Difference(
                1,
                1,
                1,
                1,
                List.of(
                    new Row("removed", "I10.x01", "I10.x01 乙", "", 0),
                    new Row("changed", "I10.x00", "I10.x00 甲", "I10.x05 丙", 7),
                    new Row("added", "I10.x02", "", "I10.x02 丁", 0))));
  }

  @Test
  void aFileThatWouldTakeMuchOutOfForceIsWarnedOf() throws IOException {
    home.bring("first.csv", FIRST);
    assertThat(home.check("second.csv", SECOND).findings())
        .extracting(Finding::rule)
        .contains("import.extract");
    assertThat(home.check("first.csv", FIRST).findings())
        .extracting(Finding::rule)
        .doesNotContain("import.extract");
  }

  @Test
  void withoutCountsItIsNotKnownHowManyCodesInUseAreTouched() throws IOException {
    assertThat(home.check("first.csv", FIRST).difference().touchedInUse()).isNegative();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/code-usage.csv"), "not what it should be\n1\n");
    assertThat(home.check("first.csv", FIRST).difference().touchedInUse()).isNegative();
  }

  @Test
  void everyVersionCanComeBack() throws IOException {
    Version first = home.bring("first.csv", FIRST);
    Version second = home.bring("second.csv", SECOND);
    assertThat(home.target("I10.x00")).isEqualTo("I10.x05");
    assertThat(home.imports.versions())
        .extracting(Version::version, Version::fileName, Version::who, Version::inForce)
        .containsExactlyInAnyOrder(
            tuple(first.version(), "first.csv", "张三", false),
            tuple(second.version(), "second.csv", "张三", true));
    Version restored =
        home.imports.restore(TABLE, first.version(), "李四", ImportHome.NOW.plusSeconds(60));
    assertThat(restored.inForce()).isTrue();
    assertThat(home.target("I10.x00")).isEqualTo("I10.x00");
    assertThat(home.target("I10.x02")).isEqualTo("Unmapped");
    assertThat(Files.readAllLines(home.imported().resolve(".versions/history.tsv")))
        .extracting(line -> line.substring(0, line.lastIndexOf('\t')))
        .containsExactly(
            "2026-06-01T02:00:00Z\t张三\timport\t" + TABLE + "\t20260601-020000\tfirst.csv",
            "2026-06-01T02:00:00Z\t张三\timport\t" + TABLE + "\t20260601-020000-2\tsecond.csv",
            "2026-06-01T02:01:00Z\t李四\trestore\t" + TABLE + "\t20260601-020000\tfirst.csv");
  }

  @Test
  void aTableCanBeTakenOutOfForceAndPutBack() throws IOException {
    Version first = home.bring("first.csv", FIRST);
    assertThat(home.imports.restore(TABLE, "none", "李四", ImportHome.NOW).inForce()).isFalse();
    assertThat(home.target("I10.x00")).isEqualTo("Unmapped");
    home.imports.restore(TABLE, first.version(), "李四", ImportHome.NOW);
    assertThat(home.target("I10.x00")).isEqualTo("I10.x00");
  }

  @Test
  void whatIsNoVersionCannotComeBack() throws IOException {
    home.bring("first.csv", FIRST);
    for (List<String> name :
        List.of(
            List.of(TABLE, "20200101-000000"),
            List.of("other", "none"),
            List.of("../../x", "20260601-020000"),
            List.of(TABLE, "../../../../etc/passwd"))) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> home.imports.restore(name.get(0), name.get(1), "李四", ImportHome.NOW));
    }
    assertThat(home.target("I10.x00")).isEqualTo("I10.x00");
  }

  @Test
  void aCheckIsAppliedOnceAndOnlyWhileNothingElseCameIntoForce() throws IOException {
    Checked one = home.check("first.csv", FIRST);
    Checked other = home.check("second.csv", SECOND);
    home.apply(one);
    assertThatIllegalStateException().isThrownBy(() -> home.apply(one));
    assertThatIllegalStateException()
        .isThrownBy(() -> home.apply(other))
        .withMessageContaining("changed since");
    Checked bad = home.check("bad.csv", HEADER + ",,,\nI10.x00,,,\n");
    assertThatIllegalStateException().isThrownBy(() -> home.apply(bad));
    assertThatIllegalStateException()
        .isThrownBy(() -> home.imports.apply("../../mappings", "x", ImportHome.NOW));
    assertThat(home.target("I10.x00")).isEqualTo("I10.x00");
  }

  @Test
  void aVersionWithAFirstDayStandsBesideTheOneBefore() throws IOException {
    home.bring("first.csv", FIRST);
    Path file = home.file("second.csv", SECOND);
    LocalDate day = LocalDate.of(2026, 7, 1);
    Checked checked = home.imports.check(file, from(day, complete(codes(file))));
    assertThat(checked.table()).isEqualTo(TABLE + "@2026-07-01");
    assertThat(checked.difference().changed()).isEqualTo(1);
    Version version = home.apply(checked);
    assertThat(home.target("I10.x00", day.minusDays(1))).isEqualTo("I10.x00");
    assertThat(home.target("I10.x00", day)).isEqualTo("I10.x05");
    // what is compared on a later day is the version of that day
    Path third = home.file("third.csv", SECOND);
    assertThat(
            home.imports.check(third, from(day.plusDays(5), codes(third))).difference().changed())
        .isZero();
    home.imports.restore(version.table(), "none", "李四", ImportHome.NOW);
    assertThat(home.target("I10.x00", day)).isEqualTo("I10.x00");
  }

  @Test
  void theOldestVersionsGo() throws IOException {
    ImportHome thrifty = new ImportHome(folder, Map.of("versionsKept", "3"));
    for (int i = 0; i < 5; i++) {
      Path file = thrifty.file("v" + i + ".csv", HEADER + "I10.x00,a,I10.x0" + i + ",甲\n");
      Checked checked = thrifty.imports.check(file, codes(file));
      thrifty.imports.apply(checked.id(), "张三", ImportHome.NOW.plusSeconds(i));
    }
    assertThat(thrifty.imports.versions())
        .extracting(Version::fileName)
        .containsExactly("v4.csv", "v3.csv", "v2.csv");
    assertThat(thrifty.target("I10.x00")).isEqualTo("I10.x04");
  }

  @Test
  void whatTheMappingRoomRefusesDoesNotComeIntoForce() throws IOException {
    Path dictionaries = Files.createDirectories(folder.resolve("mappings/dictionaries"));
    Files.writeString(dictionaries.resolve("gend.from-hl7v2.csv"), "value,code,note\nM,1,\n");
    Files.writeString(
        dictionaries.resolve("gend.from-hl7v2.properties"),
        "kind=values\nsystem=gend\nfrom=hl7v2\nto=gend\norigin=starter\n");
    Path good = home.file("good.csv", "code,name\n1,男\n2,女\n");
    home.apply(home.imports.check(good, complete(order(Kind.DICTIONARY, "gend", "", "", good))));
    Path bad = home.file("bad.csv", "code,name\n2,女\n");
    Checked checked =
        home.imports.check(bad, complete(order(Kind.DICTIONARY, "gend", "", "", bad)));
    assertThatIllegalStateException()
        .isThrownBy(() -> home.apply(checked))
        .withMessageContaining("gend.from-hl7v2.csv");
    assertThat(home.tables.name("gend", "1")).contains("男");
    assertThat(home.imports.versions()).extracting(Version::fileName).containsExactly("good.csv");
    // a node that starts now sees the same
    assertThat(new ImportHome(folder).tables.name("gend", "1")).contains("男");
  }

  /** Each of these is what a kill leaves behind between two steps of an import. */
  @Test
  void whatACrashLeavesBehindIsNeverInForce() throws IOException {
    Version first = home.bring("first.csv", FIRST);
    Path kept = home.imported().resolve(".versions").resolve(TABLE);
    Files.writeString(kept.resolve("20270101-000000.csv.tmp"), HEADER + "I10.x00,half");
    Files.writeString(kept.resolve("20270101-000001.csv"), SECOND);
    Files.writeString(home.imported().resolve(TABLE + ".properties.tmp"), "kind=cross");
    Path waiting = folder.resolve("data/imports");
    Files.createDirectories(waiting.resolve("11111111-2222-3333-4444-555555555555"));
    Files.writeString(
        waiting.resolve("11111111-2222-3333-4444-555555555555/rows.csv"), "clinical_code,cl");

    ImportHome restarted = new ImportHome(folder);
    assertThat(restarted.tables.loadFindings()).isEmpty();
    assertThat(restarted.target("I10.x00")).isEqualTo("I10.x00");
    assertThat(restarted.imports.versions())
        .extracting(Version::version)
        .containsExactly(first.version());
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                restarted.imports.apply(
                    "11111111-2222-3333-4444-555555555555", "x", ImportHome.NOW));

    restarted.bring("second.csv", SECOND);
    assertThat(restarted.target("I10.x00")).isEqualTo("I10.x05");
    assertThat(kept.resolve("20270101-000000.csv.tmp")).doesNotExist();
    assertThat(kept.resolve("20270101-000001.csv")).doesNotExist();
    assertThat(home.imported().resolve(TABLE + ".properties.tmp")).doesNotExist();
  }

  /** A kill between the new version's file and the switch. */
  @Test
  void aVersionThatNeverCameIntoForceCanBePutThere() throws IOException {
    home.bring("first.csv", FIRST);
    VersionStore store = new VersionStore(home.imported());
    Path rows = home.file("rows.csv", SECOND);
    Metadata former = store.inForce(TABLE).orElseThrow();
    Metadata added = store.add(former, rows, "张三", ImportHome.NOW.plusSeconds(9));
    ImportHome restarted = new ImportHome(folder);
    assertThat(restarted.target("I10.x00")).isEqualTo("I10.x00");
    restarted.imports.restore(TABLE, added.version(), "李四", ImportHome.NOW);
    assertThat(restarted.target("I10.x00")).isEqualTo("I10.x05");
  }

  @Test
  void aWrongSettingIsNamed() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Limits.of(Map.of("maxRows", "many")))
        .withMessageContaining("maxRows = many");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Limits.of(Map.of("versionsKept", "0")))
        .withMessageContaining("versionsKept = 0");
  }
}
