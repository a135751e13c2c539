package org.duima.report.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.duima.api.spi.ReportRenderer;
import org.duima.api.spi.ReportRendererContract;
import org.junit.jupiter.api.Nested;

/** The renderers keep what every renderer promises. */
class RenderersContractTest {
  @Nested
  class Csv extends ReportRendererContract {
    @Override
    protected ReportRenderer renderer() {
      return new CsvRenderer();
    }

    @Override
    protected List<String> forbidden() {
      return List.of("\n=", "\n\"=", ",=", ",\"=");
    }
  }

  @Nested
  class Html extends ReportRendererContract {
    @Override
    protected ReportRenderer renderer() {
      return new HtmlRenderer();
    }

    @Override
    protected List<String> forbidden() {
      return List.of("<script", "\"quoted\"");
    }
  }

  @Nested
  class Json extends ReportRendererContract {
    @Override
    protected ReportRenderer renderer() {
      return new JsonRenderer();
    }

    @Override
    protected List<String> forbidden() {
      return List.of("HYPERLINK(\"", "b\nc", "\t");
    }
  }

  @Nested
  class Xlsx extends ReportRendererContract {
    @Override
    protected ReportRenderer renderer() {
      return new XlsxRenderer();
    }

    @Override
    protected List<String> forbidden() {
      return List.of("<f>", "<script");
    }

    @Override
    protected String text(byte[] output) throws IOException {
      StringBuilder text = new StringBuilder();
      try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(output))) {
        for (Sheet sheet : book.getSheets().toList()) {
          try (Stream<Row> rows = sheet.openStream()) {
            rows.forEach(
                row ->
                    text.append(
                        row.stream()
                            .filter(cell -> cell != null)
                            .map(XlsxText::of)
                            .collect(Collectors.joining("|", "", "\n"))));
          }
        }
      }
      return text.toString();
    }
  }
}
