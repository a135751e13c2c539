package org.example.duima.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duima.api.Text;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.junit.jupiter.api.Test;

class MarkdownRendererTest {
  @Test
  void aSectionIsATable() throws IOException {
    Section section =
        new Section(
            "all",
            new Text("各科", "departments"),
            new Text("", ""),
            List.of(
                new Column("department", new Text("科室", "department"), Kind.TEXT),
                new Column("rate", new Text("比率", "rate"), Kind.PERCENT)),
            List.of(Arrays.asList("内科|一区", 0.5), Arrays.asList("外科", null)),
            7);
    Report report =
        new Report(
            "lists",
            new Text("日报", "lists"),
            OffsetDateTime.parse("2026-03-12T07:30:00+08:00"),
            Map.of(),
            List.of(section));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new MarkdownRenderer().render(report, out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("# 日报\n\n2026-03-12T07:30+08:00\n\n## 各科\n\n| 科室 | 比率 |\n|---|--:|\n")
        .contains("| 内科\\|一区 | 50.00% |\n| 外科 |  |\n", "共 7 行");
  }
}
