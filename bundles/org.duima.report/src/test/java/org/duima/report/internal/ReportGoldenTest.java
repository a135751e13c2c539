package org.duima.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.report.Report;
import org.duima.api.site.Site;
import org.duima.api.spi.ReportRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole reports of a small ledger in each format. After a change that is meant, run with {@code
 * -Dgolden.write=true} and read the difference.
 */
class ReportGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** Says of everything what was recorded, but of one code that its target is another now. */
  static final CodeMapper MAPPER =
      question -> {
        String code = question.code().value();
        if (code.equals("A01.000")) {
          return new CodeMatch.Mapped(
              new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "A01.001"),
              "伤寒",
              false,
              true,
              "icd10 2026-03",
              CodeMatch.Relation.SAME);
        }
        if (code.equals("=1+1")) {
          return new CodeMatch.Unmapped();
        }
        return new CodeMatch.Mapped(
            new Code(
                question.code().system(),
                "insurance-2.0",
                code.equals("I84.201") ? "K64.807" : code),
            question.name(),
            false,
            true,
            "icd10 2026-03",
            CodeMatch.Relation.SAME);
      };

  static ReportMaker maker(SmallLedger ledger, String deadline) {
    Site site = Site.of(Map.of("deadline", deadline));
    Clock clock =
        Clock.fixed(
            SmallLedger.TODAY.atTime(7, 30).atZone(ZoneId.of("Asia/Shanghai")).toInstant(),
            ZoneId.of("UTC"));
    return new ReportMaker(ledger, MAPPER, () -> site, clock, AlertRooms.NONE);
  }

  private static Report report(String name) throws Exception {
    return maker(SmallLedger.ofOneMorning().withFinance(), "discharge+10").make(name, Map.of());
  }

  @ParameterizedTest
  @CsvSource({"lists", "code-match"})
  void isTheSameInEachFormat(String name) throws Exception {
    Report report = report(name);
    for (ReportRenderer renderer :
        List.of(new CsvRenderer(), new HtmlRenderer(), new JsonRenderer())) {
      compare(
          name + "." + renderer.format(),
          new String(render(renderer, report), StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }
    compare(name + ".xlsx.txt", sheets(render(new XlsxRenderer(), report)));
  }

  @Test
  void writesNumbersAsNumbersAndTextsAsTextsIntoAWorkbook() throws Exception {
    byte[] file = render(new XlsxRenderer(), report("code-match"));

    String sheets = sheets(file);
    assertThat(sheets).contains("STRING:=1+1", "NUMBER:").doesNotContain("FORMULA");
  }

  @Test
  void letsNoTextBecomeAFormulaOrATag() throws Exception {
    Report report = report("code-match");

    assertThat(new String(render(new CsvRenderer(), report), StandardCharsets.UTF_8))
        .contains(",'=1+1,");
    assertThat(new String(render(new HtmlRenderer(), report), StandardCharsets.UTF_8))
        .contains("&lt;b&gt;自编&lt;/b&gt; &amp; &quot;码&quot;")
        .doesNotContain("<b>自编", "<script");
  }

  @Test
  void givesOneSectionAsOnePlainTable() throws Exception {
    Report report =
        maker(SmallLedger.ofOneMorning(), "").make("lists", Map.of("section", "waiting"));

    String csv = new String(render(new CsvRenderer(), report), StandardCharsets.UTF_8);

    assertThat(csv.lines())
        .hasSize(3)
        .first()
        .isEqualTo(
            "\uFEFFsetl_id,mdtrt_id,stay_id,department,physician,discharged_on,settled_on,due_on,"
                + "days_left,amount,owed_by,why");
  }

  private static byte[] render(ReportRenderer renderer, Report report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    renderer.render(report, out);
    return out.toByteArray();
  }

  private static String sheets(byte[] file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(file), new ReadingOptions(true, false))) {
      for (Sheet sheet : book.getSheets().toList()) {
        text.append("== ").append(sheet.getName()).append('\n');
        try (Stream<Row> rows = sheet.openStream()) {
          for (Row row : rows.toList()) {
            for (int i = 0; i < row.getCellCount(); i++) {
              text.append(row.getOptionalCell(i).map(ReportGoldenTest::cell).orElse(""))
                  .append('|');
            }
            text.append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  private static String cell(Cell cell) {
    if (cell.getType() == CellType.NUMBER) {
      return "NUMBER:"
          + cell.asNumber().stripTrailingZeros().toPlainString()
          + " "
          + cell.getDataFormatString();
    }
    return cell.getType() + ":" + cell.getRawValue();
  }

  private static void compare(String file, String text) throws IOException {
    Path golden = GOLDEN.resolve(file);
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }
}
