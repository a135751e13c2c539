package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden pairs: what the format of a body is taken for, or why it is refused. */
class BodyFormatTest {
  private static final Path PAIRS = Path.of("src/test/resources/body-format");

  static Stream<Path> bodies() throws IOException {
    try (Stream<Path> files = Files.list(PAIRS)) {
      return files.filter(file -> file.toString().endsWith(".in")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void tellsTheFormat(Path body) throws IOException {
    BodyFormat format = BodyFormat.of(Files.readAllBytes(body));
    String told =
        format.refusal() == null
            ? format.format()
            : format.refusal().rule() + "\n" + format.refusal().text();
    Path expected = Path.of(body.toString().replaceAll("[.]in$", ".expected"));
    assertThat(told).isEqualTo(Files.readString(expected).strip());
  }

  @Test
  void takesAwayTheMarksOfMllpAndNothingElse() {
    assertThat(plain("\u000bMSH|a\r\u001c\r\u000bMSH|b\r\u001c")).isEqualTo("MSH|a\r\rMSH|b\r");
    String inside = "MSH|a\u001cb\u000bc";
    assertThat(plain(inside)).isEqualTo(inside);
  }

  private static String plain(String text) {
    return new String(
        BodyFormat.withoutMarks(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
