package org.example.duima.renderer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duima.api.spi.ReportRenderer;
import org.duima.api.spi.ReportRendererContract;

/** The renderer keeps what every renderer promises. */
class MarkdownRendererContractTest extends ReportRendererContract {
  @Override
  protected ReportRenderer renderer() {
    return new MarkdownRenderer();
  }

  @Override
  protected List<String> forbidden() {
    return List.of("<script", "](javascript", "a|b", "b\nc");
  }

  /** As a reader of Markdown sees it. */
  @Override
  protected String text(byte[] output) {
    return new String(output, StandardCharsets.UTF_8).replace("\\", "");
  }
}
