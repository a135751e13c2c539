package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Golden output of two stays: one whose settlement and front page come as transactions, one all in
 * HL7. After a wanted change run with {@code -Dday.rewrite=true} and read the difference.
 */
class RenderingTest {
  private static final Path GOLDEN = Path.of("src/test/resources/day");

  @Test
  void rendersAStayWithTransactions() throws IOException {
    compare("ZY26030002");
  }

  @Test
  void rendersAStayAllInHl7() throws IOException {
    compare("ZY26030012");
  }

  private static void compare(String visit) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Message message : Day.read(Path.of("day"), 0).messages()) {
      if (!message.visit().equals(visit)) {
        continue;
      }
      boolean chinese =
          message.kind() == Message.Kind.HL7
              && new String(message.body(), StandardCharsets.ISO_8859_1).contains("GB 18030");
      text.append("# ")
          .append(message.at())
          .append(' ')
          .append(message.sender())
          .append(' ')
          .append(message.name())
          .append('\n')
          .append(
              new String(
                      message.body(), chinese ? Charset.forName("GB18030") : StandardCharsets.UTF_8)
                  .replace('\r', '\n'))
          .append('\n');
    }
    Path golden = GOLDEN.resolve(visit + ".expected");
    if (Boolean.getBoolean("day.rewrite")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(golden));
  }
}
