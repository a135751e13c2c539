package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/**
 * What every {@link ReportRenderer} promises. A test class of a renderer extends it; the reports
 * are made here.
 */
public abstract class ReportRendererContract {
  /** Texts that a program which opens the output might take for something else. */
  protected static final List<String> WICKED =
      List.of(
          "=HYPERLINK(\"http://example.org\")",
          "<script>alert(1)</script>",
          "[link](javascript:alert(1))",
          "a|b\nc\td",
          "\"quoted\", 'too' & more \\");

  private static final int MANY_ROWS = 5_000;
  private static final Duration MANY_LIMIT = Duration.ofSeconds(20);

  /** The renderer under test. */
  protected abstract ReportRenderer renderer() throws Exception;

  /** What is found nowhere in the output of a report whose cells are {@link #WICKED}. */
  protected abstract List<String> forbidden();

  /** The output as text that shows every cell; as it is, unless the format is no text. */
  protected String text(byte[] output) throws Exception {
    return new String(output, StandardCharsets.UTF_8);
  }

  @Test
  final void namesItsFormatAndMediaType() throws Exception {
    assertThat(renderer().format()).matches("[a-z0-9]{1,10}");
    assertThat(renderer().mediaType()).matches("[a-z]+/[a-z0-9.+-]+(;.*)?");
    if (renderer().mediaType().startsWith("text/")) {
      assertThat(renderer().mediaType()).contains("charset=");
    }
  }

  @Test
  final void everyCellIsThere() throws Exception {
    String text = text(render(report(3)));
    assertThat(text).contains("内科甲0", "内科甲1", "内科甲2", "病区", "234.00", "2026-03-31");
  }

  @Test
  final void emptyCellsSectionsAndReportsAreRendered() throws Exception {
    Column column = new Column("department", new Text("科室", "department"), Kind.TEXT);
    Text nothing = new Text("", "");
    List<Object> empty = new ArrayList<>();
    empty.add(null);
    Section none =
        new Section("none", new Text("空", "none"), nothing, List.of(column), List.of(), 0);
    Section blank =
        new Section("blank", new Text("无", "blank"), nothing, List.of(column), List.of(empty), 99);
    assertThat(render(of(List.of()))).isNotNull();
    assertThat(render(of(List.of(none)))).isNotEmpty();
    assertThat(render(of(List.of(none, blank, none)))).isNotEmpty();
  }

  @Test
  final void noTextIsTakenForSomethingElse() throws Exception {
    Column column = new Column("text", new Text("文本", "text"), Kind.TEXT);
    List<List<Object>> rows = new ArrayList<>();
    WICKED.forEach(wicked -> rows.add(List.of(wicked)));
    Section section =
        new Section(
            "wicked", new Text("文本", "text"), new Text("", ""), List.of(column), rows, rows.size());
    String output = new String(render(of(List.of(section))), StandardCharsets.UTF_8);
    for (String text : forbidden()) {
      assertThat(output).doesNotContain(text);
    }
    assertThat(text(render(of(List.of(section))))).contains("HYPERLINK", "alert(1)", "quoted");
  }

  @Test
  final void theStreamIsLeftOpen() throws Exception {
    boolean[] closed = {false};
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    renderer().render(report(2), out);
    assertThat(closed[0]).isFalse();
  }

  @Test
  final void aStreamThatCannotBeWrittenToIsAnIoException() throws Exception {
    OutputStream full =
        new OutputStream() {
          private int left = 100;

          @Override
          public void write(int one) throws IOException {
            if (left-- <= 0) {
              throw new IOException("full");
            }
          }
        };
    ReportRenderer renderer = renderer();
    assertThatThrownBy(() -> renderer.render(report(500), full)).isInstanceOf(IOException.class);
    assertThat(text(render(report(3)))).as("the next one is not harmed").contains("内科甲0");
  }

  @Test
  final void answersSeveralThreadsAlike() throws Exception {
    ReportRenderer renderer = renderer();
    Report report = report(20);
    Together.alike(
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          renderer.render(report, out);
          return text(out.toByteArray());
        });
  }

  @Test
  final void thousandsOfRowsTakeNoTime() throws Exception {
    Report report = report(MANY_ROWS);
    assertTimeoutPreemptively(
        MANY_LIMIT, () -> assertThat(render(report).length).isGreaterThan(MANY_ROWS));
  }

  private byte[] render(Report report) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    renderer().render(report, out);
    return out.toByteArray();
  }

  private static Report of(List<Section> sections) {
    return new Report(
        "contract",
        new Text("合同", "contract"),
        OffsetDateTime.parse("2026-04-01T09:00:00+08:00"),
        Map.of("from", "2026-03-01"),
        sections);
  }

  private static Report report(int rows) {
    List<Column> columns =
        List.of(
            new Column("department", new Text("科室", "department"), Kind.TEXT),
            new Column("lists", new Text("清单", "lists"), Kind.COUNT),
            new Column("rate", new Text("比例", "rate"), Kind.PERCENT),
            new Column("amount", new Text("金额", "amount"), Kind.MONEY),
            new Column("day", new Text("日期", "day"), Kind.DATE),
            new Column("note", new Text("说明", "note"), Kind.TEXT));
    List<List<Object>> cells = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      cells.add(
          Arrays.asList(
              "内科甲" + i,
              (long) i,
              0.1234,
              Money.parseYuan("234.00"),
              LocalDate.of(2026, 3, 31),
              i % 2 == 0 ? "病区" : null));
    }
    return of(
        List.of(
            new Section(
                "rows", new Text("各科", "departments"), new Text("", ""), columns, cells, rows)));
  }
}
