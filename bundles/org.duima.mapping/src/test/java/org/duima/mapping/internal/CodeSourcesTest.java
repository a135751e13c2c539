package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeTable;
import org.duima.api.mapping.CodeTable.Kind;
import org.duima.api.mapping.CodeTable.Row;
import org.duima.api.spi.CodeTableSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CodeSourcesTest {
  private static final LocalDate DISCHARGE = LocalDate.of(2026, 6, 1);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String BUNDLE = "org.example.codes";
  private static final CodeSources.Timing QUICK =
      new CodeSources.Timing(
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(5),
          Duration.ofMillis(50));

  @TempDir Path home;
  private final Set<String> installed = ConcurrentHashMap.newKeySet();
  private MappingFolder files;
  private MappingTables tables;
  private CodeSources sources;

  @BeforeEach
  void startsWithOneTableOfTheSite() throws IOException {
    files = new MappingFolder(home);
    files.crosswalk("own", "origin=site", "I10.x00,高血压,I10.x00,高血压");
    installed.add(BUNDLE);
    boot();
  }

  private void boot() {
    tables = files.load();
    sources = new CodeSources(tables, MappingFolder.CLOCK, installed::contains, QUICK);
    tables.watched();
    tables.watched();
  }

  @AfterEach
  void close() {
    sources.close();
  }

  /** A source that a test changes while it is asked. */
  private static final class Changing implements CodeTableSource {
    private final String name;
    private final AtomicInteger loadings = new AtomicInteger();
    private volatile List<CodeTable> tables;
    private volatile IOException away;
    private volatile RuntimeException defect;

    Changing(String name, CodeTable... tables) {
      this.name = name;
      this.tables = List.of(tables);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<CodeTable> load() throws IOException {
      loadings.incrementAndGet();
      if (away != null) {
        throw away;
      }
      if (defect != null) {
        throw defect;
      }
      return tables;
    }

    @Override
    public int refreshSeconds() {
      return 0;
    }
  }

  private static CodeTable crosswalk(String name, Row... rows) {
    return new CodeTable(
        name,
        Kind.CROSSWALK,
        "diagnosis",
        "clinical-2.0",
        "insurance-2.0",
        null,
        null,
        false,
        "view",
        List.of(rows));
  }

  private static Row row(String code, String target) {
    return new Row(code, "", target, "名称");
  }

  private CodeMatch map(MappingTables in, String code) {
    return in.map(new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code), "insurance-2.0", DISCHARGE);
  }

  private boolean isMapped(String code) {
    return map(tables, code) instanceof CodeMatch.Mapped;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen within " + LIMIT);
      }
      Thread.onSpinWait();
    }
  }

  private String detail() {
    return sources.check().detail().toString();
  }

  @Test
  void itsTablesStandBesideThoseOfTheSiteWithTheSamePrecedence() throws IOException {
    files.crosswalk("starter", "", "K35.000,,K35.900,起步");
    assertThat(tables.reload()).isEmpty();
    sources.add(new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200"))), BUNDLE);
    await(() -> map(tables, "K35.000").toString().contains("K35.200"));
    assertThat(map(tables, "K35.000").toString()).contains("his/diagnosis");
    assertThat(isMapped("I10.x00")).isTrue();
    assertThat(sources.check().up()).as(detail()).isTrue();
    assertThat(sources.inForce().entries()).isEqualTo(1);
    assertThat(sources.inForce().since()).isEqualTo(MappingFolder.CLOCK.instant());
  }

  @Test
  void everyKindOfTableIsTaken() {
    sources.add(
        new Changing(
            "his",
            crosswalk("a", row("K35.000", "K35.200")),
            new CodeTable(
                "b",
                Kind.VALUES,
                "gend",
                "hl7v2",
                "gend",
                null,
                null,
                false,
                "",
                List.of(new Row("#M\n1", "", "1", ""))),
            new CodeTable(
                "c",
                Kind.DICTIONARY,
                "dept",
                "",
                "",
                null,
                null,
                true,
                "",
                List.of(Row.of("0301", "内科, \"心\""))),
            new CodeTable(
                "d",
                Kind.GRAY,
                "diagnosis",
                "insurance-2.0",
                "",
                LocalDate.of(2026, 1, 1),
                null,
                false,
                "",
                List.of(Row.of("K35.200", "")))),
        BUNDLE);
    await(() -> isMapped("K35.000"));
    assertThat(tables.translate("gend", "hl7v2", "#M 1")).contains("1");
    assertThat(tables.name("dept", "0301")).contains("内科, \"心\"");
    assertThat(tables.isComplete("dept")).isTrue();
    assertThat(tables.isGray(CodeSystem.DIAGNOSIS, "insurance-2.0", "K35.200", DISCHARGE)).isTrue();
  }

  @Test
  void aTableWithAnErrorIsRefusedByNameAndTheLastGoodOneStays() {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    his.tables = List.of(crosswalk("diagnosis", row("K35.000", "K35.200"), row("K36.x00", "")));
    await(() -> !sources.check().up());
    assertThat(detail()).contains("source his table diagnosis 第 2 行", "diagnosis row 2", "没有目标编码");
    assertThat(isMapped("K35.000")).isTrue();
    his.tables = List.of(crosswalk("diagnosis", row("K36.x00", "K36.x00")));
    await(() -> isMapped("K36.x00"));
    assertThat(isMapped("K35.000")).isFalse();
    assertThat(sources.check().up()).as(detail()).isTrue();
  }

  @Test
  void aTableThatContradictsTheSitesOwnIsRefused() {
    sources.add(new Changing("his", crosswalk("diagnosis", row("I10.x00", "I11.x00"))), BUNDLE);
    await(() -> !sources.check().up());
    assertThat(detail()).contains("source his table diagnosis", "codes/own.csv", "I10.x00");
    assertThat(map(tables, "I10.x00").toString()).contains("table=own").doesNotContain("I11");
  }

  @Test
  void badMetadataNamesTheTable() {
    CodeTable wrong =
        new CodeTable(
            "t",
            Kind.CROSSWALK,
            "diagnoses",
            "clinical-2.0",
            "insurance-2.0",
            null,
            null,
            false,
            "",
            List.of(row("a", "b")));
    sources.add(new Changing("his", wrong), BUNDLE);
    await(() -> !sources.check().up());
    assertThat(detail()).contains("source his table t", "diagnoses");
  }

  @Test
  void aRestartTheOfflineCommandsAndASourceThatIsAwayKeepTheLastTables() {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    sources.remove(his);
    sources.close();
    boot();
    assertThat(isMapped("K35.000")).isTrue();
    assertThat(detail()).contains("data/code-sources/his");
    MappingTables offline =
        MappingTables.ofCodes(home, CodeSystem.DIAGNOSIS, MappingFolder.CLOCK, () -> "");
    assertThat(map(offline, "K35.000")).isInstanceOf(CodeMatch.Mapped.class);
    his.away = new IOException("视图不可用 / no such view");
    sources.add(his, BUNDLE);
    await(() -> detail().contains("no such view"));
    assertThat(isMapped("K35.000")).isTrue();
  }

  @Test
  void aDefectIsNamedWithoutItsTextAndAskedAgain() {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    his.defect = new IllegalStateException("张三");
    sources.add(his, BUNDLE);
    await(() -> detail().contains("IllegalStateException"));
    assertThat(detail()).doesNotContain("张三");
    his.defect = null;
    his.tables = null;
    await(() -> detail().contains("NullPointerException"));
    his.tables = List.of(crosswalk("diagnosis", row("K35.000", "K35.200")));
    await(() -> isMapped("K35.000"));
    assertThat(sources.check().up()).as(detail()).isTrue();
  }

  @Test
  void anEmptyAnswerTakesTheTablesOut() {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    his.tables = List.of();
    await(() -> !isMapped("K35.000"));
    assertThat(sources.inForce().entries()).isZero();
  }

  @Test
  void theSameTablesAgainChangeNothing() throws IOException {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    Path pointer = home.resolve("data/code-sources/his/source.properties");
    FileTime written = Files.getLastModifiedTime(pointer);
    int asked = his.loadings.get();
    await(() -> his.loadings.get() > asked + 2);
    assertThat(Files.getLastModifiedTime(pointer)).isEqualTo(written);
    assertThat(tables.watched()).contains(pointer);
  }

  @Test
  void tablesLeaveWithAnUninstalledBundleButNotWithOneThatIsReplaced() {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    sources.remove(his);
    // another file name: uninstalled, and installed again before the time is up
    sources.uninstalled(BUNDLE);
    Changing other = new Changing("other", crosswalk("x", row("K37.x00", "K37.x00")));
    sources.add(other, "org.example.other");
    sources.remove(other);
    sources.uninstalled("org.example.other");
    await(() -> !Files.exists(home.resolve("data/code-sources/other")));
    assertThat(isMapped("K35.000")).as("its bundle is there").isTrue();

    installed.remove(BUNDLE);
    sources.uninstalled(BUNDLE);
    await(() -> !isMapped("K35.000"));
    assertThat(isMapped("I10.x00")).isTrue();
    assertThat(home.resolve("data/code-sources/his")).doesNotExist();
  }

  @Test
  void ofTwoSourcesWithOneNameTheFirstCountsUntilItGoes() {
    Changing first = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    Changing second = new Changing("his", crosswalk("diagnosis", row("K36.x00", "K36.x00")));
    sources.add(first, BUNDLE);
    sources.add(second, BUNDLE);
    await(() -> isMapped("K35.000"));
    assertThat(sources.check().up()).isFalse();
    assertThat(second.loadings).hasValue(0);
    sources.remove(first);
    await(() -> isMapped("K36.x00"));
    assertThat(sources.check().up()).as(detail()).isTrue();
  }

  @Test
  void aNameThatIsNoFolderIsRefused() {
    Changing bad = new Changing("../his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(bad, BUNDLE);
    assertThat(detail()).contains(BUNDLE);
    assertThat(sources.check().up()).isFalse();
    assertThat(bad.loadings).hasValue(0);
  }

  @Test
  void aSlowSourceHoldsNobodyUp() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    CodeTableSource slow =
        new CodeTableSource() {
          @Override
          public String name() {
            return "slow";
          }

          @Override
          public List<CodeTable> load() throws IOException {
            asked.countDown();
            try {
              answer.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IOException("interrupted", e);
            }
            return List.of(crosswalk("diagnosis", row("K36.x00", "K36.x00")));
          }
        };
    sources.add(slow, BUNDLE);
    assertThat(asked.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    assertThat(tables.reload()).isEmpty();
    sources.remove(slow);
    answer.countDown();
    int loadings = his.loadings.get();
    await(() -> his.loadings.get() > loadings + 2);
    assertThat(isMapped("K36.x00")).as("it had gone when it answered").isFalse();
  }

  @Test
  void nothingIsLoadedBeforeSomebodyWatches() {
    sources.close();
    tables = files.load();
    sources = new CodeSources(tables, MappingFolder.CLOCK, installed::contains, QUICK);
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    tables.watched();
    assertThat(his.loadings).hasValue(0);
    tables.watched();
    await(() -> isMapped("K35.000"));
  }

  @Test
  void savedTablesThatAreDamagedAreNamedAndReadAgain() throws IOException {
    Changing his = new Changing("his", crosswalk("diagnosis", row("K35.000", "K35.200")));
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000"));
    sources.remove(his);
    sources.close();
    Files.writeString(home.resolve("data/code-sources/his/source.properties"), "version=gone\n");
    boot();
    assertThat(tables.loadFindings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.text().toString()).contains("source his", "损坏"));
    assertThat(isMapped("I10.x00")).as("nothing is in force").isFalse();
    sources.add(his, BUNDLE);
    await(() -> isMapped("K35.000") && isMapped("I10.x00"));
  }
}
