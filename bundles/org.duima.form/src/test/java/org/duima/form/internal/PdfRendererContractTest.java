package org.duima.form.internal;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.spi.ReportRenderer;
import org.duima.api.spi.ReportRendererContract;

/** The renderer keeps what every renderer promises. */
class PdfRendererContractTest extends ReportRendererContract {
  private static final PdfRenderer RENDERER = new PdfRenderer(new Fonts(Path.of(".")));

  @Override
  protected ReportRenderer renderer() {
    return RENDERER;
  }

  @Override
  protected List<String> forbidden() {
    return List.of("/JavaScript", "/URI");
  }

  @Override
  protected String text(byte[] output) throws IOException {
    StringBuilder text = new StringBuilder();
    try (PdfReader reader = new PdfReader(output)) {
      for (int page = 1; page <= reader.getNumberOfPages(); page++) {
        text.append(new PdfTextExtractor(reader).getTextFromPage(page)).append('\n');
      }
    }
    return text.toString();
  }
}
