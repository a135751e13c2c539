package org.duima.form.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.junit.jupiter.api.Test;

class PdfRendererTest {
  private static final PdfRenderer RENDERER = new PdfRenderer(new Fonts(Path.of(".")));

  private static Report report(int rows) {
    List<List<Object>> cells = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      cells.add(
          Arrays.asList(
              "S" + i + " 很长的说明".repeat(i % 20),
              1234L * i,
              0.125,
              new Money(123456789L),
              i % 2 == 0 ? null : LocalDate.of(2026, 3, 1)));
    }
    return new Report(
        "lists",
        new Text("结算清单日报", "lists"),
        OffsetDateTime.parse("2026-03-12T07:30:00+08:00"),
        Map.of("from", "2026-03-01"),
        List.of(
            new Section(
                "all",
                new Text("全部清单", "all"),
                new Text("金额为结算总额", ""),
                List.of(
                    new Column("id", new Text("结算ID", "id"), Kind.TEXT),
                    new Column("n", new Text("条数", "n"), Kind.COUNT),
                    new Column("p", new Text("比率", "p"), Kind.PERCENT),
                    new Column("m", new Text("金额", "m"), Kind.MONEY),
                    new Column("d", new Text("日期", "d"), Kind.DATE)),
                cells,
                rows + 5L),
            new Section("none", new Text("无", "none"), new Text("", ""), List.of(), List.of(), 0)));
  }

  private static PdfReader rendered(int rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RENDERER.render(report(rows), out);
    if (Boolean.getBoolean("golden.write")) {
      Files.write(Path.of("target/report.pdf"), out.toByteArray());
    }
    return new PdfReader(out.toByteArray());
  }

  @Test
  void showsFiguresAsAPersonReadsThem() throws IOException {
    String page = new PdfTextExtractor(rendered(3)).getTextFromPage(1);

    assertThat(page)
        .contains("结算清单日报", "金额为结算总额", "2,468", "12.50%", "1,234,567.89", "2026-03-01", "–")
        .contains("起始日期 2026-03-01", "共 8 行，只列前 3 行", "没有 / none");
  }

  @Test
  void repeatsTheHeadOfATableOnEachPage() throws IOException {
    PdfReader pdf = rendered(200);

    assertThat(pdf.getNumberOfPages()).isGreaterThan(3);
    assertThat(pdf.getPageSizeWithRotation(1).getWidth())
        .isGreaterThan(pdf.getPageSizeWithRotation(1).getHeight());
    for (int page = 1; page <= pdf.getNumberOfPages() - 1; page++) {
      assertThat(new PdfTextExtractor(pdf).getTextFromPage(page)).contains("结算ID", "比率");
    }
  }
}
