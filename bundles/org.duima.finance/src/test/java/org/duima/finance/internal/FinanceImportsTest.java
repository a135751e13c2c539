package org.duima.finance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.report.FinanceRow;
import org.duima.api.report.SettlementImports.Imported;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinanceImportsTest {
  private static final String HEADING = "结算ID,就诊ID,人员编号,结算时间,医疗费总额,基金支付总额,科室,退费标志\n";

  @TempDir Path folder;

  private final List<FinanceRow> stored = new ArrayList<>();
  private int calls;
  private final FinanceImports imports =
      new FinanceImports(
          Path.of("../../mappings"),
          (Collection<FinanceRow> rows, String file, String who, Instant at) -> {
            calls++;
            stored.addAll(rows);
          },
          Clock.systemUTC());

  @Test
  void readsTheFinanceOfficesColumnsByTheirHeadings() throws Exception {
    Imported imported = take(HEADING + "S1,M1,P1,2026-03-01 10:20:30,\"1,234.50\",1000,心内科,正常\n");

    assertThat(imported)
        .extracting(Imported::read, Imported::kept, Imported::refused)
        .containsExactly(1, 1, 0);
    assertThat(stored)
        .containsExactly(
            new FinanceRow(
                "S1",
                "M1",
                "P1",
                "心内科",
                LocalDateTime.of(2026, 3, 1, 10, 20, 30),
                new Money(123_450),
                new Money(100_000),
                null,
                false));
  }

  @Test
  void readsGb18030AndHeadingsBelowATitle() throws Exception {
    String text = "三月住院结算,,\n结算号 , 总费用,结算日期\nS1,10.00,2026/3/1\n合计,10.00,\n";

    Imported imported = take(text.getBytes(Charset.forName("GB18030")));

    assertThat(imported.read()).isEqualTo(1);
    assertThat(stored)
        .extracting(FinanceRow::settledAt)
        .containsExactly(LocalDateTime.of(2026, 3, 1, 0, 0));
    assertThat(imported.findings()).extracting(Finding::rule).containsExactly("finance.sum");
  }

  @Test
  void readsThePlatformsDetailFileWithItsRefunds() throws Exception {
    String text =
        "S1\tM1\tP1\t100.00\t80.00\t5.00\t000\tnull\n"
            + "S2\tM2\tP2\t50.00\t40.00\tnull\t001\tnull\n"
            + "S2\tM2\tP2\t-50.00\t-40.00\tnull\t001\tnull\n";

    Imported imported = take(zip("3202.txt", text));

    assertThat(imported).extracting(Imported::read, Imported::kept).containsExactly(3, 2);
    assertThat(stored)
        .extracting(FinanceRow::setlId, FinanceRow::total, FinanceRow::refunded)
        .containsExactly(
            tuple("S1", new Money(10_000), false), tuple("S2", new Money(5_000), true));
    assertThat(stored.get(1).account()).isNull();
  }

  @Test
  void readsAWorkbookWithDatesAndNumbers() throws Exception {
    Imported imported =
        take(
            workbook(
                sheet -> {
                  sheet.value(0, 0, "结算ID");
                  sheet.value(0, 1, "医疗费总额");
                  sheet.value(0, 2, "结算时间");
                  sheet.value(1, 0, "S1");
                  sheet.value(1, 1, 99.5);
                  sheet.value(1, 2, LocalDateTime.of(2026, 3, 1, 8, 30));
                  sheet.style(1, 2).format("yyyy-mm-dd hh:mm").set();
                }));

    assertThat(imported.findings()).isEmpty();
    assertThat(stored).extracting(FinanceRow::total).containsExactly(new Money(9_950));
    assertThat(stored)
        .extracting(FinanceRow::settledAt)
        .containsExactly(LocalDateTime.of(2026, 3, 1, 8, 30));
  }

  @Test
  void refusesAnIdThatASpreadsheetHasRounded() throws Exception {
    Imported imported =
        take(
            workbook(
                sheet -> {
                  sheet.value(0, 0, "结算ID");
                  sheet.value(0, 1, "医疗费总额");
                  sheet.value(1, 0, 500_103_202_603_000_123L);
                  sheet.value(1, 1, 1);
                }));

    assertThat(imported.refused()).isEqualTo(1);
    assertThat(imported.findings().get(0).path()).isEqualTo("file:2:setl_id");
    assertThat(calls).isZero();
  }

  @Test
  void namesRowAndColumnOfEachRefusedRowAndStoresNothing() throws Exception {
    Imported imported =
        take(
            HEADING
                + "S1,,,,1.00,,,\n"
                + ",,,,1.00,,,\n"
                + "S3,,,,一元,,,\n"
                + "S4,,,昨天,1.00,,,\n"
                + "S1,,,,2.00,,,\n"
                + "S6,,,,1.00,,,也许\n");

    assertThat(imported)
        .extracting(Imported::read, Imported::kept, Imported::refused)
        .containsExactly(6, 0, 5);
    assertThat(imported.findings())
        .extracting(Finding::path)
        .containsExactly(
            "file:3:setl_id",
            "file:4:medfee_sumamt",
            "file:5:setl_time",
            "file:6:setl_id",
            "file:7:refd_setl_flag");
    assertThat(imported.findings()).allMatch(finding -> !finding.text().zh().contains("一元"));
    assertThat(calls).isZero();
  }

  @Test
  void storesTheGoodRowsWhenAskedTo() throws Exception {
    Imported imported = take(bytes(HEADING + "S1,,,,1.00,,,\n,,,,1.00,,,\n"), true);

    assertThat(imported).extracting(Imported::kept, Imported::refused).containsExactly(1, 1);
    assertThat(stored).hasSize(1);
  }

  @Test
  void saysWhichColumnIsMissing() throws Exception {
    Imported imported = take("结算ID,人员编号\nS1,P1\n");

    assertThat(imported.findings())
        .extracting(finding -> finding.text().zh())
        .containsExactly("缺少列 medfee_sumamt");
    assertThat(calls).isZero();
  }

  @Test
  void refusesWhatIsNoTable() throws Exception {
    byte[] oldWorkbook = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0, (byte) 0xFF};

    assertThat(take(oldWorkbook).findings())
        .extracting(Finding::rule)
        .containsExactly("finance.unreadable");
    assertThat(take("无\n有\n").findings())
        .extracting(Finding::rule)
        .containsExactly("finance.no-heading");
    byte[] damaged = workbook(sheet -> sheet.value(0, 0, "结算ID"));
    damaged[damaged.length / 2] ^= 0x55;
    assertThat(take(damaged).findings()).isNotEmpty().allMatch(Finding::isError);
    assertThat(calls).isZero();
  }

  @Test
  void readsTwoHundredThousandRows() throws Exception {
    StringBuilder text = new StringBuilder(HEADING);
    for (int i = 0; i < 200_000; i++) {
      text.append('S').append(i).append(",M,P,2026-03-01,1.00,0.50,内科,0\n");
    }

    assertThat(take(text.toString()).kept()).isEqualTo(200_000);
    assertThat(calls).isEqualTo(1);
  }

  private Imported take(String text) throws IOException {
    return take(bytes(text));
  }

  private Imported take(byte[] file) throws IOException {
    return take(file, false);
  }

  private Imported take(byte[] file, boolean skipRefused) throws IOException {
    Path path = folder.resolve("upload");
    Files.write(path, file);
    return imports.importFile(path, "file", skipRefused, "test");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes(text));
    }
    return bytes.toByteArray();
  }

  private interface Filling {
    void fill(Worksheet sheet);
  }

  private static byte[] workbook(Filling filling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("表");
      filling.fill(sheet);
      sheet.finish();
    }
    return bytes.toByteArray();
  }
}
